"""A machine that tries to lose, double or misjudge an entry: the real writer, crash points, lost answers.

Sites hand in shuffled and repeated batches; a commit breaks before, in the middle or after; after each
step the journal must verify, hold all that was acknowledged, and fold into what the rules say.
"""

import asyncio
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import Connection, select
from sqlalchemy.exc import OperationalError

from server import fold
from server.db import EVERYWHERE, Database, Scope
from server.entries.check import Sound
from server.errors import Unavailable
from server.journal.model import Accepted, Pending
from server.migrations.tables import metadata
from server.verify import verify
from tests.support.breadth import times
from tests.support.databases import create_tables
from tests.support.days import Desk, PlainSeals, checked, desk_of

T = TypeVar("T")
DAY = "2024-03-14"
SITES = ["HN-C-4301", "HN-D-430802"]
MATTERS = [f"018e3a79-1e80-7000-8000-00000000000{n}" for n in range(3)]
IDS = [f"018e3a79-1e80-7000-9000-0000000000{n:02}" for n in range(14)]
EXPLAINED = {"policy": True, "responsibility": {"reason": "对方未到场"}, "route": True}


class FragileDatabase(Database):
    """A database whose next commit can be made to break at a chosen moment."""

    breaks: str | None = None

    async def batch(self, scope: Scope, work: Callable[[Connection], T]) -> T:
        breaks, self.breaks = self.breaks, None
        if breaks == "before":
            raise _broken()

        def work_and_break(connection: Connection) -> T:
            result = work(connection)
            if breaks == "middle":
                raise _broken()
            return result

        result = await super().batch(scope, work_and_break)
        if breaks == "after":
            raise _broken()
        return result


def _broken() -> OperationalError:
    return OperationalError("", {}, Exception("broke off"))


def _data(kind: str, matter: str, target: str, count: int) -> Mapping[str, Any]:
    registration: Mapping[str, Any] = {
        "matter": matter,
        "category": ("work_injury", "wage_arrears_migrant")[count % 2],
        "involved_count": count,
        "attendee_count": count,
        "is_repeat": False,
        "channel": "site",
        "summary": "（演练数据）",
        "needs": [],
    }
    outcome = ("resolved_on_site", "assigned")[count % 2]
    kinds: Mapping[str, Mapping[str, Any]] = {
        "site_opened": {"rooms": count},
        "site_closed": {},
        "zero_reported": {},
        "matter_registered": registration,
        "reception_started": {"matter": matter, "mode": "video"},
        "outcome_recorded": {"matter": matter, "outcome": outcome, "amount_fen": count, "explained": EXPLAINED},
        "ticket_issued": {"matter": matter, "desk": "AB"[count % 2], "number": count + 1, "code": f"{count}" * 64},
        "turn_called": {"matter": matter, "room": count + 1},
        "turn_held": {"matter": matter, "reason": "接电话"},
        "turn_returned": {"matter": matter, "because": ("no_show", "given_back", "held")[count % 3]},
        "entry_amended": {"entry": target, "changes": {"involved_count": count + 1}, "reason": "改"},
        "amount_amended": {"entry": target, "changes": {"amount_fen": count + 7}, "reason": "改"},
        "entry_withdrawn": {"entry": target, "reason": "误"},
    }
    return kinds[kind]


AT_GROUND = {"not_amendable", "not_withdrawable"}
KINDS = [
    *("site_opened", "site_closed", "zero_reported", "matter_registered", "matter_registered"),
    *("reception_started", "outcome_recorded", "outcome_recorded", "entry_amended", "amount_amended"),
    *("entry_withdrawn", "entry_withdrawn", "ticket_issued", "turn_called", "turn_held", "turn_returned"),
]


class JournalMachine(RuleBasedStateMachine):
    entries = Bundle("entries")

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.made: dict[tuple[str, str], dict[str, Any]] = {}
        self.acknowledged: dict[tuple[str, str], str] = {}

    @initialize()
    def open_house(self) -> None:
        self.runner.run(self._open())

    async def _open(self) -> None:
        url = f"sqlite:///{Path(self.folder.name) / 'machine.sqlite3'}"
        await create_tables(url, metadata())
        self.database = FragileDatabase(url, reactions={})
        self.context = desk_of(self.database, DAY, SITES)
        self.desk: Desk = await self.context.__aenter__()

    @rule(
        target=entries,
        site=st.sampled_from(SITES),
        ident=st.sampled_from(IDS),
        kind=st.sampled_from(KINDS),
        matter=st.sampled_from(MATTERS),
        target_id=st.sampled_from(IDS),
        count=st.integers(0, 9),
        minute=st.integers(0, 5),
    )
    def make(self, site: str, ident: str, kind: str, matter: str, target_id: str, count: int, minute: int) -> Any:
        entry = {
            "id": ident,
            "day": DAY,
            "site": site,
            "at": f"{DAY}T09:0{minute}:00+08:00",
            "kind": kind.replace("amount_amended", "entry_amended"),
            "data": dict(_data(kind, matter, target_id, count)),
        }
        return self.made.setdefault((site, ident), entry)

    @rule(
        batch=st.lists(entries, min_size=1, max_size=8),
        breaks=st.sampled_from([None, None, "before", "middle", "after"]),
    )
    def send(self, batch: list[dict[str, Any]], breaks: str | None) -> None:
        for site in SITES:
            own = [entry for entry in batch if entry["site"] == site]
            self.runner.run(self._send(own, breaks))

    async def _send(self, own: list[dict[str, Any]], breaks: str | None) -> None:
        if not own:
            return
        self.database.breaks = breaks
        try:
            answers = await self.desk.send(own)
        except Unavailable:
            return
        for entry, answer in zip(own, answers, strict=True):
            if answer.status != "refused" or answer.code in AT_GROUND:
                self.acknowledged[entry["site"], entry["id"]] = answer.code or answer.status

    @invariant()
    def nothing_acknowledged_is_lost_and_all_of_it_adds_up(self) -> None:
        self.runner.run(self._check())

    async def _check(self) -> None:
        report = await verify(self.database, PlainSeals())
        assert report.differences == []
        async with self.database.transaction(EVERYWHERE, write=False) as tx:
            accepted = {(row.place, row.id) for row in await tx.scalars(select(Accepted))}
            held = {(row.place, row.id): row.code for row in await tx.scalars(select(Pending))}
        kept = accepted | held.keys()
        for (site, ident), said in self.acknowledged.items():
            assert said not in AT_GROUND or held[self.desk.places[site], ident] == said
        assert {(self.desk.places[site], ident) for site, ident in self.acknowledged} <= kept
        for site in SITES:
            place = self.desk.places[site]
            sound = [one.entry for one in checked(DAY, self._of(site)) if isinstance(one, Sound)]
            stored = [entry for entry in sound if (place, entry.id) in kept]
            judged = fold.judge(stored)
            known = {ident: "accepted" for at, ident in accepted if at == place}
            known |= {ident: code or "waiting" for (at, ident), code in held.items() if at == place}
            assert known == judged

    def _of(self, site: str) -> list[dict[str, Any]]:
        return [entry for (at, _), entry in self.made.items() if at == site]

    def teardown(self) -> None:
        self.runner.run(self._close())
        self.runner.close()
        self.folder.cleanup()

    async def _close(self) -> None:
        await self.context.__aexit__(None, None, None)
        await self.database.dispose()


TestJournalMachine = JournalMachine.TestCase
TestJournalMachine.settings = settings(
    max_examples=times(10, 500), stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
