"""Routes to the rule by which deadlines are counted."""

from aiohttp import web

from server.after.case import deadlines
from server.after.case.api.more_shapes import DeadlineRuleBody
from server.after.case.api.shapes import DeadlineRuleAnswer
from server.after.case.clocks import Rule
from server.http.ask import Ask
from server.http.route import Route
from server.keys import DATABASE
from server.people.rules import Person


async def get_deadline_rule(request: web.Request, ask: Ask[Person]) -> DeadlineRuleAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        rule, version = await deadlines.rule_now(tx)
    return DeadlineRuleAnswer(rolls_forward=rule.rolls_forward, counts_start=rule.counts_start, version=version)


async def put_deadline_rule(request: web.Request, ask: Ask[Person], *, body: DeadlineRuleBody) -> DeadlineRuleAnswer:
    rule = Rule(rolls_forward=body.rolls_forward, counts_start=body.counts_start)
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        await deadlines.change_rule(tx, rule, seen=body.seen, by=ask.person, now=ask.now)
    return await get_deadline_rule(request, ask)


routes = [
    Route(
        "GET",
        "/api/deadline-rule",
        get_deadline_rule,
        answer=DeadlineRuleAnswer,
        capability="see_records",
        summary_zh="期限如何计算：起算日是否计入，遇休息日是否顺延",
        summary_en="How deadlines are counted: whether the first day counts, whether a last day that is off moves on",
    ),
    Route(
        "PUT",
        "/api/deadline-rule",
        put_deadline_rule,
        body=DeadlineRuleBody,
        answer=DeadlineRuleAnswer,
        capability="manage_days",
        errors=("not_found", "changed_meanwhile"),
        summary_zh="设置期限的计算方法（全省组织方），办理中的期限随后重算",
        summary_en="Set how deadlines are counted (organiser of the province); running ones are computed anew",
        example={"rolls_forward": True, "counts_start": False, "seen": 0},
    ),
]
