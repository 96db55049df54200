"""The tables and charts of a bulletin. Pure."""

from collections.abc import Sequence
from typing import Final

from server.after.bulletin.contents import Facts
from server.after.bulletin.document import (
    At,
    Bar,
    Bars,
    Block,
    Curve,
    Table,
    Text,
    Tile,
    Tiles,
    Unit,
    Value,
    table,
)
from server.after.bulletin.figures import NAMES, Counts, Figures, Row, sums_of
from server.after.bulletin.naming import COUNTED, Naming
from server.after.bulletin.rules import in_wan, rate, signed
from server.place import level_of

HOT_SPOTS: Final = 5
BARS: Final = 6
PLACES: Final[tuple[tuple[str, Unit], ...]] = (
    ("接访点", "whole"),
    ("登记", "whole"),
    ("欠薪", "whole"),
    ("来访人数", "whole"),
    ("涉及人数", "whole"),
    ("现场解决", "whole"),
    ("占登记", "text"),
    ("金额，万元", "wan"),
)
PLACE_NAMES: Final = {"province": "市州", "city": "县市区", "county": "接访点名称"}


def places(figures: Figures, naming: Naming) -> Table:
    """The table of places, which adds up to the total."""
    rows = [_place(naming.row(one.code), one.counts) for one in by_size(figures.rows)]
    first = PLACE_NAMES[level_of(naming.place)]
    return table("各地情况", ((first, "text"), *PLACES), [*rows, _place("合计", figures.total)], sheet="各地情况")


def places_checked(figures: Figures) -> list[Block]:
    """The check of the table, written below it."""
    found, total = sums_of(figures.rows), figures.total
    return [
        Text(
            f"核对：各行登记相加 {found.matters:,} 件次，合计 {total.matters:,} 件次；"
            f"各行金额以分相加 {found.amount_fen:,} 分，合计 {total.amount_fen:,} 分。"
        )
    ]


def categories(figures: Figures, naming: Naming) -> Table:
    columns: tuple[tuple[str, Unit], ...] = (
        ("事项类别", "text"),
        ("登记", "whole"),
        ("占登记", "text"),
        ("来访人数", "whole"),
        ("涉及人数", "whole"),
        ("现场解决", "whole"),
        ("金额，万元", "wan"),
    )
    rows = [_category(naming.category(one.code), one.counts, figures.total) for one in by_size(figures.categories)]
    return table("事项类别", columns, [*rows, _category("合计", figures.total, figures.total)], sheet="事项类别")


def hot_spots(figures: Figures, naming: Naming) -> list[Block]:
    """The counties with most matters; of a county there are none below it."""
    if level_of(naming.place) == "county":
        return []
    counties = [one for one in figures.counties if level_of(one.code) == "county" and one.counts.matters]
    found = by_size(counties)[:HOT_SPOTS]
    columns: tuple[tuple[str, Unit], ...] = (
        ("县市区", "text"),
        ("登记", "whole"),
        ("欠薪", "whole"),
        ("涉及人数", "whole"),
        ("现场解决", "whole"),
    )
    rows: list[tuple[Value, ...]] = [
        (naming.row(one.code), one.counts.matters, one.counts.wages, one.counts.involved, one.counts.resolved_on_site)
        for one in found
    ]
    return [table(f"登记最多的 {len(rows)} 个县市区", columns, rows, sheet="热点", has_total=False)] if rows else []


def compared(facts: Facts) -> list[Block]:
    """The totals beside those of the reception day before."""
    if facts.before is None:
        return []
    columns: tuple[tuple[str, Unit], ...] = (
        ("项目", "text"),
        ("上一接访日", "text"),
        ("本日", "text"),
        ("增减", "text"),
    )
    rows = [_moved(COUNTED[name], name, facts.before.total, facts.figures.total) for name in NAMES]
    caption = f"与上一接访日（{facts.before.day[:10]}）比较"
    return [table(caption, columns, rows, sheet="比较", has_total=False)]


