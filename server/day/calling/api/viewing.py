"""The viewer of a list or a turn, and one turn as the list of its site has it."""

from server.before.agenda.hours import break_of
from server.before.agenda.model import Day
from server.day.calling.answers import Viewer, off_list
from server.day.calling.reads.sites import SiteOfDay, sites_of_day
from server.day.calling.reads.turns import QueueLine, TurnView, listed, turn_views
from server.db import Tx
from server.http.ask import Ask
from server.instants import micros_of
from server.people.rules import Person


def viewer_of(ask: Ask[Person], day: Day) -> Viewer:
    return Viewer(ask.person, ask.on(day), ask.language, rest_of(day))


def rest_of(day: Day) -> tuple[int, int] | None:
    """The break of a day as the list counts, in microseconds."""
    found = break_of(day)
    return None if found is None else (micros_of(found[0]), micros_of(found[1]))


async def in_its_list(tx: Tx, found: TurnView, now: int) -> tuple[QueueLine, SiteOfDay]:
    """One turn as the list of its own site has it."""
    key = found.matter.key
    sites = await sites_of_day(tx, key.day)
    lines = listed(await turn_views(tx, key.day, (key.place, key.place)), sites, now)
    line = next((one for one in lines if one.turn_view.matter.key == key), None)
    return line or off_list(found, now), sites[key.place]
