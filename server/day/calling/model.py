"""Tables of the waiting list: what was commanded of each turn, and when each site's desk was last heard."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Enum, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from server.day.calling.rules import TurnState
from server.day_code import DAY_CODE_LENGTH
from server.db import Base, Placed
from server.entries.fields import Mode
from server.journal.model import MatterKey


class Turn(Base, Placed):
    """The commands on one matter's turn; no row stands where there was none. Instants in microseconds, the day's clock.

    What it *is* follows from this and from the site's entries together (``rules.effective``). Reasons lie sealed in
    the audit line of each command.
    """

    __tablename__ = "turn"

    day: Mapped[str] = mapped_column(String(DAY_CODE_LENGTH), primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True)
    matter: Mapped[str] = mapped_column(String(36), primary_key=True)
    state: Mapped[TurnState] = mapped_column(Enum(TurnState, native_enum=False, length=12, values_callable=list))
    state_at: Mapped[int] = mapped_column(BigInteger)
    """Since when a command has it in this state."""
    mode: Mapped[Mode | None] = mapped_column(String(20))
    called_by: Mapped[str | None] = mapped_column(String(60))
    caller_name: Mapped[str | None] = mapped_column(String(100))
    caller_place: Mapped[int | None] = mapped_column(Integer)
    called_at: Mapped[int | None] = mapped_column(BigInteger)
    room: Mapped[int | None] = mapped_column(Integer)
    calls: Mapped[int] = mapped_column(Integer, default=0)
    no_shows: Mapped[int] = mapped_column(Integer, default=0)
    moved_at: Mapped[int | None] = mapped_column(BigInteger)
    moved_tier: Mapped[int | None] = mapped_column(Integer)
    handed_to: Mapped[str | None] = mapped_column(String(9))
    """The code of the place whose leaders were asked to take it over and have not said yet."""
    meeting: Mapped[UUID | None]
    version: Mapped[int] = mapped_column()

    @property
    def key(self) -> MatterKey:
        return MatterKey.of(self)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads a plain dict here


class Presence(Base, Placed):
    """When a device of a site last said over its line that it is there, in real time."""

    __tablename__ = "presence"

    place: Mapped[int] = mapped_column(Integer, primary_key=True)
    heard_at: Mapped[datetime]
