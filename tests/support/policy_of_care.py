"""Who may ask what of the care after cases; a part of the table in policy.py."""

from collections.abc import Mapping
from typing import Final

from tests.support.asking import Ask

_CASE: Final = "/api/cases/{case}"
_TICKET: Final = "/api/tickets/{code}"
NOT_THERE: Final = "404 not_found"
_WORD: Final = {"said": "received", "fen": 100}
_ATTEMPT: Final = {"id": "018bb165-9350-7000-8000-000000000008", "result": "reached"}
_MEASURE: Final = {
    "id": "018bb165-9350-7000-8000-000000000006",
    "seen": 999,
    "need": "living",
    "what": "（示例）",
    "due_on": "2023-11-20",
}

OF_CARE: Final[Mapping[str, tuple[Ask, ...]]] = {
    f"GET {_CASE}/care": (Ask("account", "200", needs="see_records", about="case"),),
    "GET /api/case-tasks": (Ask("account", "200", needs="follow_cases"),),
    f"POST {_CASE}/tasks/{{task}}": (
        Ask("account", "409 task_changed", needs="follow_cases", about="case", body={"command": "take", "seen": 999}),
    ),
    f"POST {_CASE}/call-backs/{{days}}/attempts": (
        Ask("account", "409 call_back_ended", needs="follow_cases", about="case", body=_ATTEMPT),
    ),
    f"GET {_CASE}/support": (Ask("account", "200", needs="give_support", about="case"),),
    f"PUT {_CASE}/support": (
        Ask(
            "account",
            "409 support_changed",
            needs="give_support",
            about="case",
            body={"seen": 999, "choice": "refused"},
        ),
    ),
    f"POST {_CASE}/support/measures": (
        Ask("account", "409 support_changed", needs="give_support", about="case", body=_MEASURE),
    ),
    f"POST {_CASE}/support/measures/{{measure}}/end": (
        Ask(
            "account",
            "409 support_changed",
            needs="give_support",
            about="case",
            body={"seen": 999, "state": "done"},
        ),
    ),
    # of the holder of the code, wherever they are; no case follows these matters
    f"GET {_TICKET}/case": (
        Ask("anyone", "200", about="ticket"),
        Ask("anyone", NOT_THERE, about="no ticket"),
    ),
    f"POST {_TICKET}/payments/{{line}}": (Ask("anyone", NOT_THERE, about="no ticket", body=_WORD),),
    f"POST {_TICKET}/rating": (Ask("anyone", NOT_THERE, about="no ticket", body={"unit": "satisfied"}),),
}
