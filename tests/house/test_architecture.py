"""docs/architecture.md says what is: the floors, the paths, the names defined in them, and each list of how to add."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from tests.support.floors import PAGE, contracts, drawn, names_of, with_floors
from tests.support.tree import HERE, text, tracked

WORDS = PAGE.read_text(encoding="utf-8")
TOP = ("server", "web", "tests", "docs", "schedules")
CODED = re.compile(r"`([^`\n]+)`")
ITEM = re.compile(r"(?:- |\d+\. |\|)")
NAME = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?")
COMMAND = re.compile(r"\./dev (\w+)")
ELSEWHERE = re.compile(r"\.test\.ts$|^web/src/testing/|^docs/(?!protocol)|^tests/|^schedules/rehearsal/")
"""Where an example of "How to add" may occur unnamed: tests, other pages, the days that are played."""
ROOM_FOLDERS = [
    *(
        path
        for floor in ("before", "day", "after")
        for path in (HERE / "server" / floor).iterdir()
        if any(path.glob("*.py"))
    ),
    HERE / "server" / "sites",
    HERE / "server" / "units",
]
OF_ROOMS = [path.name for path in sorted(ROOM_FOLDERS)]
"""Each room has an import contract of its own, named like it, that says which files it may have."""
LISTS = {
    title: (CODED.findall(follows), body)
    for title, follows, body in re.findall(
        r"^### ([^\n]+)\n(?:(?!^#).)*?Follows ([^\n]+):\n(.*?)(?=^#|\Z)", WORDS, re.MULTILINE | re.DOTALL
    )
}


def is_path(said: str) -> bool:
    return said in {"pyproject.toml", "README.md", "dev"} or said.partition("/")[0] in TOP


def items(words: str) -> Iterator[str]:
    """Each item of a list, with its further lines, and each row of a table."""
    for block in re.split(r"\n\n|\n(?=- |\d+\. |\|)", words):
        if ITEM.match(block):
            yield block


def named(item: str) -> Iterator[tuple[str, str]]:
    """Each name of an item with the path beside it: the one before it, or where there is none the first after it."""
    found = CODED.findall(item)
    beside = next((one for one in found if is_path(one)), None)
    for one in found:
        if is_path(one):
            beside = one
        elif beside is not None and COMMAND.match(one) is None:
            yield beside, one


@cache
def defined(path: str) -> frozenset[str]:
    """What a file defines: for Python also the names inside a class, with it; for other code what is declared."""
    source = text(Path(path))
    if not path.endswith(".py"):
        return frozenset(re.findall(r"\b(?:function|const|let|class|interface|type)\s+(\w+)", source))
    return frozenset(_bound(ast.parse(source).body))


def _bound(body: list[ast.stmt], within: str = "") -> Iterator[str]:
    for node in body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield within + name
            case ast.ClassDef(name=name):
                yield name
                yield from _bound(node.body, f"{name}.")
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield within + name
            case ast.Assign(targets=targets):
                yield from (
                    within + one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)
                )


def wrong_in(words: str) -> list[tuple[str, str]]:
    """The names of a page that the file beside them does not define."""
    return [(path, name) for item in items(words) for path, name in named(item) if name not in defined(path)]


def holders(examples: list[str]) -> set[str]:
    """The files in which an example occurs as a word of its own."""
    either = re.compile("|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in examples))
    files = (
        path for path in tracked("server", "web", "docs", "schedules/reference") if not ELSEWHERE.search(str(path))
    )
    return {str(path) for path in files if either.search(text(path))}


def paths_in(words: str) -> set[str]:
    return {said for item in items(words) for said in CODED.findall(item) if is_path(said)}


def test_the_floors_are_drawn_as_the_contracts_are_now() -> None:
    assert with_floors(WORDS) == WORDS, "run ./dev floors"


def test_every_floor_is_in_the_picture() -> None:
    assert {name for floor in names_of("floors") for name in floor} <= set(re.findall(r"\w+", drawn()))


def test_every_path_on_the_page_exists() -> None:
    paths = [said for said in CODED.findall(WORDS) if is_path(said)]
    assert len(paths) > len(LISTS)
    assert [path for path in paths if not (HERE / path).exists()] == []


def test_every_command_on_the_page_is_one_of_the_workshop() -> None:
    known = set(re.findall(r"^    (\w+)(?: \|.*)?\)", text(Path("dev")), re.MULTILINE))
    assert set(COMMAND.findall(WORDS)) <= known


def test_every_name_is_defined_in_the_file_beside_it() -> None:
    assert wrong_in(WORDS) == []


@pytest.mark.parametrize(
    "item",
    [
        "- `server/clock.py` `DayClock`, `nothing_here`",
        "| `nothing_here` | a word | `server/clock.py` |",
        "1. The clock: `server/clock.py`\n   `nothing_here`.",
        "- `server/clock.py` `Clock.nothing_here`",
        "- `web/src/call.ts` `nothing_here`",
    ],
)
def test_a_name_that_its_file_does_not_define_is_found(item: str) -> None:
    assert [name.split(".")[-1] for _, name in wrong_in(f"Before.\n\n{item}\n\nAfter.")] == ["nothing_here"]


def common_names() -> list[set[str]]:
    """The file names that mean the same in every room, the lowest row first."""
    section = WORDS.partition("## What a file name means")[2].partition("\n## ")[0]
    return [set(CODED.findall(row)) for row in re.findall(r"^\| (`[^|]*) \|", section, re.MULTILINE)]


@pytest.mark.parametrize("folder", sorted(ROOM_FOLDERS), ids=lambda folder: folder.name)
def test_a_file_with_a_name_of_its_own_is_explained_by_the_docstring_of_its_room(folder: Path) -> None:
    docstring = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))) or ""
    names = {name for floor in names_of(folder.name) for name in floor}
    assert names - set().union(*common_names()) - set(re.findall(r"`+(\w+)`+", docstring)) == set()


def test_a_file_imports_only_names_above_its_own_in_the_table_of_file_names() -> None:
    rows = common_names()
    rooms = [list(reversed(names_of(room))) for room in OF_ROOMS]
    assert set().union(*rows) <= {name for floors in rooms for floor in floors for name in floor}
    for floors in rooms:
        place = {name: height for height, floor in enumerate(floors) for name in floor}
        heights = [[place[name] for name in row if name in place] for row in rows if place.keys() & row]
        assert [(low, high) for low, high in pairwise(heights) if max(low) > min(high)] == []


@pytest.mark.parametrize("folder", [*sorted(ROOM_FOLDERS), HERE / "server" / "people"], ids=lambda folder: folder.name)
def test_each_room_has_an_import_contract_that_lists_its_true_files_and_no_other(folder: Path) -> None:
    contract = contracts()[folder.name]
    assert contract["containers"] == [".".join(folder.relative_to(HERE).parts)]
    assert contract["exhaustive"]
    assert "(" not in "".join(contract["layers"])  # no file is optional
    there = {path.stem for path in folder.iterdir() if path.suffix == ".py" or any(path.glob("*.py"))}
    assert {name for layer in names_of(folder.name) for name in layer} == there - {"__init__"}


def test_no_api_may_import_another() -> None:
    speak = [folder for folder in ROOM_FOLDERS if (folder / "api").is_dir() or (folder / "api.py").is_file()]
    apis = {".".join([*folder.relative_to(HERE).parts, "api"]) for folder in speak} | {
        "server.notices.api",
        "server.people.api",
    }
    assert set(contracts()["apis"]["modules"]) == apis
    assert contracts()["apis"]["type"] == "independence"


def test_there_is_a_list_for_each_thing_that_is_added() -> None:
    words = ("field", "verb", "entry kind", "board", "job")
    assert [word for word in words if not any(word in title for title in LISTS)] == []


@pytest.mark.parametrize("title", LISTS)
def test_a_list_names_the_files_in_which_its_example_occurs_and_no_other(title: str) -> None:
    examples, body = LISTS[title]
    assert {path for path in paths_in(body) if (HERE / path).is_file()} == holders(examples)
