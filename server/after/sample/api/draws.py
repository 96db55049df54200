"""Routes to draws of samples, and to the result of each site."""

import secrets
from dataclasses import asdict
from uuid import UUID

from aiohttp import web

from server.after.case.keys import today_of
from server.after.sample import actions, reads
from server.after.sample.actions import Doing, Wanted
from server.after.sample.api.answers import draw_told, rows_told
from server.after.sample.api.shapes import (
    DrawAnswer,
    DrawBody,
    ResultsQuery,
    SamplesAnswer,
    SamplesQuery,
    SiteResultAnswer,
    SiteResultsAnswer,
)
from server.after.sample.drawing import SEED_BYTES
from server.after.sample.rules import DRAWN_FROM
from server.before.agenda.actions import find_day
from server.http.ask import Ask
from server.http.route import Route
from server.keys import DATABASE, SEALER
from server.people.rules import Person


async def get_samples(request: web.Request, ask: Ask[Person], *, query: SamplesQuery) -> SamplesAnswer:
    level = (ask.person.scope.lo, ask.person.scope.hi)
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        day = await find_day(tx, query.day)
        rows = await rows_told(tx, ask.person, await reads.draws_of(tx, day.day))
        is_drawn = day.state in DRAWN_FROM
        return SamplesAnswer(
            items=rows, candidates=len(await reads.candidates(tx, day.day, level)) if is_drawn else None
        )


async def post_sample(request: web.Request, ask: Ask[Person], *, body: DrawBody) -> DrawAnswer:
    doing = Doing(ask.person, ask.now, await today_of(request, ask.now))
    wanted = Wanted(
        day=str(body.day),
        level=(ask.person.scope.lo, ask.person.scope.hi),
        per_site=body.per_site,
        seed=secrets.token_hex(SEED_BYTES),
        seen=body.seen,
        reason=body.reason,
    )
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        made = await actions.draw(tx, request.app[SEALER], wanted, doing)
    return await draw_told(request, ask, made.id)


async def get_sample(request: web.Request, ask: Ask[Person], *, sample: UUID) -> DrawAnswer:
    return await draw_told(request, ask, sample)


async def get_site_results(request: web.Request, ask: Ask[Person], *, query: ResultsQuery) -> SiteResultsAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        if query.day is not None:
            await find_day(tx, query.day)
        found = await reads.results(tx, None if query.day is None else str(query.day))
    items = [SiteResultAnswer(site=site, **asdict(one)) for site, one in sorted(found.items())]
    return SiteResultsAnswer(items=items)


routes = [
    Route(
        "GET",
        "/api/samples",
        get_samples,
        query=SamplesQuery,
        answer=SamplesAnswer,
        capability="follow_cases",
        errors=("not_found",),
        summary_zh="某日“现场解决”抽样回访的各次抽取",
        summary_en="The samples that were drawn of the matters resolved on site on a day",
    ),
    Route(
        "POST",
        "/api/samples",
        post_sample,
        body=DrawBody,
        answer=DrawAnswer,
        capability="manage_days",
        errors=("not_found", "sample_early", "sample_none", "sample_changed", "sample_reason", "case_words"),
        summary_zh="抽取回访名单：留存候选名单、校验和与种子；重新抽取须写明理由",
        summary_en="Draw a sample; candidates, checksum and seed are kept, and a draw again needs a reason",
        example={"day": "2023-11-09", "per_site": 2, "seen": 0},
    ),
    Route(
        "GET",
        "/api/samples/{sample}",
        get_sample,
        answer=DrawAnswer,
        capability="follow_cases",
        errors=("not_found",),
        summary_zh="一次抽取：候选名单、种子、结果和各次回访",
        summary_en="A draw: its candidates, its seed, its result, and the calls",
    ),
    Route(
        "GET",
        "/api/sample-results",
        get_site_results,
        query=ResultsQuery,
        answer=SiteResultsAnswer,
        capability="see_tally",
        errors=("not_found",),
        summary_zh="各接访点的抽样回访结果，不改动任何统计数字",
        summary_en="What sample call-backs found of each site; no figure of the day is changed by it",
    ),
]
