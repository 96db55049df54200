"""``python -m tests.support.floors`` draws the floors of the server into docs/architecture.md."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from tests.support.tree import HERE

PAGE: Final = HERE / "docs" / "architecture.md"
BEGINS: Final = "<!-- floors: written by `./dev floors` from pyproject.toml -->"
ENDS: Final = "<!-- floors end -->"
ROOMS: Final = ("after", "day", "before")
"""Packages of rooms, whose order inside is in a contract that is called by the package's name."""
WIDTH: Final = 100
_NAME: Final = re.compile(r"\w+")


def contracts() -> Mapping[str, Any]:
    """The import contracts of pyproject.toml by their ids."""
    tables = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))
    return {contract["id"]: contract for contract in tables["tool"]["importlinter"]["contracts"]}


def names_of(contract: str) -> list[list[str]]:
    """The modules of a contract of layers, the highest layer first."""
    return [_NAME.findall(layer) for layer in contracts()[contract]["layers"]]


def drawn() -> str:
    """The picture: what stands above, or before an arrow, may import what stands below or behind it, never back."""
    parts = [list(_wrapped(chain, WIDTH)) for chain in _parts(names_of("floors"))]
    widest = max(len(line) for part in parts for line in part)
    between = f"├{'─' * (widest + 2)}┤\n"
    boxes = ["".join(f"│ {line:<{widest}} │\n" for line in part) for part in parts]
    return f"┌{'─' * (widest + 2)}┐\n{between.join(boxes)}└{'─' * (widest + 2)}┘"


def _parts(floors: list[list[str]]) -> Iterator[list[str]]:
    """The floors in the picture's parts: those above the rooms, each package of rooms with its order, those below."""
    chain: list[str] = []
    for floor in floors:
        if len(floor) == 1 and floor[0] in ROOMS:
            if chain:
                yield chain
            inside = [" · ".join(layer) for layer in names_of(floor[0])]
            yield [f"{floor[0]}: {inside[0]}", *inside[1:]]
            chain = []
        else:
            chain.append(" · ".join(floor))
    yield chain


def _wrapped(layers: list[str], width: int) -> Iterator[str]:
    line = ""
    for layer in layers:
        longer = f"{line} → {layer}" if line else layer
        if len(longer) > width and line:
            yield line + " →"
            line = layer
        else:
            line = longer
    yield line


def with_floors(page: str) -> str:
    """The page with the picture as the contracts are now."""
    before, _, rest = page.partition(BEGINS)
    _, _, after = rest.partition(ENDS)
    return f"{before}{BEGINS}\n```\n{drawn()}\n```\n{ENDS}{after}"


if __name__ == "__main__":
    PAGE.write_text(with_floors(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
