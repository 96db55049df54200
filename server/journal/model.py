"""Tables of the journal: what every site said, and what it comes to.

``day`` is a day code, instants are microseconds since 1970 UTC, amounts are fen. Every row belongs
to a place, or (``Counter``) to a range of places.
"""

from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Boolean, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.day_code import DAY_CODE_LENGTH
from server.db import Base, Placed, Ranged


class Head(Base, Placed):
    """One site on one day: the end of its chain, the lock of its judging, its facts of the moment."""

    __tablename__ = "journal_head"

    day: Mapped[str] = mapped_column(String(DAY_CODE_LENGTH), primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True)
    site: Mapped[str] = mapped_column(String(40))
    offset_minutes: Mapped[int] = mapped_column(Integer, default=480)
    last_seq: Mapped[int] = mapped_column(Integer, default=0)
    last_hash: Mapped[str] = mapped_column(String(64), default="")
    opened_at: Mapped[int | None] = mapped_column(BigInteger)
    closed_at: Mapped[int | None] = mapped_column(BigInteger)
    zero_at: Mapped[int | None] = mapped_column(BigInteger)
    last_at: Mapped[int | None] = mapped_column(BigInteger)
    heard_at: Mapped[int | None] = mapped_column(BigInteger)
    lines: Mapped[int] = mapped_column(Integer, default=0)
    duplicates: Mapped[int] = mapped_column(Integer, default=0)
    waiting_entries: Mapped[int] = mapped_column(Integer, default=0)
    refused_entries: Mapped[int] = mapped_column(Integer, default=0)
    matters: Mapped[int] = mapped_column(Integer, default=0)
    waiting_matters: Mapped[int] = mapped_column(Integer, default=0)
    waiting_attendees: Mapped[int] = mapped_column(Integer, default=0)
    in_session: Mapped[int] = mapped_column(Integer, default=0)
    in_session_video: Mapped[int] = mapped_column(Integer, default=0)
    incomplete: Mapped[int] = mapped_column(Integer, default=0)
    inconsistent: Mapped[int] = mapped_column(Integer, default=0)
    late: Mapped[int] = mapped_column(Integer, default=0)
    clock_ahead: Mapped[int] = mapped_column(Integer, default=0)
    proof: Mapped[str | None] = mapped_column(String(64))
    """HMAC over what only the arrivals could prove (chain.head_proof); None: written before there was one."""


