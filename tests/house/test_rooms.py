"""What a room keeps to itself: the routes of one room know nothing of the routes of another."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.support.tree import HERE, tracked


def room_of(module: str) -> str | None:
    """The room whose api a module is or lies in; None of any other module."""
    room, dot, rest = module.partition(".api")
    return room if dot and rest[:1] in {"", "."} else None


def apis_of_others(file: Path, source: str) -> Iterator[str]:
    """Each api of another room that the file of a room's api imports."""
    own = room_of(".".join(file.with_suffix("").parts))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            said = [f"{node.module}.{each.name}" for each in node.names]
        elif isinstance(node, ast.Import):
            said = [each.name for each in node.names]
        else:
            continue
        yield from (name for name in said if own and room_of(name) not in {None, own})


def test_no_api_imports_the_api_of_another_room() -> None:
    files = [file for file in tracked("server/*.py") if room_of(".".join(file.with_suffix("").parts))]
    assert files
    assert {str(file): found for file in files if (found := [*apis_of_others(file, (HERE / file).read_text())])} == {}


def test_an_import_of_another_rooms_api_is_seen() -> None:
    file = Path("server/day/calling/api/tickets.py")
    for line in ("from server.sites.api.devices import x", "from server.sites import api", "import server.sites.api"):
        assert [*apis_of_others(file, line)]
    assert not [*apis_of_others(file, "from server.day.calling.api.viewing import viewer_of")]
