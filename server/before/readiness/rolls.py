"""The roll call: on the morning each level calls its sites that are not ready, and marks that it has."""

from sqlalchemy import select

from server.before.agenda.actions import find_day, parse_scope, sites_of
from server.before.readiness.messages import ReadinessChanged
from server.before.readiness.model import RollCall
from server.db import Tx
from server.errors import NotFound
from server.http.ask import Ask
from server.people.audit import record
from server.people.rules import Person, require


async def mark_called(tx: Tx, day: str, region: str, *, ask: Ask[Person]) -> RollCall:
    """Mark that the roll of a region was called; the newest call stands. NotFound for one beyond the person's places.

    So is one without a site of the day.
    """
    found = await find_day(tx, day)
    require(ask.person, "run_site")
    if len(region) != len("430102"):
        raise NotFound("not_found")
    lo, hi = parse_scope(ask.person.scope, region, {})
    if not any(lo <= place <= hi for place in (await sites_of(tx, found.day)).values()):
        raise NotFound("not_found")
    same = (RollCall.day == found.day, RollCall.region == region)
    roll = await tx.one_or_none(select(RollCall).where(*same).with_for_update())
    if roll is None:
        roll = RollCall(day=found.day, region=region, lo=lo, hi=hi)
        tx.add(roll)
    roll.at, roll.by = ask.on(found).micros, ask.person.principal
    tx.tell(ReadinessChanged(found.day, lo))
    await record(tx, ask.person.principal, "roll_called", f"day:{found.day}", place=lo, now=ask.now)
    return roll
