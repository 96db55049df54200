"""Duties as objects of the tests of rights."""

from collections.abc import Mapping

from server.before.roster.rules import DutyKind
from server.before.roster.settling import new_duty
from server.db import EVERYWHERE
from server.people.model import Account
from server.people.rules import Role
from server.place import Range
from tests.support.asking import NOWHERE, Target
from tests.support.people import clock_of
from tests.support.world import World


async def duties(world: World, day: str, sites: Mapping[str, Range], no_id: str) -> dict[str, list[Target]]:
    """A duty at each site of the joint day, all of one account that has no other part here."""
    now = clock_of(world.client).now()
    account = Account(name="张某", lo=0, hi=0, roles=frozenset({Role.LEADER}), created_at=now)
    made = {code: new_duty(day, DutyKind.LEADER, account.id, places, code) for code, places in sites.items()}
    async with world.database.transaction(EVERYWHERE) as tx:
        tx.add(account)
        await tx.flush()
        for duty in made.values():
            duty.account_id = account.id
            tx.add(duty)
    return {
        "duty": [
            *(Target({"day": day, "duty": str(duty.id)}, sites[code]) for code, duty in made.items()),
            Target({"day": day, "duty": no_id}, NOWHERE),
        ],
        "no duty": [Target({"duty": no_id, "leave": no_id, "recusal": no_id})],
    }
