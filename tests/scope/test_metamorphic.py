"""Whatever happens outside a person's places, they are shown the same bytes, and the feed says nothing of it.

The clock stands still, so that nothing at all may differ between two answers but the two headers that targets.py names.
"""

import json
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from io import StringIO
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse

from server.day.calling.actions import note_heard
from server.day.tally.api.feed import OUTLINE
from server.db import EVERYWHERE
from server.live.difference import applied
from server.logs import set_up
from server.place import range_of_region
from tests.support.boards import without_moment
from tests.support.disturbance import disturb
from tests.support.people import clock_of
from tests.support.policy import POLICY
from tests.support.service import Start
from tests.support.targets import Addresses, addresses, objects, seen
from tests.support.world import (
    CITY,
    CITY_OWN,
    COUNTY,
    FOREIGN,
    HERE,
    NEXT_DOOR,
    OTHER_CITY,
    OWN_DAYS,
    PROVINCE,
    PROVINCE_OWN,
    SECOND,
    SITES,
    Seat,
    World,
    a_uuid,
    a_world,
    plain,
    registration,
)

NEARER = (FOREIGN, OTHER_CITY, NEXT_DOOR, SECOND)
"""Where something happens, each time nearer: fewer and fewer people have nothing to do with it."""
ALWAYS_THE_SAME = {
    *("GET /healthz", "GET /readyz", "GET /metrics", "GET /api/openapi.json", "GET /api/invitations/{token}"),
    *(
        "GET /api/me",
        "GET /api/me/contact",
        "GET /api/sessions",
        "GET /api/notices/texts",
        "GET /api/dispositions",
        "GET /api/live",
    ),
    "GET /api/meetings/{meeting}/officials",  # to the leader of the meeting alone
    "GET /api/days/{day}/sites/{site}/numbers",  # of one device alone, and the disturbance prints no ticket
    "GET /api/calendars/{token}.ics",  # of its subscriber; an unknown one is refused alike
    "GET /api/me/calendars",  # of oneself alone
    *("GET /api/me/posts", "GET /api/me/calls", "GET /api/duties", "GET /api/absences"),  # of oneself alone
    "GET /api/duties",  # of oneself alone
    *("GET /api/days/{day}/coming", "GET /api/days/{day}/coming/{booking}"),  # of one's own appointments alone
    "GET /api/deadline-rule",  # likewise
    *("GET /api/days/{day}/rehearsal", "GET /api/days/{day}/rehearsal-table"),  # none is begun here
    "GET /api/backlog-table",  # a form without a case
    "GET /api/cases/{case}/leaders",  # of posts above, which the disturbance leaves
    "GET /api/cases/{case}/likely",  # there are no two of one cause
    "GET /api/official-days/{year}",  # of the whole service, changed by who holds the province alone
    *("GET /api/topics", "GET /api/topics/{topic}/versions"),  # of the whole service, changed by the province alone
    *("GET /api/me/questions", "GET /api/me/cases"),  # of oneself alone
    "GET /api/bookings/{booking}/times",  # of the timetable that a day published, and none did here
    *(f"GET /api/tickets/{{code}}{what}" for what in ("", "/case", "/outcome")),  # for the holder of the ticket alone
}
"""What is no function of rows that lie at places."""
PUBLIC = {
    *("GET /api/public/days/{day}/notice", "GET /api/public/days/{day}/notice.pdf", "GET /api/public/sites/{site}"),
    "GET /api/public/days/{day}/tally",
    *("GET /api/book/sites/{site}", "GET /api/book/competent-site", "GET /api/book/reference"),
    # of the holder of the code, wherever they are
    "GET /api/book/bookings/{code}",
    *(f"GET /api/book/bookings/{{code}}/{what}" for what in ("calendar.ics", "standing", "times", "attachments")),
    "GET /api/triage/sites",  # the names of sites that the public notices name too, to send a booking on to
    "GET /api/register/{code}/poster",
    *("GET /api/register/{code}", "GET /api/register/{code}/photo"),  # of the holder of the code, wherever they are
}
"""What everyone may read without an account, of all places at once."""
RECORDED = {
    *("GET /api/accounts-table", "GET /api/audit/export", "GET /api/me/questions/{question}"),
    "GET /api/me/cases/{case}",
    *("GET /api/days/{day}/sites/{site}/bookings", "GET /api/days/{day}/bookings", "GET /api/bookings/{booking}"),
    *("GET /api/days/{day}/sites/{site}/matters/{matter}/notice.pdf", "GET /api/cases/{case}/payees-table"),
    *(
        f"GET /api/days/{{day}}/sites/{{site}}/matters/{{matter}}/signatures{what}"
        for what in ("", "/{signature}/paper")
    ),
    "GET /api/cases/{case}/support",
    *("GET /api/triage/{booking}", "GET /api/bookings/{booking}/attachments/{attachment}"),
    *("GET /api/me/questions/{question}/files/{attachment}", "GET /api/questions/{question}/files/{attachment}"),
}
"""Reading this adds a line to the log, which others read."""
DAY = "/api/days/2023-11-09"
MORE = {
    "GET /api/days": ["/api/days?limit=1", "/api/days?cursor=2023-11-01"],
    "GET /api/accounts": ["/api/accounts?limit=1"],
    "GET /api/sites": ["/api/sites?limit=1"],
    "GET /api/audit": ["/api/audit?limit=1", "/api/audit?limit=200"],
    "GET /api/days/{day}/matters": [
        f"{DAY}/matters?{which}"
        for which in ("limit=1", "state=done", "state=waiting", "category=wage_arrears_migrant", "incomplete=true")
    ],
    "GET /api/days/{day}/sites/{site}/entries": [
        f"{DAY}/sites/{code}/entries?status={status}"
        for code in (HERE, OTHER_CITY)
        for status in ("accepted", "waiting")
    ],
}
UNDISTURBED = re.compile(
    "|".join(f"{code}|{OWN_DAYS[code]}|{a_uuid(code, 0)[:-5]}" for code in (CITY_OWN, PROVINCE_OWN))
    + "|/api/tickets/(?!tcket)",
)
"""Nothing happens there, so nothing need be asked of them; and of unknown codes only few may be asked."""
MORE |= {f"GET /api/days/{{day}}/{what}": [f"{DAY}/{what}"] for what in ("tally", "board", "hot", "intake")}
MORE["GET /api/meetings"] = [f"/api/meetings?{which}" for which in ("day=2023-11-09", "state=ringing", "limit=1")]
MORE["GET /api/days/{day}/waiting"] = [f"{DAY}/waiting{which}" for which in ("", "?limit=1", "?cursor=1")]
Recorded = dict[tuple[str, str], bytes]


