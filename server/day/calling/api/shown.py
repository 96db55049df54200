"""How turns are shown: out of what was read, the shapes that go through the routes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from server.day.arrival.rules import masked
from server.day.calling import order, rules
from server.day.calling.actions import Moment
from server.day.calling.api.shapes import CalledAnswer, ExpectedAnswer, MovedAnswer, ShownTicket, TurnAnswer, WhyAnswer
from server.day.calling.lists import QueueLine, TurnView
from server.day.calling.model import Turn
from server.day.calling.rules import TurnState
from server.day.calling.sites import SiteOfDay
from server.errors import NotFound
from server.instants import EPOCH, MICROSECOND
from server.language import Language
from server.people.rules import Person


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, when, and in which language."""

    person: Person
    at: Moment
    language: Language


def turn_shown(line: QueueLine, site: SiteOfDay, sealed: Mapping[str, Any], viewer: Viewer) -> TurnAnswer:
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
        expected=expected_shown(line.expected, zone),
        callable=not outside or rules.is_heard(site.heard_at, viewer.at.real),
        claimed_fen=matter.claimed_fen,
        problem_region=matter.problem_region,
        person=masked((sealed.get("petitioner") or {}).get("name")),
        called=called_shown(line.turn_view, viewer),
        no_shows=line.turn_view.no_shows,
        handed_to=None if turn is None else turn.handed_to,
        meeting=None if turn is None else turn.meeting,
        moved=_moved_shown(turn, zone),
        version=0 if turn is None else turn.version,
    )


def _moved_shown(turn: Turn | None, zone: datetime) -> MovedAnswer | None:
    if turn is None or turn.moved_tier is None or turn.moved_at is None:
        return None
    return MovedAnswer(tier=turn.moved_tier, at=moment(turn.moved_at, zone))


def called_shown(turn_view: TurnView, viewer: Viewer) -> CalledAnswer | None:
    """By whom somebody is called or received, and how; None for who is with nobody."""
    matter, turn, zone = turn_view.matter, turn_view.turn, viewer.at.now
    if turn_view.state not in {TurnState.CALLED, TurnState.IN_SESSION}:
        return None
    if turn is not None and turn.called_by is not None and turn.called_at is not None:
        mine = turn.called_by == viewer.person.principal
        room, mode = turn.room, turn.mode or "in_person"
        at = moment(turn.called_at, zone)
        return CalledAnswer(at=at, by=turn.caller_name, mine=mine, room=room, mode=mode, calls=turn.calls)
    since = matter.called_at or matter.started_at or 0
    mode = matter.mode or "in_person"  # type: ignore[assignment]  # the journal writes no other
    at = moment(since, zone)
    return CalledAnswer(at=at, by=None, mine=False, room=matter.called_room, mode=mode, calls=matter.calls)


def ticket_shown(turn_view: TurnView, viewer: Viewer) -> ShownTicket | None:
    """What the waiting room is shown of one who is called; None for who has no ticket."""
    called, ticket = called_shown(turn_view, viewer), turn_view.matter.ticket
    if called is None or ticket is None:
        return None
    return ShownTicket(ticket=ticket, room=called.room, mode=called.mode, at=called.at, calls=called.calls)


def expected_shown(found: order.Expected | None, zone: datetime) -> ExpectedAnswer | None:
    if found is None:
        return None
    return {"at": moment(found.at, zone), "from": moment(found.start, zone), "to": moment(found.end, zone)}


def moment(micros: int, zone: datetime) -> str:
    """RFC 3339 in the day's zone."""
    return (EPOCH + micros * MICROSECOND).astimezone(zone.tzinfo).isoformat(timespec="seconds")
