import hashlib

import pytest

from server.journal.chain import mac_of

DAY, PLACE, IDENT = "2023-11-09", 430102001, "018bb165-9350-7564-b3e0-bbbbf419c5e6"
SEALED = {"summary": "（示例）"}


def plain(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    "other",
    [
        ("2023-11-10", PLACE, IDENT, SEALED),
        (DAY, 430103001, IDENT, SEALED),
        (DAY, PLACE, "018bb165-9350-7564-b3e0-bbbbf419c5e7", SEALED),
        (DAY, PLACE, IDENT, {"summary": "（样例）"}),
        (DAY, PLACE, IDENT, {"note": "（示例）"}),
    ],
)
def test_what_is_sealed_is_bound_to_its_day_place_entry_and_content(
    other: tuple[str, int, str, dict[str, str]],
) -> None:
    assert mac_of(*other, plain) != mac_of(DAY, PLACE, IDENT, SEALED, plain)


def test_the_order_in_which_fields_were_said_binds_nothing() -> None:
    one, other = {"summary": "a", "note": "b"}, {"note": "b", "summary": "a"}
    assert mac_of(DAY, PLACE, IDENT, one, plain) == mac_of(DAY, PLACE, IDENT, other, plain)


def test_where_nothing_is_sealed_nothing_is_bound() -> None:
    assert mac_of(DAY, PLACE, IDENT, {}, plain) == ""
