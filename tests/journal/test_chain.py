import csv
import hashlib

import pytest

from server.journal.chain import indexes_of_phone, local_number, mac_of, phone_index, phone_indexes
from server.rehearsal.command import SCHEDULES

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


TABLE = (SCHEDULES / "reference" / "phones.csv").read_text(encoding="utf-8")
CASES = list(csv.DictReader(TABLE.splitlines()))


@pytest.mark.parametrize("case", [case for case in CASES if case["number"]], ids=lambda case: case["typed"])
def test_a_number_is_read_as_the_table_says_that_the_desk_reads_it_by_too(case: dict[str, str]) -> None:
    assert local_number(case["typed"]) == case["number"]
    assert phone_index({"petitioner": {"phone": case["typed"]}}, plain) in indexes_of_phone(case["number"], plain)


@pytest.mark.parametrize("typed", ["0086 12912345678", "+86 731 8555 0101", "0086 731 85550101", "+86 0731 85550101"])
def test_a_number_that_an_earlier_version_stored_with_its_prefix_is_still_found_and_proved(typed: str) -> None:
    digits = "".join(sign for sign in typed if sign.isdigit())
    before = digits.removeprefix("86") if len(digits) == 13 else digits  # as revision 0004 did
    stored = plain(f"phone|{before}".encode())
    assert stored in indexes_of_phone(local_number(typed), plain)
    assert stored in phone_indexes({"petitioner": {"phone": typed}}, plain)


@pytest.mark.parametrize("phone", ["12800000007", "128 0000 0007", "+86 128-0000-0007", "１２８００００００07"])
def test_a_number_is_found_again_however_it_is_written_and_wherever_it_was_said(phone: str) -> None:
    petitioner = {"name": "张三", "phone": phone}
    found = [
        phone_index(sealed, plain) for sealed in ({"petitioner": petitioner}, {"changes": {"petitioner": petitioner}})
    ]
    assert found == [phone_index({"petitioner": {"phone": "12800000007"}}, plain)] * 2
    assert found[0] != phone_index({"petitioner": {"phone": "12800000008"}}, plain)


@pytest.mark.parametrize("sealed", [{}, {"petitioner": {"name": "张三"}}, {"petitioner": {"name": "a", "phone": "无"}}])
def test_a_petitioner_without_a_number_is_in_no_index(sealed: dict[str, dict[str, str]]) -> None:
    assert phone_index(sealed, plain) is None
