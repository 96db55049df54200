"""Routes to notices: which were sent or failed and why, and what the notices of each kind say."""

from datetime import datetime
from typing import Final
from uuid import UUID

from aiohttp import web

from server.http.ask import Ask
from server.http.paging import Page, PageQuery, cut
from server.http.route import Opening, Route, Shape
from server.keys import DATABASE, REHEARSAL, SETTINGS, Principal
from server.language import TAGS, LanguageTag
from server.notices import actions
from server.notices.carriers import not_sent
from server.notices.keys import TEXTS
from server.notices.model import Notice
from server.notices.rules import Channel, NoticeState
from server.notices.texts import sample
from server.place import region_of


class NoticeAnswer(Shape):
    """One notice, without its address."""

    id: UUID
    kind: str
    channel: Channel
    language: str
    place: str
    state: NoticeState
    due: datetime
    attempts: int
    reason: str | None
    ended_at: datetime | None


class NoticesAnswer(Page[NoticeAnswer]):
    sends: bool
    """Whether this service sends mail at all; where it does not, notices wait."""


class NoticesQuery(PageQuery[UUID]):
    state: NoticeState | None = None


class TextAnswer(Shape):
    kind: str
    language: LanguageTag
    title: str
    body: str


class TextsAnswer(Shape):
    items: list[TextAnswer]


async def get_notices(request: web.Request, ask: Ask[Principal], *, query: NoticesQuery) -> NoticesAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await actions.notices_of(tx, query.state, before=query.cursor, limit=query.reads)
    page, following = cut(found, query, lambda notice: notice.id)
    sends = not_sent(request.app[SETTINGS]) is None and not request.app[REHEARSAL]
    return NoticesAnswer(items=[_notice_answer(notice) for notice in page], next=following, sends=sends)


async def get_texts(request: web.Request, ask: Ask[Principal]) -> TextsAnswer:  # noqa: ARG001  # who asks is checked before
    said = [
        TextAnswer(kind=kind, language=tag, title=text.title, body=text.body)
        for kind, template in sorted(request.app[TEXTS].items())
        for language, tag in TAGS.items()
        for text in [sample(template, language)]
    ]
    return TextsAnswer(items=said)


_SAME: Final = ("id", "kind", "channel", "language", "state", "due", "attempts", "reason", "ended_at")


def _notice_answer(notice: Notice) -> NoticeAnswer:
    return NoticeAnswer(place=region_of(notice.place), **{name: getattr(notice, name) for name in _SAME})


routes = [
    Route(
        "GET",
        "/api/notices",
        get_notices,
        query=NoticesQuery,
        answer=NoticesAnswer,
        capability="manage_days",
        errors=("not_found",),
        summary_zh="本人范围内的通知，新的在前：已发送、待发送、失败及原因",
        summary_en="The notices within one's places, the newest first: sent, waiting, or failed and why",
    ),
    Route(
        "GET",
        "/api/notices/texts",
        get_texts,
        answer=TextsAnswer,
        capability="manage_days",
        summary_zh="各类通知的文字，以示例填写",
        summary_en="What the notices of each kind say, with sample values",
    ),
]
openings: list[Opening] = []
