"""Cases as the rows of a workbook; nothing personal is in it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from server.after.case.model import Case
from server.after.case.rules import CaseState
from server.sites.reference import shipped
from server.workbooks.columns import Column, Kind

STATES: Final[Mapping[str, tuple[str, str]]] = {
    CaseState.OPEN: ("办理中", "Open"),
    CaseState.ANSWERED: ("已答复", "Answered"),
    CaseState.DONE: ("已办结", "Done"),
    CaseState.VERIFIED: ("已核实", "Verified"),
    CaseState.VOID: ("已撤销", "Void"),
}
# fmt: off
COLUMNS: Final = (
    Column(key="day", zh="接访日", en="Day"),
    Column(key="site", zh="接访点代码", en="Site code", kind=Kind.CODE),
    Column(
        key="category", zh="类别", en="Category", kind=Kind.CHOICE,
        choices={code: (one.zh, one.en) for code, one in shipped().categories.items()},
    ),
    Column(key="people", zh="涉及人数", en="People", kind=Kind.WHOLE),
    Column(key="state", zh="状态", en="State", kind=Kind.CHOICE, choices=STATES),
    Column(
        key="route", zh="办理途径", en="Route", kind=Kind.CHOICE,
        choices={code: (one.zh, one.en) for code, one in shipped().routes.items()},
    ),
    Column(key="unit", zh="责任单位代码", en="Unit code", kind=Kind.CODE),
    Column(key="opened_on", zh="立案日期", en="Opened", kind=Kind.DATE),
    Column(key="due_on", zh="期限", en="Due", kind=Kind.DATE),
    Column(key="ended_on", zh="办结日期", en="Ended", kind=Kind.DATE),
    Column(key="claimed", zh="主张（分）", en="Claimed, fen", kind=Kind.WHOLE),
    Column(key="confirmed", zh="核定（分）", en="Confirmed, fen", kind=Kind.WHOLE),
    Column(key="agreed", zh="约定（分）", en="Agreed, fen", kind=Kind.WHOLE),
    Column(key="paid", zh="已支付（分）", en="Paid, fen", kind=Kind.WHOLE),
    Column(key="received", zh="本人确认到账（分）", en="Receipt confirmed, fen", kind=Kind.WHOLE),
)
# fmt: on


def rows_of(cases: Iterable[Case]) -> Iterator[Mapping[str, Any]]:
    for one in cases:
        yield {
            "day": one.day,
            "site": one.site,
            "category": one.category,
            "people": one.people_count,
            "state": one.state,
            "route": one.route,
            "unit": one.owner_unit,
            "opened_on": one.opened_on,
            "due_on": one.due_on,
            "ended_on": one.ended_on,
            **{kind: getattr(one, f"{kind}_fen") for kind in ("claimed", "confirmed", "agreed", "paid", "received")},
        }
