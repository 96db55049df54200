"""``python -m tests.support.changed COMMIT``: the files of tests that what has changed since a commit can break.

A file can break what imports it, at whatever remove, and what names it in a string: a module that is started, a file
that is read. Those that stand nearest come first. What looks at the whole tree is always among them.
"""

import ast
import subprocess
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from tests.support.on_demand import needed_by
from tests.support.tree import HERE, tracked

EVERYTHING: Final = {"pyproject.toml", "requirements-dev.lock", "tests/conftest.py", "tests/support/on_demand.py"}
"""What every test stands on."""
PAGES: Final = ("tests/support/browser.py", "tests/support/clerk.py")
MIGRATIONS: Final = "server/migrations/upgrade.py"
TREE: Final = "tests/support/tree.py"

Graph = Mapping[str, set[str]]
"""What each file is used by."""


def is_test(path: str) -> bool:
    return path.startswith("tests/") and Path(path).name.startswith("test_") and path.endswith(".py")


@cache
def file_of(module: str) -> set[str]:
    """The file of a module of this repository, and those of the packages around it; none for any other module."""
    found: set[str] = set()
    parts = module.split(".")
    for count in range(1, len(parts) + 1):
        folder = Path(*parts[:count])
        for candidate in (folder.with_suffix(".py"), folder / "__init__.py"):
            if (HERE / candidate).is_file():
                found.add(str(candidate))
    if (HERE / Path(*parts) / "__main__.py").is_file():
        found.add(str(Path(*parts, "__main__.py")))
    return found


@cache
def said_in(path: str) -> tuple[frozenset[str], frozenset[str]]:
    """The modules that a file imports or names, and the words of all its strings that could be parts of a path."""
    modules: set[str] = set()
    words: set[str] = set()
    for node in ast.walk(ast.parse((HERE / path).read_text(encoding="utf-8"))):
        match node:
            case ast.Import():
                modules |= {one.name for one in node.names}
            case ast.ImportFrom(module=str(module)):
                modules |= {module, *(f"{module}.{one.name}" for one in node.names)}
            case ast.Constant(value=str(text)):
                words |= set(text.split("/"))
                if text.startswith(("server", "tests.")):
                    modules.add(text)
            case _:
                pass
    return frozenset(modules), frozenset(words)


def users() -> Graph:
    """What each file of Python is used by: who imports it, starts it, or asks for a fixture of it."""
    found: dict[str, set[str]] = {}
    for path in map(str, tracked("server/*.py", "tests/*.py")):
        modules, _ = said_in(path)
        used = {file for module in modules if module.startswith(("server", "tests")) for file in file_of(module)}
        if path.startswith("tests/"):
            used |= {str(file.relative_to(HERE)) for file in needed_by(HERE / path)}
        used |= {str(one) for one in (Path(path).parent / "conftest.py",) if (HERE / one).is_file()}
        for file in used - {path}:
            found.setdefault(file, set()).add(path)
    return found


def touched_by(change: str) -> set[str]:
    """The files of Python that a changed file is a part of, or is read by: what the graph then goes on from."""
    path = Path(change)
    if path.suffix == ".py":
        return {change, MIGRATIONS} if change.startswith("server/migrations/") else {change}
    if change.startswith("web/"):
        return set() if ".test." in path.name else {*PAGES, *naming(path)}
    return naming(path)


def naming(path: Path) -> set[str]:
    """The files of Python that have the name of a file, or of the folder that it lies in, in a string."""
    names = {path.name, path.parent.name} - {"", "."}
    return {str(one) for one in tracked("server/*.py", "tests/*.py") if names & said_in(str(one))[1]}


def can_break(changes: Iterable[str], graph: Graph) -> list[str]:
    """The files of tests that these changes can break, the nearest first."""
    known = list(changes)
    if EVERYTHING & set(known):
        return sorted(filter(is_test, map(str, tracked("tests/*.py"))))
    reached = dict.fromkeys(sorted({file for change in known for file in touched_by(change)}))
    for file in (queue := list(reached)):
        for user in sorted(graph.get(file, set()) - set(reached)):
            reached[user] = None
            queue.append(user)
    if known:
        reached |= dict.fromkeys(sorted(graph[TREE]))
    return [file for file in reached if is_test(file) and (HERE / file).is_file()]


def changes_since(commit: str) -> list[str]:
    """The files that differ from a commit, in commits or not yet, and those that git does not know yet."""
    differing = ["git", "diff", "--name-only", "-z", commit]
    unknown = ["git", "ls-files", "-z", "--others", "--exclude-standard"]
    listed = [
        subprocess.run(one, cwd=HERE, capture_output=True, text=True, check=True).stdout for one in (differing, unknown)
    ]
    return sorted({name for names in listed for name in names.split("\0") if name})


if __name__ == "__main__":
    sys.stdout.writelines(f"{file}\n" for file in can_break(changes_since(sys.argv[1]), users()))
