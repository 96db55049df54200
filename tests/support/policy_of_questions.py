"""Who may ask what of triage and of questions to units; a part of the table in policy.py."""

from collections.abc import Mapping
from typing import Any, Final

from tests.support.asking import NOT_THERE, Ask

_OF_BOOKING: Final = "/api/bookings/{booking}/questions"
_OWN: Final = "/api/me/questions"
_ANSWER: Final[Mapping[str, Any]] = {"facts": "（示例）", "version": 999}
_TAKE_UNSEEN: Final[Mapping[str, Any]] = {"verb": "take", "decisions": 999, "version": 999, "reason": "（示例）"}
_JOIN_ITSELF: Final[Mapping[str, Any]] = {"other": "{booking}", "version": 1, "other_version": 1, "reason": "（示例）"}
_UNSEEN: Final[Mapping[str, Any]] = {"version": 999}

OF_QUESTIONS: Final[Mapping[str, tuple[Ask, ...]]] = {
    f"GET {_OF_BOOKING}": (Ask("account", "200", "triage", "booking"),),
    f"POST {_OF_BOOKING}": (Ask("account", "409 unit_gone", "triage", "booking", body={"unit": "NO-UNIT"}),),
    "PUT /api/questions/{question}/unit": (
        Ask("account", "409 unit_gone", "triage", "question", body={"unit": "NO-UNIT", **_UNSEEN}),
    ),
    "POST /api/questions/{question}/taking-back": (
        Ask("account", "409 question_changed", "triage", "question", body=_UNSEEN),
    ),
    f"GET {_OWN}": (Ask("account", "200"),),
    f"GET {_OWN}/{{question}}": (Ask("account", NOT_THERE, about="another unit's question"),),
    f"PUT {_OWN}/{{question}}/draft": (Ask("account", NOT_THERE, about="another unit's question", body=_ANSWER),),
    f"POST {_OWN}/{{question}}/answer": (Ask("account", NOT_THERE, about="another unit's question", body=_ANSWER),),
    **{
        f"{method} {_OWN}/{{question}}/files/{{attachment}}": (
            Ask("account", NOT_THERE, about="another unit's question"),
        )
        for method in ("PUT", "DELETE", "GET")
    },
    "GET /api/questions/{question}/files/{attachment}": (Ask("account", NOT_THERE, "see_persons", "question"),),
    "GET /api/triage": (Ask("account", "200", "triage"),),
    "GET /api/triage/sites": (Ask("account", "200", "triage"),),
    "GET /api/triage/{booking}": (Ask("account", "200", "triage", "booking"),),
    "POST /api/triage/{booking}/decisions": (
        Ask("account", "409 changed_meanwhile", "triage", "booking", body=_TAKE_UNSEEN),
    ),
    "POST /api/triage/{booking}/joinings": (Ask("account", NOT_THERE, "triage", "booking", body=_JOIN_ITSELF),),
    "POST /api/triage/{booking}/splitting": (
        Ask("account", "409 split_done", "triage", "booking", body={"version": 999, "reason": "（示例）"}),
    ),
    "GET /api/book/bookings/{code}/standing": (
        Ask("anyone", "200", about="booking code"),
        Ask("anyone", "404 booking_code_unknown", about="no booking code"),
    ),
}
