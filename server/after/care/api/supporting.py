"""Routes to the support plan of a case, for those alone who may read it; each reading is a line of the log."""

from typing import Any
from uuid import UUID

from aiohttp import web

from server.after.care import reads, supporting
from server.after.care.api.answers import named_units
from server.after.care.api.support_shapes import (
    CarerAnswer,
    MeasureAnswer,
    MeasureBody,
    MeasureEndBody,
    SupportAnswer,
    SupportBody,
)
from server.after.care.rules import MeasureState
from server.after.care.supporting import Measure
from server.after.case.actions import Doing
from server.after.case.keys import today_of
from server.after.case.reads import valid_units
from server.db import EVERYWHERE
from server.errors import Conflict
from server.http.ask import Ask
from server.http.route import Route
from server.keys import DATABASE, SEALER
from server.people.rules import Person
from server.units.model import Unit


async def get_support(request: web.Request, ask: Ask[Person], *, case: UUID) -> SupportAnswer:
    return await _told(request, ask, await _doing(request, ask, case, 0))


async def put_support(request: web.Request, ask: Ask[Person], *, case: UUID, body: SupportBody) -> SupportAnswer:
    doing = await _doing(request, ask, case, body.seen)
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        await supporting.decide(tx, doing, body.choice, body.carer)
    return await _told(request, ask, doing)


async def post_measure(request: web.Request, ask: Ask[Person], *, case: UUID, body: MeasureBody) -> SupportAnswer:
    doing = await _doing(request, ask, case, body.seen)
    if body.unit is not None:
        async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
            if body.unit not in await valid_units(tx, [body.unit], doing.today):
                raise Conflict("case_unit_gone", unit=body.unit)
    told = body.model_dump(exclude={"seen"})
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        await supporting.add_measure(tx, request.app[SEALER], doing, Measure(**told))
    return await _told(request, ask, doing)


async def post_measure_end(
    request: web.Request, ask: Ask[Person], *, case: UUID, measure: UUID, body: MeasureEndBody
) -> SupportAnswer:
    doing = await _doing(request, ask, case, body.seen)
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        await supporting.end_measure(tx, doing, measure, MeasureState(body.state))
    return await _told(request, ask, doing)


async def _doing(request: web.Request, ask: Ask[Person], case: UUID, seen: int) -> Doing:
    return Doing(case, seen, ask.person, ask.now, await today_of(request, ask.now))


async def _told(request: web.Request, ask: Ask[Person], doing: Doing) -> SupportAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        case, plan = await supporting.open_plan(tx, doing)
        carers, measures = await supporting.officers(tx), await reads.measures_of(tx, case.id)
        needs = {one.id: await supporting.need_of(tx, request.app[SEALER], case, one) for one in measures}
    units = await named_units(request, {one.unit for one in measures})
    same = ("id", "unit", "is_referral", "agreed_on", "due_on", "state", "ended_on")
    names = {one.id: one.name for one in carers}
    return SupportAnswer(
        version=0 if plan is None else plan.version,
        choice=None if plan is None else plan.choice,
        carer=None if plan is None else plan.carer,
        carer_name=None if plan is None or plan.carer is None else names.get(plan.carer),
        measures=[
            MeasureAnswer(
                need=needs[one.id][0],
                what=needs[one.id][1],
                **_named(units.get(one.unit or "")),
                **{name: getattr(one, name) for name in same},
            )
            for one in measures
        ],
        carers=[CarerAnswer(account=one.id, name=one.name) for one in carers],
    )


def _named(unit: Unit | None) -> dict[str, Any]:
    return {"unit_zh": None if unit is None else unit.name_zh, "unit_en": None if unit is None else unit.name_en}


_PATH = "/api/cases/{case}/support"
routes = [
    Route(
        "GET",
        _PATH,
        get_support,
        answer=SupportAnswer,
        capability="give_support",
        errors=("not_found",),
        summary_zh="一案的帮扶方案（一人一策）：仅本级信访专干和指定的帮扶人可看，每次查看留痕",
        summary_en="The support plan of a case, for the level's officers and its carer; each reading is logged",
    ),
    Route(
        "PUT",
        _PATH,
        put_support,
        body=SupportBody,
        answer=SupportAnswer,
        capability="give_support",
        errors=("not_found", "support_changed", "support_carer"),
        summary_zh="记下本人是否愿意接受帮扶，指定帮扶人；不愿意也是一种选择",
        summary_en="Note whether the person wants support, and who takes care of it; a refusal is a choice",
        example={"seen": 0, "choice": "refused"},
    ),
    Route(
        "POST",
        f"{_PATH}/measures",
        post_measure,
        body=MeasureBody,
        answer=SupportAnswer,
        capability="give_support",
        errors=(
            *("not_found", "support_changed", "support_not_wanted", "support_consent", "support_date", "case_words"),
            "case_unit_gone",
        ),
        summary_zh="登记一项帮扶措施；转介救助须经本人同意",
        summary_en="Enter a measure of support; a referral to aid needs the person's consent",
        example={
            "id": "018bb165-9350-7000-8000-000000000001",
            "seen": 1,
            "need": "living",
            "what": "申请临时救助",
            "due_on": "2023-11-20",
        },
    ),
    Route(
        "POST",
        f"{_PATH}/measures/{{measure}}/end",
        post_measure_end,
        body=MeasureEndBody,
        answer=SupportAnswer,
        capability="give_support",
        errors=("not_found", "support_changed", "support_ended"),
        summary_zh="了结一项帮扶措施：已落实或不再需要",
        summary_en="End a measure of support, as done or as no longer needed",
        example={"seen": 2, "state": "done"},
    ),
]
