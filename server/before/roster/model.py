"""Tables of the roster: duties of a day, and what keeps accounts from duties."""

import datetime as dt
from uuid import UUID

from sqlalchemy import JSON, Enum, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from server.before.roster.rules import Attendance, DutyKind, RecusalKind
from server.db import Base, Ranged
from server.sites.rules import SITE_CODE_LENGTH

UNIT_LENGTH = 100


class Duty(Ranged, Base):
    """One account on duty on one day, at a site or for a region. Hours are local to the day's zone."""

    __tablename__ = "duty"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    day: Mapped[str] = mapped_column(ForeignKey("day.day"), index=True)
    kind: Mapped[DutyKind] = mapped_column(Enum(DutyKind, native_enum=False, length=12, values_callable=list))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    unit: Mapped[str | None] = mapped_column(String(UNIT_LENGTH))
    """The unit that a department's official answers for."""
    site: Mapped[str | None] = mapped_column(String(SITE_CODE_LENGTH))
    """Null of a duty for a whole region."""
    begins_at: Mapped[dt.time | None]
    ends_at: Mapped[dt.time | None]
    """Null where it keeps the hours of its place; one that ends at or before its beginning ends on the next date."""
    categories: Mapped[list[str]] = mapped_column(JSON)
    """The topics of a leader or an official; none means all."""
    languages: Mapped[list[str]] = mapped_column(JSON)
    skills: Mapped[list[str]] = mapped_column(JSON)
    substitute: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"), index=True)
    stands_in: Mapped[bool]
    """Whether the substitute has taken over."""
    taken_over_at: Mapped[dt.datetime | None]
    attendance: Mapped[Attendance | None] = mapped_column(
        Enum(Attendance, native_enum=False, length=10, values_callable=list)
    )
    attended_at: Mapped[dt.datetime | None]
    """When its holder was first there, or when it was said by hand that they were or were not."""
    attended_by: Mapped[str | None] = mapped_column(String(60))
    """The principal who said so, the service itself where it saw them."""
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads a plain dict here

    @property
    def holder(self) -> UUID:
        """Who is on duty: the account, or its substitute who took over."""
        return self.substitute if self.stands_in and self.substitute is not None else self.account_id


class Leave(Ranged, Base):
    """Days on which an account is away, both included; its places are those of the account."""

    __tablename__ = "leave"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    first: Mapped[dt.date]
    last: Mapped[dt.date]
    reason_sealed: Mapped[bytes | None]
    """Why, where it is said; sealed by the key of the house."""
    said_by: Mapped[str] = mapped_column(String(60))
    said_at: Mapped[dt.datetime | None]


class Recusal(Ranged, Base):
    """What a leader is recused from. The words may name a person: they are sealed by the key of the house."""

    __tablename__ = "recusal"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    kind: Mapped[RecusalKind] = mapped_column(Enum(RecusalKind, native_enum=False, length=10, values_callable=list))
    category: Mapped[str | None] = mapped_column(String(40))
    place_lo: Mapped[int | None]
    place_hi: Mapped[int | None]
    employer_sealed: Mapped[bytes | None]
    reason_sealed: Mapped[bytes]
    said_by: Mapped[str] = mapped_column(String(60))
    said_at: Mapped[dt.datetime]
