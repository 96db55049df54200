"""Routes to policy topics: list, versions, make, change, take over the shipped examples."""

import asyncio
from collections.abc import Collection

from aiohttp import web

from server.before.topics import actions, reads
from server.before.topics.api import shapes
from server.before.topics.api.shapes import (
    NewTopicBody,
    TopicAnswer,
    TopicBody,
    TopicSamplesAnswer,
    TopicsAnswer,
    TopicsQuery,
    TopicVersionsAnswer,
)
from server.before.topics.samples import samples
from server.db import EVERYWHERE
from server.http.ask import Ask
from server.http.paging import cut
from server.http.route import Route
from server.keys import DATABASE
from server.people.rules import Person
from server.sites.keys import REFERENCE
from server.units.reads import known
from server.units.rules import today


async def get_topics(request: web.Request, ask: Ask[Person], *, query: TopicsQuery) -> TopicsAnswer:
    on = today(ask.now) if query.valid else None
    asked = reads.Asked(text=query.q or None, category=query.category, on=on)
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await reads.topics(tx, asked, after=query.cursor, limit=query.reads)
        total = await reads.count(tx, asked)
    page, following = cut(found, query, lambda topic: topic.code)
    return TopicsAnswer(items=[shapes.topic_answer(topic) for topic in page], next=following, total=total)


async def get_topic_versions(request: web.Request, ask: Ask[Person], *, topic: str) -> TopicVersionsAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await reads.versions_of(tx, topic)
    return TopicVersionsAnswer(items=[shapes.version_answer(row) for row in found])


async def post_topic(request: web.Request, ask: Ask[Person], *, body: NewTopicBody) -> TopicAnswer:
    units, categories = await _units(request), request.app[REFERENCE].categories
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        made = await actions.make_topic(
            tx, body.code, shapes.told(body), categories=categories, units=units, by=ask.person, now=ask.now
        )
    return shapes.topic_answer(made)


async def put_topic(request: web.Request, ask: Ask[Person], *, topic: str, body: TopicBody) -> TopicAnswer:
    told, units, categories = shapes.told(body), await _units(request), request.app[REFERENCE].categories
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        now_told = await actions.change_topic(
            tx, topic, told, version=body.version, categories=categories, units=units, by=ask.person, now=ask.now
        )
    return shapes.topic_answer(now_told)


async def post_samples(request: web.Request, ask: Ask[Person]) -> TopicSamplesAnswer:
    shipped = await asyncio.to_thread(samples)
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        made = await actions.add_samples(tx, shipped, by=ask.person, now=ask.now)
    return TopicSamplesAnswer(made=made)


async def _units(request: web.Request) -> Collection[str]:
    async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        return await known(tx)


_TOLD = {
    "title_zh": "总承包单位先行清偿",
    "answer_zh": "分包单位拖欠农民工工资的，由施工总承包单位先行清偿，再依法进行追偿。",
    "plain_zh": "包工头欠的工资，总包先给，再由总包去追。",
    "basis": [{"law": "保障农民工工资支付条例", "article": "第三十条"}],
    "categories": ["wage_arrears_migrant"],
    "valid_from": "2020-05-01",
}
_REFUSED = ("not_found", "not_allowed", "topic_valid", "topic_words_number", "topic_unit_unknown")

routes = [
    Route(
        "GET",
        "/api/topics",
        get_topics,
        query=TopicsQuery,
        answer=TopicsAnswer,
        capability="see_tally",
        errors=("not_allowed",),
        summary_zh="政策口径库：按文字、类别、是否有效筛选",
        summary_en="The library of policy topics, by words, category and validity",
    ),
    Route(
        "GET",
        "/api/topics/{topic}/versions",
        get_topic_versions,
        answer=TopicVersionsAnswer,
        capability="see_tally",
        errors=("not_allowed", "not_found"),
        summary_zh="一个条目的全部版本",
        summary_en="All versions of a topic",
    ),
    Route(
        "POST",
        "/api/topics",
        post_topic,
        body=NewTopicBody,
        answer=TopicAnswer,
        status=201,
        capability="manage_topics",
        errors=(*_REFUSED, "topic_code_form", "topic_code_taken"),
        summary_zh="新建条目",
        summary_en="Make a topic",
        example={"code": "general-contractor-pays-first", **_TOLD},
    ),
    Route(
        "PUT",
        "/api/topics/{topic}",
        put_topic,
        body=TopicBody,
        answer=TopicAnswer,
        capability="manage_topics",
        errors=(*_REFUSED, "topic_changed", "changed_meanwhile"),
        summary_zh="更改条目，成为新的一版",
        summary_en="Change a topic, as its next version",
        example={**_TOLD, "version": 1},
    ),
    Route(
        "POST",
        "/api/topic-samples",
        post_samples,
        answer=TopicSamplesAnswer,
        status=201,
        capability="manage_topics",
        errors=("not_allowed", "not_found", "changed_meanwhile"),
        summary_zh="加入自带的示例条目；已有的不动",
        summary_en="Make the shipped examples; topics that are there stay as they are",
    ),
]
