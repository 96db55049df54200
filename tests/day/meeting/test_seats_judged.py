"""A seat is good while its principal could come in now: every way in which a right ends, for everybody who sits."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import update

from server.db import EVERYWHERE
from server.keys import BUS
from server.people.model import Account, AccountGrant, Post
from server.people.rules import Role
from tests.support.fake_plane import FakePlane
from tests.support.meetings import Lay, Line, Table, hello, seats
from tests.support.patience import HANG
from tests.support.people import clock_of, hold
from tests.support.service import Start
from tests.support.world import COUNTY, HERE, NEXT_DOOR, SITES, Seat, revoke, suspend

AT = (SITES[HERE], SITES[HERE])
End = Callable[[Table, Seat], Awaitable[None]]


async def patched(table: Table, who: Seat, **change: object) -> None:
    """Have the organiser change an account, as one does at the people page."""
    organiser = await table.world.account("organiser", (430_000_000, 439_999_999))
    answer = await table.client.patch(f"/api/accounts/{who.ident}", json=change, headers=organiser.headers)
    assert answer.status == 200, await answer.text()


async def moved_away(table: Table, who: Seat) -> None:
    to = {"site": NEXT_DOOR} if who.places == AT else {"place": "430103"}
    await patched(table, who, **to)


async def other_role(table: Table, who: Seat) -> None:
    await patched(table, who, roles=["supervisor"])


async def made_a_clerk(table: Table, who: Seat) -> None:
    """A clerk of the very place may call, attend and record, and sits in no seat but the site's."""
    await patched(table, who, roles=["registrar"], site=HERE)


async def shut_out(table: Table, who: Seat) -> None:
    await patched(table, who, suspended=True)


async def shut_out_unheard(table: Table, who: Seat) -> None:
    """As by a server whose word is lost: the row says it, and nothing else does."""
    await suspend(table.world, who)


async def moved_unheard(table: Table, who: Seat) -> None:
    async with table.world.database.transaction(EVERYWHERE) as tx:
        await tx.change(update(Account).where(Account.id == UUID(who.ident)).values(roles=frozenset({Role.SUPERVISOR})))


async def grant_over(table: Table, who: Seat) -> None:
    """The instant to which leave was given passes."""
    now = clock_of(table.client).now()
    async with table.world.database.transaction(EVERYWHERE) as tx:
        whose = AccountGrant.account_id == UUID(who.ident)
        assert await tx.change(update(AccountGrant).where(whose).values(until=now))


async def post_over(table: Table, who: Seat) -> None:
    """The instant until which a post is held passes."""
    now = clock_of(table.client).now()
    async with table.world.database.transaction(EVERYWHERE) as tx:
        assert await tx.change(update(Post).where(Post.account_id == UUID(who.ident)).values(until=now))


async def revoked(table: Table, who: Seat) -> None:
    coordinator = await table.world.account("coordinator", COUNTY)
    answer = await table.client.delete(f"/api/devices/{who.ident}", headers=coordinator.headers)
    assert answer.status == 200


async def revoked_unheard(table: Table, who: Seat) -> None:
    await revoke(table.world, who)


ENDS: list[tuple[str, str, End]] = [
    ("leader", "leader", moved_away),
    ("leader", "leader", other_role),
    ("leader", "leader", made_a_clerk),
    ("leader", "leader", shut_out),
    ("leader", "leader", shut_out_unheard),
    ("leader", "leader", moved_unheard),
    ("official1", "department", moved_away),
    ("official1", "department", other_role),
    ("official1", "department", grant_over),
    ("official1", "department", shut_out),
    ("official1", "interpreter", grant_over),
    ("official1", "officer", moved_away),
    ("official1", "officer", other_role),
    ("official1", "officer", shut_out_unheard),
    ("official1", "supervisor in a post", post_over),
    ("official1", "supervisor in a post", shut_out),
    ("site", "device", revoked),
    ("site", "device", revoked_unheard),
    ("site", "registrar", moved_away),
    ("site", "registrar", other_role),
    ("site", "registrar", shut_out),
    ("site", "coordinator", moved_unheard),
]
NAMES = [f"{role}-{end.__name__}" for _, role, end in ENDS]


async def an_official(table: Table, role: str) -> Seat:
    """An account of this role, or of one that comes to no table and holds the post of a petition officer."""
    if not role.endswith("in a post"):
        return await table.world.account(role, COUNTY)
    official = await table.world.account(role.split(maxsplit=1)[0], COUNTY)
    await hold(table.world.database, official.ident, "petition_officer", COUNTY, clock=clock_of(table.client))
    return official


async def everybody_sits(table: Table, participant: str, role: str) -> tuple[str, Seat, dict[str, Line]]:
    """A video meeting of leader, site and official; who of them it is about, and everybody's lines."""
    official = await an_official(table, role if participant == "official1" else "officer")
    desk = table.desk if participant != "site" or role == "device" else await table.world.account(role, AT)
    meeting = await table.call()
    assert (await table.command(meeting, "invite", account=official.ident))[0] == 200
    sit = {"leader": table.leader, "site": desk, "official1": official}
    lines = {name: await table.line(seat) for name, seat in sit.items()}
    for line in lines.values():
        await line.enter(meeting)
    await lines["leader"].until_meeting(lambda said: set(seats(said).values()) == {"seated"})
    return meeting, sit[participant], lines


