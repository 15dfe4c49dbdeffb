"""${message}

Old rows: say what happens to them.
"""

import sqlalchemy as sa
from alembic import op

import competition.models.base

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
