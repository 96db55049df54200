"""Routes to notices: which were sent or failed and why, and what the notices of each kind say."""

from datetime import datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from aiohttp import web
from limits import RateLimitItemPerMinute
from pydantic import Field

from server.db import EVERYWHERE
from server.errors import NotFound
from server.http.ask import Ask
from server.http.guards import client_network, limit
from server.http.paging import CountedPage, PageQuery, all_rows, count_of, cut, rows_of
from server.http.parse import body_parser, read_json
from server.http.route import Opening, Route, Shape
from server.http.workbooks import Format, table
from server.keys import CLOCK, DATABASE, REHEARSAL, SETTINGS, Principal
from server.language import TAGS, LanguageTag
from server.notices.actions import may_repeat
from server.notices.carriers import not_sent
from server.notices.hook import SIGNATURE
from server.notices.keys import TEXTS
from server.notices.listing import CHANNELS, STATES, Asked, NoticeSort
from server.notices.model import Notice
from server.notices.receipts import LONGEST_REASON, REASON, Receipt, channels_signed, secrets_of, take_receipts
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


MOST_RECEIPTS: Final = 500
RECEIPTS_OF_ADDRESS: Final = RateLimitItemPerMinute(600)


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
    may_repeat: bool
    """Whether it can be sent again: it failed or is unclear, is of use, and its content is still there."""


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


class ReceiptBody(Shape):
    """What became of one notice; ``reason`` is a code of the gateway."""

    id: Annotated[UUID, Field(strict=False)]
    state: Literal["delivered", "failed"]
    reason: Annotated[str, Field(pattern=REASON, min_length=1, max_length=LONGEST_REASON)] | None = None


class ReceiptsBody(Shape):
    receipts: list[ReceiptBody] = Field(min_length=1, max_length=MOST_RECEIPTS)


class ReceiptsAnswer(Shape):
    """How many notices ended by these receipts; the others had ended, or are not known."""

    ended: int


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
    items = [_notice_answer(notice, ask.now) for notice in page]
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


async def post_receipts(request: web.Request, _nobody: None) -> ReceiptsAnswer:
    """Judge the signature over the body as it came, before the body is read as what it says."""
    now = request.app[CLOCK].now()
    await limit(request, "receipts", (RECEIPTS_OF_ADDRESS, client_network(request)))
    secrets = {} if request.app[REHEARSAL] else secrets_of(request.app[SETTINGS])
    if not secrets:
        raise NotFound("not_found")
    raw = bytes(await read_json(request))
    channels = channels_signed(secrets, request.headers.get(SIGNATURE, ""), raw, now=now)
    body: ReceiptsBody = _PARSE_RECEIPTS(raw)
    receipts = [Receipt(one.id, one.state == "delivered", one.reason) for one in body.receipts]
    async with request.app[DATABASE].transaction(EVERYWHERE) as tx:
        return ReceiptsAnswer(ended=await take_receipts(tx, receipts, channels, now=now))


_PARSE_RECEIPTS: Final = body_parser(ReceiptsBody)


def _values_of(notice: Notice) -> dict[str, Any]:
    at = (notice.ended_at or notice.due).astimezone(ZoneInfo(ZONE))
    same = {name: getattr(notice, name) for name in ("kind", "channel", "state", "attempts", "reason")}
    return {"region": region_of(notice.place), "at": f"{at:%Y-%m-%d %H:%M}", **same}


_SAME: Final = ("id", "kind", "channel", "language", "state", "due", "attempts", "reason", "ended_at")


def _notice_answer(notice: Notice, now: datetime) -> NoticeAnswer:
    same = {name: getattr(notice, name) for name in _SAME}
    return NoticeAnswer(place=region_of(notice.place), may_repeat=may_repeat(notice, now=now), **same)


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
    Route(
        "POST",
        "/api/notices/receipts",
        post_receipts,
        body=ReceiptsBody,
        answer=ReceiptsAnswer,
        who="anyone",
        reads_itself=True,
        errors=("not_found", "too_many", "receipt_signature", "receipt_old", "not_json", "invalid"),
        summary_zh="转发通知的程序回报送达与否，以其密钥签名",
        summary_en="A program that passes notices on says what became of them, signed with its secret",
    ),
]
openings: list[Opening] = []
