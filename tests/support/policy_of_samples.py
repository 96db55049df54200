"""Who may ask what of sample call-backs; a part of the table in policy.py."""

from collections.abc import Mapping
from typing import Final

from tests.support.asking import Ask

_ONE: Final = "/api/samples/{sample}"
_ATTEMPT: Final = {"id": "018bb165-9350-7000-8000-000000000008", "result": "reached"}

OF_SAMPLES: Final[Mapping[str, tuple[Ask, ...]]] = {
    "GET /api/samples": (Ask("account", "200", needs="follow_cases", query="?day=2023-11-09"),),
    "POST /api/samples": (
        Ask("account", "404 not_found", needs="manage_days", body={"day": "2020-01-01", "per_site": 1}),
    ),
    f"GET {_ONE}": (Ask("account", "200", needs="follow_cases", about="sample"),),
    f"POST {_ONE}/calls/{{call}}/attempts": (
        Ask("account", "409 call_back_ended", needs="follow_cases", about="sample", body=_ATTEMPT),
    ),
    "GET /api/sample-results": (Ask("account", "200", needs="see_tally"),),
}
