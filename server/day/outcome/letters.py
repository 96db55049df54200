"""The notice that goes with an outcome, as values of its template. Pure."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from server.before.agenda.model import Day
from server.before.agenda.rules import ZONE
from server.day.outcome import law, signing
from server.day.outcome.signing import Signed
from server.entries.check import HIDDEN
from server.errors import Conflict
from server.fold import MatterState
from server.journal.model import Matter
from server.sites.model import Site
from server.sites.poster import qr
from server.sites.reference import Reference
from server.units.model import Unit

ERASED: Final = "（已依法删除）"
TURNING: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Signs that turn the direction of what stands beside them; a page is set without."""
DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
PLACES: Final = ("", "拾", "佰", "仟")
GROUPS: Final = ("", "万", "亿")
Row = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a notice tells of: the matter with its words, where and when it was heard, the units that can be named."""

    state: MatterState
    site: Site
    day: Day
    matter: Matter
    units: Sequence[Unit]
    signed: Signed | None = None
    """The last answer of the petitioner to what was read back."""


def document_of(outcome: str | None, reference: Reference) -> str:
    """Which document goes with an outcome; Conflict ``outcome_not_counted`` or ``no_document`` where none does."""
    if outcome is None:
        raise Conflict("outcome_not_counted")
    document = reference.outcomes[outcome].document
    if document is None:
        raise Conflict("no_document")
    return document


def values(facts: Facts, reference: Reference, *, origin: str) -> dict[str, Any]:
    """What the template of a notice takes; a row of which nothing was told is left out."""
    said = facts.state.outcome_fields or {}
    document = document_of(said.get("outcome"), reference)
    outcome = said["outcome"]
    heading = law.OWN_TITLES.get(outcome, law.TITLES[document])
    route = _route(facts, reference)
    address = f"{origin}/t"
    return {
        "title": heading.zh,
        "lang": "zh",
        "title_also": heading.en,
        "number": f"{facts.day.day} · {facts.site.code} · {facts.matter.ticket or facts.matter.matter}",
        "rehearsal": "演练，不是真实事项" if facts.day.is_rehearsal else None,
        "rows": [*_about(facts, reference), *_came(facts, said, reference), *_confirmed(facts)],
        "signature": _drawing(facts.signed),
        "sentences": list(law.SENTENCES[outcome]),
        "routes": _routes(facts, route) if outcome == "guided_to_legal_route" else [],
        "slip": _slip(facts, reference) if route in law.LABOUR else None,
        "site": facts.site.name_zh,
        "date": _date(facts.day.date),
        "qr": qr(address),
        "address": address,
        "qr_said": "扫码后输入号票上的查询码，可以查看办理情况",
    }


def in_words(fen: int) -> str:
    """A sum of money in the numerals of Chinese bank papers, which cannot be altered by a stroke."""
    yuan, rest = divmod(fen, 100)
    jiao, cent = divmod(rest, 10)
    whole = f"{_numeral(yuan)}元" if yuan or not rest else ""
    if not rest:
        return f"{whole}整"
    tenths = f"{DIGITS[jiao]}角" if jiao else ("零" if yuan else "")
    return whole + tenths + (f"{DIGITS[cent]}分" if cent else "整")


def _numeral(number: int) -> str:
    """A whole number in these numerals, four places to a group; one 零 for noughts, none where they end a group."""
    said, gap = "", False
    groups = [number // 10_000**at % 10_000 for at in range(len(GROUPS))]
    for at in reversed(range(len(GROUPS))):
        for place in reversed(range(len(PLACES))):
            digit = groups[at] // 10**place % 10
            if digit:
                said += ("零" if gap and said else "") + DIGITS[digit] + PLACES[place]
            gap = not digit
        gap = not groups[at]
        if groups[at]:
            said += GROUPS[at]
    return said or DIGITS[0]


def _about(facts: Facts, reference: Reference) -> list[Row]:
    """Who was heard, where and of what."""
    told = facts.state.fields
    category = reference.categories.get(told.get("category", ""))
    petitioner: Mapping[str, str] = told.get("petitioner") or {}
    return _rows(
        ("信访人", petitioner.get("name") or ERASED),
        ("涉及人数", f"{told['involved_count']} 人"),
        ("接访日期", _date(facts.day.date)),
        ("接访点", facts.site.name_zh),
        ("接访点地址", facts.site.address),
        ("接访点电话", facts.site.telephone),
        ("事项类别", None if category is None else category.zh),
        ("反映事项", told.get("summary") or ERASED),
        ("被反映方", told.get("respondent")),
    )


def _came(facts: Facts, said: Mapping[str, Any], reference: Reference) -> list[Row]:
    """What came of it."""
    outcome, fen, due = said["outcome"], said["amount_fen"], said.get("due_on")
    unit = said.get("owner_unit")
    known = next((one for one in facts.units if one.code == said.get("owner_unit_code")), None)
    return _rows(
        ("处理结果", reference.outcomes[outcome].zh),
        ("责任单位", ERASED if unit == HIDDEN else unit),
        ("责任单位电话", None if known is None else known.telephone),
        ("金额", f"人民币 {fen / 100:,.2f} 元（大写：{in_words(fen)}）" if fen else None),
        (law.DUE.get(outcome, "办理期限"), None if not due else _date(dt.date.fromisoformat(due))),
        ("说明", said.get("note")),
    )


def _confirmed(facts: Facts) -> list[Row]:
    """How the petitioner answered what was read back; of an amended outcome that it was the one before."""
    if facts.signed is None:
        return []
    said = law.CONFIRMED[facts.signed.row.way]
    on = _date(facts.signed.row.at.astimezone(ZoneInfo(ZONE)).date())
    older = "" if facts.signed.is_current else law.CONFIRMED_OLDER
    return _rows(("信访人确认", f"{said}（{on}）{older}"))


def _drawing(signed: Signed | None) -> str | None:
    """The signature as SVG, of the outcome that holds; None where none was drawn."""
    if signed is None or not signed.is_current or not signed.strokes:
        return None
    paths = "".join(f'<path d="{_path(one)}"/>' for one in signed.strokes)
    size = f"{signing.WIDTH} {signing.HEIGHT}"
    style = 'fill="none" stroke="#14201e" stroke-width="8" stroke-linecap="round" stroke-linejoin="round"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}"><g {style}>{paths}</g></svg>'


def _path(stroke: Sequence[int]) -> str:
    points = [f"{stroke[at]} {stroke[at + 1]}" for at in range(0, len(stroke), 2)]
    return f"M{'L'.join(points)}" if len(points) > 1 else f"M{points[0]}l0.1 0"


def _route(facts: Facts, reference: Reference) -> str | None:
    category = reference.categories.get(facts.state.fields.get("category", ""))
    return None if category is None else category.usual_route


def _routes(facts: Facts, route: str | None) -> list[str]:
    """The legal route with its time limit, and the units that take it, with their telephones."""
    takes = [unit for unit in facts.units if route in unit.routes]
    named = [plain(f"{unit.name_zh}　电话 {unit.telephone}" if unit.telephone else unit.name_zh) for unit in takes]
    asks = "受理地址：见说明和责任单位；不清楚的，请问本接访点"
    asks += f"（电话 {facts.site.telephone}）。" if facts.site.telephone else "。"
    return [law.ROUTES.get(route or "", law.OTHER_ROUTE), *named, plain(asks)]


def _slip(facts: Facts, reference: Reference) -> dict[str, Any]:
    """The dated slip with which the petitioner shows that they sought relief on this day."""
    told = facts.state.fields
    category = reference.categories[told["category"]]
    name = (told.get("petitioner") or {}).get("name") or ERASED
    came = f"{name}于{_date(facts.day.date)}到{facts.site.name_zh}请求权利救济，事项：{category.zh}。"
    return {"title": "来访日期证明", "lines": [plain(came), *law.ARBITRATION_LIMIT]}


def _rows(*rows: tuple[str, str | None]) -> list[Row]:
    return [{"label": label, "said": plain(said)} for label, said in rows if said]


def _date(date: dt.date) -> str:
    return f"{date.year}年{date.month}月{date.day}日"


def plain(said: str) -> str:
    """Words without signs that would turn what stands beside them."""
    return TURNING.sub("", said)
