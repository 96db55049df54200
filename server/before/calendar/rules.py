"""Which rules a series may have."""

import re
from typing import Final

# RFC 5545 section 3.3.10, the part a monthly day needs: the n-th weekday or the n-th day of each m-th month.
MONTHLY_RULE: Final = re.compile(
    r"FREQ=MONTHLY(;INTERVAL=([1-9]|1[0-2]))?;(BYDAY=(-1|[1-5])(MO|TU|WE|TH|FR|SA|SU)|BYMONTHDAY=(-1|[1-9]|[12]\d|3[01]))"
)


def is_monthly_rule(text: str) -> bool:
    return MONTHLY_RULE.fullmatch(text) is not None
