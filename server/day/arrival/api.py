"""Routes to petitioners in full: with a reason that is logged, and while the same number is registered again."""

from datetime import timedelta
from typing import Final

from aiohttp import web
from limits import RateLimitItemPerDay, RateLimitItemPerMinute
from pydantic import Field

from server.day.arrival import actions, visits
from server.day_code import DayCode
from server.errors import NotFound
from server.http.ask import Ask
from server.http.guards import limit
from server.http.route import Opening, Route, Shape
from server.keys import DATABASE, SEALER, SETTINGS
from server.people.rules import Person, check_fresh

LOOKS_A_MINUTE: Final = RateLimitItemPerMinute(10)  # a registration takes forty seconds, a number is typed twice
LOOKS_A_DAY: Final = RateLimitItemPerDay(400)  # the busiest desk's day; too few to try numbers one by one


class UnmaskBody(Shape):
    site: str = Field(max_length=40)
    reason: str = Field(min_length=2, max_length=500)


class UnmaskedAnswer(Shape):
    """What was said by and of the petitioner, in full; empty where it was erased by law."""

    petitioner: dict[str, str] | None = None
    summary: str | None = None
    respondent: str | None = None


async def post_unmask(
    request: web.Request, ask: Ask[Person], *, day: DayCode, matter: str, body: UnmaskBody
) -> UnmaskedAnswer:
    check_fresh(ask.person, within=timedelta(minutes=request.app[SETTINGS].fresh_minutes), now=ask.now)
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        found = await actions.unmask(
            tx, request.app[SEALER], day, body.site, matter.lower(), reason=body.reason, by=ask.person, now=ask.now
        )
    return UnmaskedAnswer(**{name: found.get(name) for name in UnmaskedAnswer.model_fields})


class LookUpBody(Shape):
    """The number as it was typed, however it is written."""

    phone: str = Field(min_length=5, max_length=50)


class EarlierAnswer(Shape):
    """A matter registered under the same number; ``person`` is masked, ``outcome`` None while there is none."""

    day: str
    site: str
    person: str | None
    category: str | None
    outcome: str | None


class KnownAnswer(Shape):
    """``earlier``: on how many days before this one. ``items``: the latest matters, at most five, also of this day."""

    earlier: int
    items: list[EarlierAnswer]


async def post_look_up(
    request: web.Request, ask: Ask[Person], *, day: DayCode, site: str, body: LookUpBody
) -> KnownAnswer:
    if ask.person.site != site:
        raise NotFound("not_found")
    await limit(request, "visits", (LOOKS_A_MINUTE, ask.person.principal), (LOOKS_A_DAY, ask.person.principal))
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        known = await visits.look_up(tx, ask.seals, day, site, body.phone, by=ask.person, now=ask.now)
    items = [EarlierAnswer(**{name: getattr(one, name) for name in EarlierAnswer.model_fields}) for one in known.visits]
    return KnownAnswer(earlier=known.earlier, items=items)


routes = [
    Route(
        "POST",
        "/api/days/{day}/matters/{matter}/unmask",
        post_unmask,
        body=UnmaskBody,
        answer=UnmaskedAnswer,
        capability="unmask",
        errors=("factor_needed", "not_found"),
        every_time=True,  # each look is noted, and what is shown lies nowhere but in its own sealed row
        summary_zh="查看信访人完整信息，须写明理由并留痕",
        summary_en="See a petitioner in full; the reason is written down",
        example={"site": "HN-D-430802", "reason": "回访前核对电话"},
    ),
    Route(
        "POST",
        "/api/days/{day}/sites/{site}/visits",
        post_look_up,
        body=LookUpBody,
        answer=KnownAnswer,
        who="device",
        capability="record_entries",
        errors=("not_found", "too_many"),
        every_time=True,  # as above
        summary_zh="登记时凭电话查本点以前的来访；限次，每件留痕",
        summary_en="Earlier matters at this site under a number, while registering; limited, each shown is noted",
        example={"phone": "12800000007"},
    ),
]
openings: list[Opening] = []
