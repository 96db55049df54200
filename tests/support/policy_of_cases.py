"""Who may ask what of cases and the notices of outcomes; a part of the table in policy.py."""

from collections.abc import Mapping
from typing import Final

from tests.support.asking import NOT_THERE, Ask
from tests.support.policy_of_care import OF_CARE
from tests.support.policy_of_samples import OF_SAMPLES
from tests.support.policy_of_signatures import OF_SIGNATURES
from tests.support.policy_of_supervision import OF_SUPERVISION

_UNSEEN: Final = {"seen": 999, "reason": "（示例）"}
"""Of a version that there is not: nothing is done."""
_LINE: Final = {"id": "018bb165-9350-7000-8000-000000000007", "kind": "agreed", "fen": 100, "on": "2023-11-13"}
_FILED: Final = {
    "number": "1",
    "site": "NO-SITE",
    "received_on": "2023-10-09",
    "category": "wage_arrears_migrant",
    "people": 2,
    "route": "petition",
    "unit": "NO-UNIT",
    "words": "（示例）",
}
_RULE: Final = {"rolls_forward": True, "counts_start": False, "seen": 999}
_CASE: Final = "/api/cases/{case}"
_MINE: Final = "/api/me/cases/{case}"
_LIST: Final = "姓名\n（示例）\n".encode()
"""A sheet that is read, so that what is answered is of the case and not of the file."""

OF_CASES: Final[Mapping[str, tuple[Ask, ...]]] = {
    **OF_CARE,
    **OF_SAMPLES,
    **OF_SUPERVISION,
    **OF_SIGNATURES,
    "GET /api/days/{day}/sites/{site}/matters/{matter}/notice.pdf": (Ask("both", "200", "see_persons", "matter"),),
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
    "GET /api/me/cases": (Ask("account", "200"),),
    f"GET {_MINE}": (Ask("account", NOT_THERE, about="another unit's case"),),
    f"POST {_MINE}/commands": (
        Ask("account", NOT_THERE, about="another unit's case", body={"command": "answer", **_UNSEEN}),
    ),
    f"POST {_MINE}/money": (Ask("account", NOT_THERE, about="another unit's case", body={**_LINE, "seen": 999}),),
    f"GET {_CASE}/likely": (Ask("account", "200", needs="follow_cases", about="case"),),
    f"GET {_CASE}/leaders": (Ask("account", "200", needs="follow_cases", about="case"),),
    "POST /api/cases": (Ask("account", "404 unknown_site", needs="follow_cases", body=_FILED),),
    f"GET {_CASE}/payees": (Ask("account", "200", needs="follow_cases", about="case"),),
    f"GET {_CASE}/payees-table": (Ask("account", "200", needs="follow_cases", about="case"),),
    f"POST {_CASE}/payees-table": (
        Ask("account", "200", needs="follow_cases", about="case", body=_LIST, query="?check=true"),
    ),
    "GET /api/cases-curve": (Ask("account", "200", needs="see_records"),),
    "GET /api/backlog-sites": (Ask("account", "200", needs="follow_cases"),),
    "GET /api/backlog-table": (Ask("account", "200", needs="follow_cases"),),
    "POST /api/backlog-table": (Ask("account", "415 unsupported_file", needs="follow_cases", body={}),),
    **{
        f"POST /api/case-reminders{path}": (
            Ask("account", "200", needs="follow_cases", about="case", body={"cases": ["{case}"]}),
        )
        for path in ("", "/preview")
    },
    "GET /api/deadline-rule": (Ask("account", "200", needs="see_records"),),
    "PUT /api/deadline-rule": (
        Ask("account", "409 changed_meanwhile", needs="manage_days", about="province's year", body=_RULE),
    ),
}
