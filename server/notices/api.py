"""Routes to notices: which were sent or failed and why, and what the notices of each kind say."""

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from aiohttp import web
from pydantic import Field

from server.http.ask import Ask
from server.http.paging import CountedPage, PageQuery, all_rows, count_of, cut, rows_of
from server.http.route import Opening, Route, Shape
from server.http.workbooks import Format, table
from server.keys import DATABASE, REHEARSAL, SETTINGS, Principal
from server.language import TAGS, LanguageTag
from server.notices.carriers import not_sent
from server.notices.keys import TEXTS
from server.notices.listing import CHANNELS, STATES, Asked, NoticeSort
from server.notices.model import Notice
from server.notices.rules import ZONE, Channel, NoticeState
from server.notices.texts import sample
from server.place import range_of_region, region_of
from server.workbooks.columns import Column, Kind
from server.workbooks.writing import CSV, XLSX

COLUMNS: Final = (
    Column(key="kind", zh="事由", en="Occasion"),
    Column(key="region", zh="区划代码", en="Region", kind=Kind.CODE),
    Column(key="channel", zh="方式", en="By", kind=Kind.CHOICE, choices=CHANNELS),
    Column(key="state", zh="状态", en="State", kind=Kind.CHOICE, choices=STATES),
    Column(key="at", zh="时间", en="When"),
    Column(key="attempts", zh="试发", en="Tries", kind=Kind.WHOLE),
    Column(key="reason", zh="原因", en="Reason"),
)


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


class NoticesAnswer(CountedPage[NoticeAnswer]):
    sends: bool
    """Whether this service sends mail at all; where it does not, notices wait."""


class ChosenNotices(Shape):
    """Which notices, in which order: of a state, a channel, a kind, a region with all below it."""

    state: Annotated[NoticeState, Field(strict=False)] | None = None
    channel: Annotated[Channel, Field(strict=False)] | None = None
    kind: Annotated[str, Field(max_length=40)] | None = None
    place: Annotated[str, Field(pattern=r"^[0-9]{6}$")] | None = None
    sort: Annotated[NoticeSort, Field(strict=False)] = NoticeSort.MADE
    descending: bool = True

    def asked(self) -> Asked:
        places = None if self.place is None else range_of_region(self.place)
        same = {name: getattr(self, name) for name in ("state", "channel", "kind", "sort", "descending")}
        return Asked(places=places, **same)


class NoticesQuery(PageQuery[UUID], ChosenNotices):
    """Which page of them."""


class NoticesTableQuery(ChosenNotices):
    """As what file."""

    form: Annotated[Format, Field(strict=False)] = Format.XLSX


class TextAnswer(Shape):
    kind: str
    language: LanguageTag
    title: str
    body: str


class TextsAnswer(Shape):
    items: list[TextAnswer]


async def get_notices(request: web.Request, ask: Ask[Principal], *, query: NoticesQuery) -> NoticesAnswer:
    asked = query.asked()
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await rows_of(tx, asked.found(), asked.order(), after=query.cursor, limit=query.reads)
        total = await count_of(tx, asked.found(), Notice.id)
    page, following = cut(found, query, lambda notice: notice.id)
    sends = not_sent(request.app[SETTINGS]) is None and not request.app[REHEARSAL]
    items = [_notice_answer(notice) for notice in page]
    return NoticesAnswer(items=items, next=following, total=total, sends=sends)


async def get_notices_table(request: web.Request, ask: Ask[Principal], *, query: NoticesTableQuery) -> web.Response:
    asked = query.asked()
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await all_rows(tx, asked.found(), asked.order())
    rows, name = [_values_of(notice) for notice in found], "notices" if ask.language == "en" else "通知"
    return await table(COLUMNS, rows, form=query.form, name=name, language=ask.language, now=ask.now)


async def get_texts(request: web.Request, ask: Ask[Principal]) -> TextsAnswer:  # noqa: ARG001  # who asks is checked before
    said = [
        TextAnswer(kind=kind, language=tag, title=text.title, body=text.body)
        for kind, template in sorted(request.app[TEXTS].items())
        for language, tag in TAGS.items()
        for text in [sample(template, language)]
    ]
    return TextsAnswer(items=said)


def _values_of(notice: Notice) -> dict[str, Any]:
    at = (notice.ended_at or notice.due).astimezone(ZoneInfo(ZONE))
    same = {name: getattr(notice, name) for name in ("kind", "channel", "state", "attempts", "reason")}
    return {"region": region_of(notice.place), "at": f"{at:%Y-%m-%d %H:%M}", **same}


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
        summary_zh="本人范围内的通知，可筛选、排序：已发送、待发送、失败及原因",
        summary_en="The notices within one's places, filtered and sorted: sent, waiting, or failed and why",
    ),
    Route(
        "GET",
        "/api/notices-table",
        get_notices_table,
        query=NoticesTableQuery,
        answer=bytes,
        media=(XLSX, CSV),
        capability="manage_days",
        errors=("list_large",),
        summary_zh="把筛选出的通知存成工作簿或 CSV，不含收件地址",
        summary_en="The notices that a filter finds as a workbook or CSV, without their addresses",
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
