"""Who may see what is hot, and take something on the attention list on; a part of the table in policy.py."""

from collections.abc import Mapping
from typing import Final

from tests.support.asking import Ask

_DONE: Final = {"kind": "silent", "act": "done", "version": 0}
"""Of what no person took on."""
_CALLED: Final = {"kind": "offline", "rung": "reached"}
"""No site of the province is off the line."""

OF_ATTENTION: Final[Mapping[str, tuple[Ask, ...]]] = {
    "GET /api/days/{day}/hot": (
        Ask("both", "200", "see_tally", "day"),
        Ask("both", "200", "see_tally", "place", query="?place={place}"),
    ),
    "POST /api/days/{day}/sites/{site}/attention": (
        Ask("account", "409 attention_not_taken", "take_attention", "site", body=_DONE),
    ),
    "POST /api/days/{day}/sites/{site}/chase": (
        Ask("account", "409 attention_gone", "take_attention", "site", body=_CALLED),
    ),
    "POST /api/days/{day}/sites/{site}/chase/answer": (
        Ask("device", "409 chase_not_asked", about="site", body={"said": "busy"}),
    ),
}
