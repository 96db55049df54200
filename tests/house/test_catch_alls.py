"""Where every error is caught: at these places of the service and nowhere else."""

import ast

from tests.support.tree import HERE, tracked

PLACES = {
    "server/http/problems.py": "a request of HTTP is answered whatever breaks",
    "server/live/endpoint.py": "one broken conversation is one desk's, which comes back",
    "server/live/supervisor.py": "a task that must not die begins anew",
    "server/jobs/worker.py": "whatever the handler of a job does, the jobs behind it are done",
    "server/journal/writer.py": "the writer outlives any request, or all others would hang",
    "server/journal/readers.py": "an action that fails stops its own site, and no other",
}
EVERY = {"Exception", "BaseException"}


def catches_all(handler: ast.ExceptHandler) -> bool:
    caught = [handler.type] if not isinstance(handler.type, ast.Tuple) else handler.type.elts
    return any(one is None or (isinstance(one, ast.Name) and one.id in EVERY) for one in caught)


def count(text: str) -> int:
    return sum(isinstance(node, ast.ExceptHandler) and catches_all(node) for node in ast.walk(ast.parse(text)))


def test_every_error_is_caught_at_these_places_alone() -> None:
    found = {str(file): count((HERE / file).read_text(encoding="utf-8")) for file in tracked("server/*.py")}
    assert {file: times for file, times in found.items() if times} == dict.fromkeys(PLACES, 1)


def test_a_catch_all_is_seen_in_each_of_its_spellings() -> None:
    for caught in ("", " Exception", " BaseException as error", " (OSError, Exception)"):
        assert count(f"try:\n    act()\nexcept{caught}:\n    pass") == 1
    assert count("try:\n    act()\nexcept OSError:\n    pass") == 0
