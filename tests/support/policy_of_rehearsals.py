"""Who may ask what of the rehearsal of a day; a part of the table in policy.py."""

from collections.abc import Mapping
from typing import Final

from tests.support.asking import Ask

_AT: Final = "/api/days/{day}/rehearsal"

OF_REHEARSALS: Final[Mapping[str, tuple[Ask, ...]]] = {
    f"GET {_AT}": (Ask("account", "200", "manage_days", "day"),),
    f"POST {_AT}": (Ask("account", "409 rehearsal_not_now", "manage_days", "day"),),
    f"DELETE {_AT}": (Ask("account", "404 rehearsal_none", "manage_days", "day"),),
    "GET /api/days/{day}/rehearsal-table": (Ask("account", "404 rehearsal_none", "manage_days", "day"),),
}
