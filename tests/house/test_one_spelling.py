"""What each caller must understand alike is spelled in one file, and nowhere a second time."""

import ast
from collections.abc import Iterator

from tests.support.tree import HERE, tracked


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