class Accepted(Base, Placed):
    """The journal: one accepted entry, its counted part in clear. Appended, never changed."""

    __tablename__ = "journal"

    day: Mapped[str] = mapped_column(String(DAY_CODE_LENGTH), primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[str] = mapped_column(String(36))
    kind: Mapped[str] = mapped_column(String(40))
    at: Mapped[int] = mapped_column(BigInteger)
    by: Mapped[str | None] = mapped_column(String(200))
    matter: Mapped[str | None] = mapped_column(String(36))
    target: Mapped[str | None] = mapped_column(String(36))
    clear: Mapped[str] = mapped_column(Text)
    mac: Mapped[str] = mapped_column(String(64))
    prev: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[int] = mapped_column(BigInteger)
    device: Mapped[str | None] = mapped_column(String(36))

    __table_args__ = (
        Index("ix_journal_id", "id", "day", "place", unique=True),
        Index("ix_journal_matter", "matter"),
        Index("ix_journal_at", "day", "place", "at"),
    )


class Pending(Base, Placed):
    """An entry kept durably outside the journal: waiting for its ground, or refused by it."""

    __tablename__ = "held"

    day: Mapped[str] = mapped_column(String(DAY_CODE_LENGTH), primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    code: Mapped[str | None] = mapped_column(String(40))
    ground: Mapped[str] = mapped_column(String(36))
    kind: Mapped[str] = mapped_column(String(40))
    at: Mapped[int] = mapped_column(BigInteger)
    by: Mapped[str | None] = mapped_column(String(200))
    matter: Mapped[str | None] = mapped_column(String(36))
    target: Mapped[str | None] = mapped_column(String(36))
    clear: Mapped[str] = mapped_column(Text)
    mac: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[int] = mapped_column(BigInteger)
    device: Mapped[str | None] = mapped_column(String(36))
    proof: Mapped[str] = mapped_column(String(64))

    __table_args__ = (Index("ix_held_id", "id"), Index("ix_held_ground", "ground"))


class Sealed(Base, Placed):
    """Personal fields and free text of one entry, sealed; the only table that holds any."""

    __tablename__ = "sealed"

    day: Mapped[str] = mapped_column(String(DAY_CODE_LENGTH), primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    blob: Mapped[bytes] = mapped_column(LargeBinary)
    phone_index: Mapped[str | None] = mapped_column(String(64), index=True)
    """HMAC of the petitioner's number, to find an earlier visit by it and nothing else (chain.phone_index)."""


class MatterKey(NamedTuple):
    """Which matter: the code of its day, the place of its site, its id. The primary key of ``Matter`` in this order."""

    day: str
    place: int
    matter: str

    @classmethod
    def of(cls, row: Any) -> "MatterKey":
        """The key of a row that belongs to a matter."""
        return cls(row.day, row.place, row.matter)


class Matter(Base, Placed):
    """One petition matter as its effective entries leave it. ``state`` void: none registers it."""

    __tablename__ = "matter"

    day: Mapped[str] = mapped_column(String(DAY_CODE_LENGTH), primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True)
    matter: Mapped[str] = mapped_column(String(36), primary_key=True)
    state: Mapped[str] = mapped_column(String(10))
    registration: Mapped[str | None] = mapped_column(String(36))
    registered_at: Mapped[int | None] = mapped_column(BigInteger)
    category: Mapped[str | None] = mapped_column(String(60))
    involved: Mapped[int] = mapped_column(Integer, default=0)
    attendees: Mapped[int] = mapped_column(Integer, default=0)
    is_repeat: Mapped[bool] = mapped_column(Boolean, default=False)
    channel: Mapped[str | None] = mapped_column(String(20))
    needs: Mapped[str] = mapped_column(Text, default="")
    problem_region: Mapped[str | None] = mapped_column(String(6))
    claimed_fen: Mapped[int | None] = mapped_column(BigInteger)
    started_at: Mapped[int | None] = mapped_column(BigInteger)
    mode: Mapped[str | None] = mapped_column(String(20))
    leader: Mapped[str | None] = mapped_column(String(200))
    disposition: Mapped[str | None] = mapped_column(String(36))
    outcome: Mapped[str | None] = mapped_column(String(60))
    outcome_at: Mapped[int | None] = mapped_column(BigInteger)
    amount_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    owner_unit: Mapped[str | None] = mapped_column(String(200))
    owner_unit_code: Mapped[str | None] = mapped_column(String(32))
    """The code of the organisational unit, where one was chosen; its name as it was then is in ``owner_unit``."""
    due_on: Mapped[str | None] = mapped_column(String(10))
    incomplete: Mapped[str] = mapped_column(String(200), default="")
    ticket: Mapped[str | None] = mapped_column(String(6))
    ticket_code: Mapped[str | None] = mapped_column(String(64))
    turn: Mapped[str] = mapped_column(String(10), default="waiting")
    """``waiting``, ``called`` or ``held`` by the site's own entries; of meaning only while ``state`` is waiting."""
    turn_at: Mapped[int | None] = mapped_column(BigInteger)
    called_at: Mapped[int | None] = mapped_column(BigInteger)
    called_room: Mapped[int | None] = mapped_column(Integer)
    calls: Mapped[int] = mapped_column(Integer, default=0)
    no_shows: Mapped[int] = mapped_column(Integer, default=0)

    __table_args__ = (
        Index("ix_matter_matter", "matter"),
        Index("ix_matter_ticket_code", "ticket_code"),
        # what is asked of all who wait for each call is answered by the index alone
        Index("ix_matter_state", "day", "place", "state", "registered_at", "needs", "involved", "turn", "matter"),
        Index("ix_matter_order", "day", "registered_at", "place", "matter"),
    )

    @property
    def key(self) -> MatterKey:
        return MatterKey.of(self)


class Counter(Base, Ranged):
    """One figure row of a range of places: ``key`` is ``total``, ``category/…``, ``outcome/…`` or ``at/08:15``."""

    __tablename__ = "counter"

    day: Mapped[str] = mapped_column(String(DAY_CODE_LENGTH), primary_key=True)
    lo: Mapped[int] = mapped_column(Integer, primary_key=True)
    hi: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    accepted: Mapped[int] = mapped_column(Integer, default=0)
    opened: Mapped[int] = mapped_column(Integer, default=0)
    closed: Mapped[int] = mapped_column(Integer, default=0)
    matters: Mapped[int] = mapped_column(Integer, default=0)
    involved: Mapped[int] = mapped_column(BigInteger, default=0)
    attendees: Mapped[int] = mapped_column(BigInteger, default=0)
    resolved_on_site: Mapped[int] = mapped_column(Integer, default=0)
    amount_fen: Mapped[int] = mapped_column(BigInteger, default=0)


class Bookmark(Base, Placed):
    """Up to which number of a site's journal a reader has acted; without a row it has not begun."""

    __tablename__ = "journal_bookmark"

    reader: Mapped[str] = mapped_column(String(40), primary_key=True)
    day: Mapped[str] = mapped_column(String(DAY_CODE_LENGTH), primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True)
    seq: Mapped[int] = mapped_column(Integer)
