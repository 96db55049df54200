"""A robot of a WeCom group is posted to by its own contract, and the errcode of its answer decides what came of it."""

import json
from dataclasses import replace

import pytest
from aiohttp import web
from pydantic import ValidationError

from server.config import Settings
from server.notices.carriers import carriers_of
from server.notices.channel import Unreachable
from server.notices.rules import Channel, Fate, Result
from server.notices.texts import Said
from server.notices.wecom import LONGEST, WeCom, content_of, result_of
from tests.notices.test_hook import HERE, LETTER, Receiver, names, post, receiver

__all__ = ["receiver"]
URL = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0"


def robot(of: Receiver, *addresses: str) -> WeCom:
    return WeCom(of.url, allowed=HERE, resolve=names(*addresses or ("127.0.0.1",)))


async def test_a_robot_is_posted_a_text_and_its_errcode_is_read(receiver: Receiver) -> None:
    said = [{"errcode": 0, "errmsg": "ok"}, {"errcode": 45009}, {"errcode": 93000, "errmsg": "invalid webhook url"}]

    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.json_response(said.pop(0))

    receiver.answer = answer
    results = [await post(robot(receiver)) for _ in range(3)]
    assert results == [Result(Fate.SENT), Result(Fate.LATER, "errcode 45009"), Result(Fate.REFUSED, "errcode 93000")]
    headers, body = receiver.posts[0]
    assert json.loads(body) == {"msgtype": "text", "text": {"content": "公告\n\n接访日已公告。"}}
    assert not {"Reception-Signature", "Idempotency-Key"} & set(headers)


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        (b"", Result(Fate.UNCLEAR, "no errcode")),
        (b"<html>", Result(Fate.UNCLEAR, "no errcode")),
        (b"[]", Result(Fate.UNCLEAR, "no errcode")),
        (b'{"errcode": "0"}', Result(Fate.UNCLEAR, "no errcode")),
        (b"[" * 4096, Result(Fate.UNCLEAR, "no errcode")),
        (b'{"errcode": -1}', Result(Fate.LATER, "errcode -1")),
    ],
)
def test_an_answer_without_an_errcode_leaves_open_what_came_of_it(answer: bytes, result: Result) -> None:
    assert result_of(answer) == result


async def test_a_redirect_is_refused_and_a_private_address_is_not_asked(receiver: Receiver) -> None:
    async def elsewhere(_request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound("/elsewhere")

    receiver.answer = elsewhere
    assert await post(robot(receiver)) == Result(Fate.REFUSED, "HTTP 302")
    with pytest.raises(Unreachable, match="address not allowed"):
        await post(robot(receiver, "10.0.0.1"))
    assert len(receiver.posts) == 1


@pytest.mark.parametrize("signs", [100, 680, 5000])
def test_a_long_text_is_cut_at_a_whole_sign(signs: int) -> None:
    said = content_of(replace(LETTER, said=Said("公告", "接" * signs)))
    assert len(said.encode()) <= LONGEST
    assert said.endswith("接" if signs == 100 else "…") or len(said) == signs + 4


def test_the_settings_choose_the_form_and_a_robot_needs_no_secret() -> None:
    chosen = Settings.model_validate({"hook_url": URL, "hook_form": "wecom"})
    assert isinstance(carriers_of(chosen, is_rehearsal=False)[Channel.HOOK], WeCom)
    with pytest.raises(ValidationError, match="hook_secret"):
        Settings.model_validate({"hook_url": URL})
