"""Who may ask what of sites that register themselves; a part of the table in policy.py."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from tests.support.asking import Ask

_OLD: Final = "409 site_registration_changed"
_REGISTERED = {"id": str(UUID(int=7 << 76 | 8 << 62)), "region": "{place}", "name_zh": "接访点", "name_en": "Site"}
NOT_THERE: Final = "404 not_found"

OF_REGISTRATIONS: Final[Mapping[str, tuple[Ask, ...]]] = {
    **{
        operation: (
            Ask("anyone", answer, about="registration link", body=body),
            Ask("anyone", "404 site_link_unknown", about="no registration link", body=body),
        )
        for operation, answer, body in (
            ("GET /api/register/{code}", "200", None),
            ("PUT /api/register/{code}", _OLD, _REGISTERED),
            ("GET /api/register/{code}/photo", "200", None),
            ("PUT /api/register/{code}/photo", "422 file_type", None),
            ("GET /api/register/{code}/poster", NOT_THERE, None),
        )
    },
    "POST /api/sites/{site}/end": (Ask("account", "409 site_in_days", "manage_days", "site"),),
    **dict.fromkeys(
        ("GET /api/sites/{site}/versions", "GET /api/sites/{site}/poster"),
        (Ask("account", "200", "manage_days", "site"),),
    ),
    "POST /api/site-sheet": (Ask("account", "200", "manage_days"),),
    "POST /api/site-invitations": (Ask("account", "201", "manage_days", "region", body={"region": "{place}"}),),
    "DELETE /api/site-invitations/{invitation}": (Ask("account", "200", "manage_days", "site invitation"),),
    **dict.fromkeys(
        ("GET /api/site-invitations", "GET /api/site-registrations", "GET /api/site-sheet"),
        (Ask("account", "200", "manage_days"),),
    ),
    **{
        f"POST /api/site-registrations/{{registration}}/{verb}": (
            Ask("account", _OLD, "manage_days", "registration", body),
        )
        for verb, body in (("confirm", {"version": 999}), ("send-back", {"version": 999, "reason": "请补充"}))
    },
    "GET /api/site-registrations/{registration}/photo": (Ask("account", "200", "manage_days", "registration"),),
}
