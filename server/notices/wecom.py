"""Notices to a group of WeCom (企业微信), by its own contract; the key in its address is the secret.

A robot takes ``{"msgtype": "text", "text": {"content": …}}`` of at most 2,048 bytes and twenty posts a minute, and
answers 200 with ``errcode`` whatever came of it (developer.work.weixin.qq.com/document/path/91770). Its post has no
key: one whose answer was lost may stand in the group twice.
"""

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

import aiohttp
from pydantic_core import to_json

from server.notices.channel import Letter, Line
from server.notices.hook import ONCE_MORE, PATIENCE, Hook, Resolve, resolve_by_system
from server.notices.rules import Fate, Result

LONGEST: Final = 2048
"""Bytes of one text."""
MOST_READ: Final = 4096
"""Bytes of an answer that are looked at."""
LATER: Final = frozenset({-1, 45009, 45033})
"""Busy, too many a minute, too many at once."""


class WeCom(Hook):
    """Posts to one robot, resolved and pinned as every hook is (decision 115)."""

    def __init__(
        self,
        url: str,
        *,
        allowed: Sequence[str] = (),
        patience: float = PATIENCE,
        resolve: Resolve = resolve_by_system,
    ) -> None:
        super().__init__(url, "", allowed=allowed, patience=patience, resolve=resolve)

    def _opened(self, session: aiohttp.ClientSession, url: str) -> Line:
        return WeComLine(session, url)


class WeComLine:
    is_open = True

    def __init__(self, client: aiohttp.ClientSession, url: str) -> None:
        self._client = client
        self._url = url

    async def send(self, letter: Letter) -> Result:
        """Post one letter; what came of it is in the body of the answer."""
        body = to_json({"msgtype": "text", "text": {"content": content_of(letter)}})
        headers = {"Content-Type": "application/json"}
        try:
            async with self._client.post(self._url, data=body, headers=headers, allow_redirects=False) as answer:
                if answer.status != HTTPStatus.OK:
                    fate = Fate.LATER if answer.status in ONCE_MORE else Fate.REFUSED
                    return Result(fate, f"HTTP {answer.status}")
                return result_of(await answer.content.read(MOST_READ))
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            return Result(Fate.LATER, type(error).__name__)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return Result(Fate.UNCLEAR, type(error).__name__)


def content_of(letter: Letter) -> str:
    """Title and text, cut at a whole sign to what a robot takes."""
    said = f"{letter.said.title}\n\n{letter.said.body}".strip().encode()
    if len(said) <= LONGEST:
        return said.decode()
    return said[: LONGEST - len("…".encode())].decode(errors="ignore") + "…"


def result_of(answer: bytes) -> Result:
    """What ``errcode`` says; an answer without one leaves open whether the post arrived."""
    try:
        code = json.loads(answer)["errcode"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return Result(Fate.UNCLEAR, "no errcode")
    if type(code) is not int:
        return Result(Fate.UNCLEAR, "no errcode")
    if code == 0:
        return Result(Fate.SENT)
    return Result(Fate.LATER if code in LATER else Fate.REFUSED, f"errcode {code}")
