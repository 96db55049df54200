from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from server.instants import EARLIEST, LATEST, as_rfc3339, as_rfc3339_or_none, micros_of, moment_of, with_offset

NINE = datetime(2023, 11, 9, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_one_instant_is_one_number_in_every_zone() -> None:
    zones = [UTC, ZoneInfo("Asia/Shanghai"), timezone(timedelta(hours=-9, minutes=-30))]
    assert {micros_of(NINE.astimezone(zone)) for zone in zones} == {1_699_493_400_000_000}


@pytest.mark.parametrize("micros", [EARLIEST, -1, 0, 1, 1_699_493_400_123_456, LATEST])
def test_a_number_gives_back_its_instant_to_the_microsecond(micros: int) -> None:
    assert micros_of(moment_of(micros)) == micros
    assert micros_of(datetime.fromisoformat(as_rfc3339(micros))) == micros


def test_an_instant_is_written_in_utc_or_with_the_offset_of_the_days_zone() -> None:
    assert as_rfc3339(micros_of(NINE)) == "2023-11-09T01:30:00.000000Z"
    assert with_offset(NINE) == "2023-11-09T09:30:00.000+08:00"
    assert with_offset(NINE, "seconds") == "2023-11-09T09:30:00+08:00"
    assert with_offset(moment_of(0), "microseconds") == "1970-01-01T00:00:00.000000+00:00"


def test_what_has_not_happened_has_no_instant() -> None:
    assert (as_rfc3339_or_none(None), as_rfc3339_or_none(0)) == (None, "1970-01-01T00:00:00.000000Z")
