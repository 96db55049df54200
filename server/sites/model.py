"""Tables of the sites and of the devices that are trusted to speak for them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Enum, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from server.db import Base, Placed
from server.sites.rules import ADDRESS_LENGTH, SITE_CODE_LENGTH, TELEPHONE_LENGTH, Kind, TicketRange, Tier


class Site(Base, Placed):
    """A reception site. Its place is fixed once saved: entries, counters and rights hang on it."""

    __tablename__ = "reception_site"

    code: Mapped[str] = mapped_column(String(SITE_CODE_LENGTH), primary_key=True)
    place: Mapped[int] = mapped_column(unique=True)
    name_zh: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100))
    kind: Mapped[Kind] = mapped_column(Enum(Kind, native_enum=False, length=20, values_callable=list))
    tier: Mapped[Tier] = mapped_column(Enum(Tier, native_enum=False, length=10, values_callable=list))
    rooms: Mapped[int]
    parent: Mapped[str | None] = mapped_column(String(SITE_CODE_LENGTH))
    telephone: Mapped[str | None] = mapped_column(String(TELEPHONE_LENGTH))
    """The desk's own number, as RFC 3966 writes it without spaces; no person's."""
    address: Mapped[str | None] = mapped_column(String(ADDRESS_LENGTH))
    """Where people go, as the public notice tells it."""


class Device(Base, Placed):
    """A browser or script that records for one site. Only the hash of its token is kept."""

    __tablename__ = "device"
    __table_args__ = (UniqueConstraint("site", "ticket_letter", "ticket_first"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    site: Mapped[str] = mapped_column(ForeignKey("reception_site.code"))
    label: Mapped[str] = mapped_column(String(100))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    enrolled_by: Mapped[str] = mapped_column(String(60))
    enrolled_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    ticket_letter: Mapped[str | None] = mapped_column(String(1))
    """The tickets that this device alone prints: its letter, from this number on. Null for one that prints none."""
    ticket_first: Mapped[int | None]

    @property
    def tickets(self) -> TicketRange | None:
        if self.ticket_letter is None or self.ticket_first is None:
            return None
        return TicketRange(self.ticket_letter, self.ticket_first)


class DeviceAccount(Base, Placed):
    """An account that has been signed in at the browser that holds a device's token: it may be named as an author."""

    __tablename__ = "device_account"

    device_id: Mapped[UUID] = mapped_column(ForeignKey("device.id"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    since: Mapped[datetime]
    """When the account first proved it; what came in earlier proves nothing."""


class Enrolment(Base, Placed):
    """An eight-digit code that turns one browser into a device of one site; only its keyed hash is kept."""

    __tablename__ = "enrolment"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    site: Mapped[str] = mapped_column(ForeignKey("reception_site.code"))
    label: Mapped[str] = mapped_column(String(100))
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_by: Mapped[str] = mapped_column(String(60))
    expires_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