def changes(now: Figures, then: Figures, year: int, number: int, naming: Naming) -> list[Block]:
    """What a correction changes: each count of a place, a category or an outcome that differs from the one before."""
    said = f"本期更正{year}年第{number}期。"
    new = [one for one in now.adjusted if one.number > then.number]
    reasons = [Text(f"依据第 {one.number} 号调整（{one.on}）：{one.reason}") for one in new]
    rows = [
        *_changed("合计", then.total, now.total),
        *_changed_rows(then.rows, now.rows, naming.row),
        *_changed_rows(then.categories, now.categories, naming.category),
        *_changed_outcomes(then, now, naming),
    ]
    if not rows:
        return [Text(f"{said}数字未变。"), *reasons]
    columns: tuple[tuple[str, Unit], ...] = (("项目", "text"), ("原", "text"), ("现", "text"), ("增减", "text"))
    return [Text(said), *reasons, table("更正的数字", columns, rows, sheet="更正", has_total=False)]


def charts(facts: Facts, naming: Naming) -> list[Block]:
    """Charts whose every mark carries its number, so that they lose nothing in black and white."""
    figures = facts.figures
    tiles = [
        Tile(name, one.counts.matters, row, col)
        for one in figures.rows
        if level_of(naming.place) == "province" and one.code in naming.tiles
        for name, row, col in [naming.tiles[one.code]]
    ]
    most = by_size(figures.categories)
    bars = [Bar(naming.category(one.code), one.counts.matters) for one in most[:BARS]]
    rest = sum(one.counts.matters for one in most[BARS:])
    made: list[Block] = [Tiles("登记件次", "每格写明件次", tuple(tiles))] if tiles else []
    if bars:
        made.append(Bars("事项类别", "件次", (*bars, *([Bar("其余", rest)] if rest else []))))
    return [*made, *_curve(facts)]


def by_size(rows: Sequence[Row]) -> list[Row]:
    """The rows with most matters first."""
    return sorted(rows, key=lambda one: (-one.counts.matters, one.code))


def _curve(facts: Facts) -> list[Block]:
    """The running sums, where they end in the totals: a curve of other figures is not drawn."""
    total = facts.figures.total
    points, first, second = [], 0, 0
    for one in facts.curve:
        first, second = first + one.matters, second + one.resolved_on_site
        points.append(At(one.begins, first, second))
    if len(points) < 2 or (first, second) != (total.matters, total.resolved_on_site):  # noqa: PLR2004  # a line
        return []
    return [Curve("一天里的登记与现场解决", "累计件次", f"{first:,} 登记", f"{second:,} 现场解决", tuple(points))]


def _place(name: str, counts: Counts) -> tuple[Value, ...]:
    return (
        name,
        counts.sites,
        counts.matters,
        counts.wages,
        counts.attendees,
        counts.involved,
        counts.resolved_on_site,
        rate(counts.resolved_on_site, counts.matters),
        counts.amount_fen,
    )


def _category(name: str, counts: Counts, total: Counts) -> tuple[Value, ...]:
    return (
        name,
        counts.matters,
        rate(counts.matters, total.matters),
        counts.attendees,
        counts.involved,
        counts.resolved_on_site,
        counts.amount_fen,
    )


def _changed_rows(then: Sequence[Row], now: Sequence[Row], name: object) -> list[tuple[Value, ...]]:
    before, after = ({one.code: one.counts for one in rows} for rows in (then, now))
    codes = dict.fromkeys((*before, *after))
    return [
        row
        for code in codes
        for row in _changed(name(code), before.get(code, Counts()), after.get(code, Counts()))  # type: ignore[operator]
    ]


def _changed(name: str, then: Counts, now: Counts) -> list[tuple[Value, ...]]:
    moved = [each for each in NAMES if getattr(then, each) != getattr(now, each)]
    return [_moved(f"{name}：{COUNTED[each]}", each, then, now) for each in moved]


def _moved(said: str, name: str, then: Counts, now: Counts) -> tuple[Value, ...]:
    before, after = getattr(then, name), getattr(now, name)
    if name != "amount_fen":
        return said, f"{before:,}", f"{after:,}", signed(after - before)
    difference = in_wan(after - before)
    return said, in_wan(before), in_wan(after), difference if after <= before else f"+{difference}"


def _changed_outcomes(then: Figures, now: Figures, naming: Naming) -> list[tuple[Value, ...]]:
    before, after = dict(then.outcomes), dict(now.outcomes)
    return [
        (
            f"处理结果：{naming.outcome(code)}",
            f"{before.get(code, 0):,}",
            f"{after.get(code, 0):,}",
            signed(after.get(code, 0) - before.get(code, 0)),
        )
        for code in dict.fromkeys((*before, *after))
        if before.get(code, 0) != after.get(code, 0)
    ]
