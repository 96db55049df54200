"""Who may ask what of supervision; a part of the table in policy.py."""

from collections.abc import Mapping
from typing import Final

from tests.support.asking import Ask

_ONE: Final = "/api/supervision/{group}"
_VISIT: Final = f"{_ONE}/visits/{{visit}}"
_KEPT: Final = {"name": "第一督导组", "regions": ["999999"], "leaders": ["018bb165-9350-7000-8000-000000000008"]}
_FOUND: Final = {
    "id": "018bb165-9350-7000-8000-000000000008",
    "unit": "none",
    "what": "（示例）",
    "reply_by": "2023-11-20",
}

OF_SUPERVISION: Final[Mapping[str, tuple[Ask, ...]]] = {
    "GET /api/supervision": (Ask("account", "200", needs="follow_cases"),),
    "POST /api/supervision": (Ask("account", "422 supervision_region", needs="manage_days", body=_KEPT),),
    f"GET {_ONE}": (Ask("account", "200", needs="follow_cases", about="supervision"),),
    f"PUT {_ONE}": (
        Ask(
            "account",
            "409 supervision_changed",
            needs="manage_days",
            about="supervision",
            body={**_KEPT, "seen": 999},
        ),
    ),
    f"POST {_ONE}/draws": (
        Ask("account", "409 supervision_drawn", needs="manage_days", about="supervision", body={"seen": 999}),
    ),
    f"POST {_VISIT}/checks": (
        Ask(
            "account",
            "409 supervision_replaced",
            needs="follow_cases",
            about="supervision",
            body={"item": "records_seen", "mark": "lacking"},
        ),
    ),
    f"POST {_VISIT}/findings": (
        Ask("account", "409 supervision_replaced", needs="follow_cases", about="supervision", body=_FOUND),
    ),
    "GET /api/supervision-findings": (Ask("account", "200", needs="follow_cases"),),
    "POST /api/supervision-findings/{finding}/reply": (
        Ask("account", "409 supervision_replied", needs="follow_cases", about="finding", body={"reply": "（示例）"}),
    ),
}
