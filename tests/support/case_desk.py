"""A desk that follows cases through the routes: a site's device hands outcomes in, an organiser's page acts on them."""

from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import delete
from uuid_utils import uuid7

from server import keys
from server.after.case.reactions import AFTER_ENTRY, READER
from server.after.case.rules import ClosingCheck
from server.db import EVERYWHERE
from server.jobs.worker import Worker
from server.journal.model import Bookmark
from server.journal.readers import Reader
from server.reactions import jobs
from tests.support.hand_in import Headers, body_of, enrolled, entry, registration
from tests.support.people import Browser, browser_of, clock_of
from tests.support.plan import HERE
from tests.support.service import Client

WAGES = {"category": "wage_arrears_migrant", "involved_count": 2, "claimed_fen": 10_600_000}
AGREED = {"outcome": "agreed_to_pay", "amount_fen": 10_600_000, "owner_unit": "住建局", "due_on": "2023-11-13"}


def outcome(matter: str, **fields: object) -> dict[str, Any]:
    said = {
        "outcome": "accepted",
        "amount_fen": 0,
        "explained": dict.fromkeys(("policy", "responsibility", "route"), True),
    }
    return entry("outcome_recorded", {"matter": matter, **said, **fields})


@dataclass
class Desk:
    """A site's device and an organiser's page."""

    service: Client
    device: Headers
    page: Browser
    site: str = HERE

    async def hand_in(self, *entries: dict[str, Any]) -> None:
        path = f"/api/days/2023-11-09/sites/{self.site}/entries"
        answer = await self.service.post(
            path, data=body_of(*({**one, "site": self.site} for one in entries)), headers=self.device
        )
        answers = (await answer.json())["results"]
        assert {one["status"] for one in answers} == {"accepted"}, answers
        await self.follow()

    async def follow(self) -> None:
        """Have every entry followed now; the service's own reader has the same bookmarks."""
        await Reader(self.service.app[keys.DATABASE], READER, AFTER_ENTRY).catch_up()

    async def work(self) -> None:
        """Have the jobs done that are due now."""
        app = self.service.app
        clock = clock_of(self.service)
        handlers = jobs(clock, app[keys.SEALER], origin="https://here", tells_group=False, tells_phones=False)
        worker = Worker(app[keys.DATABASE], handlers, clock)
        while await worker.turn():
            pass

    async def unit(self, code: str, **more: object) -> None:
        """Make a unit of the county."""
        body = {"code": code, "region": "430102", "name_zh": code, "kind": "housing", **more}
        answer = await self.page.post("/api/units", body)
        assert answer.status == 201, await answer.text()

    async def told(self, ident: str, by: Browser | None = None) -> dict[str, Any]:
        """All of one case."""
        told: dict[str, Any] = await (await (by or self.page).get(f"/api/cases/{ident}")).json()
        return told

    async def follow_again(self) -> None:
        """Have every entry followed from the first."""
        async with self.service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
            await tx.change(delete(Bookmark).where(Bookmark.reader == READER))
        await self.follow()

    async def matter(self, **fields: object) -> dict[str, Any]:
        """A matter of wages with an outcome; the entry of the outcome."""
        registered = registration(**WAGES)
        said = outcome(registered["data"]["matter"], **fields)
        await self.hand_in(registered, said)
        return said

    async def cases(self, asked: str = "", by: Browser | None = None) -> dict[str, Any]:
        answer = await (by or self.page).get(f"/api/cases{asked}")
        told: dict[str, Any] = await answer.json()
        assert answer.status == 200, told
        return told

    async def only(self) -> dict[str, Any]:
        (row,) = (await self.cases())["items"]
        told: dict[str, Any] = await (await self.page.get(f"/api/cases/{row['id']}")).json()
        return told

    async def do(self, case: dict[str, Any], what: str, by: Browser | None = None, **more: object) -> tuple[int, Any]:
        checked = {"checked": list(ClosingCheck)} if what in {"finish", "ask_closing"} else {}
        path, body = f"/api/cases/{case['id']}/commands", {"command": what, "seen": case["version"], **checked, **more}
        answer = await (by or self.page).post(path, body)
        return answer.status, await answer.json()

    async def money(self, case: dict[str, Any], kind: str, fen: int, **more: object) -> tuple[int, Any]:
        body = {"id": str(uuid7()), "seen": case["version"], "kind": kind, "fen": fen, "on": "2023-11-13", **more}
        answer = await self.page.post(f"/api/cases/{case['id']}/money", body)
        return answer.status, await answer.json()


@pytest.fixture
async def desk(receiving: Client) -> Desk:
    page, _ = await browser_of(receiving)
    return Desk(receiving, await enrolled(receiving), page)


def amended(said: dict[str, Any], changes: dict[str, object], reason: str) -> dict[str, Any]:
    return entry("entry_amended", {"entry": said["id"], "changes": changes, "reason": reason})
