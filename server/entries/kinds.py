"""What a site may say: ``KINDS`` is the whole vocabulary of entries, kind → shape of ``data``."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from server import fold
from server.entries import fields
from server.entries.fields import Check, Codes, Refusal, record

_reason = record({"reason": fields.text(2_000)}, {})


def _explanation(value: Any, codes: Codes) -> Any:
    return value if value is True else _reason(value, codes)


_count, _fen, _short, _long = (
    fields.integer(fields.MAX_COUNT),
    fields.integer(fields.MAX_FEN),
    fields.text(200),
    fields.text(2_000),
)
_petitioner = record(
    {"name": fields.text(100)}, {"phone": fields.text(50), "address": _short, "language": fields.text(50)}
)
_representatives = fields.some(
    record({"name": fields.text(100)}, {"phone": fields.text(50)}), fields.MAX_REPRESENTATIVES
)

_REGISTRATION: Final[Mapping[str, Check]] = MappingProxyType(
    {
        "category": fields.one_of(lambda codes: codes.categories),
        "involved_count": _count,
        "attendee_count": _count,
        "is_repeat": fields.boolean,
        "channel": fields.one_of(lambda _: fields.CHANNELS),
        "summary": _long,
        "needs": fields.needs,
    }
)
_REGISTRATION_MAY: Final[Mapping[str, Check]] = MappingProxyType(
    {
        "petitioner": _petitioner,
        "respondent": _short,
        "problem_region": fields.one_of(lambda codes: codes.regions),
        "claimed_fen": _fen,
    }
)
_DISPOSITION: Final[Mapping[str, Check]] = MappingProxyType(
    {
        "outcome": fields.one_of(lambda codes: codes.outcomes),
        "amount_fen": _fen,
        "explained": record(dict.fromkeys(fields.EXPLANATIONS, _explanation), {}),
    }
)
_DISPOSITION_MAY: Final[Mapping[str, Check]] = MappingProxyType(
    {"owner_unit": _short, "owner_unit_code": fields.unit_code, "due_on": fields.calendar_date, "note": _long}
)
_CHANGEABLE: Final = {
    **_REGISTRATION, **_REGISTRATION_MAY, **_DISPOSITION, **_DISPOSITION_MAY,
}  # fmt: skip
_any_changes = record({}, _CHANGEABLE)


def _changes(value: Any, codes: Codes) -> dict[str, Any]:
    if type(value) is dict and not value:
        raise Refusal("missing_field", "changes")
    if type(value) is dict and "matter" in value:
        raise Refusal("not_amendable", "matter")
    return dict(_any_changes(value, codes))


KINDS: Final[Mapping[str, Check]] = MappingProxyType(
    {
        fold.OPENED: record({"rooms": fields.integer(fields.MAX_ROOMS)}, {}),
        fold.REGISTERED: record({"matter": fields.uuid7, **_REGISTRATION}, _REGISTRATION_MAY),
        fold.STARTED: record(
            {"matter": fields.uuid7, "mode": fields.one_of(lambda _: fields.MODES)}, {"leader": _short}
        ),
        fold.OUTCOME: record({"matter": fields.uuid7, **_DISPOSITION}, _DISPOSITION_MAY),
        fold.TICKETED: record(
            {
                "matter": fields.uuid7,
                "desk": fields.desk_letter,
                "number": fields.integer(fields.MAX_TICKET, least=1),
                "code": fields.sha256,
            },
            {"representatives": _representatives},
        ),
        fold.CALLED: record({"matter": fields.uuid7, "room": fields.integer(fields.MAX_ROOMS, least=1)}, {}),
        fold.HELD: record({"matter": fields.uuid7}, {"reason": _long}),
        fold.RETURNED: record({"matter": fields.uuid7, "because": fields.one_of(lambda _: fields.BECAUSE)}, {}),
        fold.AMENDED: record({"entry": fields.uuid7, "changes": _changes, "reason": _long}, {}),
        fold.WITHDRAWN: record({"entry": fields.uuid7, "reason": _long}, {}),
        fold.ZERO: record({}, {}),
        fold.CLOSED: record({}, {}),
    }
)
