"""Who may ask what of the sign-off; a part of the table in policy.py."""

from collections.abc import Mapping
from typing import Final

from tests.support.asking import NOT_THERE, Ask

_AT: Final = "/api/days/{day}/sign-off"
_UNSEEN: Final = {"place": "{site}", "seen": 999_999}
"""Figures of so many entries that there are not: nothing is signed."""
_NONE: Final = {"place": "{site}", "number": 999, "reason": "（示例）"}

OF_SIGN_OFF: Final[Mapping[str, tuple[Ask, ...]]] = {
    "GET /api/public/days/{day}/tally": (Ask("anyone", NOT_THERE, about="public day"),),  # none is published here
    f"GET {_AT}": (
        Ask("account", "200", "see_tally", "day"),
        Ask("account", "200", "see_tally", "place", query="?place={place}"),
    ),
    f"POST {_AT}": (Ask("account", "409 figures_moved", "sign_site", "site", body=_UNSEEN),),
    f"POST {_AT}/withdrawal": (Ask("account", "409 not_signed", "sign_site", "site", body=_NONE),),
    f"POST {_AT}/adjustments": (
        Ask("account", "409 not_signed", "sign_region", "province's day", body={"seen": 0, "reason": "（示例）"}),
    ),
}
