"""Who may ask what of cases; a part of the table in policy.py."""

from collections.abc import Mapping
from typing import Final

from tests.support.asking import Ask

_UNSEEN: Final = {"seen": 999, "reason": "（示例）"}
"""Of a version that there is not: nothing is done."""
_LINE: Final = {"id": "018bb165-9350-7000-8000-000000000007", "kind": "agreed", "fen": 100, "on": "2023-11-13"}
_CASE: Final = "/api/cases/{case}"

OF_CASES: Final[Mapping[str, tuple[Ask, ...]]] = {
    "GET /api/cases": (Ask("account", "200", needs="see_records"),),
    "GET /api/cases-table": (Ask("account", "200", needs="see_records"),),
    f"GET {_CASE}": (Ask("account", "200", needs="see_records", about="case"),),
    f"POST {_CASE}/commands": (
        Ask(
            "account",
            "409 case_changed",
            needs="follow_cases",
            about="case",
            body={"command": "answer", **_UNSEEN},
        ),
    ),
    f"POST {_CASE}/money": (
        Ask("account", "409 case_changed", needs="follow_cases", about="case", body={**_LINE, "seen": 999}),
    ),
    f"POST {_CASE}/money/{{line}}/strike": (
        Ask("account", "409 case_changed", needs="follow_cases", about="case", body=_UNSEEN),
    ),
}
