"""Loads a file of support/ when a file of tests asks for one of its fixtures: a test of pure rules starts in a second.

What a file asks for is read off its text, before it is imported: the arguments of its tests and fixtures, and strings.
"""

import ast
import re
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.support import breadth

SUPPORT = Path(__file__).parent
FIXTURE = re.compile(r"^@pytest(?:_asyncio)?\.fixture(?:\(.*\))?\n(?:async )?def (\w+)", re.MULTILINE)

BY_STRING = {"getfixturevalue", "usefixtures"}


@cache
def homes() -> dict[str, list[Path]]:
    """The files of support/ that have a fixture of each name."""
    found: dict[str, list[Path]] = {}
    for file in sorted(SUPPORT.glob("*.py")):
        for name in FIXTURE.findall(file.read_text(encoding="utf-8")):
            found.setdefault(name, []).append(file)
    return found


def asked_for(text: str) -> set[str]:
    """The names that may be fixtures: arguments of tests and of fixtures, and what is asked for by a string."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if node.name.startswith("test_") or any("fixture" in ast.unparse(one) for one in node.decorator_list):
                names |= {argument.arg for argument in node.args.args}
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in BY_STRING:
            names |= {str(argument.value) for argument in node.args if isinstance(argument, ast.Constant)}
    return names


@cache
def needed_by(file: Path) -> frozenset[Path]:
    """The files of support/ whose fixtures this file asks for by name, directly."""
    return frozenset(home for name in asked_for(file.read_text(encoding="utf-8")) for home in homes().get(name, []))


def needed_for(tests: Path) -> list[Path]:
    """The files of support/ that have a fixture which this file of tests asks for, or which such a fixture asks for."""
    found: set[Path] = set()
    to_look_at = {tests}
    while to_look_at:
        more = {home for file in to_look_at for home in needed_by(file)}
        to_look_at = more - found
        found |= more
    return sorted(found)


def be_patient_with_hypothesis() -> None:
    from hypothesis import core, settings  # noqa: PLC0415  # a quarter of a second for those who need it

    if core.global_force_seed is None:
        core.global_force_seed = breadth.seed  # type: ignore[assignment]  # it begins as None
    settings.register_profile("patient", deadline=None)  # no test asserts a time
    settings.load_profile("patient")


def pytest_collectstart(collector: pytest.Collector) -> None:
    """Load what a file of tests needs before it is imported."""
    if not isinstance(collector, pytest.Module):
        return
    if "hypothesis" in collector.path.read_text(encoding="utf-8"):
        be_patient_with_hypothesis()
    for file in needed_for(collector.path):
        collector.config.pluginmanager.import_plugin(f"tests.support.{file.stem}")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Let hypothesis not be imported for its summary where no test was made with it."""
    plugins = session.config.pluginmanager
    if "hypothesis" not in sys.modules and plugins.has_plugin("hypothesispytest"):
        plugins.unregister(name="hypothesispytest")
