"""What notices say: for each kind a title and a body in both languages, with the values named in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from server.language import Language

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
    """What notices of one kind say. ``capability`` is what a person may do who looks at its preview."""

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
    lines = {name: " ".join(value.split()) for name, value in values.items()}
    return Said(text.title.format_map(lines), f"{text.body.format_map(lines)}\n\n{FOOT[language]}\n")


def sample(template: Template, language: Language) -> Said:
    """Say it with the values of the sample."""
    return say(template, language, (template.en if language == "en" else template.zh).sample)
