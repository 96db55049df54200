"""Who may ask what of the timetables of a day; a part of the table in policy.py."""

from collections.abc import Mapping
from typing import Any, Final

from tests.support.asking import NOT_THERE, Ask

_ID: Final = "018bb165-9350-7000-8000-000000000001"
_NO_MOVE: Final[Mapping[str, Any]] = {
    "version": 999,
    "moves": [{"booking": _ID, "leader": None, "begins": None}],
}
_AT: Final = "/api/days/{day}/timetable"
_NONE: Final[Mapping[str, Any]] = {"version": 999, "at": None}
_OWN: Final = "/api/book/bookings/{code}"

OF_PLANNING: Final[Mapping[str, tuple[Ask, ...]]] = {
    f"GET {_AT}": (Ask("account", "200", "manage_days", "day"),),
    f"POST {_AT}/moves": (Ask("account", "404 not_wanted", "manage_days", "day", body=_NO_MOVE),),
    f"POST {_AT}/suggestion": (Ask("account", "202", "manage_days", "day", body={"seconds": 2}),),
    f"DELETE {_AT}/suggestion": (Ask("account", "200", "manage_days", "day"),),
    f"POST {_AT}/repair": (Ask("account", "200", "manage_days", "day", body={"lost": _ID, "since": 630}),),
    f"POST {_AT}/taking": (Ask("account", "404 no_suggestion", "manage_days", "day", body={"version": 999}),),
    "GET /api/bookings/{booking}/times": (
        Ask("account", NOT_THERE, "keep_roster", "booking", query="?day=2023-12-14"),
    ),
    "POST /api/bookings/{booking}/appointment": (
        Ask("account", "409 appointment_none", "keep_roster", "booking", body=_NONE),
    ),
    f"GET {_OWN}/times": (
        Ask("anyone", "409 appointment_none", about="booking code"),
        Ask("anyone", "404 booking_code_unknown", about="no booking code"),
    ),
    f"POST {_OWN}/appointment": (
        Ask("anyone", "409 appointment_none", about="booking code", body={"version": 1, "begins": None}),
        Ask("anyone", "404 booking_code_unknown", about="no booking code", body={"version": 1, "begins": None}),
    ),
    # of the leader of an appointment alone, which none of these bookings has
    "GET /api/days/{day}/coming": (Ask("account", "200", "call", "day"),),
    "GET /api/days/{day}/coming/{booking}": (Ask("account", NOT_THERE, "call", "booking"),),
    f"POST {_AT}/publication": (Ask("account", "409 timetable_changed", "manage_days", "day", body={"version": 999}),),
}
