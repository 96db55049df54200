"""Who may ask what of bookings; a part of the table in policy.py."""

from collections.abc import Mapping
from typing import Any, Final

from tests.support.asking import NOT_THERE, Ask

_UNKNOWN: Final = "404 booking_code_unknown"
_NO_BOOKING: Final[Mapping[str, Any]] = {
    "site": "{site}",
    "arose_in": "430102",
    "category": "work_injury",
    "name": "张三",
    "phone": "12800000007",
    "summary": "（示例）",
    "wanted": "",
    "people_count": 1,
    "attendee_count": 2,
}
"""More people would come than it concerns."""
_ID: Final = "018bb165-9350-7000-8000-000000000001"
_CODE: Final = "/api/book/bookings/{code}"

OF_BOOKINGS: Final[Mapping[str, tuple[Ask, ...]]] = {
    "GET /api/book/reference": (Ask("anyone", "200"),),
    "GET /api/book/competent-site": (
        Ask("anyone", "200", query="?region=430102"),
        Ask("anyone", NOT_THERE, query="?region=999999"),
    ),
    "GET /api/book/sites/{site}": (
        Ask("anyone", "200", about="public site"),
        Ask("anyone", NOT_THERE, about="no public site"),
    ),
    "POST /api/book/phone-codes": (
        Ask("anyone", NOT_THERE, about="public site", body={"site": "{site}", "phone": "12800000007"}),
    ),
    "POST /api/book/phone-codes/{check}": (
        Ask("anyone", "409 phone_code_spent", about="no check", body={"digits": "000000"}),
    ),
    "POST /api/book/bookings": (
        Ask("anyone", "422 booking_people", about="public site", body={**_NO_BOOKING, "id": _ID}),
        Ask("anyone", NOT_THERE, about="no public site", body={**_NO_BOOKING, "id": _ID}),
    ),
    f"GET {_CODE}": (
        Ask("anyone", "200", about="booking code"),
        Ask("anyone", _UNKNOWN, about="no booking code"),
    ),
    f"GET {_CODE}/calendar.ics": (
        Ask("anyone", NOT_THERE, about="booking code"),
        Ask("anyone", _UNKNOWN, about="no booking code"),
    ),
    "POST /api/book/worker-sheet": (Ask("anyone", "415 unsupported_file", body={}),),
    f"PUT {_CODE}": (
        Ask("anyone", "409 booking_changed", about="booking code", body={**_NO_BOOKING, "version": 999}),
        Ask("anyone", _UNKNOWN, about="no booking code", body={**_NO_BOOKING, "version": 999}),
    ),
    f"POST {_CODE}/withdrawal": (
        Ask("anyone", "409 booking_changed", about="booking code", body={"version": 999}),
        Ask("anyone", _UNKNOWN, about="no booking code", body={"version": 999}),
    ),
    f"GET {_CODE}/attachments": (
        Ask("anyone", "200", about="booking code"),
        Ask("anyone", _UNKNOWN, about="no booking code"),
    ),
    f"PUT {_CODE}/attachments/{{attachment}}": (
        Ask("anyone", "422 attachment_type", about="booking code"),
        Ask("anyone", _UNKNOWN, about="no booking code"),
    ),
    f"DELETE {_CODE}/attachments/{{attachment}}": (
        Ask("anyone", NOT_THERE, about="booking code"),
        Ask("anyone", _UNKNOWN, about="no booking code"),
    ),
    "GET /api/bookings/{booking}/attachments": (Ask("account", "200", "see_persons", "booking"),),
    "GET /api/bookings/{booking}/attachments/{attachment}": (Ask("account", NOT_THERE, "see_persons", "booking"),),
    "GET /api/days/{day}/bookings": (Ask("account", "200", "see_persons", "day"),),
    "GET /api/bookings/{booking}": (Ask("account", "200", "see_persons", "booking"),),
    "GET /api/days/{day}/sites/{site}/bookings": (Ask("device", "200", about="site"),),
}
