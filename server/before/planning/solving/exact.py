"""The best plan of a block among chosen columns, by CP-SAT, from the best that is known."""

from collections.abc import Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from server.before.planning.solving import weights
from server.before.planning.solving.columns import Columns, Row
from server.before.planning.solving.relaxing import Side
from server.before.planning.solving.slots import Case, Spots


@dataclass(frozen=True, slots=True)
class Effort:
    """How long a block may take: the deterministic time of CP-SAT, and seconds that are left at all."""

    work: float
    left: float


def improve(
    cases: Sequence[Case],
    columns: Columns,
    rows: Sequence[Row],
    sides: Sequence[Side],
    best: Spots,
    *,
    effort: Effort,
    seed: int,
) -> tuple[Spots, bool] | None:
    """The plan that was found and whether nothing better is among the columns; None where none was found."""
    model = cp_model.CpModel()
    taken = [model.new_bool_var("") for _ in range(len(columns))]
    unheard = [model.new_bool_var("") for _ in cases]
    members: list[list[cp_model.IntVar]] = [[] for _ in cases]
    for number, column in zip(columns.case.tolist(), taken, strict=True):
        members[number].append(column)
    for own, none in zip(members, unheard, strict=True):
        model.add_exactly_one([*own, none])
    for row in rows:
        some = [taken[column] for column in row.columns.tolist()]
        if row.most == 1:
            model.add_at_most_one(some)
        else:
            model.add(cp_model.LinearExpr.sum(some) <= row.most)
    over = [_side(model, side, taken, unheard) for side in sides]
    prices = [*columns.cost.tolist(), *(weights.UNPLACED[case.tier] for case in cases), *(one.price for one in sides)]
    model.minimize(cp_model.LinearExpr.weighted_sum([*taken, *unheard, *over], prices))
    for column, is_in in zip(taken, columns.is_in(cases, best).tolist(), strict=True):
        model.add_hint(column, is_in)
    for case, none in zip(cases, unheard, strict=True):
        model.add_hint(none, case.number not in best)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.parameters.max_deterministic_time = effort.work
    solver.parameters.max_time_in_seconds = max(0.05, effort.left)
    solver.parameters.random_seed = seed
    solver.parameters.relative_gap_limit = 0.001
    status = solver.solve(model)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return None
    chosen = [number for number, column in enumerate(taken) if solver.boolean_value(column)]
    found = {cases[columns.case[n]].number: (int(columns.leader[n]), int(columns.start[n])) for n in chosen}
    return found, status == cp_model.OPTIMAL


def _side(
    model: cp_model.CpModel, side: Side, taken: Sequence[cp_model.IntVar], unheard: Sequence[cp_model.IntVar]
) -> cp_model.IntVar:
    (places, by), (matters, much) = side.columns, side.cases
    terms = [*(taken[n] for n in places.tolist()), *(unheard[n] for n in matters.tolist())]
    factors = [*by.tolist(), *much.tolist()]
    over = model.new_int_var(0, max(0, sum(factors) - side.most), "")
    model.add(cp_model.LinearExpr.weighted_sum([*terms, over], [*factors, -1]) <= side.most)
    return over
