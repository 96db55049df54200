"""Every life (day, site, turn, meeting, seat, line) changes its state in one setter, which logs the old and the new."""

import ast
from collections.abc import Iterator

from tests.support.tree import HERE, tracked

SETTER = ("set_", "state")


def assigned(node: ast.AST) -> Iterator[ast.expr]:
    """Each single target of an assignment, those of ``a.state, a.since = …`` too."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
    for target in targets:
        yield from target.elts if isinstance(target, ast.Tuple) else [target]


def changes(text: str) -> Iterator[tuple[str, str]]:
    """Each function that changes the state of something made before: its name and its text."""
    for function in ast.walk(ast.parse(text)):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and function.name != "__init__":
            targets = (target for node in ast.walk(function) for target in assigned(node))
            if any(isinstance(target, ast.Attribute) and target.attr == "state" for target in targets):
                yield function.name, ast.unparse(function)


def is_setter(name: str, text: str) -> bool:
    return name.startswith(SETTER[0]) and name.endswith(SETTER[1]) and "old=" in text and "new=" in text


def test_a_state_changes_only_in_a_setter_that_logs_old_and_new() -> None:
    found = [
        (str(file), name, text)
        for file in tracked("server/*.py")
        for name, text in changes((HERE / file).read_text(encoding="utf-8"))
    ]
    assert [(file, name) for file, name, text in found if not is_setter(name, text)] == []
    assert len({(file, name) for file, name, _ in found}) == len(found)


def test_a_state_that_is_set_in_passing_is_seen() -> None:
    for line in ("seat.state = 1", "seat.since, seat.state = 0, 1", "seat.state += 1"):
        (found,) = changes(f"def act(seat):\n    {line}")
        assert not is_setter(*found)
