"""The font of printed pages: one that has Chinese in a regular weight, and a true bold where there is one. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol

WANTED: Final = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Noto Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "PingFang SC",
    "Microsoft YaHei",
    "SimHei",
)
"""The first of these that there is. Others may have Chinese too, but of these it is known."""
REGULAR: Final = range(350, 551)
BOLD: Final = range(600, 901)


class Face(Protocol):
    """One face of a family, as typst lists them."""

    @property
    def family(self) -> str: ...
    @property
    def weight(self) -> int: ...
    @property
    def style(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Font:
    """A family with its regular weight, and its bold one: the regular again where it has no bold of its own."""

    family: str
    regular: int
    bold: int


def choose(faces: Iterable[Face]) -> Font | None:
    """The font for printed pages; None where no family with Chinese has a regular face.

    A variable font is listed with one weight, often its thinnest: such a family is passed over, since every page would
    be set in it.
    """
    weights: dict[str, set[int]] = {}
    for face in faces:
        if face.style == "normal":
            weights.setdefault(face.family, set()).add(face.weight)
    for family in WANTED:
        regular = _nearest(weights.get(family, set()), 400, REGULAR)
        if regular is not None:
            return Font(family, regular, _nearest(weights[family], 700, BOLD) or regular)
    return None


def _nearest(weights: set[int], wanted: int, within: range) -> int | None:
    fitting = [weight for weight in weights if weight in within]
    return min(fitting, key=lambda weight: abs(weight - wanted), default=None)
