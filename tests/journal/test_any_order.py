"""Any order means any order: the status of each id is the same however its site's entries arrive."""

from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from server import fold
from server.db import Database
from server.journal import judging
from server.journal.judging import MAX_PENDING, Candidate, Known
from server.journal.loading import Batch, Request, TooManyWaiting
from tests.support.days import desk_of

DAY, SITE = "2024-03-14", "HN-C-4301"
MATTERS = [f"018e3a79-1e80-7000-8000-00000000000{n}" for n in range(2)]
IDS = [f"018e3a79-1e80-7000-9000-0000000000{n:02}" for n in range(10)]
EXPLAINED = {"policy": True, "responsibility": True, "route": True}
KINDS = (
    *("site_opened", "matter_registered", "reception_started", "outcome_recorded"),
    *("entry_amended", "amount_amended", "entry_withdrawn"),
)


def _entry(ident: str, kind: str, matter: str, target: str) -> fold.Entry:
    plain, at = kind.replace("amount_amended", "entry_amended"), int(ident[-2:])
    if plain in fold.STANDS_ON_ENTRY:
        changes = {"amount_fen" if kind == "amount_amended" else "involved_count": 1}
        return fold.Entry(ident, 1, plain, at, {"entry": target, "changes": changes}, None, target)
    if kind == "site_opened":
        return fold.Entry(ident, 1, kind, at, {"rooms": 1})
    return fold.Entry(ident, 1, kind, at, {"matter": matter}, matter)


ENTRIES = st.lists(
    st.builds(_entry, st.sampled_from(IDS), st.sampled_from(KINDS), st.sampled_from(MATTERS), st.sampled_from(IDS)),
    unique_by=lambda entry: entry.id,
    max_size=len(IDS),
).map(lambda entries: [entry for entry in entries if entry.target != entry.id])


def _line(entry: fold.Entry) -> Candidate:
    return Candidate(entry, repr(entry.data), "", None, 0, None)


def _status(known: Known) -> dict[str, str]:
    return dict.fromkeys(known.accepted, "accepted") | {
        ident: line.code or "waiting" for ident, line in known.pending.items()
    }


@given(entries=ENTRIES, data=st.data())
def test_two_orders_in_any_batches_end_in_the_same_status_of_each_id(entries: list[fold.Entry], data: Any) -> None:
    by_the_rules = fold.judge(entries)
    for _ in range(2):
        known = Known()
        order = data.draw(st.permutations(entries))
        ends = sorted(data.draw(st.sets(st.integers(0, len(order)), max_size=3)))
        for start, end in zip([0, *ends], [*ends, len(order)], strict=True):
            judging.rule(known, map(_line, order[start:end]))
        assert _status(known) == by_the_rules
        refused = sum(said not in {"accepted", "waiting"} for said in by_the_rules.values())
        assert (known.waiting, known.refused) == (list(by_the_rules.values()).count("waiting"), refused)
        again = judging.rule(known, map(_line, order))
        said = {"accepted": "duplicate", "waiting": "waiting"}
        assert [answer.status for answer in again] == [said.get(by_the_rules[one.id], "refused") for one in order]
        assert all(answer.repeated for answer in again)


OPENING, CLOSING, REGISTRATION, OUTCOME = IDS[:4]


def said(ident: str, kind: str, **data: Any) -> dict[str, Any]:
    return {"id": ident, "day": DAY, "site": SITE, "at": f"{DAY}T09:00:00+08:00", "kind": kind, "data": data}


def grounds() -> list[dict[str, Any]]:
    counts: dict[str, Any] = {"involved_count": 2, "attendee_count": 1, "is_repeat": False, "needs": []}
    words = {"matter": MATTERS[0], "category": "work_injury", "channel": "site", "summary": "（示例）"}
    ended = {"matter": MATTERS[0], "outcome": "assigned", "amount_fen": 0, "explained": EXPLAINED}
    return [
        said(OPENING, "site_opened", rooms=1),
        said(CLOSING, "site_closed"),
        said(REGISTRATION, "matter_registered", **counts, **words),
        said(OUTCOME, "outcome_recorded", **ended),
    ]


def refused_by(ground: dict[str, Any], n: int) -> dict[str, Any]:
    """An entry that its ground refuses: a withdrawal of what cannot be withdrawn, else an amendment of another kind."""
    if ground["kind"] in fold.NOT_WITHDRAWABLE:
        return said(IDS[n], "entry_withdrawn", entry=ground["id"], reason="误")
    wrong = {"amount_fen": 1} if ground["kind"] == "matter_registered" else {"involved_count": 1}
    return said(IDS[n], "entry_amended", entry=ground["id"], changes=wrong, reason="误")


async def test_what_its_ground_refuses_is_kept_whichever_of_the_two_came_first(database: Database) -> None:
    ground = grounds()
    refused = [refused_by(one, 4 + n) for n, one in enumerate(ground)]
    waits = said(IDS[9], "entry_withdrawn", entry=refused[0]["id"], reason="误")
    orders = [[*ground, waits, *refused], [waits, *refused, *ground]]
    told = []
    for number, entries in enumerate(orders):
        day = f"2024-03-1{4 + number}"
        own = [{**entry, "day": day, "at": f"{day}T09:00:00+08:00"} for entry in entries]
        async with desk_of(database, day, [SITE]) as desk:
            first = [(await desk.send([entry]))[0] for entry in own]
            assert {answer.status for answer in first[-len(ground) :]} == {("refused", "accepted")[number]}
            again = await desk.send(own)
            other = await desk.send([{**entry, "at": f"{day}T09:00:01+08:00"} for entry in own])
        told.append(sorted((answer.id, answer.status, answer.code) for answer in again))
        assert {answer.code for answer in other} == {"id_reused"}
    assert told[0] == told[1]
    codes = [code for _, _, code in told[0]]
    assert (codes.count("not_withdrawable"), codes.count("not_amendable")) == (2, 2)


def test_what_was_refused_at_ground_counts_toward_the_five_thousand() -> None:
    waits = Request(DAY, 1, [_line(_entry(IDS[0], "entry_withdrawn", "", IDS[1]))], 0)
    for refused, waiting, is_full in ((MAX_PENDING, 0, True), (MAX_PENDING - 1, 0, False), (MAX_PENDING - 1, 1, True)):
        known = {(DAY, 1): Known(refused=refused, waiting=waiting)}
        (said,) = Batch(cast("Connection", None), [waits], known=known).judge()
        assert isinstance(said, TooManyWaiting) is is_full
