"""Each line of the audit log is said in words: what the code records has a word in both languages."""

import ast
import re

from tests.support.tree import text, tracked

WHAT = {"record": 2, "kept": 3}
"""Which argument of a call says what was done."""
LANGUAGES = ("zh-CN", "en")


def recorded() -> set[str]:
    found = set[str]()
    for path in tracked("server/**/*.py"):
        for call in ast.walk(ast.parse(text(path))):
            if not isinstance(call, ast.Call):
                continue
            name = getattr(call.func, "id", None)
            at = WHAT.get(name) if isinstance(name, str) else None
            said = call.args[at] if at is not None and len(call.args) > at else None
            if isinstance(said, ast.Constant) and isinstance(said.value, str):
                found.add(said.value)
    return found


def said_in(language: str) -> set[str]:
    words = set[str]()
    for path in tracked(f"web/src/locales/{language}/*.ts"):
        words |= set(re.findall(r"^ +([a-z_]+): ", text(path), re.MULTILINE))
    return words


def test_what_is_recorded_is_said_in_words() -> None:
    acts = recorded()
    assert {"question_shown", "case_offered"} <= acts
    assert {language: sorted(acts - said_in(language)) for language in LANGUAGES} == {"zh-CN": [], "en": []}
