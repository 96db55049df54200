"""What notices say: for each kind a title and a body in both languages, with the values named in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from server.language import Language
from server.notices.rules import ZONE

FOOT: Final[Mapping[Language, str]] = {
    "zh": "本通知由接访日系统自动发送，请勿回复。",
    "en": "This notice was sent by the Reception Day service; please do not answer it.",
}


@dataclass(frozen=True, slots=True)
class Text:
    """What a notice says in one language; ``sample`` are values that a preview puts in."""

    title: str
    body: str
    sample: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Template:
    """What notices of one kind say."""

    zh: Text
    en: Text


Templates = Mapping[str, Template]


@dataclass(frozen=True, slots=True)
class Said:
    """A notice as it is read."""

    title: str
    body: str


def say(template: Template, language: Language, values: Mapping[str, str]) -> Said:
    """Put the values into the text of a language; each becomes one line, so that it can end no header."""
    text = template.en if language == "en" else template.zh
    lines = {name: " ".join(value.splitlines()) for name, value in values.items()}
    return Said(text.title.format_map(lines), f"{text.body.format_map(lines)}\n\n{FOOT[language]}\n")


def sample(template: Template, language: Language) -> Said:
    """Say it with the values of the sample."""
    return say(template, language, (template.en if language == "en" else template.zh).sample)


def date_in_words(day: date, language: Language) -> str:
    """``2026年12月10日（星期四）`` or ``Thursday, 10 December 2026``, whatever the locale of the process."""
    if language == "en":
        return f"{_DAYS_EN[day.weekday()]}, {day.day} {_MONTHS_EN[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日（星期{'一二三四五六日'[day.weekday()]}）"


def moment_in_words(moment: datetime, language: Language) -> str:
    """The date and the minute by the clock in China."""
    local = moment.astimezone(ZoneInfo(ZONE))
    between = ", " if language == "en" else " "
    return f"{date_in_words(local.date(), language)}{between}{local:%H:%M}"


_DAYS_EN: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS_EN: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
