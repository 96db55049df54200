"""What each caller must understand alike is spelled in one file, and nowhere a second time."""

import ast
from collections.abc import Iterator

import pytest

from tests.support.tree import HERE, tracked

DATES = "dates, which have no zone and no offset"
ARCHIVE = "a backup's own format, which only its restore reads"
NO_INSTANTS = {
    "server/backup.py": ARCHIVE,
    "server/backup_format.py": ARCHIVE,
    "server/before/agenda/plans.py": "hours of a place's own, which have no zone and no offset",
    "server/before/agenda/postponing.py": DATES,
    "server/before/calendar/plans.py": DATES,
    "server/before/calendar/rules.py": DATES,
    "server/before/calendar/shifts.py": DATES,
    "server/day_code.py": DATES,
}
"""The files that call ``isoformat`` for something else than an instant on the wire."""


def language_literals(text: str) -> Iterator[str]:
    """Each type or comparison that spells out a language; a table of sentences by language is data, and is none."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "Literal":
            if any(isinstance(leaf, ast.Constant) and leaf.value in {"zh", "zh-CN", "en"} for leaf in ast.walk(node)):
                yield ast.unparse(node)
        elif isinstance(node, ast.Call) and ast.unparse(node).endswith((".startswith('zh')", ".startswith('en')")):
            yield ast.unparse(node)


def test_the_languages_are_named_and_chosen_in_one_file() -> None:
    found = {str(file) for file in tracked("server/*.py") for _ in language_literals((HERE / file).read_text())}
    assert found == {"server/language.py"}


def test_a_second_spelling_of_the_languages_is_seen() -> None:
    for line in ("Wish = Literal['zh-CN', 'en']", "is_english = wish.lower().startswith('en')"):
        assert list(language_literals(line))


def instants_written(text: str) -> Iterator[str]:
    """Each call or text that writes a moment by hand: its format, or the ``Z`` and ``+00:00`` of UTC."""
    for node in ast.walk(ast.parse(text)):
        match node:
            case (
                ast.Attribute(attr="isoformat" | "strftime")
                | ast.Constant(value="+00:00")
                | ast.JoinedStr(values=[*_, ast.Constant(value="Z")])
            ):
                yield ast.unparse(node)


def test_an_instant_is_written_in_one_file() -> None:
    found = {str(file) for file in tracked("server/*.py") if [*instants_written((HERE / file).read_text())]}
    assert found - NO_INSTANTS.keys() == {"server/instants.py"}
    assert found >= NO_INSTANTS.keys(), "a file that writes nothing needs no leave"


@pytest.mark.parametrize(
    "line",
    [
        "moment.isoformat(timespec='milliseconds')",
        "moment.strftime('%H:%M')",
        "text.removesuffix('+00:00')",
        "f'{text}Z'",
    ],
)
def test_an_instant_that_is_written_by_hand_is_seen(line: str) -> None:
    assert [*instants_written(line)]