@pytest.fixture
async def world(start: Start, either_url: str) -> AsyncIterator[World]:
    set_up("warning", StringIO())
    yield await a_world(await start(database_url=either_url, metrics_readers=()))
    set_up("info", StringIO())


async def recorded(world: World, seat: Seat, asked: Addresses) -> Recorded:
    """All that this person can get by reading, and once more where it says that it need not be sent again."""
    found: Recorded = {}
    for operation, url in asked:
        answer = await world.client.get(url, headers=seat.headers)
        found[operation, url] = await seen(answer)
        for tag in answer.headers.getall("ETag", []):
            again = await world.client.get(url, headers={**seat.headers, "If-None-Match": tag})
            found[operation, f"{url} again"] = await seen(again)
    return found


def differing(before: Recorded, after: Recorded) -> set[tuple[str, str]]:
    return {asked for asked in before.keys() | after.keys() if before.get(asked) != after.get(asked)}


async def test_what_happens_elsewhere_moves_not_a_byte_of_what_is_shown_here(world: World) -> None:
    seats = await everyone(world)
    reached = {name: [code for code in NEARER if seat.covers((SITES[code],) * 2)] for name, seat in seats.items()}
    asked = [(operation, url) for operation, url in addresses(await objects(world)) if not UNDISTURBED.search(url)]
    asked = [(operation, url) for operation, url in asked if operation not in PUBLIC | RECORDED]
    asked += [(operation, url) for operation, urls in MORE.items() for url in urls]
    before = {seat: await recorded(world, seats[seat], asked) for seat in seats}
    moved = set[str]()
    for code, following in zip(NEARER, (*NEARER[1:], None), strict=True):
        await disturb(world, code)
        for name in [name for name, own in reached.items() if following in own[:1] or (not own and not following)]:
            assert differing(before[name], await recorded(world, seats[name], asked)) == set(), (name, code)
        for name in [name for name, own in reached.items() if code in own[:1]]:
            changed = differing(before[name], await recorded(world, seats[name], asked))
            assert changed, name
            moved |= {operation for operation, _ in changed}
    assert [name for name, own in reached.items() if not own] == ["registrar", "device"]
    assert (
        moved
        == {operation for operation in POLICY if operation.startswith("GET ")} - ALWAYS_THE_SAME - PUBLIC - RECORDED
    )


