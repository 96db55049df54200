"""Places by their codes."""

import pytest

from server.place import parse_range


@pytest.mark.parametrize(
    ("code", "places"),
    [
        ("430000", (430000000, 439999999)),
        ("430100", (430100000, 430199999)),
        ("430102", (430102000, 430102999)),
        ("430000000", (430000000, 430000999)),
        ("430100000", (430100000, 430100999)),
        ("430102003", (430102003, 430102003)),
    ],
)
def test_a_code_stands_for_a_region_its_own_sites_or_one_site(code: str, places: tuple[int, int]) -> None:
    assert parse_range(code) == places
