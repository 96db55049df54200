"""Who may ask what of notices; a part of the table in policy.py."""

from collections.abc import Mapping
from typing import Final

from tests.support.asking import NOT_THERE, Ask

_RECEIPT: Final = {"id": "018bb165-9350-7000-8000-000000000001", "state": "delivered"}

OF_NOTICES: Final[Mapping[str, tuple[Ask, ...]]] = {
    "GET /api/notices": (Ask("account", "200", "manage_days"),),
    "GET /api/notices-table": (Ask("account", "200", "manage_days"),),
    "POST /api/notices/{notice}/repeat": (Ask("account", "409 notice_not_ended", "manage_days", "notice"),),
    "GET /api/notices/texts": (Ask("account", "200", "manage_days"),),
    # of a program that signs; a service without one takes none
    "POST /api/notices/receipts": (Ask("anyone", NOT_THERE, body={"receipts": [_RECEIPT]}),),
}