async def everyone(world: World) -> dict[str, Seat]:
    return {
        "province": await world.account("organiser", PROVINCE),
        "officer": await world.account("officer", CITY),
        "leader": await world.account("leader", CITY),
        "auditor": await world.account("auditor", CITY),
        "administrator": await world.account("administrator", CITY),
        "county": await world.account("organiser", COUNTY),
        "registrar": await world.account("registrar", (SITES[HERE], SITES[HERE])),
        "device": world.devices[HERE],
    }


WATCHERS = ("foreigner", "province", "officer", "county", "registrar", "device")
"""Each hears of what happens at the place of the same number in NEARER, those after it do not."""


async def greeted(line: ClientWebSocketResponse, seat: Seat) -> list[str]:
    """Say hello and watch; the welcome and the snapshot, as they came."""
    token = seat.headers.get("Authorization", "Bearer ").removeprefix("Bearer ") or None
    await line.send_json({"type": "hello", "token": token})
    await line.send_json({"type": "watch", "day": "2023-11-09"})
    return [await line.receive_str(), await line.receive_str()]


async def heard(line: ClientWebSocketResponse, last: str) -> list[str]:
    """What comes until a frame of this type, but for the clock, which ticks for everybody alike."""
    said: list[str] = []
    while json.loads(frame := await line.receive_str())["type"] != last:
        said += [frame] * (json.loads(frame)["type"] != "tick")
    return [*said, frame]


async def board_of(world: World, seat: Seat) -> dict[str, Any]:
    answer = await world.client.get(f"{DAY}/board", headers=seat.headers)
    return without_moment(await answer.json())


async def test_what_happens_elsewhere_is_not_a_frame_of_the_feed(world: World) -> None:
    async with world.database.transaction(EVERYWHERE) as tx:  # its device will be heard, which is told to those above
        await note_heard(tx, [SITES[HERE]], clock_of(world.client).now())
    seats = {"foreigner": await world.account("organiser", range_of_region("440000")), **await everyone(world)}
    async with AsyncExitStack() as open_lines:

        async def line_of(name: str) -> ClientWebSocketResponse:
            headers = {"Cookie": seats[name].headers.get("Cookie", "")}
            return await open_lines.enter_async_context(world.client.ws_connect("/api/live", headers=headers))

        lines, first = dict[str, ClientWebSocketResponse](), dict[str, list[str]]()
        for name in WATCHERS:
            lines[name] = await line_of(name)
            first[name] = await greeted(lines[name], seats[name])
        for number, code in enumerate(NEARER):
            await disturb(world, code)
            await heard(lines[WATCHERS[number]], "changes")
            for name in WATCHERS[number + 1 :]:
                await lines[name].send_json({"type": "ping"})
                assert [json.loads(said)["type"] for said in await heard(lines[name], "pong")] == ["pong"], name
                assert await greeted(await line_of(name), seats[name]) == first[name], name
        await world.send(HERE, [[registration(HERE, 200, plain(HERE))]])
        for name in WATCHERS[len(NEARER) :]:
            (said,) = [json.loads(frame) for frame in await heard(lines[name], "changes")]
            snapshot = json.loads(first[name][1])
            assert (said["from"], said["to"]) == (snapshot["version"], snapshot["version"] + 1)
            shown = applied(without_moment(snapshot["board"]), said["set"], OUTLINE)
            assert shown == await board_of(world, seats[name])
