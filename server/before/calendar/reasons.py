"""The reason of a month's date as one sentence in Chinese and one in English."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from server.before.calendar.shifts import Became, MonthDate, Obstacle, Refused

WEEKDAYS_ZH: Final = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Reason:
    zh: str
    en: str


# fmt: off
FIXED: Final = {
    Became.AS_PLANNED: Reason("", ""),
    Became.NOT_NAMED: Reason("规则在本月没有日期", "The rule names no day in this month"),
    Became.TAKEN: Reason("不晚于上月的日期，本月不另举办", "Not after the date of the month before; no day of its own"),
}
# fmt: on


def reason(found: MonthDate, gap: int) -> Reason:
    """Why the date is what it is; empty where it is the rule's own. ``gap`` is the plan's."""
    if found.became in FIXED:
        return FIXED[found.became]
    said = found.override.reason if found.override is not None else ""
    if found.became is Became.CALLED_OFF:
        return Reason(f"本月不举办：{said}", f"No day in this month: {said}")
    if found.became is Became.SET_BY_HAND:
        return Reason(f"人工改定：{said}", f"Set by hand: {said}")
    why = _why(found.refused, gap)
    if found.became is Became.SET_ON_DAY_OFF:
        return Reason(f"人工改定的日期{why.zh}，须另定", f"The date set by hand {why.en}; set another")
    if found.became is Became.SKIPPED:
        return Reason(f"{why.zh}，本月不举办", f"{_upper(why.en)}; no day in this month")
    if found.date is None or found.original is None:
        return Reason(f"{why.zh}，没有可用的日期", f"{_upper(why.en)}; no day can be held near it")
    return _moved(why, found.original, found.date, turned=found.turned)


def _moved(why: Reason, original: date, day: date, *, turned: bool) -> Reason:
    days = abs((day - original).days)
    later = day > original
    zh, en = ("，顺延将跨月", ", and later would leave the month") if turned else ("", "")
    number = f"{days} day{'s' if days > 1 else ''} {'later' if later else 'earlier'}"
    return Reason(f"{why.zh}{zh}，{'顺延' if later else '提前'} {days} 天", f"{_upper(why.en)}{en}; moved {number}")


def _why(refused: Iterable[Refused], gap: int) -> Reason:
    """What stands in the way, each obstacle and each holiday once, in the order in which the dates were looked at."""
    firsts = {(one.obstacle, one.holiday_en): one for one in reversed(tuple(refused))}
    phrases = [_phrase(one, gap) for one in reversed(firsts.values())]
    return Reason("逢" + "、".join(one.zh for one in phrases), "falls " + ", then ".join(one.en for one in phrases))


def _phrase(one: Refused, gap: int) -> Reason:
    if one.obstacle is Obstacle.WEEKEND:
        return Reason(f"周{WEEKDAYS_ZH[one.date.weekday()]}", f"on a {one.date:%A}")
    if one.obstacle is Obstacle.HOLIDAY:
        return Reason(one.holiday_zh, f"in the holiday of {one.holiday_en}")
    if one.obstacle is Obstacle.MAKEUP:
        return Reason("调休上班日", "on a make-up working day")
    working = f"{gap} working day{'s' if gap > 1 else ''}"
    return Reason(f"{one.holiday_zh}假后不足 {gap} 个工作日", f"less than {working} after {one.holiday_en}")


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