async def until_gone(table: Table, meeting: str, participant: str, others: dict[str, Line]) -> None:
    """Hear it from another who sits there; what the room then holds is without them."""
    for line in others.values():
        is_dark = is_said = False
        async with asyncio.timeout(HANG):
            while not (is_dark and is_said):  # in whichever order
                frame = await line.until_any()
                is_dark = is_dark or (frame["type"] == "media_slot" and frame["participant"] is None)
                stays = frame["type"] == "meeting" and seats(frame["meeting"]).get(participant) in {"seated", "away"}
                is_said = is_said or (frame["type"] == "meeting" and not stays)
    assert participant not in table.plane.rooms[meeting].members
    assert set(table.plane.rooms[meeting].members) == others.keys()


async def is_told_nothing_more(meeting: str, line: Line, another: Line) -> None:
    """Something happens at the meeting that another hears of: the line that is out heard its refusal, and no more."""
    while not line.socket.closed:
        message = await line.socket.receive(timeout=60)
        if not isinstance(message.data, str):
            break
        line.frames.append(message.json())
        if line.frames[-1]["type"] == "refused" and line.frames[-1]["code"] == "not_at_table":
            break
    told = len(line.frames)
    await another.say("media_state", meeting=meeting, audio=False, video=False)
    await another.until_meeting(lambda said: not all(seat["video"] for seat in said["seats"]))
    if not line.socket.closed:
        await line.say("ping")
        await line.until("pong")
    assert [frame["type"] for frame in line.frames[told:] if frame["type"] in {"meeting", "media_slot", "ring"}] == []


@pytest.mark.parametrize(("participant", "role", "end"), ENDS, ids=NAMES)
async def test_a_participant_whose_right_has_ended_is_neither_seen_nor_told_and_cannot_come_back(
    table: Table, participant: str, role: str, end: End
) -> None:
    meeting, who, lines = await everybody_sits(table, participant, role)
    line = lines.pop(participant)
    await end(table, who)
    await until_gone(table, meeting, participant, lines)
    await is_told_nothing_more(meeting, line, next(iter(lines.values())))
    if end is revoked_unheard:
        return  # a token is looked up once a minute where the log says nothing of it
    again = await table.command(meeting, "enter", who)
    assert again[0] in {401, 403, 404, 409}
    assert (await table.get(f"/api/meetings/{meeting}", who))[0] in {401, 403, 404} or end is made_a_clerk
    assert participant not in table.plane.rooms[meeting].members


@pytest.mark.parametrize("kept", [True, False], ids=["the room is elsewhere", "the room is here"])
@pytest.mark.parametrize(
    ("participant", "role", "end"),
    [ENDS[0], ENDS[4], ENDS[8], ENDS[14], ENDS[15]],
    ids=[NAMES[n] for n in (0, 4, 8, 14, 15)],
)
async def test_a_participant_whose_right_has_ended_is_out_at_every_server(
    lay_table: Lay, start: Start, sqlite_url: str, redis_url: str, participant: str, role: str, end: End, *, kept: bool
) -> None:
    table = await lay_table(database_url=sqlite_url, redis_url=redis_url)
    other = await start(plane=FakePlane(), database_url=sqlite_url, redis_url=redis_url)
    async with AsyncExitStack() as opened:
        for client in (table.client, other):
            await client.app[BUS].is_connected.wait()
        official = await an_official(table, role if participant == "official1" else "officer")
        meeting = await table.call()
        await table.command(meeting, "invite", account=official.ident)
        sit = {"leader": table.leader, "site": table.desk, "official1": official}
        first = next(name for name in sit if (name != participant) == kept)  # who holds the room: it is where they are
        lines: dict[str, Line] = {}
        for name in (first, *(name for name in sit if name != first)):
            at = table.client if (name != participant) == kept else other
            lines[name] = await hello(opened, table.client if name == first else at, sit[name])
            await lines[name].enter(meeting)
        await lines["leader"].until_meeting(lambda said: set(seats(said).values()) == {"seated"})
        lines.pop(participant)
        await end(table, sit[participant])
        await until_gone(table, meeting, participant, lines)


async def test_the_sites_seat_is_free_for_another_desk_once_its_device_is_revoked(table: Table) -> None:
    meeting, who, lines = await everybody_sits(table, "site", "device")
    lines.pop("site")
    second = replace(await table.world.device(HERE))
    await revoked(table, who)
    await until_gone(table, meeting, "site", lines)
    assert (await table.command(meeting, "enter", second))[1]["you"] == "site"


async def test_a_leader_moved_away_by_mistake_comes_back_with_their_rights(table: Table) -> None:
    meeting, who, lines = await everybody_sits(table, "leader", "leader")
    line = lines.pop("leader")
    await moved_away(table, who)
    await until_gone(table, meeting, "leader", lines)
    await patched(table, who, place="430102")
    await line.socket.close()
    assert (await (await table.line(who)).enter(meeting))["you"] == "leader"


async def test_an_official_whose_leave_ended_is_asked_anew_and_comes_in(table: Table) -> None:
    meeting, who, lines = await everybody_sits(table, "official1", "department")
    line = lines.pop("official1")
    await grant_over(table, who)
    await until_gone(table, meeting, "official1", lines)
    assert (await table.command(meeting, "invite", account=who.ident))[0] == 200
    assert (await line.offered(meeting))["you"] == "official1"
