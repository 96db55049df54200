"""The outbox: one row for each notice to one person over one channel."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Enum, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Base, Placed
from server.notices.rules import Channel, NoticeState


class Notice(Placed, Base):
    """One notice. Address and content lie sealed, and no longer than they are needed."""

    __tablename__ = "notice"
    __table_args__ = (Index(None, "batch", "state"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    batch: Mapped[UUID]
    """The notices of one transaction and channel; the job that sends them has it as its key."""
    key: Mapped[str] = mapped_column(String(200), unique=True)
    """Its occasion and its receiver: a notice of a key is written once. No personal data."""
    kind: Mapped[str] = mapped_column(String(40))
    channel: Mapped[Channel] = mapped_column(Enum(Channel, native_enum=False, length=10, values_callable=list))
    language: Mapped[str] = mapped_column(String(5))
    sealed: Mapped[bytes | None]
    """Address and values of the text, by the key of the place's city and the month; None once it was sent."""
    urgent: Mapped[bool]
    """Goes in the quiet hours too."""
    state: Mapped[NoticeState] = mapped_column(
        Enum(NoticeState, native_enum=False, length=10, values_callable=list), index=True
    )
    due: Mapped[datetime]
    until: Mapped[datetime]
    """When it is of no more use: it is not sent from then on."""
    attempts: Mapped[int]
    doubts: Mapped[int]
    """Tries that may have arrived, their answer being lost."""
    leased_until: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(200))
    """Why the last try failed, in words of this service or in codes, never in a server's own words."""
    ended_at: Mapped[datetime | None]
