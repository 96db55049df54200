"""What a device may get wrong at the door of the entries: each fault its status, nothing changed, never a 5xx."""

import gzip
import json
from datetime import date
from typing import Any
from uuid import UUID

from server import keys
from server.db import EVERYWHERE
from server.people.passwords import new_token
from server.sites.actions import revoke_device
from tests.support.hand_in import (
    DAY,
    GOOD,
    JSON,
    PATH,
    Headers,
    body_of,
    entry,
    everything,
    refused,
    registration,
    results,
    what_counts,
)
from tests.support.plan import HERE, NEXT_DOOR, OTHER_CITY, make_day, person
from tests.support.service import Client

LIMIT = 4 * 1024 * 1024
WHOLE: list[tuple[bytes, int, str]] = [
    (b"", 400, "not_json"),
    (b"{", 400, "not_json"),
    (b"entries=1", 400, "not_json"),
    (GOOD + b"x", 400, "not_json"),
    (GOOD.replace(b"1}", b"NaN}"), 400, "not_json"),
    (GOOD.replace(b"1}", b"-Infinity}"), 400, "not_json"),
    (GOOD.replace(b"site_opened", b"\xff"), 400, "not_json"),
    (GOOD.replace(b"site_opened", b"\xed\xa0\x80"), 400, "not_json"),
    (b"\xef\xbb\xbf" + GOOD, 400, "not_json"),
    (GOOD.decode().encode("utf-16"), 400, "not_json"),
    (GOOD.decode().encode("utf-32-le"), 400, "not_json"),
    (b'{"entries": [], ' + GOOD[1:], 400, "duplicate_key"),
    (GOOD[:-1] + b', "entries": []}', 400, "duplicate_key"),
    (GOOD[:-1] + b', "\\u0065ntries": []}', 400, "duplicate_key"),
    (b'{"entries": [{"a": 1, "a": 1}, 1]}', 400, "not_entries"),
    (b'{"entries": [[{"a": 1, "a": 1}]]}', 400, "not_entries"),
    (b'{"entries": {"a": 1, "a": 1}}', 400, "not_entries"),
    (b'{"entries": [{"a": 1, "a": NaN}]}', 400, "not_json"),
    (b'{"entries": [{"a": 1, "a": 1}]', 400, "not_json"),
    (b"[" * 40_000 + b"]" * 40_000, 400, "not_json"),
    (b'{"entries": [' + b'{"data":' * 20_000 + b"1" + b"}" * 20_000 + b"]}", 400, "not_json"),
    (b"[" * (LIMIT - 1), 400, "not_json"),
    (b'{"a":' * (LIMIT // 5), 400, "not_json"),
    (b"[]", 400, "not_entries"),
    (b"null", 400, "not_entries"),
    (b"7", 400, "not_entries"),
    (b'"entries"', 400, "not_entries"),
    (b"{}", 400, "not_entries"),
    (b'{"entries": []}', 400, "not_entries"),
    (b'{"entries": {}}', 400, "not_entries"),
    (b'{"entries": null}', 400, "not_entries"),
    (b'{"Entries": [{}]}', 400, "not_entries"),
    (b'{"entries": [{}], "more": 1}', 400, "not_entries"),
    (body_of(entry(), 1), 400, "not_entries"),
    (body_of(entry(), None), 400, "not_entries"),
    (body_of(entry(), "x"), 400, "not_entries"),
    (body_of(entry(), [entry()]), 400, "not_entries"),
    (b'{"entries": [' + b"9" * 1_000_000 + b"]}", 400, "not_entries"),
    (body_of(*[entry() for _ in range(501)]), 413, "too_many_entries"),
    (body_of(*[{}] * 501), 413, "too_many_entries"),
    (b'{"entries": [' + b",".join([b"{}"] * 1_000_000) + b"]}", 413, "too_many_values"),
    (b'{"entries": [{"data": [' + b",".join([b"[]"] * 1_000_000) + b"]}]}", 413, "too_many_values"),
    (b'{"entries": ["' + b"x" * LIMIT + b'"]}', 413, "too_large"),
]


async def test_a_body_that_is_no_list_of_entries_is_refused_whole(receiving: Client, device: Headers) -> None:
    said = [(body[:50], *await refused(receiving, body, device)) for body, _, _ in WHOLE]
    assert said == [(body[:50], status, code) for body, status, code in WHOLE]


async def test_only_json_is_taken(receiving: Client, device: Headers) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "", "text/json", "x"):
        assert await refused(receiving, GOOD, device | {"Content-Type": kind}) == (415, "unsupported_type")


async def test_nothing_compressed_is_taken(receiving: Client, device: Headers) -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    for encoding in ("gzip", "deflate", "br", "zstd", "x"):
        assert await refused(receiving, bomb, device | {"Content-Encoding": encoding}) == (415, "unsupported_encoding")


async def test_a_request_without_a_device_is_not_let_in(receiving: Client) -> None:
    unknown = f"Bearer {new_token()}"
    for authorization in ("", "Bearer", "Bearer ", unknown, "Basic eDp4", "Bearer " + "x" * 4000, "张"):
        headers = {"Authorization": authorization, "Content-Type": JSON}
        assert await refused(receiving, GOOD, headers) == (401, "not_signed_in")


async def test_a_device_that_was_revoked_is_not_let_in(receiving: Client, device: Headers) -> None:
    clerk, now = person("organiser"), receiving.app[keys.CLOCK].now()
    assert (await results(receiving, GOOD, device))[0]["status"] == "accepted"
    headers = {"Authorization": device["Authorization"]}
    own = (await (await receiving.get("/api/me", headers=headers)).json())["id"]
    async with receiving.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        await revoke_device(tx, UUID(own), by=clerk, now=now)
    assert await refused(receiving, GOOD, device) == (401, "not_signed_in")


ELSEWHERE = [
    f"/api/days/{DAY}/sites/{NEXT_DOOR}/entries",
    f"/api/days/{DAY}/sites/{OTHER_CITY}/entries",
    f"/api/days/{DAY}/sites/HN-D-999999/entries",
    f"/api/days/{DAY}/sites/%00/entries",
    f"/api/days/{DAY}/sites/{HERE.lower()}/entries",
    f"/api/days/2023-12-09/sites/{HERE}/entries",
    f"/api/days/2023-11-10/sites/{HERE}/entries",
    f"/api/days/2023-11-9/sites/{HERE}/entries",
    f"/api/days/2023-02-30/sites/{HERE}/entries",
    f"/api/days/20231109/sites/{HERE}/entries",
    f"/api/days/%E4%BB%8A/sites/{HERE}/entries",
    f"/api/days/0/sites/{HERE}/entries",
]


async def test_what_is_foreign_and_what_does_not_exist_get_the_very_same_answer(
    receiving: Client, device: Headers
) -> None:
    before, said = await everything(receiving), set()
    for path in ELSEWHERE:
        answer = await receiving.post(path, data=GOOD, headers=device)
        said.add((answer.status, await answer.read(), *sorted(set(answer.headers) - {"X-Request-Id"})))
    assert len(said) == 1
    assert {status for status, *_ in said} == {404}
    assert await everything(receiving) == before


async def test_a_day_that_takes_no_entries_says_so(receiving: Client, device: Headers) -> None:
    for number, state in enumerate(("draft", "cancelled", "archived"), 1):
        await make_day(receiving.app[keys.DATABASE], HERE, day=date(2023, 10, number), state=state)
        path = f"/api/days/2023-10-0{number}/sites/{HERE}/entries"
        assert await refused(receiving, GOOD, device, path) == (409, "day_not_open")


FAULTY: list[tuple[dict[str, Any], str]] = [
    (entry(data={"rooms": 10**30}), "out_of_range"),
    (entry(data={"rooms": -(10**30)}), "out_of_range"),
    (entry(data={"rooms": 1.5}), "wrong_type"),
    (entry(data={"rooms": True}), "wrong_type"),
    (entry(data={"rooms": None}), "wrong_type"),
    (entry(data=[]), "wrong_type"),
    (entry(data={"rooms": {"rooms": {"rooms": 1}}}), "wrong_type"),
    (entry(data={"rooms": 1, "\ud800": 1}), "unknown_field"),
    (entry(by="\ud800"), "wrong_type"),
    (entry(by="\0"), "wrong_type"),
    (entry(at="2023-11-09T09:00:00"), "wrong_type"),
    (entry(at="9999-99-99T99:99:99+99:99"), "wrong_type"),
    (entry(at="0001-01-01T00:00:00+23:59"), "clock_wrong"),
    (entry(at="9999-12-31T23:59:59.999999-23:59"), "clock_wrong"),
    (entry(kind="\ud800"), "unknown_kind"),
    (entry(kind="kind" * 100_000), "unknown_kind"),
    (entry(kind=["site_opened"]), "wrong_type"),
    (entry(day="2023-11-10"), "wrong_day"),
    (entry(site=NEXT_DOOR), "wrong_site"),
    (entry(more=1), "unknown_field"),
    (registration(summary="\ud83d"), "wrong_type"),
    (registration(summary="\udc00 half"), "wrong_type"),
    (registration(summary="with \0"), "wrong_type"),
    (registration(summary="长" * 2001), "out_of_range"),
    (registration(petitioner={"name": "\udfff"}), "wrong_type"),
    (registration(petitioner={"name": "张三", "\udfff": "x"}), "unknown_field"),
    (registration(needs=["\ud800"]), "unknown_code"),
    (registration(needs=["elderly"] * 101), "out_of_range"),
    (registration(category="\ud800"), "unknown_code"),
    (registration(matter="\ud800"), "wrong_type"),
]


async def test_a_fault_inside_one_object_refuses_that_entry_alone(receiving: Client, device: Headers) -> None:
    sound = [registration() for _ in FAULTY]
    mixed = [one for pair in zip((faulty for faulty, _ in FAULTY), sound, strict=True) for one in pair]
    said = await results(receiving, body_of(*mixed), device)
    assert [one["id"] for one in said] == [one["id"] for one in mixed]
    assert [(one["status"], one.get("code")) for one in said[::2]] == [("refused", code) for _, code in FAULTY]
    assert {(one["status"], one.get("code")) for one in said[1::2]} == {("accepted", None)}
    assert [one["seq"] for one in said[1::2]] == list(range(1, len(sound) + 1))


async def test_what_is_refused_at_the_door_changes_nothing_and_is_not_remembered(
    receiving: Client, device: Headers
) -> None:
    assert {one["status"] for one in await results(receiving, body_of(registration(), entry()), device)} == {"accepted"}
    before = await what_counts(receiving)
    assert {one["status"] for one in await results(receiving, body_of(*(one for one, _ in FAULTY)), device)} == {
        "refused"
    }
    assert await what_counts(receiving) == before
    for faulty, _ in FAULTY:
        assert (await receiving.get(f"{PATH}/{faulty['id']}", headers=device)).status == 404


TWICE: list[tuple[bytes, bytes]] = [
    (b'"kind"', b'"kind": "site_closed", "kind"'),
    (b'"kind"', b'"kind": "site_opened", "kind"'),
    (b'"rooms"', b'"rooms": 2, "rooms"'),
    (b'"rooms"', b'"r\\u006foms": 2, "rooms"'),
    (b'"rooms"', b'"more": [[{"a": {"b": 1, "b": 2}}]], "rooms"'),
    (b'"data"', b'"data": {"rooms": 1, "rooms": 1}, "data"'),
    (b'"data"', b'"more": {"\\ud800": 1, "\\ud800": 2}, "data"'),
]


async def test_a_name_that_comes_twice_inside_one_entry_refuses_that_entry_alone(
    receiving: Client, device: Headers
) -> None:
    sound, faulty = [registration() for _ in TWICE], [entry() for _ in TWICE]
    pairs = zip(faulty, sound, TWICE, strict=True)
    texts = [json.dumps(one).encode().replace(*by) + b", " + json.dumps(other).encode() for one, other, by in pairs]
    said = await results(receiving, b'{"entries": [' + b", ".join(texts) + b"]}", device)
    assert [one["status"] for one in said[1::2]] == ["accepted"] * len(sound)
    assert [(one["id"], one["status"], one["code"]) for one in said[::2]] == [
        (one["id"], "refused", "duplicate_key") for one in faulty
    ]
    for one in faulty:
        assert (await receiving.get(f"{PATH}/{one['id']}", headers=device)).status == 404


async def test_an_id_that_comes_twice_is_not_sent_back(receiving: Client, device: Headers) -> None:
    twice = body_of(entry()).replace(b'"id"', b'"id": "018bb165-9350-7564-b3e0-bbbbf419c5e6", "id"')
    said = await results(receiving, twice, device)
    assert [(one["id"], one["status"], one["code"]) for one in said] == [(None, "refused", "duplicate_key")]


IDS: list[tuple[object, str | None]] = [
    ("x", "x"),
    ("018bb165-9350-4564-b3e0-bbbbf419c5e6", "018bb165-9350-4564-b3e0-bbbbf419c5e6"),
    (7, None),
    (None, None),
    ([], None),
    ("", ""),
    ("x" * 101, None),
    ("\ud800", None),
    ("\0", None),
    ("\u202eedoc", None),
]


async def test_an_id_comes_back_where_it_can(receiving: Client, device: Headers) -> None:
    said = await results(receiving, body_of(*(entry(id=ident) for ident, _ in IDS), {}), device)
    assert [(one["id"], one["status"]) for one in said] == [
        *((shown, "refused") for _, shown in IDS),
        (None, "refused"),
    ]


ODD: list[tuple[bytes, bytes, str]] = [
    (b'"rooms": 1', b'"rooms": 1e400', "refused"),
    (b'"rooms": 1', b'"rooms": -1e400', "refused"),
    (b'"rooms": 1', b'"rooms": ' + b"9" * 100_000, "refused"),
    (b'"rooms": 1', b'"rooms": 1.' + b"0" * 100_000, "refused"),
    (b'"rooms": 1', b'"rooms": -0', "accepted"),
    (b'"rooms": 1', b'"rooms": ' + b"[" * 300 + b"]" * 300, "refused"),
    (b'"kind"', b'"\\u006bind"', "accepted"),
]


async def test_odd_but_sound_json_is_read_as_every_program_reads_it(receiving: Client, device: Headers) -> None:
    for was, becomes, status in ODD:
        body = body_of(entry()).replace(was, becomes)
        assert [one["status"] for one in await results(receiving, body, device)] == [status], becomes[:50]


async def test_five_hundred_entries_are_taken_at_once(receiving: Client, device: Headers) -> None:
    longest = {"summary": "长" * 2000, "petitioner": {"name": "张" * 100, "address": "址" * 200}}
    said = await results(receiving, body_of(*[registration(**longest) for _ in range(500)]), device)
    assert [one["seq"] for one in said] == list(range(1, 501))
