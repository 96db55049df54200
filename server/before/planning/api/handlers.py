"""Routes to the timetables of a day."""

from aiohttp import web

from server.before.agenda.actions import find_day
from server.before.planning import actions, working
from server.before.planning.actions import Move
from server.before.planning.api.answering import planning_answer
from server.before.planning.api.shapes import DraftBody, MovesBody, PlanningAnswer, RepairBody, SuggestionBody
from server.day_code import DayCode
from server.errors import NotFound
from server.http.ask import Ask
from server.http.route import Route
from server.keys import DATABASE
from server.people.rules import Person


async def get_timetable(request: web.Request, ask: Ask[Person], *, day: DayCode) -> PlanningAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await find_day(tx, day)
        if not ask.person.scope.covers_range(found.holder, found.holder_last):
            raise NotFound("not_found")
        return await planning_answer(tx, found)


async def post_moves(request: web.Request, ask: Ask[Person], *, day: DayCode, body: MovesBody) -> PlanningAnswer:
    moves = [Move(one.booking, one.leader, one.begins, one.is_locked) for one in body.moves]
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        await actions.move(tx, day, moves, version=body.version, by=ask.person, now=ask.now)
    return await get_timetable(request, ask, day=day)


async def post_suggestion(
    request: web.Request, ask: Ask[Person], *, day: DayCode, body: SuggestionBody
) -> PlanningAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        await actions.ask(tx, day, seconds=body.seconds, lost=body.lost, since=body.since, by=ask.person, now=ask.now)
    return await get_timetable(request, ask, day=day)


async def post_repair(request: web.Request, ask: Ask[Person], *, day: DayCode, body: RepairBody) -> PlanningAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        await working.repair(tx, day, lost=body.lost, since=body.since, by=ask.person, now=ask.now)
    return await get_timetable(request, ask, day=day)


async def post_taking(request: web.Request, ask: Ask[Person], *, day: DayCode, body: DraftBody) -> PlanningAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        await actions.take(tx, day, version=body.version, by=ask.person, now=ask.now)
    return await get_timetable(request, ask, day=day)


async def delete_suggestion(request: web.Request, ask: Ask[Person], *, day: DayCode) -> PlanningAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        await actions.discard(tx, day, by=ask.person, now=ask.now)
    return await get_timetable(request, ask, day=day)


async def post_publication(request: web.Request, ask: Ask[Person], *, day: DayCode, body: DraftBody) -> PlanningAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        await actions.publish(tx, day, version=body.version, by=ask.person, now=ask.now)
    return await get_timetable(request, ask, day=day)


_AT = "/api/days/{day}/timetable"
_EVERY = ("not_found", "not_allowed", "timetable_closed", "changed_meanwhile")

routes = [
    Route(
        "GET",
        _AT,
        get_timetable,
        answer=PlanningAnswer,
        capability="manage_days",
        errors=("not_found",),
        summary_zh="一个接访日的排程：领导、待排预约、草稿与冲突、建议、已发布",
        summary_en="The timetables of a day: leaders, bookings to place, draft with conflicts, suggestion, published",
    ),
    Route(
        "POST",
        f"{_AT}/moves",
        post_moves,
        body=MovesBody,
        answer=PlanningAnswer,
        capability="manage_days",
        errors=(*_EVERY, "timetable_changed", "not_wanted", "not_receiving", "slot_hours"),
        summary_zh="手工安排、移动或撤出预约；他人已改的草稿不覆盖",
        summary_en="Place, move or take out bookings by hand; a draft that another changed is never overwritten",
        example={
            "version": 0,
            "moves": [{"booking": "018bb165-9350-7000-8000-000000000001", "leader": None, "begins": None}],
        },
    ),
    Route(
        "POST",
        f"{_AT}/suggestion",
        post_suggestion,
        body=SuggestionBody,
        answer=PlanningAnswer,
        status=202,
        capability="manage_days",
        errors=_EVERY,
        summary_zh="请系统排一份建议；进展和目前最好的方案随时可看",
        summary_en="Have the planner suggest a timetable; its progress and its best plan so far can be read meanwhile",
        example={"seconds": 20},
    ),
    Route(
        "DELETE",
        f"{_AT}/suggestion",
        delete_suggestion,
        answer=PlanningAnswer,
        capability="manage_days",
        errors=_EVERY,
        summary_zh="放弃建议",
        summary_en="Discard the suggestion",
    ),
    Route(
        "POST",
        f"{_AT}/repair",
        post_repair,
        body=RepairBody,
        answer=PlanningAnswer,
        capability="manage_days",
        errors=_EVERY,
        summary_zh="一位领导缺席后，立刻给出改动最少的建议",
        summary_en="Suggest at once what can be done without a leader, with few changes to others",
        example={"lost": "018bb165-9350-7000-8000-000000000001", "since": 630},
    ),
    Route(
        "POST",
        f"{_AT}/taking",
        post_taking,
        body=DraftBody,
        answer=PlanningAnswer,
        capability="manage_days",
        errors=(*_EVERY, "timetable_changed", "no_suggestion"),
        summary_zh="采用建议为草稿",
        summary_en="Make the suggestion the draft",
        example={"version": 0},
    ),
    Route(
        "POST",
        f"{_AT}/publication",
        post_publication,
        body=DraftBody,
        answer=PlanningAnswer,
        capability="manage_days",
        errors=(*_EVERY, "timetable_changed", "timetable_empty", "timetable_conflicts"),
        summary_zh="发布草稿：预约得到时间，有变动的领导收到通知",
        summary_en="Publish the draft: bookings get their times, leaders whose receptions changed are written to",
        example={"version": 1},
    ),
]
