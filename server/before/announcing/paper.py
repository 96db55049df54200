"""The notice of a day for paper, as the values of its template: the words of the page, in one language. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any, Final

from server.before.agenda.rules import DayState
from server.before.announcing import words
from server.before.announcing.notice import not_taken
from server.before.announcing.reads import PublicDay
from server.before.announcing.words import Said
from server.language import Language
from server.place import city_of
from server.sites.reference import Category, Region

LABELS: Final[Mapping[str, Said]] = {
    "when": Said("接待时间", "When"),
    "bring": Said("请您带上", "What to bring"),
    "not_taken": Said("不受理的事项", "What is not taken"),
    "many": Said("多人反映同一事项", "Several people with one matter"),
    "where": Said("到哪里", "Where to go"),
    "site": Said("接访点", "Site"),
    "address": Said("地址", "Address"),
    "telephone": Said("电话", "Telephone"),
    "hours": Said("时间", "Hours"),
    "receives": Said("谁接待", "Who receives"),
    "break": Said("中间休息 {0} 至 {1}。", "Closed from {0} to {1}."),
    "last": Said("最后取号 {0}。", "The last ticket is given at {0}."),
    "postponed": Said("本日已推迟。", "This day is put off."),
    "cancelled": Said("本日已取消。", "This day is called off."),
    "reason": Said("原因：{0}", "Reason: {0}"),
}
WEEKDAYS: Final = ("一", "二", "三", "四", "五", "六", "日")
OFF: Final[Mapping[DayState, str]] = {DayState.POSTPONED: "postponed", DayState.CANCELLED: "cancelled"}


def values(
    found: PublicDay,
    language: Language,
    *,
    categories: Iterable[Category],
    regions: Mapping[str, Region],
    address: str,
) -> dict[str, Any]:
    """What the template of a notice takes; ``address`` is where its page is."""
    day = found.day

    def say(said: Said, *slots: str) -> str:
        return (said.en if language == "en" else said.zh).format(*slots)

    def either(zh: str | None, en: str | None) -> str:
        return (en or zh if language == "en" else zh or en) or ""

    off = OFF.get(day.state)
    reason = [] if off is None or not day.reason else [say(LABELS["reason"], day.reason)]
    hours = [f"{_hour(day.opens_at)}–{_hour(day.closes_at)}"]
    if day.break_from is not None and day.break_until is not None:
        hours.append(say(LABELS["break"], _hour(day.break_from), _hour(day.break_until)))
    if day.last_ticket_at is not None:
        hours.append(say(LABELS["last"], _hour(day.last_ticket_at)))
    held = words.OF_KIND.get(day.kind)
    parts = (
        ("when", [*hours, *([] if held is None else [say(held)])]),
        ("bring", [say(one) for one in words.BRING]),
        ("not_taken", [say(one) for one in not_taken(categories, day.categories_out)]),
        ("many", [say(words.REPRESENTATIVES)]),
    )
    return {
        "title": f"{either(day.name_zh, day.name_en)} {day.date}",
        "lang": language,
        "name": either(day.name_zh, day.name_en),
        "date": _date(day.date, language),
        "off": None if off is None else " ".join([say(LABELS[off]), *reason]),
        "lines": [one for one in (either(day.theme_zh, day.theme_en), either(day.slogan_zh, day.slogan_en)) if one],
        "parts": [] if off else [{"title": say(LABELS[name]), "points": points} for name, points in parts],
        "where": say(LABELS["where"]),
        "columns": [say(LABELS[name]) for name in ("site", "address", "telephone", "hours", "receives")],
        "places": [
            [
                either(row.site.name_zh, row.site.name_en),
                row.site.address or _city(regions, row.site.place, language),
                row.telephone or "",
                f"{_hour(row.plan.opens_at or day.opens_at)}–{_hour(row.plan.closes_at or day.closes_at)}",
                say(words.RECEIVES[found.receiving[row.site.place]]) if row.plan.leader else "",
            ]
            for row in (() if off else found.sites)
        ],
        "footer": address,
    }


def _city(regions: Mapping[str, Region], place: int, language: Language) -> str:
    known = regions.get(city_of(place))
    return "" if known is None else known.name_en if language == "en" else known.name_zh


def _hour(hour: time) -> str:
    return f"{hour:%H:%M}"


def _date(on: date, language: Language) -> str:
    if language == "en":
        return f"{on:%A}, {on.day} {on:%B %Y}"
    return f"{on.year}年{on.month}月{on.day}日 星期{WEEKDAYS[on.weekday()]}"
