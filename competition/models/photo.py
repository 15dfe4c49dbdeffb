"""Pictures that prove what a unit reports, each beside one criterion of one sheet."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.models.base import Base
from competition.models.judging import Assignment


class SheetPhoto(Base):
    """A photo of a self or peer sheet, drawn anew without what the camera wrote into it.

    `client_key` is chosen by the phone, so that a photo sent twice is kept once. `digest` is that
    of what was sent, `storage_key` that of what is shown. `version` is the first submitted sheet
    that the photo went with; without one it is still the unit's own. `taken_at` is what the camera
    said, where it said anything.
    """

    __tablename__ = "sheet_photo"
    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"))
    criterion_key: Mapped[str]
    client_key: Mapped[str]
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    digest: Mapped[str]
    storage_key: Mapped[str]
    thumbnail_key: Mapped[str]
    taken_at: Mapped[datetime | None]
    uploaded_at: Mapped[datetime]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    version: Mapped[int | None]
    assignment: Mapped[Assignment] = relationship(viewonly=True)
    __table_args__ = (
        UniqueConstraint("assignment_id", "client_key"),
        Index("ix_sheet_photo_storage_key", "storage_key"),
        Index("ix_sheet_photo_thumbnail_key", "thumbnail_key"),
    )
