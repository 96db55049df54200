import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict

from server.http.conditional import is_known, tag_of, tagged, unchanged


def asking(*lines: str) -> web.Request:
    return make_mocked_request("GET", "/", CIMultiDict([("If-None-Match", line) for line in lines]))


@pytest.mark.parametrize(
    "lines",
    [
        ('"7-1"',),
        ('W/"7-1"',),
        ("*",),
        (" * ",),
        ('"a", "7-1"',),
        ('"a","7-1"',),
        ('"a" ,\t W/"7-1" , "b"',),
        (', "7-1", ,',),
        ('"a,b", "7-1"',),
        ('"a,","7-1"',),
        ('"a"', '"7-1"'),
        ('"a", "b"', 'W/"7-1"', '"c"'),
        ('"接访", "7-1"',),
        (r'"\", "7-1"',),
    ],
)
def test_a_tag_is_known_wherever_it_stands_in_a_list_of_tags(lines: tuple[str, ...]) -> None:
    assert is_known(asking(*lines), "7-1")


@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("",),
        ('"17-1"',),
        ('"7-11"',),
        ('"a 7-1"',),
        ('"a,7-1"',),
        ('"a,7-1,b"',),
        ('"W/7-1"',),
        ('W/"W/7-1"',),
        ("7-1",),
        ("'7-1'",),
        ('w/"7-1"',),
        ('W /"7-1"',),
        ('"7-1',),
        ('7-1"',),
        ('"a" "7-1"',),
        ('"a b", "7-1"',),
        ('*, "a"',),
        ('"*"',),
        ('"A"', '"7-1 "'),
        (" " * 8000 + "x",),
        ('"' * 8000,),
        ("," * 8000,),
    ],
)
def test_another_tag_or_no_list_of_tags_is_not_taken_for_it(lines: tuple[str, ...]) -> None:
    assert not is_known(asking(*lines), "7-1")


def test_a_tag_may_hold_a_comma_and_another_tag() -> None:
    known = asking('"a,b"', '"7-1-430000"')
    assert (is_known(known, "a,b"), is_known(known, "a"), is_known(known, "7-1")) == (True, False, False)


def test_the_304_says_what_the_answer_said() -> None:
    tag = tag_of(b"{}")
    answer = tagged(web.Response(body=b"{}", content_type="application/json"), tag)
    known = unchanged(asking(answer.headers["ETag"]), tag)
    assert known is not None
    assert (known.status, known.body) == (304, None)
    for name in ("ETag", "Cache-Control"):
        assert known.headers[name] == answer.headers[name]
    assert unchanged(asking('"other"'), tag) is None
