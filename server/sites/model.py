"""Tables of the sites and of the devices that are trusted to speak for them."""

from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Enum, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from server.db import Base, Placed, Ranged
from server.sites.rules import (
    ADDRESS_LENGTH,
    SENTENCE_LENGTH,
    SITE_CODE_LENGTH,
    TELEPHONE_LENGTH,
    Kind,
    RegistrationState,
    TicketRange,
    Tier,
)


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
    ended_at: Mapped[datetime | None]
    """Since when it is no site any more: its past stays, and no new day has it."""


class SiteDetail(Base, Placed):
    """What else is told of a site, by a coordinator who registered it or an organiser; null where it is not known."""

    __tablename__ = "site_detail"

    site: Mapped[str] = mapped_column(ForeignKey("reception_site.code"), primary_key=True)
    opens_at: Mapped[time | None]
    closes_at: Mapped[time | None]
    step_free: Mapped[bool | None]
    hearing_loop: Mapped[bool | None]
    parking: Mapped[bool | None]
    languages: Mapped[list[str]] = mapped_column(JSON)
    latitude_e6: Mapped[int | None]
    """Millionths of a degree, as the browser at the site or its coordinator gave them."""
    longitude_e6: Mapped[int | None]
    sentence: Mapped[str | None] = mapped_column(String(SENTENCE_LENGTH))
    """What the site's poster says in its own words."""
    photo: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    confirmed_at: Mapped[datetime | None]
    """When the level above last confirmed what a coordinator registered; null for what an organiser entered."""


class SiteVersion(Base, Placed):
    """What was told of a site from one moment on; ``n`` counts from 1."""

    __tablename__ = "site_version"

    site: Mapped[str] = mapped_column(ForeignKey("reception_site.code"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    told: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(60))


class SiteInvitation(Ranged, Base):
    """A code with which coordinators register sites of one region or below it. Only its keyed hash is kept."""

    __tablename__ = "site_invitation"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    region: Mapped[str] = mapped_column(String(6))
    label: Mapped[str | None] = mapped_column(String(100))
    most: Mapped[int]
    """How many sites it can register."""
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(60))
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class SiteRegistration(Base, Placed):
    """One site as its coordinator registers it. It lies at its region's own place: there may be no site yet."""

    __tablename__ = "site_registration"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    invitation_id: Mapped[UUID] = mapped_column(ForeignKey("site_invitation.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """Of the coordinator's own code, at which the registration is read and changed."""
    region: Mapped[str] = mapped_column(String(6))
    state: Mapped[RegistrationState] = mapped_column(
        Enum(RegistrationState, native_enum=False, length=10, values_callable=list)
    )
    version: Mapped[int]
    """Counts what the coordinator sent; the level above decides on the one it has seen."""
    told: Mapped[dict[str, Any]] = mapped_column(JSON)
    decided: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What was told when the level above last decided."""
    confirmed: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What was told when it last confirmed."""
    photo: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    site: Mapped[str | None] = mapped_column(ForeignKey("reception_site.code"))
    reason_sealed: Mapped[bytes | None]
    """Why it was sent back: free words."""
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]


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
