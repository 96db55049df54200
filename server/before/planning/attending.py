"""Which officials a reception needs: those of the unit that said it will attend, where the day's roster has any."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from uuid import UUID

from sqlalchemy import select

from server.before.asking.model import Question
from server.before.asking.rules import QuestionState
from server.before.planning import rules
from server.before.planning.instance import Hours, Staff
from server.before.roster.reads import Held
from server.before.roster.rules import DutyKind
from server.db import Tx


@dataclass(frozen=True, slots=True)
class Attending:
    """A unit by its code, and by the name under which it was asked."""

    code: str
    name: str


async def attending(tx: Tx, bookings: Collection[UUID]) -> Mapping[UUID, Attending]:
    """Of each booking the unit whose answer says that an official comes; of several the one that was asked first."""
    wanted = select(Question.booking_id, Question.unit, Question.unit_zh)
    comes = (
        Question.booking_id.in_(bookings),
        Question.state == QuestionState.ANSWERED,
        Question.will_attend.is_(True),
    )
    rows = await tx.rows(wanted.where(*comes).order_by(Question.asked_at.desc(), Question.id.desc()))
    return {booking: Attending(unit, name) for booking, unit, name in rows}


def officials(held: Sequence[Held], units: Iterable[Attending], rest: tuple[time, time] | None) -> Mapping[str, Staff]:
    """By the unit's code how many of its officials are on duty, and when; a unit without any is left out.

    The roster names a unit in words: its name or its code, as the officer typed it.
    """
    found = dict[str, tuple[tuple[Hours, int], ...]]()
    duties = [one for one in held if one.fact.kind is DutyKind.DEPARTMENT and one.fact.is_in_day]
    for unit in set(units):
        theirs = [one for one in duties if (one.duty.unit or "").strip() in {unit.code, unit.name}]
        if theirs:
            found[unit.code] = tuple(
                (hours, 1) for one in theirs for hours in rules.hours(one.begins_at, one.ends_at, rest)
            )
    return {code: Staff(code, hours) for code, hours in found.items()}
