"""The linear relaxation of a block: its value bounds every plan, its reduced costs say what is worth trying."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from ortools.linear_solver.python import model_builder
from ortools.linear_solver.python.model_builder_helper import ModelSolverHelper, SolveStatus

from server.before.planning.instance import TIERS
from server.before.planning.solving import scoring, weights
from server.before.planning.solving.columns import Columns, Floats, Ints, Row
from server.before.planning.solving.scoring import Allowance
from server.before.planning.solving.slots import Case

ENDLESS: Final = 1e9
SIMPLEX: Final = "use_dual_simplex:true use_preprocessing:false"
"""A third of the time of what GLOP does by itself (300 matters, 37,000 columns: 0.24 s for 0.85 s)."""


@dataclass(frozen=True, slots=True)
class Side:
    """A row beside those of ``rows_of``: terms − over ≤ most, where each unit of ``over`` costs ``price``.

    ``columns`` and ``cases`` are the terms with their factors: places, and matters that stay unplaced.
    """

    most: int
    price: int
    columns: tuple[Ints, Ints]
    cases: tuple[Ints, Ints]


@dataclass(frozen=True, slots=True)
class Relaxed:
    value: float
    reduced: Floats
    """Of the columns."""
    share: Floats
    """How much of each column the relaxed plan takes."""
    unheard: Floats
    """How much of each matter it leaves out."""


def sides_of(cases: Sequence[Case], columns: Columns, may: Allowance | None) -> list[Side]:
    """What makes a plan uneven between places, and what would have a tier wait longer than it may."""
    none = np.array([], np.int64)
    city = np.array([case.city for case in cases], np.int64)
    county = np.array([case.county for case in cases], np.int64)
    tier = np.array([case.tier for case in cases], np.int64)
    left = np.array([case.left for case in cases], np.int64)
    sides = list[Side]()
    waits = columns.wait > 0
    for one in np.unique(city):
        there = np.flatnonzero(waits & (city[columns.case] == one))
        patience = weights.PATIENCE * int((city == one).sum())
        sides.append(Side(patience, 1, (there, columns.wait[there]), (none, none)))
    for one in np.unique(county):
        there = np.flatnonzero(county == one)
        for count in range(1, min(len(there), len(weights.UNEVEN))):
            price = weights.UNEVEN[count] - weights.UNEVEN[count - 1]
            sides.append(Side(count, price, (none, none), (there, np.ones_like(there))))
    for one in TIERS if may is not None else ():
        members = np.flatnonzero(tier == one)
        if not len(members) or may is None:
            continue
        there = np.flatnonzero(waits & (tier[columns.case] == one))
        longer = Side(may.wait[one], scoring.EXCESS_WAIT, (there, columns.wait[there]), (members, left[members]))
        more = Side(may.unplaced[one], scoring.EXCESS_UNPLACED, (none, none), (members, np.ones_like(members)))
        sides += [longer, more]
    return sides


class Relaxation:
    """The relaxation of a block, which can be solved again at other costs."""

    def __init__(self, cases: Sequence[Case], columns: Columns, rows: Sequence[Row], sides: Sequence[Side]) -> None:
        model = model_builder.Model()  # type: ignore[no-untyped-call]  # ortools has no type for it
        self._helper = helper = model.helper
        self._width, self._count, self._sides = len(columns), len(cases), [float(side.price) for side in sides]
        width, count = self._width, self._count
        variables = [model.new_num_var(0, ENDLESS, "") for _ in range(width + count + len(sides))]
        by_number = np.array(variables, dtype=object)

        def add(members: Ints, factors: list[float], most: float, *, exactly: bool = False) -> None:
            # the helper, as the operators of the model take fifteen times as long
            row = helper.add_linear_constraint()
            helper.set_constraint_lower_bound(row, most if exactly else -math.inf)
            helper.set_constraint_upper_bound(row, most)
            helper.add_terms_to_constraint(row, by_number[members].tolist(), factors)

        order = np.argsort(columns.case, kind="stable")
        ends = np.searchsorted(columns.case[order], np.arange(count + 1))
        for number in range(count):
            members = np.append(order[ends[number] : ends[number + 1]], width + number)
            add(members, [1.0] * len(members), 1.0, exactly=True)
        for row in rows:
            add(row.columns, [1.0] * len(row.columns), row.most)
        for number, side in enumerate(sides):
            (places, by), (unheard, much) = side.columns, side.cases
            members = np.concatenate([places, width + unheard, [width + count + number]])
            add(members, [*by.tolist(), *much.tolist(), -1.0], side.most)

    def solve(self, cost: Floats | Ints, unplaced: Floats | Ints, *, seconds: float) -> Relaxed | None:
        """At these costs of columns and of unplaced matters; None where the solver gave up."""
        price = [*cost.tolist(), *unplaced.tolist(), *self._sides]
        self._helper.set_objective_coefficients(list(range(len(price))), price)
        solver = ModelSolverHelper("GLOP")  # itself, since its arrays come at once
        solver.set_solver_specific_parameters(SIMPLEX)
        solver.set_time_limit_in_seconds(max(0.01, seconds))
        solver.solve(self._helper)
        if solver.status() != SolveStatus.OPTIMAL:
            return None
        width, values = self._width, solver.variable_values()
        unheard = values[width : width + self._count]
        return Relaxed(solver.objective_value(), solver.reduced_costs()[:width], values[:width], unheard)
