import gzip

import pytest

from server.errors import Invalid, Refused
from server.people import spelling
from server.people.common_passwords import LIST, is_common


@pytest.mark.parametrize("typed", ["Zhang.San", " zhang.san ", "ＺＨＡＮＧ．ＳＡＮ", "ZHANG.SAN"])
def test_a_login_is_the_same_however_it_is_typed(typed: str) -> None:
    assert spelling.normal_login(typed) == "zhang.san"


@pytest.mark.parametrize("login", ["zhangsan", "li-4", "w.wu@changsha", "a_b", "x" * 64])
def test_a_login_is_made_of_plain_letters_and_digits(login: str) -> None:
    spelling.check_login(login)


@pytest.mark.parametrize(
    "login", ["", "ab", "-abc", "abc.", "张三丰", "a b c", "zhаng", "zh\u200bang", "<b>hi", "x" * 65]
)
def test_a_login_that_could_be_taken_for_another_is_refused(login: str) -> None:
    with pytest.raises(Invalid, match="login_form"):
        spelling.check_login(login)


@pytest.mark.parametrize(
    "password", ["春眠不觉晓处处闻啼鸟", "correct horse", "a b c d e f", "x1" * 64, "😀😁😂🤣😃😄😅😆😉😊"]
)
def test_a_long_password_needs_nothing_else(password: str) -> None:
    spelling.check_password(password, "zhangsan")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("九个字还是不够长", "password_short"),
        ("short pw1", "password_short"),
        ("x1" * 64 + "y", "password_long"),
        ("Password123", "password_common"),
        ("1234567890", "password_common"),
        ("aaaaaaaaaaaa", "password_common"),
        ("zhang.san.1980", "password_common"),
        ("1q2w3e4r5t6y", "password_common"),
        ("Terminator", "password_common"),
        ("password2023", "password_common"),
        ("!!sunshine!!", "password_common"),
        ("dragondragon", "password_common"),
        ("woaini520520", "password_common"),
        ("Changsha2023", "password_common"),
    ],
)
def test_a_password_that_is_short_or_tried_first_is_refused(password: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        spelling.check_password(password, "zhang.san.1980")


def test_more_than_ten_thousand_passwords_are_known_to_be_tried_first() -> None:
    listed = gzip.decompress(LIST.read_bytes()).decode().split()
    assert len(set(listed)) > 10_000
    assert [word for word in listed[:: len(listed) // 50] if not is_common(word.title())] == []


def test_a_password_is_the_same_from_every_keyboard() -> None:
    assert spelling.normal_password("cafe\u0301 au lait") == spelling.normal_password("caf\u00e9 au lait")


@pytest.mark.parametrize(
    "name", ["张三", "<script>alert(1)</script>", "阿依古丽·买买提", "𠮷田", "Łucja", "=1+1", "O'Brien; DROP TABLE"]
)
def test_a_name_is_data_whatever_it_looks_like(name: str) -> None:
    assert spelling.visible_name(f" {name} ") == name


@pytest.mark.parametrize("name", ["", "   ", "\u3000", "···"])
def test_an_invisible_name_is_refused(name: str) -> None:
    with pytest.raises(Invalid, match="name_empty"):
        spelling.visible_name(name)


@pytest.mark.parametrize("sign", [*map(chr, (0x61C, 0x200B, 0x200F, 0x202E, 0x2066, 0x2069, 0xFEFF, 0xAD)), "\u3164"])
def test_a_name_with_a_sign_that_hides_or_turns_what_stands_beside_it_is_refused(sign: str) -> None:
    for name in (f"张{sign}三", f"{sign}张三", f"张三{sign}李"):
        with pytest.raises(Invalid, match="name_signs"):
            spelling.visible_name(name)
