"""Who may take something on the attention list on; a part of the table in policy.py."""

from collections.abc import Mapping
from typing import Final

from tests.support.asking import Ask

_DONE: Final = {"kind": "silent", "act": "done", "version": 0}
"""Of what no person took on."""

OF_ATTENTION: Final[Mapping[str, tuple[Ask, ...]]] = {
    "POST /api/days/{day}/sites/{site}/attention": (
        Ask("account", "409 attention_not_taken", "take_attention", "site", body=_DONE),
    ),
}
