from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from server import keys
from server.db import EVERYWHERE, Scope
from server.http.ask import Ask, ask_of
from server.http.opening import add_routes
from server.http.route import Route
from server.journal.seals import EntrySeals
from tests.support.fake_clock import FakeClock

NOON = datetime(2023, 11, 9, 4, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Clerk:
    id: str = "7"
    kind: str = "device"
    scope: Scope = EVERYWHERE


@dataclass(frozen=True)
class Held:
    zone: str = "Asia/Shanghai"
    clock_starts_at_real: datetime | None = None
    clock_starts_at_day: datetime | None = None
    clock_speed: float | None = None
    clock_ends: datetime | None = None


async def get_asked(_request: web.Request, ask: Ask[Clerk]) -> str:
    return f"{ask.person.id} {ask.language} {ask.now:%H:%M}"


async def get_plain(_request: web.Request, clerk: Clerk) -> str:
    return clerk.id


def office() -> web.Application:
    app = web.Application()
    app[keys.CLOCK], app[keys.SEALS] = FakeClock(NOON), cast("EntrySeals", object())

    async def clerk(_request: web.Request) -> Clerk:
        return Clerk()

    app[keys.PRINCIPAL] = clerk
    told: dict[str, Any] = {"answer": str, "who": "device", "summary_zh": "问", "summary_en": "Ask"}
    add_routes(app, [Route("GET", "/asked", get_asked, **told), Route("GET", "/plain", get_plain, **told)])
    return app


async def told(path: str) -> str:
    app = office()
    request = make_mocked_request("GET", path, {"Accept-Language": "en"}, app=app)
    found = await app.router.resolve(request)
    request._match_info = found
    found.add_app(app)
    answer = await found.handler(request)
    assert isinstance(answer, web.Response)
    return cast("bytes", answer.body).decode()


async def test_a_handler_is_told_who_asks_when_and_in_which_language() -> None:
    assert await told("/asked") == '"7 en 04:00"'
    assert await told("/plain") == '"7"'


def asked() -> Ask[Clerk]:
    return ask_of(make_mocked_request("GET", "/", app=office()), Clerk())


def test_the_instant_of_a_request_stands_while_the_clock_goes_on() -> None:
    app = office()
    ask = ask_of(make_mocked_request("GET", "/", app=app), Clerk())
    cast("FakeClock", app[keys.CLOCK]).forward(minutes=1)
    assert (ask.now, ask.language) == (NOON, "zh")


def test_on_a_real_day_the_same_instant_is_told_in_the_days_zone() -> None:
    at = asked().on(Held())
    assert (at.now.isoformat(), at.real, at.micros) == ("2023-11-09T12:00:00+08:00", NOON, 1_699_502_400_000_000)


def test_on_a_rehearsed_day_it_is_told_by_the_days_own_clock() -> None:
    eight = datetime(2023, 11, 9, 0, 0, tzinfo=UTC)
    began = NOON - timedelta(minutes=3)
    at = asked().on(Held("Asia/Shanghai", began, eight, 60, eight + timedelta(hours=5)))
    assert (at.now.isoformat(), at.real) == ("2023-11-09T11:00:00+08:00", NOON)
