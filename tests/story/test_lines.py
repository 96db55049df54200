"""A rehearsed day's sites are there to be called: their devices keep a line to the service that plays it."""

from server.clock import Clock
from server.keys import DATABASE
from server.rehearsal.command import STAGE
from server.rehearsal.dayfile import read_day
from server.rehearsal.play import on_line
from server.rehearsal.stage import set_stage
from server.sites.keys import REFERENCE
from tests.support.days import SCHEDULES
from tests.support.plan import signed_in
from tests.support.service import Start


async def test_while_a_day_is_rehearsed_its_sites_can_be_called(start: Start, sqlite_url: str) -> None:
    client = await start(database_url=sqlite_url)
    file = read_day(SCHEDULES / "rehearsal/2024-03-14-hard-cases.jsonl")
    tokens = await set_stage(client.app[DATABASE], file, STAGE, client.app[REFERENCE], Clock(), speed=0)
    organiser = await signed_in(client, "organiser")
    async with client.ws_connect("/api/live", headers={"Cookie": organiser["Cookie"]}) as wall:
        await wall.send_json({"type": "hello"})
        await wall.send_json({"type": "watch", "day": file.day})
        callable_sites = set[str]()
        async with on_line(file, [f"http://127.0.0.1:{client.port}"], tokens):
            while callable_sites != set(file.by_site):
                said = await wall.receive_json()
                sites = (said.get("set") or {}).get("sites", {})
                callable_sites |= {code for code, facts in sites.items() if facts["callable"]}
    assert len(callable_sites) > 1
