"""``python -m tests.support.floors`` draws the floors of the server into docs/architecture.md."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from tests.support.tree import HERE

PAGE: Final = HERE / "docs" / "architecture.md"
BEGINS: Final = "<!-- floors: written by `./dev floors` from pyproject.toml -->"
ENDS: Final = "<!-- floors end -->"
ROOMS: Final = ("day", "before", "people")
"""Packages that have an order of their own inside, each in a contract that is called by its name."""
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
    """The picture: one line a floor; what stands above may import what stands below, never the other way round."""
    floors = names_of("floors")
    widest = max(len(" · ".join(floor)) for floor in floors)
    lines = list(_lines(floors, widest))
    edge = "─" * (widest + 2)
    return "\n".join([f"┌{edge}┐", *lines, f"└{edge}┘"])


def _lines(floors: list[list[str]], widest: int) -> Iterator[str]:
    for floor in floors:
        line = f"│ {' · '.join(floor):<{widest}} │"
        if len(floor) == 1 and floor[0] in ROOMS:
            inside = [" · ".join(layer) for layer in names_of(floor[0])]
            parts = list(_wrapped(inside, WIDTH - len(line)))
            yield f"{line}  {parts[0]}"
            yield from (f"│ {'':<{widest}} │  {part}" for part in parts[1:])
        else:
            yield line


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
