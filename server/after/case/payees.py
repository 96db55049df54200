"""The list of payees of a case: who is owed what, by group, and how it adds up to the ledger.

Pure. Amounts are whole fen; a workbook says them in yuan. A kind of which no row says anything is not compared.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from server.after.case.ledger import MoneyKind, Sums
from server.before.booking.sheets import fen_of
from server.people.spelling import is_visible
from server.workbooks.cells import Fault
from server.workbooks.columns import Column
from server.workbooks.rows import Sheet

MOST: Final = 2000
"""Rows of one list."""
NAME_LENGTH: Final = 100
KINDS: Final = (MoneyKind.CLAIMED, MoneyKind.CONFIRMED, MoneyKind.AGREED, MoneyKind.PAID)
COLUMNS: Final = (
    Column(key="group", zh="班组", en="Group", most=NAME_LENGTH),
    Column(key="name", zh="姓名", en="Name", required=True, most=NAME_LENGTH),
    Column(key="claimed", zh="主张（元）", en="Claimed, yuan", most=20),
    Column(key="confirmed", zh="核定（元）", en="Confirmed, yuan", most=20),
    Column(key="agreed", zh="约定（元）", en="Agreed, yuan", most=20),
    Column(key="paid", zh="已支付（元）", en="Paid, yuan", most=20),
)


@dataclass(frozen=True, slots=True)
class Payee:
    """A row: the sums that the list says of one person, by kind; a kind that it leaves out is not there."""

    group: str | None
    name: str
    fen: Mapping[MoneyKind, int]


@dataclass(frozen=True, slots=True)
class Group:
    """The payees of one group, of which ``None`` has no name, and the sum of each kind that the list says."""

    name: str | None
    people: int
    fen: Mapping[MoneyKind, int]

    @property
    def underpaid(self) -> int:
        return max(0, self._agreed - self._paid)

    @property
    def overpaid(self) -> int:
        return max(0, self._paid - self._agreed) if MoneyKind.AGREED in self.fen else 0

    @property
    def _agreed(self) -> int:
        return self.fen.get(MoneyKind.AGREED, 0)

    @property
    def _paid(self) -> int:
        return self.fen.get(MoneyKind.PAID, self._agreed)


@dataclass(frozen=True, slots=True)
class Difference:
    """A kind of which the list and the ledger say different sums."""

    kind: MoneyKind
    listed: int
    ledger: int


def totals(payees: Sequence[Payee]) -> dict[MoneyKind, int]:
    """The sum of each kind that a row says something of."""
    said = [kind for kind in KINDS if any(kind in one.fen for one in payees)]
    return {kind: sum(one.fen.get(kind, 0) for one in payees) for kind in said}


def groups(payees: Sequence[Payee]) -> list[Group]:
    """The groups in the order of the list; a kind that the list says is 0 in a group that does not."""
    known = totals(payees)
    named: dict[str | None, list[Payee]] = {}
    for one in payees:
        named.setdefault(one.group, []).append(one)
    return [
        Group(name, len(own), {kind: sum(one.fen.get(kind, 0) for one in own) for kind in known})
        for name, own in named.items()
    ]


def differences(payees: Sequence[Payee], ledger: Sums) -> list[Difference]:
    """The kinds of which the list does not add up to the ledger."""
    found = [Difference(kind, listed, getattr(ledger, kind.value)) for kind, listed in totals(payees).items()]
    return [one for one in found if one.listed != one.ledger]


def judge(sheet: Sheet, ledger: Sums) -> list[Payee]:
    """The payees of a sheet; what is wrong with a row, or does not add up, becomes a fault of the sheet."""
    found = list[Payee]()
    for row in sheet.rows:
        if len(found) >= MOST:
            sheet.fault(row, "name", "payees_most", most=MOST)
            break
        for key in ("group", "name"):
            if not is_visible(row.values.get(key) or ""):
                sheet.fault(row, key, "cell_signs")
        fen = dict[MoneyKind, int]()
        for kind in KINDS:
            said = row.values.get(kind.value)
            if said is None:
                continue
            sum_said = fen_of(said)
            if sum_said is None:
                sheet.fault(row, kind.value, "payee_sum")
            else:
                fen[kind] = sum_said
        found.append(Payee(row.values.get("group"), row.values.get("name") or "", fen))
    if not sheet.faults:
        for one in differences(found, ledger):
            listed, said, apart = yuan(one.listed), yuan(one.ledger), yuan(abs(one.listed - one.ledger))
            told = {"listed": listed, "ledger": said, "difference": apart}
            sheet.faults.append(Fault(None, sheet.headers[one.kind.value], "payees_differ", told))
    return found


def yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def values_of(payee: Payee) -> dict[str, Any]:
    """A row of the workbook."""
    return {
        "group": payee.group,
        "name": payee.name,
        **{kind.value: yuan(payee.fen[kind]) for kind in KINDS if kind in payee.fen},
    }


def as_json(payees: Sequence[Payee]) -> list[Any]:
    return [[one.group, one.name, {kind.value: fen for kind, fen in one.fen.items()}] for one in payees]


def from_json(rows: Sequence[Any]) -> list[Payee]:
    return [Payee(group, name, {MoneyKind(kind): fen for kind, fen in sums.items()}) for group, name, sums in rows]
