import pytest

from server.before.calendar.rules import is_monthly_rule


@pytest.mark.parametrize(
    ("rule", "monthly"),
    [
        ("FREQ=MONTHLY;BYDAY=2TH", True),
        ("FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR", True),
        ("FREQ=MONTHLY;BYMONTHDAY=9", True),
        ("FREQ=MONTHLY;BYMONTHDAY=31", True),
        ("FREQ=MONTHLY;BYMONTHDAY=32", False),
        ("FREQ=MONTHLY;BYDAY=6TH", False),
        ("FREQ=MONTHLY", False),
        ("FREQ=SECONDLY;BYDAY=2TH", False),
        ("FREQ=MONTHLY;BYDAY=2TH\n", False),
        ("", False),
    ],
)
def test_a_series_repeats_by_the_month_and_by_nothing_else(rule: str, *, monthly: bool) -> None:
    assert is_monthly_rule(rule) is monthly
