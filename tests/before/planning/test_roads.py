"""How long the road between two sites takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.before.planning.roads import ELSEWHERE, SAME_CITY, SAME_COUNTY, Point, minutes, roads

CHANGSHA, ZHUZHOU = (28_228_000, 112_939_000), (27_827_000, 113_134_000)
IN_COUNTRY = st.builds(
    Point, st.sampled_from([430_102_001]), st.integers(18_000_000, 54_000_000), st.integers(73_000_000, 135_000_000)
)


def test_positions_give_the_road() -> None:
    here, there = Point(430_102_001, *CHANGSHA), Point(430_202_001, *ZHUZHOU)
    assert 60 <= minutes(here, there) <= 100  # 48 kilometres as the crow flies
    assert minutes(here, there) == minutes(there, here)


@pytest.mark.parametrize(
    ("other", "expected"),
    [(430_102_002, SAME_COUNTY), (430_103_001, SAME_CITY), (430_202_001, ELSEWHERE), (430_102_001, 0)],
)
def test_without_positions_the_regions_say_how_long(other: int, expected: int) -> None:
    assert minutes(Point(430_102_001, *CHANGSHA), Point(other)) == expected


@given(IN_COUNTRY, IN_COUNTRY)
def test_a_road_is_never_negative_and_alike_both_ways(one: Point, other: Point) -> None:
    there = Point(430_103_001, other.north, other.east)
    assert 0 < minutes(one, there) == minutes(there, one)


def test_each_two_sites_have_one_road() -> None:
    points = [Point(430_102_001), Point(430_103_001), Point(430_102_001)]
    assert dict(roads(points)) == {(430_102_001, 430_103_001): SAME_CITY}
    assert dict(roads([])) == {}
