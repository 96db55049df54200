"""Each refusal of the check, by its code."""

from typing import Any

import pytest

from server.entries.check import EntryCheck, Sound, Unsound, joined
from server.instants import as_rfc3339
from tests.support.days import FAR_FUTURE, ZONE, codes, places

SITE = "HN-C-4301"
ENTRY = "018e3a79-1e80-7521-8862-7b27f392d559"
MATTER = "018e3a79-1e80-7b63-906b-10adda815ed5"
REGISTRATION = {
    "matter": MATTER,
    "category": "work_injury",
    "involved_count": 2,
    "attendee_count": 1,
    "is_repeat": False,
    "channel": "site",
    "summary": "（演练数据）",
    "needs": ["elderly"],
}
DISPOSITION = {
    "matter": MATTER,
    "outcome": "assigned",
    "amount_fen": 0,
    "explained": {"policy": True, "responsibility": {"reason": "对方未到场"}, "route": True},
}
AMENDMENT = {"entry": MATTER, "changes": {"involved_count": 3}, "reason": "人数"}
DATA: dict[str, dict[str, Any]] = {
    "matter_registered": REGISTRATION,
    "outcome_recorded": DISPOSITION,
    "entry_amended": AMENDMENT,
    "entry_withdrawn": {"entry": MATTER, "reason": "误录"},
    "reception_started": {"matter": MATTER, "mode": "in_person"},
    "ticket_issued": {
        "matter": MATTER,
        "desk": "A",
        "number": 12,
        "code": "0123456789abcdef" * 4,
        "representatives": [{"name": "张三", "phone": "12800000000"}, {"name": "李四"}],
    },
    "turn_called": {"matter": MATTER, "room": 1},
    "turn_held": {"matter": MATTER, "reason": "去取材料"},
    "turn_returned": {"matter": MATTER, "because": "no_show"},
    "site_opened": {"rooms": 2},
    "zero_reported": {},
    "site_closed": {},
}


def entry(of: str, part: dict[str, Any] | None = None, **over: Any) -> dict[str, Any]:
    whole = {
        "id": ENTRY,
        "day": "2024-03-14",
        "site": SITE,
        "at": "2024-03-14T09:00:00.000+08:00",
        "kind": of,
        "data": DATA.get(of, {}) | (part or {}),
    }
    return whole | over


def check(one: dict[str, Any]) -> Sound | Unsound:
    return EntryCheck.of("2024-03-14", ZONE, codes()).check(one, site=SITE, place=places()[SITE], now=FAR_FUTURE)


def code_of(one: dict[str, Any]) -> str:
    result = check(one)
    assert isinstance(result, Unsound)
    return result.code


@pytest.mark.parametrize("kind", DATA)
def test_a_sound_entry_of_each_kind_comes_in_and_can_be_put_together_again(kind: str) -> None:
    result = check(entry(kind))
    assert isinstance(result, Sound)
    assert joined(result.entry.data, result.sealed) == DATA[kind]


def test_personal_fields_and_free_text_never_stay_in_the_counted_part() -> None:
    canary = "金丝雀"
    petitioner = {"name": canary, "phone": "12800000000"}
    sealed = {"summary": canary, "petitioner": petitioner, "respondent": canary}
    kept = [
        check(entry("matter_registered", sealed)),
        check(entry("entry_amended", {"changes": {**sealed, "note": canary}, "reason": canary})),
        check(entry("ticket_issued", {"representatives": [petitioner]})),
        check(entry("turn_held", {"reason": canary})),
        check(
            entry(
                "outcome_recorded",
                {
                    "note": canary,
                    "explained": {name: {"reason": canary} for name in ("policy", "responsibility", "route")},
                },
            )
        ),
    ]
    assert [canary in repr(one.entry) for one in kept if isinstance(one, Sound)] == [False] * 5


