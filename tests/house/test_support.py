import ast
import re
from pathlib import Path

from tests.support.on_demand import SUPPORT, homes, needed_for
from tests.support.tree import HERE


def fixtures_in(file: Path) -> set[str]:
    """The functions of a file that a decorator makes fixtures, however it is written."""
    functions = [
        one for one in ast.walk(ast.parse(file.read_text())) if isinstance(one, ast.AsyncFunctionDef | ast.FunctionDef)
    ]
    return {one.name for one in functions if any("fixture" in ast.unparse(each) for each in one.decorator_list)}


def test_every_fixture_of_support_is_found_by_its_name() -> None:
    assert {file: names for file in SUPPORT.glob("*.py") if (names := fixtures_in(file) - set(homes()))} == {}


def test_a_file_of_pure_tests_loads_nothing_of_support() -> None:
    assert needed_for(HERE / "tests/ground/test_place.py") == []


def test_what_a_fixture_asks_for_is_loaded_with_it(tmp_path: Path) -> None:
    tests = tmp_path / "test_x.py"
    tests.write_text("async def test_x(service): ...\n")
    assert {"service", "databases", "servers"} <= {file.stem for file in needed_for(tests)}


def test_what_is_asked_for_by_a_string_is_loaded(tmp_path: Path) -> None:
    tests = tmp_path / "test_x.py"
    tests.write_text("def test_x(request):\n    request.getfixturevalue('redis')\n")
    assert [file.stem for file in needed_for(tests)] == ["servers"]


def test_every_file_of_support_is_in_its_index_once() -> None:
    index = (SUPPORT / "README.md").read_text(encoding="utf-8")
    rows = [row.split("|")[1] for row in index.splitlines() if row.startswith("| `")]
    listed = [name for row in rows for name in re.findall(r"`([^`]+)`", row)]
    assert sorted(listed) == sorted(file.name for file in SUPPORT.iterdir() if file.suffix in {".py", ".c"})
