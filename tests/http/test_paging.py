import base64
import json
from typing import Any

import pytest

from server.errors import BadRequest
from server.http.paging import LONGEST, PageQuery, cut, pack, unpack

KINDS = (range(2**62), range(2**31), str)


def made_up(parts: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


@pytest.mark.parametrize(
    ("there", "page", "following"),
    [(0, [], None), (2, [0, 1], None), (3, [0, 1, 2], None), (4, [0, 1, 2], "2"), (9, [0, 1, 2], "2")],
)
def test_a_page_names_the_next_one_only_where_a_row_follows(there: int, page: list[int], following: str | None) -> None:
    query = PageQuery[int](limit=3)
    assert cut([*range(there)][: query.reads], query, int) == (page, following)


def test_all_pages_together_are_the_list() -> None:
    found: list[int] = []
    following: str | None = "-1"
    while following is not None:
        query = PageQuery[int](limit=3, cursor=int(following))
        page, following = cut(range(int(following) + 1, 10)[: query.reads], query, int)
        found += page
    assert found == list(range(10))


def test_a_cursor_gives_back_what_orders_the_list() -> None:
    cursor = pack(1_699_488_000_000_000, 430_802_001, "01hf")
    assert len(cursor) <= LONGEST
    assert unpack(cursor, *KINDS) == (1_699_488_000_000_000, 430_802_001, "01hf")


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "no cursor",
        "接访",
        "[" * 200,
        base64.urlsafe_b64encode(b"[" * 100_000).decode(),
        made_up(7),
        made_up({"0": 1}),
        made_up([1, 2]),
        made_up([1, 2, "a", 4]),
        made_up([True, 2, "a"]),
        made_up([1.0, 2, "a"]),
        made_up([-1, 2, "a"]),
        made_up([2**62, 2, "a"]),
        made_up([1, 2**31, "a"]),
        made_up([1, 2, None]),
        made_up([1, 2, "a\0"]),
        made_up([1, 2, "接"]),
    ],
)
def test_a_cursor_that_is_none_of_ours_is_refused(cursor: str) -> None:
    with pytest.raises(BadRequest) as refused:
        unpack(cursor, *KINDS)
    assert refused.value.code == "not_a_request"