REFUSED: list[tuple[dict[str, Any], str]] = [
    (entry("promoted_to_admin"), "unknown_kind"),
    (entry("site_opened", kind=3), "wrong_type"),
    (entry("site_opened", score=1), "unknown_field"),
    (entry("site_opened", {"score": 1}), "unknown_field"),
    (entry("matter_registered", {"petitioner": {"name": "张三", "score": 1}}), "unknown_field"),
    (entry("outcome_recorded", {"explained": {"policy": True}}), "missing_field"),
    (entry("outcome_recorded", {"explained": {"policy": False, "responsibility": True, "route": True}}), "wrong_type"),
    (entry("outcome_recorded", {"explained": {"policy": {}, "responsibility": True, "route": True}}), "missing_field"),
    (entry("matter_registered", data={}), "missing_field"),
    (entry("site_opened", data=[]), "wrong_type"),
    (entry("matter_registered", {"involved_count": True}), "wrong_type"),
    (entry("matter_registered", {"involved_count": 1.0}), "wrong_type"),
    (entry("matter_registered", {"involved_count": "3"}), "wrong_type"),
    (entry("matter_registered", {"involved_count": None}), "wrong_type"),
    (entry("matter_registered", {"involved_count": 100_001}), "out_of_range"),
    (entry("matter_registered", {"involved_count": -1}), "out_of_range"),
    (entry("matter_registered", {"is_repeat": 1}), "wrong_type"),
    (entry("matter_registered", {"matter": "not-a-uuid"}), "wrong_type"),
    (entry("matter_registered", {"matter": "c0a8012e-3b1f-4c5d-8e6f-000000000000"}), "wrong_type"),
    (entry("matter_registered", {"category": "no_such"}), "unknown_code"),
    (entry("matter_registered", {"channel": "fax"}), "unknown_code"),
    (entry("matter_registered", {"needs": ["rich"]}), "unknown_code"),
    (entry("matter_registered", {"needs": "elderly"}), "wrong_type"),
    (entry("matter_registered", {"needs": [1]}), "wrong_type"),
    (entry("matter_registered", {"problem_region": "999999"}), "unknown_code"),
    (entry("matter_registered", {"claimed_fen": 10**13 + 1}), "out_of_range"),
    (entry("matter_registered", {"summary": "长" * 2_001}), "out_of_range"),
    (entry("matter_registered", {"summary": "\ud800"}), "wrong_type"),
    (entry("matter_registered", {"summary": "a\x00b"}), "wrong_type"),
    (entry("matter_registered", {"petitioner": {"phone": "12800000000"}}), "missing_field"),
    (entry("matter_registered", {"petitioner": {"name": "长" * 101}}), "out_of_range"),
    (entry("outcome_recorded", {"outcome": "no_such"}), "unknown_code"),
    (entry("outcome_recorded", {"due_on": "2024-02-30"}), "wrong_type"),
    (entry("outcome_recorded", {"due_on": "20240228"}), "wrong_type"),
    (entry("reception_started", {"mode": "fax"}), "unknown_code"),
    (entry("site_opened", {"rooms": 1_001}), "out_of_range"),
    (entry("ticket_issued", {"number": 0}), "out_of_range"),
    (entry("ticket_issued", {"number": 10_000}), "out_of_range"),
    (entry("ticket_issued", {"desk": "a"}), "wrong_type"),
    (entry("ticket_issued", {"desk": "AB"}), "wrong_type"),
    (entry("ticket_issued", {"desk": "Ａ"}), "wrong_type"),
    (entry("ticket_issued", {"code": "0" * 63}), "wrong_type"),
    (entry("ticket_issued", {"code": "A" * 64}), "wrong_type"),
    (entry("ticket_issued", {"representatives": []}), "out_of_range"),
    (entry("ticket_issued", {"representatives": [{"name": "张三"}] * 6}), "out_of_range"),
    (entry("ticket_issued", {"representatives": [{"phone": "12800000000"}]}), "missing_field"),
    (entry("ticket_issued", {"representatives": [{"name": "张三", "address": "x"}]}), "unknown_field"),
    (entry("ticket_issued", {"representatives": {"name": "张三"}}), "wrong_type"),
    (entry("turn_called", {"room": 0}), "out_of_range"),
    (entry("turn_called", {"room": 1_001}), "out_of_range"),
    (entry("turn_held", {"reason": "长" * 2_001}), "out_of_range"),
    (entry("turn_returned", {"because": "bored"}), "unknown_code"),
    (entry("entry_amended", {"changes": {"room": 2}}), "unknown_field"),
    (entry("entry_amended", {"changes": {}}), "missing_field"),
    (entry("entry_amended", {"changes": {"matter": MATTER}}), "not_amendable"),
    (entry("entry_amended", {"changes": {"colour": "red"}}), "unknown_field"),
    (entry("entry_amended", {"changes": {"involved_count": None}}), "wrong_type"),
    (entry("entry_amended", {"entry": ENTRY}), "names_itself"),
    (entry("entry_withdrawn", {"entry": ENTRY}), "names_itself"),
    (entry("site_opened", day="2024-03-15"), "wrong_day"),
    (entry("site_opened", site="HN-P-01"), "wrong_site"),
    (entry("site_opened", at="2024-03-13T23:59:59.999+08:00"), "clock_wrong"),
    (entry("entry_amended", at="2024-03-13T23:59:59.999+08:00"), "clock_wrong"),
    (entry("site_opened", at="2024-03-15T00:00:00.000+08:00"), "not_on_day"),
    (entry("site_opened", at="2024-03-14 09:00:00+08:00"), "wrong_type"),
    (entry("site_opened", at="2024-03-14T09:00:00"), "wrong_type"),
    (entry("site_opened", at="2024-03-14T25:00:00Z"), "wrong_type"),
    (entry("site_opened", at=1710378000), "wrong_type"),
    (entry("site_opened", id=7), "wrong_type"),
    (entry("site_opened", id="not-a-uuid"), "wrong_type"),
]


