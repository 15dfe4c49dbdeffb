"""The first tables

Old rows: there are none.
"""

import sqlalchemy as sa
from alembic import op

import competition.models.base

revision = '0001'
down_revision = None


def upgrade() -> None:
    op.create_table('attempt',
    sa.Column('subject_digest', sa.String(), nullable=False),
    sa.Column('window_start', competition.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('subject_digest', 'window_start', name=op.f('pk_attempt'))
    )
    op.create_table('audit_head',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('competition_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('chain_hash', sa.String(), nullable=False),
    sa.Column('signature', sa.String(), nullable=False),
    sa.Column('signing_key', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_head')),
    sa.UniqueConstraint('competition_id', 'day', name=op.f('uq_audit_head_competition_id_day'))
    )
    op.create_table('audit_record',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('competition_id', sa.Integer(), nullable=True),
    sa.Column('at', competition.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('actor', sa.String(), nullable=False),
    sa.Column('action', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('detail', sa.JSON(), nullable=False),
    sa.Column('before_digest', sa.String(), nullable=False),
    sa.Column('after_digest', sa.String(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=True),
    sa.Column('chain_hash', sa.String(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_record'))
    )
    with op.batch_alter_table('audit_record', schema=None) as batch_op:
        batch_op.create_index('ix_audit_record_chain', ['competition_id', 'sequence'], unique=False)
        batch_op.create_index('ix_audit_record_subject', ['subject'], unique=False)
        batch_op.create_index('ix_audit_record_unsealed', ['chain_hash', 'id'], unique=False)

    op.create_table('number_register',
    sa.Column('prefix', sa.String(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('last_serial', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('prefix', 'year', 'code', name=op.f('pk_number_register'))
    )
    op.create_table('organisation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('alias', sa.String(), nullable=False),
    sa.Column('seal_name', sa.String(), nullable=False),
    sa.Column('created_at', competition.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('closed_at', competition.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.CheckConstraint("kind IN ('national', 'provincial', 'municipal', 'county', 'industry_union', 'enterprise_union', 'site_union')", name=op.f('ck_organisation_kind_known')),
    sa.ForeignKeyConstraint(['parent_id'], ['organisation.id'], name=op.f('fk_organisation_parent_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organisation')),
    sa.UniqueConstraint('code', name=op.f('uq_organisation_code')),
    sa.UniqueConstraint('parent_id', 'name', name=op.f('uq_organisation_parent_id_name'))
    )
    with op.batch_alter_table('organisation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_organisation_name'), ['name'], unique=False)
        batch_op.create_index(batch_op.f('ix_organisation_parent_id'), ['parent_id'], unique=False)

    op.create_table('organisation_branch',
    sa.Column('ancestor_id', sa.Integer(), nullable=False),
    sa.Column('descendant_id', sa.Integer(), nullable=False),
    sa.Column('depth', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['ancestor_id'], ['organisation.id'], name=op.f('fk_organisation_branch_ancestor_id')),
    sa.ForeignKeyConstraint(['descendant_id'], ['organisation.id'], name=op.f('fk_organisation_branch_descendant_id')),
    sa.PrimaryKeyConstraint('ancestor_id', 'descendant_id', name=op.f('pk_organisation_branch'))
    )
    with op.batch_alter_table('organisation_branch', schema=None) as batch_op:
        batch_op.create_index('ix_organisation_branch_descendant', ['descendant_id', 'ancestor_id'], unique=False)

    op.create_table('person',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('unit_typed', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('id_number_sealed', sa.String(), nullable=True),
    sa.Column('id_number_digest', sa.String(), nullable=True),
    sa.Column('phone_sealed', sa.String(), nullable=True),
    sa.Column('created_at', competition.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('retain_until', competition.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_person_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person'))
    )
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_person_id_number_digest'), ['id_number_digest'], unique=False)
        batch_op.create_index(batch_op.f('ix_person_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('account',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('login', sa.String(), nullable=False),
    sa.Column('email', sa.String(), nullable=True),
    sa.Column('password_hash', sa.String(), nullable=True),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', competition.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('closed_at', competition.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('practice_in', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['created_by_id'], ['account.id'], name=op.f('fk_account_created_by_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_account_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account')),
    sa.UniqueConstraint('login', name=op.f('uq_account_login'))
    )
    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_account_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_account_practice_in'), ['practice_in'], unique=False)

    op.create_table('competition',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('edition', sa.String(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('time_zone', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('summary', sa.String(), nullable=False),
    sa.Column('co_organisers', sa.String(), nullable=False),
    sa.Column('contact', sa.String(), nullable=False),
    sa.Column('entry_prefix', sa.String(), nullable=False),
    sa.Column('self_registration', sa.Boolean(), nullable=False),
    sa.Column('review_checklist', sa.JSON(), nullable=False),
    sa.Column('entrants_see', sa.String(), nullable=False),
    sa.Column('public_sees', sa.String(), nullable=False),
    sa.Column('is_rehearsal', sa.Boolean(), nullable=False),
    sa.Column('rehearsal_of_id', sa.Integer(), nullable=True),
    sa.Column('rehearsed_at', competition.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('copied_from_id', sa.Integer(), nullable=True),
    sa.Column('public_version', sa.Integer(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', competition.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('opened_at', competition.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.CheckConstraint("entrants_see IN ('nothing', 'own_scores', 'derivation')", name=op.f('ck_competition_entrants_see_known')),
    sa.CheckConstraint("kind IN ('innovation_contest', 'five_small', 'labour_competition', 'skills_contest', 'honour_selection', 'works_call')", name=op.f('ck_competition_kind_known')),
    sa.CheckConstraint("public_sees IN ('nothing', 'awards', 'scores', 'derivation')", name=op.f('ck_competition_public_sees_known')),
    sa.CheckConstraint("state IN ('draft', 'open', 'closed')", name=op.f('ck_competition_state_known')),
    sa.ForeignKeyConstraint(['copied_from_id'], ['competition.id'], name=op.f('fk_competition_copied_from_id')),
    sa.ForeignKeyConstraint(['created_by_id'], ['account.id'], name=op.f('fk_competition_created_by_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_competition_organisation_id')),
    sa.ForeignKeyConstraint(['rehearsal_of_id'], ['competition.id'], name=op.f('fk_competition_rehearsal_of_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_competition'))
    )
    with op.batch_alter_table('competition', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_competition_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_competition_rehearsal_of_id'), ['rehearsal_of_id'], unique=False)

    op.create_table('idempotency_key',
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('body_digest', sa.String(), nullable=False),
    sa.Column('answer', sa.JSON(), nullable=False),
    sa.Column('created_at', competition.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_idempotency_key_account_id')),
    sa.PrimaryKeyConstraint('account_id', 'key', name=op.f('pk_idempotency_key'))
    )
    with op.batch_alter_table('idempotency_key', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_idempotency_key_created_at'), ['created_at'], unique=False)

    op.create_table('award_tier',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('competition_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['competition_id'], ['competition.id'], name=op.f('fk_award_tier_competition_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_award_tier')),
    sa.UniqueConstraint('competition_id', 'key', name=op.f('uq_award_tier_competition_id_key'))
    )
    op.create_table('certificate_template',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('competition_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('wording', sa.String(), nullable=False),
    sa.Column('issuer', sa.String(), nullable=False),
    sa.Column('number_prefix', sa.String(), nullable=False),
    sa.Column('per_member', sa.Boolean(), nullable=False),
    sa.Column('seal_storage_key', sa.String(), nullable=False),
    sa.Column('is_current', sa.Boolean(), nullable=False),
    sa.Column('created_at', competition.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['competition_id'], ['competition.id'], name=op.f('fk_certificate_template_competition_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate_template')),
    sa.UniqueConstraint('competition_id', 'version', name=op.f('uq_certificate_template_competition_id_version'))
    )
    op.create_table('declaration',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('competition_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('is_current', sa.Boolean(), nullable=False),
    sa.Column('created_at', competition.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['competition_id'], ['competition.id'], name=op.f('fk_declaration_competition_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_declaration')),
    sa.UniqueConstraint('competition_id', 'key', 'version', name=op.f('uq_declaration_competition_id_key_version'))
    )
    op.create_table('entry_form',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('competition_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.Column('is_current', sa.Boolean(), nullable=False),
    sa.Column('created_at', competition.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['competition_id'], ['competition.id'], name=op.f('fk_entry_form_competition_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entry_form')),
    sa.UniqueConstraint('competition_id', 'version', name=op.f('uq_entry_form_competition_id_version'))
    )
    with op.batch_alter_table('entry_form', schema=None) as batch_op:
        batch_op.create_index('one_current_form', ['competition_id'], unique=True, sqlite_where=sa.text('is_current'), postgresql_where=sa.text('is_current'))

    op.create_table('entry_limit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('competition_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('value', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('members_min', 'members_max', 'entries_per_person', 'entries_per_unit', 'bar_winners_years')", name=op.f('ck_entry_limit_kind_known')),
    sa.ForeignKeyConstraint(['competition_id'], ['competition.id'], name=op.f('fk_entry_limit_competition_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entry_limit')),
    sa.UniqueConstraint('competition_id', 'kind', name=op.f('uq_entry_limit_competition_id_kind'))
    )
    op.create_table('job',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('competition_id', sa.Integer(), nullable=True),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('arguments', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.JSON(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('worker', sa.String(), nullable=True),
    sa.Column('lease_until', competition.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('run_at', competition.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('created_at', competition.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('ended_at', competition.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('ready', 'running', 'done', 'failed')", name=op.f('ck_job_state_known')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_job_account_id')),
    sa.ForeignKeyConstraint(['competition_id'], ['competition.id'], name=op.f('fk_job_competition_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job'))
    )
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_job_competition_id'), ['competition_id'], unique=False)
        batch_op.create_index('ix_job_waiting', ['state', 'run_at'], unique=False)

    op.create_table('judge',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('competition_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('expertise', sa.String(), nullable=False),
    sa.Column('is_chief', sa.Boolean(), nullable=False),
    sa.Column('conflicts_declared_at', competition.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', competition.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_judge_account_id')),
    sa.ForeignKeyConstraint(['competition_id'], ['competition.id'], name=op.f('fk_judge_competition_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_judge_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_judge')),
    sa.UniqueConstraint('competition_id', 'account_id', name=op.f('uq_judge_competition_id_account_id'))
    )
    with op.batch_alter_table('judge', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_judge_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_judge_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('notification',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('competition_id', sa.Integer(), nullable=True),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('values_json', sa.JSON(), nullable=False),
    sa.Column('path', sa.String(), nullable=False),
    sa.Column('created_at', competition.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('read_at', competition.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_notification_account_id')),
    sa.ForeignKeyConstraint(['competition_id'], ['competition.id'], name=op.f('fk_notification_competition_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notification'))
    )
    with op.batch_alter_table('notification', schema=None) as batch_op:
        batch_op.create_index('ix_notification_account', ['account_id', 'read_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_notification_competition_id'), ['competition_id'], unique=False)

    op.create_table('personal_link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('competition_id', sa.Integer(), nullable=True),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('token_digest', sa.String(), nullable=False),
    sa.Column('token_sealed', sa.String(), nullable=False),
    sa.Column('device_digest', sa.String(), nullable=True),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', competition.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('expires_at', competition.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('used_at', competition.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', competition.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.CheckConstraint("purpose IN ('sign_in', 'invitation')", name=op.f('ck_personal_link_purpose_known')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_personal_link_account_id')),
    sa.ForeignKeyConstraint(['competition_id'], ['competition.id'], name=op.f('fk_personal_link_competition_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['created_by_id'], ['account.id'], name=op.f('fk_personal_link_created_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_personal_link')),
    sa.UniqueConstraint('token_digest', name=op.f('uq_personal_link_token_digest'))
    )
    with op.batch_alter_table('personal_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_personal_link_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_personal_link_competition_id'), ['competition_id'], unique=False)

    op.create_table('proposal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('competition_id', sa.Integer(), nullable=False),
    sa.Column('action', sa.String(), nullable=False),
    sa.Column('subject', sa.JSON(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('proposed_by_id', sa.Integer(), nullable=False),
    sa.Column('proposed_at', competition.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('answered_at', competition.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.CheckConstraint("action IN ('publish_result', 'withdraw_result', 'correct_score', 'revoke_certificate', 'change_rules')", name=op.f('ck_proposal_action_known')),
    sa.CheckConstraint("state IN ('open', 'approved', 'declined', 'withdrawn')", name=op.f('ck_proposal_state_known')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['account.id'], name=op.f('fk_proposal_answered_by_id')),
    sa.ForeignKeyConstraint(['competition_id'], ['competition.id'], name=op.f('fk_proposal_competition_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['proposed_by_id'], ['account.id'], name=op.f('fk_proposal_proposed_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposal'))
    )
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_proposal_competition_id'), ['competition_id'], unique=False)

    op.create_table('role_grant',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('competition_id', sa.Integer(), nullable=True),
    sa.Column('granted_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', competition.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', competition.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.CheckConstraint("role IN ('administrator', 'organiser', 'form_reviewer', 'recommender', 'judge', 'chief_judge', 'tabulator', 'entrant', 'supervisor')", name=op.f('ck_role_grant_role_known')),
    sa.CheckConstraint('organisation_id IS NULL OR competition_id IS NULL', name=op.f('ck_role_grant_one_scope')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_role_grant_account_id')),
    sa.ForeignKeyConstraint(['competition_id'], ['competition.id'], name=op.f('fk_role_grant_competition_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['granted_by_id'], ['account.id'], name=op.f('fk_role_grant_granted_by_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_role_grant_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role_grant'))
    )
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_role_grant_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_role_grant_competition_id'), ['competition_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_role_grant_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index('one_grant_a_competition', ['account_id', 'role', 'competition_id'], unique=True, sqlite_where=sa.text('revoked_at IS NULL AND competition_id IS NOT NULL'), postgresql_where=sa.text('revoked_at IS NULL AND competition_id IS NOT NULL'))

    op.create_table('rule_set',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('competition_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('document', sa.JSON(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('approved_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', competition.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('is_current', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['approved_by_id'], ['account.id'], name=op.f('fk_rule_set_approved_by_id')),
    sa.ForeignKeyConstraint(['competition_id'], ['competition.id'], name=op.f('fk_rule_set_competition_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['created_by_id'], ['account.id'], name=op.f('fk_rule_set_created_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rule_set')),
    sa.UniqueConstraint('competition_id', 'version', name=op.f('uq_rule_set_competition_id_version'))
    )
    with op.batch_alter_table('rule_set', schema=None) as batch_op:
        batch_op.create_index('one_current_rule_set', ['competition_id'], unique=True, sqlite_where=sa.text('is_current'), postgresql_where=sa.text('is_current'))

    op.create_table('stage',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('competition_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('opens_at', competition.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('closes_at', competition.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('is_blind', sa.Boolean(), nullable=False),
    sa.Column('presentation_order', sa.String(), nullable=False),
    sa.Column('rubric_frozen_at', competition.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('locked_at', competition.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('locked_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("kind IN ('entry', 'form_review', 'scoring')", name=op.f('ck_stage_kind_known')),
    sa.CheckConstraint("presentation_order IN ('code', 'draw')", name=op.f('ck_stage_presentation_order_known')),
    sa.CheckConstraint("state IN ('draft', 'open', 'locked')", name=op.f('ck_stage_state_known')),
    sa.CheckConstraint('opens_at IS NULL OR closes_at IS NULL OR opens_at < closes_at', name=op.f('ck_stage_opens_first')),
    sa.ForeignKeyConstraint(['competition_id'], ['competition.id'], name=op.f('fk_stage_competition_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['locked_by_id'], ['account.id'], name=op.f('fk_stage_locked_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stage')),
    sa.UniqueConstraint('competition_id', 'key', name=op.f('uq_stage_competition_id_key'))
    )
    op.create_table('track',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('competition_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['competition_id'], ['competition.id'], name=op.f('fk_track_competition_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_track')),
    sa.UniqueConstraint('competition_id', 'key', name=op.f('uq_track_competition_id_key')),
    sa.UniqueConstraint('competition_id', 'name', name=op.f('uq_track_competition_id_name'))
    )
    op.create_table('award_quota',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('tier_id', sa.Integer(), nullable=False),
    sa.Column('track_id', sa.Integer(), nullable=True),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['tier_id'], ['award_tier.id'], name=op.f('fk_award_quota_tier_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['track_id'], ['track.id'], name=op.f('fk_award_quota_track_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_award_quota')),
    sa.UniqueConstraint('tier_id', 'track_id', name=op.f('uq_award_quota_tier_id_track_id'))
    )
    op.create_table('criterion',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('scale', sa.Integer(), nullable=False),
    sa.Column('minimum', sa.Integer(), nullable=False),
    sa.Column('maximum', sa.Integer(), nullable=False),
    sa.Column('step', sa.Integer(), nullable=False),
    sa.Column('weight', sa.String(), nullable=False),
    sa.Column('hint', sa.String(), nullable=False),
    sa.Column('levels', sa.JSON(), nullable=False),
    sa.CheckConstraint("kind IN ('judgement', 'measurement')", name=op.f('ck_criterion_kind_known')),
    sa.CheckConstraint('minimum < maximum', name=op.f('ck_criterion_range')),
    sa.CheckConstraint('scale >= 0 AND scale <= 6', name=op.f('ck_criterion_scale_range')),
    sa.CheckConstraint('step > 0', name=op.f('ck_criterion_step_positive')),
    sa.ForeignKeyConstraint(['parent_id'], ['criterion.id'], name=op.f('fk_criterion_parent_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['stage_id'], ['stage.id'], name=op.f('fk_criterion_stage_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_criterion')),
    sa.UniqueConstraint('stage_id', 'key', name=op.f('uq_criterion_stage_id_key'))
    )
    with op.batch_alter_table('criterion', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_criterion_parent_id'), ['parent_id'], unique=False)

    op.create_table('decision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('competition_id', sa.Integer(), nullable=False),
    sa.Column('stage_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('subject', sa.JSON(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=False),
    sa.Column('decided_at', competition.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', competition.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.CheckConstraint("kind IN ('order', 'choose', 'bar', 'vacate')", name=op.f('ck_decision_kind_known')),
    sa.ForeignKeyConstraint(['competition_id'], ['competition.id'], name=op.f('fk_decision_competition_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['decided_by_id'], ['account.id'], name=op.f('fk_decision_decided_by_id')),
    sa.ForeignKeyConstraint(['stage_id'], ['stage.id'], name=op.f('fk_decision_stage_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decision'))
    )
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_decision_competition_id'), ['competition_id'], unique=False)

    op.create_table('entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('competition_id', sa.Integer(), nullable=False),
    sa.Column('track_id', sa.Integer(), nullable=True),
    sa.Column('form_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('number', sa.String(), nullable=True),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('unit_name', sa.String(), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('saved_from', sa.String(), nullable=False),
    sa.Column('reopened_until', competition.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('created_at', competition.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('changed_at', competition.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('submitted_at', competition.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.CheckConstraint("kind IN ('outcome', 'team')", name=op.f('ck_entry_kind_known')),
    sa.CheckConstraint("state IN ('draft', 'submitted', 'returned', 'passed', 'rejected', 'withdrawn', 'disqualified')", name=op.f('ck_entry_state_known')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_entry_account_id')),
    sa.ForeignKeyConstraint(['competition_id'], ['competition.id'], name=op.f('fk_entry_competition_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['form_id'], ['entry_form.id'], name=op.f('fk_entry_form_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_entry_organisation_id')),
    sa.ForeignKeyConstraint(['track_id'], ['track.id'], name=op.f('fk_entry_track_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entry')),
    sa.UniqueConstraint('competition_id', 'number', name=op.f('uq_entry_competition_id_number'))
    )
    with op.batch_alter_table('entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_entry_account_id'), ['account_id'], unique=False)
        batch_op.create_index('ix_entry_competition_state', ['competition_id', 'state', 'track_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_entry_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_entry_track_id'), ['track_id'], unique=False)

    op.create_table('login_session',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token_digest', sa.String(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('personal_link_id', sa.Integer(), nullable=True),
    sa.Column('device', sa.String(), nullable=False),
    sa.Column('created_at', competition.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('seen_at', competition.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('expires_at', competition.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', competition.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_login_session_account_id')),
    sa.ForeignKeyConstraint(['personal_link_id'], ['personal_link.id'], name=op.f('fk_login_session_personal_link_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_login_session')),
    sa.UniqueConstraint('token_digest', name=op.f('uq_login_session_token_digest'))
    )
    with op.batch_alter_table('login_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_login_session_account_id'), ['account_id'], unique=False)

    op.create_table('panel',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('track_id', sa.Integer(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['stage_id'], ['stage.id'], name=op.f('fk_panel_stage_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['track_id'], ['track.id'], name=op.f('fk_panel_track_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_panel')),
    sa.UniqueConstraint('stage_id', 'name', name=op.f('uq_panel_stage_id_name'))
    )
    op.create_table('result_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('competition_id', sa.Integer(), nullable=False),
    sa.Column('stage_id', sa.Integer(), nullable=True),
    sa.Column('rule_set_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('outcome', sa.JSON(), nullable=False),
    sa.Column('identities', sa.JSON(), nullable=False),
    sa.Column('facts_digest', sa.String(), nullable=False),
    sa.Column('outcome_digest', sa.String(), nullable=False),
    sa.Column('signature', sa.String(), nullable=False),
    sa.Column('signing_key', sa.String(), nullable=False),
    sa.Column('audit_head', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('computed_by_id', sa.Integer(), nullable=False),
    sa.Column('computed_at', competition.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('approved_by_id', sa.Integer(), nullable=True),
    sa.Column('approved_at', competition.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('notice_from', competition.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('notice_to', competition.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('notice_skipped_reason', sa.String(), nullable=False),
    sa.Column('final_at', competition.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('final_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("state IN ('computed', 'approved', 'in_notice', 'final', 'superseded', 'withdrawn')", name=op.f('ck_result_version_state_known')),
    sa.ForeignKeyConstraint(['approved_by_id'], ['account.id'], name=op.f('fk_result_version_approved_by_id')),
    sa.ForeignKeyConstraint(['competition_id'], ['competition.id'], name=op.f('fk_result_version_competition_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['computed_by_id'], ['account.id'], name=op.f('fk_result_version_computed_by_id')),
    sa.ForeignKeyConstraint(['final_by_id'], ['account.id'], name=op.f('fk_result_version_final_by_id')),
    sa.ForeignKeyConstraint(['rule_set_id'], ['rule_set.id'], name=op.f('fk_result_version_rule_set_id')),
    sa.ForeignKeyConstraint(['stage_id'], ['stage.id'], name=op.f('fk_result_version_stage_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_result_version')),
    sa.UniqueConstraint('competition_id', 'stage_id', 'version', name=op.f('uq_result_version_competition_id_stage_id_version'))
    )
    with op.batch_alter_table('result_version', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_result_version_competition_id'), ['competition_id'], unique=False)
        batch_op.create_index('one_final_result_in_force', ['competition_id'], unique=True, sqlite_where=sa.text("state IN ('approved', 'in_notice', 'final') AND stage_id IS NULL"), postgresql_where=sa.text("state IN ('approved', 'in_notice', 'final') AND stage_id IS NULL"))
        batch_op.create_index('one_stage_result_in_force', ['competition_id', 'stage_id'], unique=True, sqlite_where=sa.text("state IN ('approved', 'in_notice', 'final')"), postgresql_where=sa.text("state IN ('approved', 'in_notice', 'final')"))

    op.create_table('assignment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('panel_id', sa.Integer(), nullable=True),
    sa.Column('judge_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('changed_at', competition.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.CheckConstraint("state IN ('assigned', 'recused', 'absent', 'replaced')", name=op.f('ck_assignment_state_known')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_assignment_entry_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['judge_id'], ['judge.id'], name=op.f('fk_assignment_judge_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['panel_id'], ['panel.id'], name=op.f('fk_assignment_panel_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['stage_id'], ['stage.id'], name=op.f('fk_assignment_stage_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assignment')),
    sa.UniqueConstraint('stage_id', 'judge_id', 'entry_id', name=op.f('uq_assignment_stage_id_judge_id_entry_id'))
    )
    with op.batch_alter_table('assignment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_assignment_entry_id'), ['entry_id'], unique=False)
        batch_op.create_index('ix_assignment_judge', ['judge_id', 'stage_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_assignment_panel_id'), ['panel_id'], unique=False)

    op.create_table('attachment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('field_key', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('media_type', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('storage_key', sa.String(), nullable=False),
    sa.Column('blind_storage_key', sa.String(), nullable=False),
    sa.Column('url', sa.String(), nullable=False),
    sa.Column('created_at', competition.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind IN ('pdf', 'image', 'video_link')", name=op.f('ck_attachment_kind_known')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_attachment_entry_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attachment'))
    )
    with op.batch_alter_table('attachment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attachment_entry_id'), ['entry_id'], unique=False)

    op.create_table('award',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('result_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('tier_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_award_entry_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['result_id'], ['result_version.id'], name=op.f('fk_award_result_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tier_id'], ['award_tier.id'], name=op.f('fk_award_tier_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_award')),
    sa.UniqueConstraint('result_id', 'entry_id', name=op.f('uq_award_result_id_entry_id'))
    )
    with op.batch_alter_table('award', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_award_entry_id'), ['entry_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_award_tier_id'), ['tier_id'], unique=False)

    op.create_table('conflict',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('judge_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('unit_name', sa.String(), nullable=False),
    sa.Column('person_name', sa.String(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('declared_by_id', sa.Integer(), nullable=False),
    sa.Column('created_at', competition.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['declared_by_id'], ['account.id'], name=op.f('fk_conflict_declared_by_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_conflict_entry_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['judge_id'], ['judge.id'], name=op.f('fk_conflict_judge_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_conflict_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conflict'))
    )
    with op.batch_alter_table('conflict', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_conflict_entry_id'), ['entry_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_conflict_judge_id'), ['judge_id'], unique=False)

    op.create_table('declaration_acceptance',
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('declaration_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('accepted_at', competition.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_declaration_acceptance_account_id')),
    sa.ForeignKeyConstraint(['declaration_id'], ['declaration.id'], name=op.f('fk_declaration_acceptance_declaration_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_declaration_acceptance_entry_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('entry_id', 'declaration_id', name=op.f('pk_declaration_acceptance'))
    )
    op.create_table('entry_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('values_json', sa.JSON(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('at', competition.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_entry_event_account_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_entry_event_entry_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entry_event'))
    )
    with op.batch_alter_table('entry_event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_entry_event_entry_id'), ['entry_id'], unique=False)

    op.create_table('entry_member',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('unit_name', sa.String(), nullable=False),
    sa.Column('duty', sa.String(), nullable=False),
    sa.Column('phone_sealed', sa.String(), nullable=True),
    sa.Column('id_number_sealed', sa.String(), nullable=True),
    sa.Column('id_number_digest', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_entry_member_entry_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_entry_member_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entry_member')),
    sa.UniqueConstraint('entry_id', 'position', name=op.f('uq_entry_member_entry_id_position'))
    )
    with op.batch_alter_table('entry_member', schema=None) as batch_op:
        batch_op.create_index('entry_member_id_number', ['id_number_digest'], unique=False, sqlite_where=sa.text('id_number_digest IS NOT NULL'), postgresql_where=sa.text('id_number_digest IS NOT NULL'))
        batch_op.create_index('entry_member_person', ['person_id'], unique=False, sqlite_where=sa.text('person_id IS NOT NULL'), postgresql_where=sa.text('person_id IS NOT NULL'))
        batch_op.create_index(batch_op.f('ix_entry_member_name'), ['name'], unique=False)

    op.create_table('form_review',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('decision', sa.String(), nullable=False),
    sa.Column('checklist', sa.JSON(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('new_deadline', competition.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('reviewer_id', sa.Integer(), nullable=False),
    sa.Column('at', competition.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.CheckConstraint("decision IN ('pass', 'return', 'reject')", name=op.f('ck_form_review_decision_known')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_form_review_entry_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['reviewer_id'], ['account.id'], name=op.f('fk_form_review_reviewer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_form_review'))
    )
    with op.batch_alter_table('form_review', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_form_review_entry_id'), ['entry_id'], unique=False)

    op.create_table('panel_judge',
    sa.Column('panel_id', sa.Integer(), nullable=False),
    sa.Column('judge_id', sa.Integer(), nullable=False),
    sa.Column('seat', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['judge_id'], ['judge.id'], name=op.f('fk_panel_judge_judge_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['panel_id'], ['panel.id'], name=op.f('fk_panel_judge_panel_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('panel_id', 'judge_id', name=op.f('pk_panel_judge')),
    sa.UniqueConstraint('panel_id', 'seat', name=op.f('uq_panel_judge_panel_id_seat'))
    )
    op.create_table('stage_entry',
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('panel_id', sa.Integer(), nullable=True),
    sa.Column('blind_code', sa.String(), nullable=False),
    sa.Column('draw_order', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_stage_entry_entry_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['panel_id'], ['panel.id'], name=op.f('fk_stage_entry_panel_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['stage_id'], ['stage.id'], name=op.f('fk_stage_entry_stage_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('stage_id', 'entry_id', name=op.f('pk_stage_entry')),
    sa.UniqueConstraint('stage_id', 'blind_code', name=op.f('uq_stage_entry_stage_id_blind_code')),
    sa.UniqueConstraint('stage_id', 'draw_order', name=op.f('uq_stage_entry_stage_id_draw_order'))
    )
    with op.batch_alter_table('stage_entry', schema=None) as batch_op:
        batch_op.create_index('ix_stage_entry_entry', ['entry_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_stage_entry_panel_id'), ['panel_id'], unique=False)

    op.create_table('standing',
    sa.Column('result_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('track_id', sa.Integer(), nullable=True),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=True),
    sa.Column('score', sa.String(), nullable=False),
    sa.Column('group_key', sa.String(), nullable=False),
    sa.Column('stage_scores', sa.JSON(), nullable=False),
    sa.Column('advances', sa.Boolean(), nullable=False),
    sa.Column('tier_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_standing_entry_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['result_id'], ['result_version.id'], name=op.f('fk_standing_result_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tier_id'], ['award_tier.id'], name=op.f('fk_standing_tier_id')),
    sa.ForeignKeyConstraint(['track_id'], ['track.id'], name=op.f('fk_standing_track_id')),
    sa.PrimaryKeyConstraint('result_id', 'entry_id', name=op.f('pk_standing'))
    )
    with op.batch_alter_table('standing', schema=None) as batch_op:
        batch_op.create_index('ix_standing_entry', ['entry_id'], unique=False)
        batch_op.create_index('ix_standing_result_place', ['result_id', 'track_id', 'place'], unique=False)

    op.create_table('certificate',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('competition_id', sa.Integer(), nullable=False),
    sa.Column('template_id', sa.Integer(), nullable=False),
    sa.Column('award_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('number', sa.String(), nullable=False),
    sa.Column('token_digest', sa.String(), nullable=False),
    sa.Column('token_sealed', sa.String(), nullable=False),
    sa.Column('values_json', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('issued_at', competition.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('issued_by_id', sa.Integer(), nullable=False),
    sa.Column('revoked_at', competition.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('revoked_reason', sa.String(), nullable=False),
    sa.Column('pdf_digest', sa.String(), nullable=False),
    sa.CheckConstraint("state IN ('valid', 'revoked', 'void')", name=op.f('ck_certificate_state_known')),
    sa.ForeignKeyConstraint(['award_id'], ['award.id'], name=op.f('fk_certificate_award_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['competition_id'], ['competition.id'], name=op.f('fk_certificate_competition_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_certificate_entry_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['issued_by_id'], ['account.id'], name=op.f('fk_certificate_issued_by_id')),
    sa.ForeignKeyConstraint(['member_id'], ['entry_member.id'], name=op.f('fk_certificate_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['template_id'], ['certificate_template.id'], name=op.f('fk_certificate_template_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate')),
    sa.UniqueConstraint('number', name=op.f('uq_certificate_number')),
    sa.UniqueConstraint('token_digest', name=op.f('uq_certificate_token_digest'))
    )
    with op.batch_alter_table('certificate', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_certificate_competition_id'), ['competition_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_certificate_entry_id'), ['entry_id'], unique=False)
        batch_op.create_index('one_valid_certificate', ['award_id', 'member_id'], unique=True, sqlite_where=sa.text("state = 'valid'"), postgresql_where=sa.text("state = 'valid'"))
        batch_op.create_index('one_valid_entry_certificate', ['award_id'], unique=True, sqlite_where=sa.text("state = 'valid' AND member_id IS NULL"), postgresql_where=sa.text("state = 'valid' AND member_id IS NULL"))

    op.create_table('score_draft',
    sa.Column('assignment_id', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('texts', sa.JSON(), nullable=False),
    sa.Column('comment', sa.String(), nullable=False),
    sa.Column('saved_at', competition.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['assignment_id'], ['assignment.id'], name=op.f('fk_score_draft_assignment_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('assignment_id', name=op.f('pk_score_draft'))
    )
    op.create_table('score_sheet_version',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('assignment_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('marks', sa.JSON(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('total_scale', sa.Integer(), nullable=False),
    sa.Column('comment', sa.String(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('saved_at', competition.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('is_current', sa.Boolean(), nullable=False),
    sa.CheckConstraint("source IN ('web', 'offline', 'import', 'paper', 'rehearsal')", name=op.f('ck_score_sheet_version_source_known')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_score_sheet_version_account_id')),
    sa.ForeignKeyConstraint(['assignment_id'], ['assignment.id'], name=op.f('fk_score_sheet_version_assignment_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_score_sheet_version')),
    sa.UniqueConstraint('assignment_id', 'version', name=op.f('uq_score_sheet_version_assignment_id_version'))
    )
    with op.batch_alter_table('score_sheet_version', schema=None) as batch_op:
        batch_op.create_index('one_current_sheet', ['assignment_id'], unique=True, sqlite_where=sa.text('is_current'), postgresql_where=sa.text('is_current'))



def downgrade() -> None:
    with op.batch_alter_table('score_sheet_version', schema=None) as batch_op:
        batch_op.drop_index('one_current_sheet', sqlite_where=sa.text('is_current'), postgresql_where=sa.text('is_current'))

    op.drop_table('score_sheet_version')
    op.drop_table('score_draft')
    with op.batch_alter_table('certificate', schema=None) as batch_op:
        batch_op.drop_index('one_valid_entry_certificate', sqlite_where=sa.text("state = 'valid' AND member_id IS NULL"), postgresql_where=sa.text("state = 'valid' AND member_id IS NULL"))
        batch_op.drop_index('one_valid_certificate', sqlite_where=sa.text("state = 'valid'"), postgresql_where=sa.text("state = 'valid'"))
        batch_op.drop_index(batch_op.f('ix_certificate_entry_id'))
        batch_op.drop_index(batch_op.f('ix_certificate_competition_id'))

    op.drop_table('certificate')
    with op.batch_alter_table('standing', schema=None) as batch_op:
        batch_op.drop_index('ix_standing_result_place')
        batch_op.drop_index('ix_standing_entry')

    op.drop_table('standing')
    with op.batch_alter_table('stage_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_stage_entry_panel_id'))
        batch_op.drop_index('ix_stage_entry_entry')

    op.drop_table('stage_entry')
    op.drop_table('panel_judge')
    with op.batch_alter_table('form_review', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_form_review_entry_id'))

    op.drop_table('form_review')
    with op.batch_alter_table('entry_member', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_entry_member_name'))
        batch_op.drop_index('entry_member_person', sqlite_where=sa.text('person_id IS NOT NULL'), postgresql_where=sa.text('person_id IS NOT NULL'))
        batch_op.drop_index('entry_member_id_number', sqlite_where=sa.text('id_number_digest IS NOT NULL'), postgresql_where=sa.text('id_number_digest IS NOT NULL'))

    op.drop_table('entry_member')
    with op.batch_alter_table('entry_event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_entry_event_entry_id'))

    op.drop_table('entry_event')
    op.drop_table('declaration_acceptance')
    with op.batch_alter_table('conflict', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_conflict_judge_id'))
        batch_op.drop_index(batch_op.f('ix_conflict_entry_id'))

    op.drop_table('conflict')
    with op.batch_alter_table('award', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_award_tier_id'))
        batch_op.drop_index(batch_op.f('ix_award_entry_id'))

    op.drop_table('award')
    with op.batch_alter_table('attachment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_attachment_entry_id'))

    op.drop_table('attachment')
    with op.batch_alter_table('assignment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_assignment_panel_id'))
        batch_op.drop_index('ix_assignment_judge')
        batch_op.drop_index(batch_op.f('ix_assignment_entry_id'))

    op.drop_table('assignment')
    with op.batch_alter_table('result_version', schema=None) as batch_op:
        batch_op.drop_index('one_stage_result_in_force', sqlite_where=sa.text("state IN ('approved', 'in_notice', 'final')"), postgresql_where=sa.text("state IN ('approved', 'in_notice', 'final')"))
        batch_op.drop_index('one_final_result_in_force', sqlite_where=sa.text("state IN ('approved', 'in_notice', 'final') AND stage_id IS NULL"), postgresql_where=sa.text("state IN ('approved', 'in_notice', 'final') AND stage_id IS NULL"))
        batch_op.drop_index(batch_op.f('ix_result_version_competition_id'))

    op.drop_table('result_version')
    op.drop_table('panel')
    with op.batch_alter_table('login_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_login_session_account_id'))

    op.drop_table('login_session')
    with op.batch_alter_table('entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_entry_track_id'))
        batch_op.drop_index(batch_op.f('ix_entry_organisation_id'))
        batch_op.drop_index('ix_entry_competition_state')
        batch_op.drop_index(batch_op.f('ix_entry_account_id'))

    op.drop_table('entry')
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_decision_competition_id'))

    op.drop_table('decision')
    with op.batch_alter_table('criterion', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_criterion_parent_id'))

    op.drop_table('criterion')
    op.drop_table('award_quota')
    op.drop_table('track')
    op.drop_table('stage')
    with op.batch_alter_table('rule_set', schema=None) as batch_op:
        batch_op.drop_index('one_current_rule_set', sqlite_where=sa.text('is_current'), postgresql_where=sa.text('is_current'))

    op.drop_table('rule_set')
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.drop_index('one_grant_a_competition', sqlite_where=sa.text('revoked_at IS NULL AND competition_id IS NOT NULL'), postgresql_where=sa.text('revoked_at IS NULL AND competition_id IS NOT NULL'))
        batch_op.drop_index(batch_op.f('ix_role_grant_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_role_grant_competition_id'))
        batch_op.drop_index(batch_op.f('ix_role_grant_account_id'))

    op.drop_table('role_grant')
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_proposal_competition_id'))

    op.drop_table('proposal')
    with op.batch_alter_table('personal_link', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_personal_link_competition_id'))
        batch_op.drop_index(batch_op.f('ix_personal_link_account_id'))

    op.drop_table('personal_link')
    with op.batch_alter_table('notification', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_notification_competition_id'))
        batch_op.drop_index('ix_notification_account')

    op.drop_table('notification')
    with op.batch_alter_table('judge', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_judge_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_judge_account_id'))

    op.drop_table('judge')
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.drop_index('ix_job_waiting')
        batch_op.drop_index(batch_op.f('ix_job_competition_id'))

    op.drop_table('job')
    op.drop_table('entry_limit')
    with op.batch_alter_table('entry_form', schema=None) as batch_op:
        batch_op.drop_index('one_current_form', sqlite_where=sa.text('is_current'), postgresql_where=sa.text('is_current'))

    op.drop_table('entry_form')
    op.drop_table('declaration')
    op.drop_table('certificate_template')
    op.drop_table('award_tier')
    with op.batch_alter_table('idempotency_key', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_idempotency_key_created_at'))

    op.drop_table('idempotency_key')
    with op.batch_alter_table('competition', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_competition_rehearsal_of_id'))
        batch_op.drop_index(batch_op.f('ix_competition_organisation_id'))

    op.drop_table('competition')
    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_account_practice_in'))
        batch_op.drop_index(batch_op.f('ix_account_person_id'))

    op.drop_table('account')
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_person_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_person_id_number_digest'))

    op.drop_table('person')
    with op.batch_alter_table('organisation_branch', schema=None) as batch_op:
        batch_op.drop_index('ix_organisation_branch_descendant')

    op.drop_table('organisation_branch')
    with op.batch_alter_table('organisation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_organisation_parent_id'))
        batch_op.drop_index(batch_op.f('ix_organisation_name'))

    op.drop_table('organisation')
    op.drop_table('number_register')
    with op.batch_alter_table('audit_record', schema=None) as batch_op:
        batch_op.drop_index('ix_audit_record_unsealed')
        batch_op.drop_index('ix_audit_record_subject')
        batch_op.drop_index('ix_audit_record_chain')

    op.drop_table('audit_record')
    op.drop_table('audit_head')
    op.drop_table('attempt')
