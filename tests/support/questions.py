"""Units with people who answer for them, and questions that were put to them."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import timedelta
from typing import Final
from uuid import UUID

from aiohttp import web
from uuid_utils.compat import uuid7

from server import keys
from server.before.asking.model import Question
from server.before.asking.rules import Chase, QuestionState
from server.before.booking.model import Booking
from server.db import EVERYWHERE, Database
from server.people.model import Account, Post
from server.people.positions import PostKind
from server.place import place_of, range_of_region
from server.units.model import Unit
from server.units.rules import Told
from tests.support.asking import NOWHERE, Target
from tests.support.bookings import booking_targets, made
from tests.support.fake_clock import FakeClock
from tests.support.people import SignedIn, new_account

HOUSING: Final = "HN-ZJ-430102"
_V7: Final = "018bb165-9350-7000-8000-000000000001"
ABOVE: Final = "HN-ZJ-430100"


async def make_unit(database: Database, code: str, region: str, *, categories: tuple[str, ...] = ()) -> None:
    """A housing bureau of a region, competent for these categories."""
    told = Told(name_zh=f"（示例）{region}住建局", kind="housing_bureau", categories=categories)
    async with database.transaction(EVERYWHERE) as tx:
        tx.add(Unit(code=code, place=place_of(region), **asdict(told)))


async def answers_for(
    database: Database, unit: str, region: str, *, clock: FakeClock, kind: PostKind = PostKind.DUTY_OFFICER
) -> SignedIn:
    """An account of a department in a region, which holds a post at a unit."""
    someone = await new_account(database, "department", range_of_region(region), clock=clock)
    async with database.transaction(EVERYWHERE) as tx:
        account = await tx.get(Account, UUID(someone.person.id))
        since = clock.now() - timedelta(days=1)
        held = {"kind": kind, "unit": unit, "since": since, "made_by": "machine"}
        tx.add(Post(account_id=account.id, lo=account.lo, hi=account.hi, **held))
    return someone


async def ask(app: web.Application, booking: Booking, unit: str = "U-430102") -> Question:
    """A question about a booking, without the API."""
    now = app[keys.CLOCK].now()
    question = Question(
        id=uuid7(),
        booking_id=booking.id,
        place=booking.place,
        unit=unit,
        unit_zh="（示例）单位",
        state=QuestionState.ASKED,
        asked_at=now,
        asked_by="account:0",
        asked_by_name="张三",
        due_at=now + timedelta(days=1),
        chased=Chase.NONE,
        sealed_at=booking.place,
        month=booking.month,
        after_hearing=False,
    )
    async with app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        tx.add(question)
    return question


async def question_targets(app: web.Application, sites: Iterable[tuple[str, int]]) -> dict[str, list[Target]]:
    """A booking at each of these sites, one with a question to a unit; and what is none."""
    codes = await booking_targets(app, sites)
    bookings = [await made(app, site, place) for site, place in sites]
    asked = [await ask(app, one) for one in bookings]
    none = {"attachment": str(UUID(int=7)), "day": "2023-11-09"}
    nothing = str(UUID(int=7))
    return {
        **codes,
        "booking": [
            *(Target({"booking": str(one.id), **none}, (one.place, one.place)) for one in bookings),
            Target({"booking": nothing, **none}, NOWHERE),
        ],
        "question": [
            *(Target({"question": str(one.id), "attachment": nothing}, (one.place, one.place)) for one in asked),
            Target({"question": nothing, "attachment": nothing}, NOWHERE),
        ],
        "another unit's question": [Target({"question": str(one.id), "attachment": _V7}) for one in asked],
    }
