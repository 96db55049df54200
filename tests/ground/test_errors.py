import ast
import inspect
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from server import errors, refusals
from server.entries.refusals import REFUSALS as ENTRY_CODES
from server.errors import CODES, Conflict, Refused, TooLarge, problem

SERVER = Path(errors.__file__).parent
REFUSALS = {name: kind for name, kind in vars(errors).items() if inspect.isclass(kind) and issubclass(kind, Refused)}


def raised() -> Iterator[tuple[str, str]]:
    """Every refusal made in the server with its code written out: (class, code)."""
    for file in SERVER.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            match node:
                case ast.Call(func=ast.Name(name), args=[ast.Constant(str(code)), *_]) if name in REFUSALS:
                    yield name, code


@cache
def words() -> set[str]:
    """Every string in the server outside the table itself."""
    files = [file for file in SERVER.rglob("*.py") if file.name not in {"errors.py", "refusals.py"}]
    nodes = (node for file in files for node in ast.walk(ast.parse(file.read_text())))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


@pytest.mark.parametrize(("kind", "code"), sorted(set(raised())))
def test_every_code_that_is_raised_has_its_sentences_and_its_status(kind: str, code: str) -> None:
    assert CODES[code].kind is REFUSALS[kind]
    assert CODES[code].zh
    assert CODES[code].en


@pytest.mark.parametrize("code", [*CODES, *ENTRY_CODES])
def test_no_sentence_is_without_use(code: str) -> None:
    assert code in words()


def test_a_refusal_is_a_problem_in_the_callers_language() -> None:
    refused = TooLarge("too_large", limit=500)
    assert problem(refused, "zh")["detail"] == "内容过大，上限为 500。"
    assert problem(refused, "en") == {
        "type": "urn:reception:too_large",
        "title": "too large",
        "status": 413,
        "detail": "Too large; the limit is 500.",
        "code": "too_large",
        "limit": 500,
    }


def test_a_refusal_may_say_when_to_come_back() -> None:
    assert Conflict("changed_meanwhile", retry_after=3).retry_after == 3


def test_a_code_belongs_to_one_room() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        errors.declare(refusals.ROOMS[0].REFUSALS)
