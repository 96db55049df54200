"""Who may read an outcome back and keep what is answered; a part of the table in policy.py."""

import io
from collections.abc import Mapping
from typing import Final

from PIL import Image

from tests.support.asking import NOT_THERE, Ask

_PATH: Final = "/api/days/{day}/sites/{site}/matters/{matter}/signatures"
_TICKET: Final = "/api/tickets/{code}"
_BODY: Final = {"version": 999, "way": "word", "words": "（示例）"}
"""Of a version that there is not: nothing is kept."""


def _photo() -> bytes:
    """A picture that is read, so that what is answered is of the matter and not of the file."""
    held = io.BytesIO()
    Image.effect_noise((60, 60), 50).save(held, "PNG")
    return held.getvalue()


_PHOTO: Final = _photo()

OF_SIGNATURES: Final[Mapping[str, tuple[Ask, ...]]] = {
    f"GET {_PATH}": (Ask("both", "200", "see_persons", "matter"),),
    f"POST {_PATH}/{{signature}}": (Ask("both", "409 outcome_amended", "record_entries", "matter", body=_BODY),),
    f"POST {_PATH}/{{signature}}/paper": (
        Ask("both", "409 outcome_amended", "record_entries", "matter", body=_PHOTO, query="?version=999"),
    ),
    f"GET {_PATH}/{{signature}}/paper": (Ask("both", NOT_THERE, "see_persons", "matter"),),
    # of the holder of the code, wherever they are
    f"GET {_TICKET}/outcome": (
        Ask("anyone", "200", about="ticket"),
        Ask("anyone", NOT_THERE, about="no ticket"),
    ),
    f"POST {_TICKET}/signatures/{{signature}}": (Ask("anyone", NOT_THERE, about="no ticket", body=_BODY),),
}
