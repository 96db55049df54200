import pytest

from server.language import Language, choose_language


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        ("en", "en"),
        ("zh-CN", "zh"),
        ("EN-gb, zh;q=0.9", "en"),
        ("fr, de;q=0.8, en;q=0.5", "en"),
        ("fr,\tzh-Hant", "zh"),
        ("zh_CN.UTF-8", "zh"),
    ],
)
def test_the_first_wish_that_is_a_language_of_ours_is_chosen(wishes: str, language: Language) -> None:
    assert choose_language(wishes, otherwise="en" if language == "zh" else "zh") == language


@pytest.mark.parametrize("wishes", [None, "", "fr", ",;", "C.UTF-8"])
def test_without_such_a_wish_it_is_what_the_caller_says_chinese_by_default(wishes: str | None) -> None:
    assert (choose_language(wishes), choose_language(wishes, otherwise="en")) == ("zh", "en")
