import asyncio
import gc
import json
import logging
from collections.abc import Iterator
from io import StringIO

import pytest
import structlog
from sqlalchemy.exc import IntegrityError

from server.logs import set_up

CANARIES = ("张三丰", "12345678901", "拖欠工资八万元", "因为他说的", "备注在此")


@pytest.fixture
def written() -> StringIO:
    return StringIO()


@pytest.fixture
def log(written: StringIO) -> Iterator[structlog.stdlib.BoundLogger]:
    set_up("info", written)
    yield structlog.get_logger("server.test")
    set_up("info", StringIO())
    structlog.contextvars.clear_contextvars()


def lines(written: StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_a_line_is_one_json_object_with_its_request(log: structlog.stdlib.BoundLogger, written: StringIO) -> None:
    structlog.contextvars.bind_contextvars(request="abc")
    log.info("site opened", site="HN-D-430802")
    logging.getLogger("a.library").warning("said %s", "something")
    first, second = lines(written)
    assert first | {"timestamp": 0} == {
        "event": "site opened",
        "site": "HN-D-430802",
        "request": "abc",
        "level": "info",
        "logger": "server.test",
        "timestamp": 0,
    }
    assert (second["event"], second["logger"]) == ("said something", "a.library")


def test_personal_fields_are_hidden_at_any_depth_and_phones_wherever_they_are(
    log: structlog.stdlib.BoundLogger, written: StringIO
) -> None:
    name, phone, summary, reason, note = CANARIES
    log.info("matter", petitioner={"name": name}, phone=phone, summary=summary, data=[{"reason": reason}], note=note)
    log.info("nested", entry={"deep": [{"note": note, "kept": "yes"}]}, said=f"call {phone} back", amount=987654321098)
    said = json.dumps(lines(written), ensure_ascii=False)
    assert [canary for canary in CANARIES if canary in said] == []
    assert '"kept": "yes"' in said
    assert "987654321098" in said


def break_with(error: Exception) -> None:
    raise error


def test_an_id_whose_digits_look_like_a_phone_is_kept(log: structlog.stdlib.BoundLogger, written: StringIO) -> None:
    account = "account:01a2267c-09bc-77da-819d-b12664940720"
    log.info("seen", principal=account, said="12664940720 or 0086-12664940720")
    line = json.loads(written.getvalue())
    assert (line["principal"], line["said"]) == (account, "— or 0086-—")


def test_an_exception_is_told_by_its_type_and_place_without_its_words(
    log: structlog.stdlib.BoundLogger, written: StringIO
) -> None:
    for error in (ValueError(CANARIES[0]), IntegrityError("INSERT", {}, Exception(f"Key (name)=({CANARIES[0]})"))):
        try:
            break_with(error)
        except Exception:  # what is thrown is the subject
            log.exception("request failed")
            logging.getLogger("a.library").exception("failed too")
    found = lines(written)
    assert [line["error"] for line in found] == ["ValueError"] * 2 + ["IntegrityError"] * 2
    assert all("break_with" in str(line["at"]) for line in found)
    assert CANARIES[0] not in json.dumps(found, ensure_ascii=False)


def test_what_libraries_tell_to_find_their_faults_is_not_written(
    log: structlog.stdlib.BoundLogger, written: StringIO
) -> None:
    set_up("debug", written)
    log.debug("ours")
    logging.getLogger("aiosqlite").debug("executing INSERT (%s)", CANARIES[0])
    logging.getLogger("aiohttp.access").info("GET /api/invitations/%s", CANARIES[0])
    assert [line["event"] for line in lines(written)] == ["ours"]


async def break_later() -> None:
    raise ValueError(CANARIES[2])


async def test_a_task_that_is_not_awaited_breaks_without_its_words(
    log: structlog.stdlib.BoundLogger, written: StringIO
) -> None:
    log.info("before")
    task = asyncio.create_task(break_later())
    await asyncio.wait([task])
    del task
    gc.collect()
    assert [line.get("error") for line in lines(written)] == [None, "ValueError"]
    assert CANARIES[2] not in written.getvalue()


def test_what_is_no_text_is_written_all_the_same(
    log: structlog.stdlib.BoundLogger, written: StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    log.info("half", agent="\ud800")
    assert lines(written)[0]["agent"] == "?"
    assert capsys.readouterr().err == ""
