"""Who may ask what of bulletins; a part of the table in policy.py."""

from collections.abc import Mapping
from typing import Final

from tests.support.asking import Ask

_TYPED: Final = {"title": "（示例）通报", "issuer": "（示例）", "features": [], "requirements": [], "cases": []}
_ONE: Final = "/api/bulletins/{bulletin}"

OF_BULLETINS: Final[Mapping[str, tuple[Ask, ...]]] = {
    "GET /api/bulletins": (Ask("account", "200", needs="see_tally"),),
    "POST /api/bulletins": (Ask("account", "404 not_found", needs="write_bulletins", body={"day": "2020-01-01"}),),
    f"GET {_ONE}": (Ask("account", "200", needs="see_tally", about="bulletin"),),
    f"PUT {_ONE}": (
        Ask(
            "account",
            "409 bulletin_changed",
            needs="write_bulletins",
            about="bulletin",
            body={"seen": 999, "typed": _TYPED},
        ),
    ),
    f"POST {_ONE}/commands": tuple(
        Ask("account", "409 bulletin_changed", needs=needs, about="bulletin", body={"command": command, "seen": 999})
        for command, needs in (
            ("send", "write_bulletins"),
            ("make_files", "write_bulletins"),
            ("return", "review_bulletins"),
            ("publish", "review_bulletins"),
        )
    ),
    f"GET {_ONE}/files/{{form}}": (Ask("account", "409 bulletin_file_missing", needs="see_tally", about="bulletin"),),
}