@pytest.mark.parametrize(("one", "code"), REFUSED)
def test_a_faulty_entry_is_refused_by_its_code(one: dict[str, Any], code: str) -> None:
    assert code_of(one) == code


@pytest.mark.parametrize("name", ["id", "day", "site", "at", "kind", "data"])
def test_an_entry_without_a_field_is_refused(name: str) -> None:
    whole = entry("site_opened")
    del whole[name]
    assert code_of(whole) == "missing_field"


def test_a_refused_id_is_sent_back_as_it_came_and_null_where_it_is_no_text() -> None:
    said = [check(entry("site_opened", id=ident)) for ident in ("not-a-uuid", 7)]
    assert [one.id for one in said if isinstance(one, Unsound)] == ["not-a-uuid", None]


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2024-03-14T09:00:00+08:00", "2024-03-14T01:00:00.000000Z"),
        ("2024-03-14T01:00:00.5z", "2024-03-14T01:00:00.500000Z"),
        ("2024-03-14t01:00:00.123456789Z", "2024-03-14T01:00:00.123456Z"),
    ],
)
def test_the_same_instant_is_the_same_however_it_is_written(text: str, utc: str) -> None:
    result = check(entry("site_opened", at=text))
    assert isinstance(result, Sound)
    assert as_rfc3339(result.entry.at) == utc


UNWRITABLE = [
    *("9999-12-31T23:59:59-01:00", "9999-12-31T23:59:59.999999-00:01", "0000-06-01T00:00:00Z", "0000-02-29T00:00:00Z"),
    *("0001-01-01T00:00:00+00:01", "9999-12-31T23:59:60Z", "2024-03-14T07:59:60Z", "2016-12-31T23:59:60.5Z"),
]


@pytest.mark.parametrize("kind", DATA)
@pytest.mark.parametrize("at", UNWRITABLE)
def test_an_instant_that_rfc_3339_cannot_write_in_utc_is_refused_for_every_kind(kind: str, at: str) -> None:
    assert code_of(entry(kind, at=at)) == "clock_wrong"


@pytest.mark.parametrize("at", ["2024-02-30T00:00:60Z", "2024-03-14T25:00:60Z", "0000-13-01T00:00:00Z"])
def test_what_is_no_instant_at_all_is_of_the_wrong_type(at: str) -> None:
    assert code_of(entry("site_opened", at=at)) == "wrong_type"


def test_the_last_instant_that_can_be_written_comes_in() -> None:
    last = "9999-12-31T23:59:59.999999Z"
    result = check(entry("entry_withdrawn", at=last))
    assert isinstance(result, Sound)
    assert as_rfc3339(result.entry.at) == last


@pytest.mark.parametrize("due_on", ["0000-01-01", "10000-01-01", "-001-01-01", "2024-02-30"])
def test_a_date_that_is_none_is_refused_also_inside_changes(due_on: str) -> None:
    assert code_of(entry("outcome_recorded", {"due_on": due_on})) == "wrong_type"
    assert code_of(entry("entry_amended", {"changes": {"due_on": due_on}})) == "wrong_type"


@pytest.mark.parametrize(
    ("micros", "text"),
    [
        (253402300800000000, "+010000-01-01T00:00:00.000000Z"),
        (-62135596800000001, "+000000-12-31T23:59:59.999999Z"),
        (2**63 - 1, "+294247-01-10T04:00:54.775807Z"),
    ],
)
def test_an_instant_that_cannot_be_written_has_a_text_of_its_own(micros: int, text: str) -> None:
    assert as_rfc3339(micros) == text


def test_amendments_and_withdrawals_may_come_on_any_later_day() -> None:
    later = "2024-05-01T09:00:00+08:00"
    kept = [check(entry(kind, at=later)) for kind in ("entry_amended", "entry_withdrawn")]
    assert [type(one) for one in kept] == [Sound, Sound]


def test_a_device_clock_more_than_five_minutes_ahead_is_flagged_not_refused() -> None:
    check = EntryCheck.of("2024-03-14", ZONE, codes())
    now = check.starts + 9 * 3600 * 1_000_000
    said = [
        check.check(entry("site_opened", at=at), site=SITE, place=places()[SITE], now=now)
        for at in ("2024-03-14T09:05:00+08:00", "2024-03-14T09:05:00.001+08:00")
    ]
    assert [one.clock_ahead for one in said if isinstance(one, Sound)] == [False, True]


@pytest.mark.parametrize("code", ["HRSS-430102", "A", "", "1" * 32])
def test_a_unit_is_named_by_a_code_of_the_right_form_or_by_none(code: str) -> None:
    assert isinstance(check(entry("entry_amended", {"changes": {"owner_unit_code": code}})), Sound)


@pytest.mark.parametrize("code", ["hrss", "A B", "-A", "A-", "局", "1" * 33, "A\n", 1, None])
def test_no_unit_has_a_code_of_another_form(code: object) -> None:
    assert code_of(entry("entry_amended", {"changes": {"owner_unit_code": code}})) == "wrong_type"
