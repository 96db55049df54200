"""Columns of a block: one for each matter, leader and start that is free, as arrays; and the rows that bind them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from server.before.planning.solving import weights
from server.before.planning.solving.slots import Board, Case, Sheet, Spot, bits

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Columns:
    """``case`` counts within the block; ``wait`` is in units; ``cost`` has waiting, fit and what it costs to move."""

    case: Ints
    leader: Ints
    start: Ints
    wait: Ints
    cost: Ints

    def __len__(self) -> int:
        return len(self.case)

    def only(self, keep: npt.NDArray[np.bool_]) -> "Columns":
        """Those that are kept, in their order."""
        return Columns(self.case[keep], self.leader[keep], self.start[keep], self.wait[keep], self.cost[keep])

    def is_in(self, cases: Sequence[Case], spots: Mapping[int, Spot]) -> npt.NDArray[np.bool_]:
        """Which columns a plan has."""
        none = (-1, -1)
        wanted = np.array([spots.get(case.number, none) for case in cases], np.int64).reshape(-1, 2)
        found: npt.NDArray[np.bool_] = (wanted[self.case, 0] == self.leader) & (wanted[self.case, 1] == self.start)
        return found


@dataclass(frozen=True, slots=True)
class Row:
    """At most so many of these columns."""

    most: int
    columns: Ints


def columns_of(sheet: Sheet, cases: Sequence[Case], board: Board, told: Mapping[int, Spot]) -> Columns:
    """Every place that is free on a board."""
    number, leader, start, fit = list[int](), list[int](), list[int](), list[int]()
    for position, case in enumerate(cases):
        before = len(start)
        for option in case.options:
            first = len(start)
            start.extend(bits(board.free(case, option)))
            leader.extend([option.leader] * (len(start) - first))
            fit.extend([option.cost] * (len(start) - first))
        number.extend([position] * (len(start) - before))
    in_case, starts = np.array(number, np.int64), np.array(start, np.int64)
    tier = np.array([weights.WAIT[case.tier] for case in cases], np.int64)
    ready = np.array([case.ready for case in cases], np.int64)
    wait = (starts - ready[in_case]) * sheet.step
    columns = Columns(in_case, np.array(leader, np.int64), starts, wait, np.array(fit, np.int64) + tier[in_case] * wait)
    if told:
        is_told = np.array([case.number in told for case in cases], np.bool_)
        moves = is_told[columns.case] & ~columns.is_in(cases, told)
        columns.cost[moves] += weights.MOVED
    return columns


def rows_of(sheet: Sheet, cases: Sequence[Case], columns: Columns, board: Board) -> list[Row]:
    """Leaders hear one at a time, pools have so many places; rows that cannot bind are left out."""
    lengths = np.array([case.length for case in cases], np.int64)[columns.case]
    everyone = np.arange(len(columns))
    owners, taken, at = [columns.leader], [everyone], [columns.start]
    leaders = len(sheet.instance.leaders)
    for position in range(max((len(case.pools) for case in cases), default=0)):
        pool = np.array([case.pools[position] if position < len(case.pools) else -1 for case in cases], np.int64)
        has = pool[columns.case] >= 0
        owners.append(leaders + pool[columns.case][has])
        taken.append(everyone[has])
        at.append(columns.start[has])
    owner, column, start = np.concatenate(owners), np.concatenate(taken), np.concatenate(at)
    keys, members = list[Ints](), list[Ints]()
    for ahead in range(int(lengths.max(initial=0))):
        lasts = lengths[column] > ahead
        keys.append((owner * sheet.slots + start + ahead)[lasts])
        members.append(column[lasts])
    if not keys:
        return []
    key, member = np.concatenate(keys), np.concatenate(members)
    order = np.argsort(key, kind="stable")
    key, member = key[order], member[order]
    first = np.flatnonzero(np.diff(key, prepend=-1))
    rows = list[Row]()
    for begin, end in zip(first, [*first[1:], len(key)], strict=True):
        if end - begin == 1:
            continue
        who, slot = divmod(int(key[begin]), sheet.slots)
        most = 1 if who < leaders else sheet.capacity[who - leaders][slot]
        if who >= leaders:
            most -= board.used[who - leaders][slot]
        row = member[begin:end]
        if len(np.unique(columns.case[row])) > most:
            rows.append(Row(most, row))
    return rows
