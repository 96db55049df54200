"""Writes a bulletin: head, headline, tables, cases, problems, requirements and method, from what is counted. Pure."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from server.after.bulletin import tables
from server.after.bulletin.contents import Facts, Problems, Typed, TypicalCase
from server.after.bulletin.document import Block, Document, Heading, Headline, Item, NewPage, Point, Text
from server.after.bulletin.figures import Figures
from server.after.bulletin.naming import Naming, date_said, day_said
from server.after.bulletin.rules import in_wan, rate, signed
from server.place import level_of

MASTHEAD: Final = "接访日工作通报"
REQUIREMENTS: Final = "工作要求"
NAMED_AT_MOST: Final = 10
"""Sites that are named in a sentence; the rest are counted."""
ORDINALS: Final = "一二三四五六七八九十"
LEVELS: Final = {"province": "省级", "city": "市级", "county": "县级"}
HAPPENED: Final = {"reception": "接访", "agreed": "约定支付", "paid": "支付", "received": "本人确认到账"}
METHOD: Final = (
    "件次为当日登记且未撤销的信访事项；并案不改变件次。来访人数为到场人数，涉及人数为事项所涉人数，两者分列。",
    "现场解决按有效处理结果统计；占比均以登记件次为基数。现场解决金额为现场解决事项的登记金额，不等于已支付金额。",
    "金额以分计算，表中以万元列示，只在列示时四舍五入一次，保留两位小数；合计由分求和，与各行列示数相加可能有末位之差。",
    "签章后的补记、改正另签调整，不改动原签章数；已发布的通报不作改动，更正另编期号。",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What makes a document an issue; without a number it is a draft."""

    day: dt.date
    year: int | None = None
    number: int | None = None
    published_on: dt.date | None = None
    cut_off: str
    """Until when the figures were counted, in words."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """The published bulletin that this one corrects, by its figures."""

    year: int
    number: int
    figures: Figures


def compose(facts: Facts, typed: Typed, issue: Issue, naming: Naming, corrected: Corrected | None = None) -> Document:
    """Write the whole document."""
    parts = [part for part in _parts(facts, typed, naming, corrected) if part[1]]
    prose = [
        block for n, (title, blocks) in enumerate(parts) for block in (Heading(f"{ORDINALS[n]}、{title}"), *blocks)
    ]
    blocks: list[Block] = [
        Text(_opening(facts, issue, naming)),
        headline(facts.figures),
        *prose,
        NewPage(),
        *tables.charts(facts, naming),
        tables.places(facts.figures, naming),
        *tables.places_checked(facts.figures),
        NewPage(),
        tables.categories(facts.figures, naming),
        *tables.hot_spots(facts.figures, naming),
        *tables.compared(facts),
        Heading("统计口径"),
        *(Text(line) for line in METHOD),
        *_adjustments(facts.figures),
    ]
    return framed(typed, issue, facts.figures, tuple(blocks))


def framed(typed: Typed, issue: Issue, figures: Figures, blocks: tuple[Block, ...]) -> Document:
    """Put the head of the issue over the blocks."""
    number = f"{issue.year}年第{issue.number}期" if issue.number else "（未编号）"
    version = f"记录 {figures.version:,} 条" + (f"，含第 {figures.number} 号调整" if figures.number else "")
    return Document(
        masthead=MASTHEAD,
        number=number,
        date=date_said(issue.published_on) if issue.published_on else "",
        status=status(figures, issue),
        title=typed.title,
        head=(Item(typed.issuer, "制发"), Item(issue.cut_off, "数据截至"), Item(version, "版本")),
        blocks=blocks,
    )


def status(figures: Figures, issue: Issue) -> str:
    """What the document is not yet."""
    if issue.number:
        return ""
    return "草稿" if figures.is_signed else "草稿，数字未签章，不得引用"


def headline(figures: Figures) -> Headline:
    total = figures.total
    return Headline(
        (
            Item(f"{total.matters:,}", "登记，件次"),
            Item(f"{total.wages:,}", "拖欠农民工工资，件次"),
            Item(f"{total.resolved_on_site:,}", "现场解决，件次"),
            Item(in_wan(total.amount_fen), "现场解决金额，万元"),
        )
    )


Part = tuple[str, Sequence[Block]]


def _parts(facts: Facts, typed: Typed, naming: Naming, corrected: Corrected | None) -> Iterator[Part]:
    if corrected is not None:
        yield "更正说明", tables.changes(facts.figures, corrected.figures, corrected.year, corrected.number, naming)
    yield "总体情况", [Text(line) for line in _overall(facts, naming)]
    yield "主要特点", [Text(line) for line in typed.features]
    yield "典型案例", [Point(_case(one, naming)) for one in facts.cases]
    yield "存在问题", [Text(_problems(facts.problems, naming))]
    due = [f"{one.text}（{day_said(one.due_on)}前）" for one in typed.requirements]
    yield REQUIREMENTS, [Point(line) for line in due]


def _opening(facts: Facts, issue: Issue, naming: Naming) -> str:
    total = facts.figures.total
    opened = f"其中 {total.opened} 个已开放" if total.opened != total.sites else "全部开放"
    here = [one for one in facts.leaders if one.planned]
    leaders = "，".join(
        f"{LEVELS[one.level]}领导应到 {one.planned} 人次、到场 {one.present} 人次"
        + (f"（替补 {one.substitutes} 人次）" if one.substitutes else "")
        for one in here
    )
    return f"{date_said(issue.day)}，{naming.wide} {total.sites} 个接访点开展集中接访，{opened}。" + (
        f"{leaders}。" if leaders else ""
    )


def _overall(facts: Facts, naming: Naming) -> Iterator[str]:
    figures, follow = facts.figures, facts.follow_up
    total = figures.total
    yield (
        f"全天登记 {total.matters:,} 件次，来访 {total.attendees:,} 人，涉及 {total.involved:,} 人。"
        f"其中拖欠农民工工资 {total.wages:,} 件次，占登记的 {rate(total.wages, total.matters)}，"
        f"涉及 {total.wages_involved:,} 人。"
        f"现场解决 {total.resolved_on_site:,} 件次，占登记的 {rate(total.resolved_on_site, total.matters)}，"
        f"现场解决金额 {in_wan(total.amount_fen)} 万元。"
    )
    ended = [(code, n) for code, n in figures.outcomes if code != "resolved_on_site"]
    if ended:
        said = "，".join(f"{naming.outcome(code)} {n:,} 件次" for code, n in sorted(ended, key=lambda one: -one[1]))
        yield f"其他处理结果：{said}。"
    if follow.running or follow.agreed_fen:
        yield (
            f"截至{date_said(follow.as_of)}，当日事项约定支付 {in_wan(follow.agreed_fen)} 万元，"
            f"已支付 {in_wan(follow.paid_fen)} 万元，本人确认到账 {in_wan(follow.received_fen)} 万元；"
            f"跟办中 {follow.running:,} 件，其中逾期 {follow.overdue:,} 件。"
        )
    if facts.before is not None:
        then = facts.before.total
        yield (
            f"与上一接访日（{date_said(dt.date.fromisoformat(facts.before.day[:10]))}）相比，"
            f"登记 {signed(total.matters - then.matters)} 件次，"
            f"现场解决 {signed(total.resolved_on_site - then.resolved_on_site)} 件次。"
        )


def _case(one: TypicalCase, naming: Naming) -> str:
    lines = "；".join(
        f"第 {each.after_days} 天{HAPPENED[each.what]}" + (f" {in_wan(each.fen)} 万元" if each.fen else "")
        for each in one.happened
    )
    place = naming.region(one.city) if level_of(one.city) != "province" else "省本级"
    return f"{place}，{naming.category(one.category)}，涉及 {one.people_count} 人：{lines}。"


def _problems(found: Problems, naming: Naming) -> str:
    said = []
    if found.unopened:
        said.append(f"{_named(found.unopened, naming)}未开放")
    if found.late:
        late = "、".join(f"{naming.row(one.site)}（{one.minutes} 分钟）" for one in found.late[:NAMED_AT_MOST])
        more = f"等 {len(found.late)} 个接访点" if len(found.late) > NAMED_AT_MOST else ""
        said.append(f"{late}{more}开放迟于规定时间 15 分钟以上")
    if found.line_faults:
        said.append(f"网络、设备故障 {found.line_faults} 次")
    if found.incomplete:
        said.append(f"{found.incomplete} 件次的处理结果要素不全（含未讲清办理途径）")
    if found.late_entries:
        said.append(f"关闭后补记 {found.late_entries} 条")
    return "；".join(said) + "。" if said else "各接访点按时开放，未发现网络、设备故障和处理结果要素不全的事项。"


def _named(sites: Sequence[str], naming: Naming) -> str:
    said = "、".join(naming.row(one) for one in sites[:NAMED_AT_MOST])
    return f"{said}等 {len(sites)} 个接访点" if len(sites) > NAMED_AT_MOST else said


def _adjustments(figures: Figures) -> list[Text]:
    return [Text(f"第 {one.number} 号调整（{one.on}）：{one.reason}") for one in figures.adjusted]
