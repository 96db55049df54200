"""The brief before a reception: the turn, and for the one who called it, or is to by appointment, what was told."""

from aiohttp import web
from pydantic import Field

from server.before.agenda.actions import find_day
from server.day.arrival.visits import visits_of
from server.day.calling import rules
from server.day.calling.answers import TurnAnswer, turn_answer
from server.day.calling.api.background import Background, background_of, family_of
from server.day.calling.api.viewing import in_its_list, viewer_of
from server.day.calling.order import RECEIVED
from server.day.calling.reads.sites import site_of_day
from server.day.calling.reads.turns import TurnView, find_turn
from server.day.calling.rules import Happening, TurnState
from server.day.record.reads import sealed_of
from server.day_code import DayCode
from server.db import Tx
from server.errors import NotFound
from server.http.ask import Ask
from server.http.route import Shape
from server.journal.model import MatterKey
from server.keys import DATABASE, SEALER
from server.people.audit import last_about, reason_of, record
from server.people.rules import Person
from server.sealing import Sealer

ASKED, ACCEPTED, REFUSED = HANDED = (
    f"turn_{Happening.HAND_OVER.value}",
    f"turn_{Happening.ACCEPT_HAND_OVER.value}",
    f"turn_{Happening.REFUSE_HAND_OVER.value}",
)
"""What the log calls the steps of a hand-over."""


class BriefQuery(Shape):
    site: str = Field(max_length=40)


class FactsAnswer(Shape):
    """What was told, for the one who receives the person now."""

    summary: str | None
    claimed_fen: int | None
    involved: int
    respondent: str | None


class VisitAnswer(Shape):
    day: str
    site: str
    matter: str
    category: str | None
    outcome: str | None


class BriefAnswer(Shape):
    """``facts``, ``history`` and ``background`` only for the one who called, and before that for the one appointed.

    Each look is a line in the log.

    ``handed_over``: why the caller asks the viewer to take the turn over, or why the caller before did.
    ``refused``: why the leaders that this caller last asked did not take the turn over.
    """

    turn: TurnAnswer
    facts: FactsAnswer | None
    history: list[VisitAnswer]
    is_repeat: bool
    background: Background | None = None
    refused: str | None = None
    handed_over: str | None = None


async def get_brief(
    request: web.Request, ask: Ask[Person], *, day: DayCode, matter: str, query: BriefQuery
) -> BriefAnswer:
    person, sealer = ask.person, request.app[SEALER]
    async with request.app[DATABASE].transaction(person.scope) as tx:
        on = await find_day(tx, day)
        viewer = viewer_of(ask, on)
        site = await site_of_day(tx, day, query.site)
        found = await find_turn(tx, MatterKey(day, site.place, matter.lower()))
        if found is None:
            raise NotFound("not_found")
        line, _ = await in_its_list(tx, found, viewer.at.micros)
        sealed = await sealed_of(tx, ask.seals, found.matter)
        about = f"matter:{day}/{site.site}/{found.matter.matter}"
        facts, history, refused, background = None, [], None, None
        if _may_read(found, person):
            await record(tx, person.principal, "brief_read", about, place=site.place, now=ask.now)
            facts = _facts(found, sealed)
            refused = await _refused(tx, sealer, about, person)
            history = await visits_of(tx, ask.seals, found.matter)
            family = family_of(request, found.matter.category)
            background = await background_of(
                tx, ask, sealer, found.matter, site, summary=facts.summary, family=family, on=on.date
            )
        handed = await _handed_over(tx, sealer, about, found, person)
    return BriefAnswer(
        turn=turn_answer(line, site, sealed, viewer),
        facts=facts,
        history=[
            VisitAnswer(day=one.day, site=one.site, matter=one.matter, category=one.category, outcome=one.outcome)
            for one in history
        ],
        is_repeat=found.matter.is_repeat or bool(history),
        background=background,
        refused=refused,
        handed_over=handed,
    )


async def _handed_over(tx: Tx, sealer: Sealer, about: str, found: TurnView, person: Person) -> str | None:
    """Why this person is asked to take the turn over, or was when they did; None for all others."""
    if "see_persons" not in person.scope.capabilities or found.turn is None:
        return None
    asked = rules.is_asked(found.turn.handed_to, person.scope) and found.turn.called_by != person.principal
    match await last_about(tx, about, HANDED):
        case [last, *_] if asked and last.what == ASKED:
            return await reason_of(tx, sealer, last)
        case [last, before] if last.what == ACCEPTED:
            mine = last.who == person.principal == found.turn.called_by
            return await reason_of(tx, sealer, before) if mine else None
    return None


async def _refused(tx: Tx, sealer: Sealer, about: str, person: Person) -> str | None:
    """Why the leaders that this person last asked did not take the turn over; None without such an answer."""
    match await last_about(tx, about, HANDED):
        case [last, asked] if last.what == REFUSED:
            mine = asked.who == person.principal != last.who
            return await reason_of(tx, sealer, last) if mine else None
    return None


def _may_read(found: TurnView, person: Person) -> bool:
    """Whether this person called the turn and receives it now, or it waits for their appointment."""
    called = found.turn is not None and found.turn.called_by == person.principal and found.state in RECEIVED
    agreed = found.appointed is not None and found.appointed.leader == person.principal
    awaited = agreed and found.state in {TurnState.WAITING, TurnState.HELD}
    return (called or awaited) and "see_persons" in person.scope.capabilities


def _facts(found: TurnView, sealed: dict[str, object]) -> FactsAnswer:
    summary, respondent = sealed.get("summary"), sealed.get("respondent")
    return FactsAnswer(
        summary=None if summary is None else str(summary),
        claimed_fen=found.matter.claimed_fen,
        involved=found.matter.involved,
        respondent=None if respondent is None else str(respondent),
    )
