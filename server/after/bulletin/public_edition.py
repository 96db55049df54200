"""The edition that the public reads: signed tables without small cells, nothing typed, no case, no site. Pure.

The rule of small cells is that of the public tally (server.day.sign_off.suppression); a cell that it hides is a dash.
"""

from collections.abc import Mapping
from typing import Any, Final

from server.after.bulletin.composing import METHOD, Issue, framed
from server.after.bulletin.contents import Facts, Typed
from server.after.bulletin.document import Block, Document, Heading, Headline, Item, Table, Text, Unit, Value, table
from server.after.bulletin.figures import Figures
from server.after.bulletin.naming import Naming
from server.after.bulletin.rules import in_wan
from server.day.sign_off.public import NO_OUTCOME, PublicTally, Row, Rows, public_tally
from server.day.sign_off.suppression import LEAST
from server.place import level_of

HIDDEN: Final = "—"
PARTS: Final = {"province": "by_city", "city": "by_county", "county": "by_site"}
AREAS: Final = {"province": "市州", "city": "县市区", "county": "接访点"}


def public_edition(facts: Facts, typed: Typed, issue: Issue, naming: Naming) -> Document:
    """Write the public edition of a bulletin."""
    figures = facts.figures
    level = level_of(naming.place)
    rows = Rows(
        PARTS[level],
        tuple(one.code for one in figures.rows),
        tuple(one.code for one in figures.categories),
        tuple(code for code, _ in figures.outcomes),
    )
    told = public_tally(tally_of(figures, PARTS[level]), rows)
    blocks: tuple[Block, ...] = (
        *_headline(told),
        *_table("各地情况", AREAS[level], told.by_area, naming.row),
        *_table("事项类别", "事项类别", told.by_category, naming.category),
        *_outcomes(told, naming),
        Heading("说明"),
        Text(f"少于 {LEAST} 件次的数字，以及可由其他数字推算出它的数字，不予列出，以“{HIDDEN}”表示。"),
        *(Text(line) for line in METHOD[:3]),
    )
    return framed(typed_plainly(typed), issue, figures, blocks)


def typed_plainly(typed: Typed) -> Typed:
    """The title and the issuer alone: nothing else that was typed is for the public."""
    return Typed(typed.title, typed.issuer)


def tally_of(figures: Figures, part: str) -> Mapping[str, Any]:
    """The parts of a tally object (docs/protocol.md) from which the public tables are made."""
    total = figures.total
    names = ("matters", "involved", "attendees", "resolved_on_site", "amount_fen")
    return {
        "totals": {name: getattr(total, name) for name in names},
        part: {one.code: {name: getattr(one.counts, name) for name in names} for one in figures.rows},
        "by_category": {one.code: {name: getattr(one.counts, name) for name in names} for one in figures.categories},
        "by_outcome": dict(figures.outcomes),
    }


def _headline(told: PublicTally) -> list[Block]:
    if told.totals is None:
        return [Text(f"登记少于 {LEAST} 件次，不公布数字。")]
    totals = told.totals
    amount = totals["amount_fen"] if totals["resolved_on_site"] is not None else None
    return [
        Headline(
            (
                Item(_said(totals["matters"]), "登记，件次"),
                Item(_said(totals["involved"]), "涉及人数"),
                Item(_said(totals["resolved_on_site"]), "现场解决，件次"),
                Item(HIDDEN if amount is None else in_wan(amount), "现场解决金额，万元"),
            )
        )
    ]


def _table(caption: str, first: str, rows: tuple[Row, ...] | None, name: Any) -> list[Table]:
    if rows is None:
        return []
    columns: tuple[tuple[str, Unit], ...] = ((first, "text"), ("登记", "text"), ("现场解决", "text"))
    said: list[tuple[Value, ...]] = [(name(one.code), _said(one.matters), _said(one.resolved_on_site)) for one in rows]
    return [table(caption, columns, said, sheet=caption, has_total=False)]


def _outcomes(told: PublicTally, naming: Naming) -> list[Table]:
    if told.by_outcome is None:
        return []
    columns: tuple[tuple[str, Unit], ...] = (("处理结果", "text"), ("件次", "text"))
    said: list[tuple[Value, ...]] = [
        ("尚无结果" if one.code == NO_OUTCOME else naming.outcome(one.code), _said(one.matters))
        for one in told.by_outcome
    ]
    return [table("处理结果", columns, said, sheet="处理结果", has_total=False)]


def _said(value: int | None) -> str:
    return HIDDEN if value is None else f"{value:,}"
