"""What the API says of turns: the shapes, and out of a row that was read the answer for one viewer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from typing_extensions import TypedDict  # pydantic reads the one of typing from 3.12 on

from server.before.booking.rules import Meeting
from server.clock import Moment
from server.day.arrival.rules import masked
from server.day.calling import order, rules
from server.day.calling.model import Turn
from server.day.calling.order import RECEIVED
from server.day.calling.reads.sites import SiteOfDay
from server.day.calling.reads.turns import QueueLine, TurnView
from server.entries.fields import Channel, Mode, Need
from server.errors import NotFound
from server.http.route import Shape
from server.instants import moment_of, with_offset
from server.language import Language
from server.people.rules import Person

State = Literal["waiting", "called", "held", "in_session", "done"]
Reason = Literal["moved", "hardship", "need", "many", "waited", "appointed", "arrival"]


@dataclass(frozen=True, slots=True)
class Viewer:
    """The viewer of an answer, the instant, and the language."""

    person: Person
    at: Moment
    language: Language
    rest: tuple[int, int] | None = None
    """The break of the day, in microseconds."""


class WhyAnswer(Shape):
    code: Reason
    params: dict[str, str | int]


ExpectedAnswer = TypedDict("ExpectedAnswer", {"at": str, "from": str, "to": str})
"""A clock time and its spread, in steps of five minutes."""


class CalledAnswer(Shape):
    """The caller, and how they receive; ``mine`` where it was the viewer."""

    at: str
    by: str | None
    mine: bool
    room: int | None
    mode: Mode
    calls: int


class MovedAnswer(Shape):
    """The tier that a person gave by hand, and when."""

    tier: int
    at: str


class AppointedAnswer(Shape):
    """The time that was agreed, how the leader receives, and whether that leader is the viewer."""

    at: str
    meeting: Meeting | None
    leader: str | None
    mine: bool


class TurnAnswer(Shape):
    """One turn of a list, the person masked. ``position`` counts those who wait in the list that was asked for."""

    site: str
    place: int
    matter: str
    ticket: str | None
    category: str
    involved: int
    attendees: int
    needs: list[Need]
    is_repeat: bool
    channel: Channel
    registered_at: str
    state: State
    position: int
    why: WhyAnswer
    why_text: str
    expected: ExpectedAnswer | None
    callable: bool
    claimed_fen: int | None
    problem_region: str | None
    person: str | None
    called: CalledAnswer | None
    no_shows: int
    handed_to: str | None
    meeting: UUID | None
    moved: MovedAnswer | None
    """A manual move stands behind the place for good; a desk without a line orders by it too."""
    appointed: AppointedAnswer | None
    version: int


class ShownTicket(Shape):
    """What the screen of a waiting room shows of one who is called."""

    ticket: str
    room: int | None
    mode: Mode
    at: str
    calls: int


def turn_answer(line: QueueLine, site: SiteOfDay, sealed: Mapping[str, Any], viewer: Viewer) -> TurnAnswer:
    """One line of a list for this viewer; the name masked."""
    matter, turn = line.turn_view.matter, line.turn_view.turn
    if matter.category is None or matter.channel is None or matter.registered_at is None:
        raise NotFound("not_found")  # its registration was withdrawn
    zone = viewer.at.now
    outside = rules.is_outside(viewer.person.scope, matter.place)
    return TurnAnswer(
        site=site.site,
        place=matter.place,
        matter=matter.matter,
        ticket=matter.ticket,
        category=matter.category,
        involved=matter.involved,
        attendees=matter.attendees,
        needs=matter.needs.split(),  # type: ignore[arg-type]  # the journal writes no other
        is_repeat=matter.is_repeat,
        channel=matter.channel,  # type: ignore[arg-type]
        registered_at=moment(matter.registered_at, zone),
        state=line.turn_view.state.value,
        position=line.position,
        why=WhyAnswer(code=line.why.code, params=dict(line.why.params)),
        why_text=order.sentence(line.why, viewer.language),
        expected=expected_answer(line.expected, zone, rest=viewer.rest, now=viewer.at.micros),
        callable=not outside or rules.is_heard(site.heard_at, viewer.at.real),
        claimed_fen=matter.claimed_fen,
        problem_region=matter.problem_region,
        person=masked((sealed.get("petitioner") or {}).get("name")),
        called=called_answer(line.turn_view, viewer),
        no_shows=line.turn_view.no_shows,
        handed_to=None if turn is None else turn.handed_to,
        meeting=None if turn is None else turn.meeting,
        moved=_moved_answer(turn, zone),
        appointed=_appointed_answer(line.turn_view, viewer),
        version=0 if turn is None else turn.version,
    )


def off_list(view: TurnView, now: int) -> QueueLine:
    """A turn by itself, as one that stands at no place of a list."""
    return QueueLine(view, 0, order.why(view.waits, now, 0), None)


def _moved_answer(turn: Turn | None, zone: datetime) -> MovedAnswer | None:
    if turn is None or turn.moved_tier is None or turn.moved_at is None:
        return None
    return MovedAnswer(tier=turn.moved_tier, at=moment(turn.moved_at, zone))


def _appointed_answer(view: TurnView, viewer: Viewer) -> AppointedAnswer | None:
    found = view.appointed
    if found is None:
        return None
    return AppointedAnswer(
        at=moment(found.at, viewer.at.now),
        meeting=found.meeting,
        leader=found.name,
        mine=found.leader == viewer.person.principal,
    )


def called_answer(view: TurnView, viewer: Viewer) -> CalledAnswer | None:
    """The caller or receiver of a person, and how they receive; None where the person is not called or received."""
    matter, turn, zone = view.matter, view.turn, viewer.at.now
    if view.state not in RECEIVED:
        return None
    if turn is not None and turn.called_by is not None and turn.called_at is not None:
        return CalledAnswer(
            at=moment(turn.called_at, zone),
            by=turn.caller_name,
            mine=turn.called_by == viewer.person.principal,
            room=turn.room,
            mode=turn.mode or "in_person",
            calls=turn.calls,
        )
    return CalledAnswer(
        at=moment(matter.called_at or matter.started_at or 0, zone),
        by=None,
        mine=False,
        room=matter.called_room,
        mode=matter.mode or "in_person",  # type: ignore[arg-type]  # the journal writes no other
        calls=matter.calls,
    )


def shown_ticket(view: TurnView, viewer: Viewer) -> ShownTicket | None:
    """What the waiting room is shown of one who is called; None where there is no ticket."""
    called, ticket = called_answer(view, viewer), view.matter.ticket
    if called is None or ticket is None:
        return None
    return ShownTicket(ticket=ticket, room=called.room, mode=called.mode, at=called.at, calls=called.calls)


def expected_answer(
    found: order.Expected | None, zone: datetime, *, rest: tuple[int, int] | None, now: int
) -> ExpectedAnswer | None:
    """A time of a list, in which the day's break is not counted yet."""
    if found is None:
        return None
    found = order.after_break(found, rest, now)
    return {"at": moment(found.at, zone), "from": moment(found.start, zone), "to": moment(found.end, zone)}


def moment(micros: int, zone: datetime) -> str:
    """RFC 3339 in the day's zone."""
    return with_offset(moment_of(micros).astimezone(zone.tzinfo), "seconds")
