"""The few ways a request can be refused, each with a stable code for programs and a sentence for people."""

from collections.abc import Mapping
from dataclasses import dataclass

from server.entries import refusals as entries
from server.language import Language


class Refused(Exception):  # noqa: N818  # named for the case: Conflict("day_not_open")
    """A request that cannot be done, for the caller's reason. Raise one of the subclasses below."""

    status = 500
    code: str
    params: Mapping[str, object]
    retry_after: int | None

    def __init__(self, code: str, *, retry_after: int | None = None, **params: object) -> None:
        super().__init__(code)
        self.code, self.params, self.retry_after = code, params, retry_after


class BadRequest(Refused):
    status = 400


class NotSignedIn(Refused):
    status = 401


class NotAllowed(Refused):
    status = 403


class NotFound(Refused):
    status = 404


class MethodNotAllowed(Refused):
    status = 405


class Conflict(Refused):
    status = 409


class TooLarge(Refused):
    status = 413


class Unsupported(Refused):
    status = 415


class Invalid(Refused):
    status = 422


class TooMany(Refused):
    status = 429


class Internal(Refused):
    status = 500


class Unavailable(Refused):
    status = 503


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code says: the class of error, which has the status, and one sentence in each language, with {params}."""

    kind: type[Refused]
    zh: str
    en: str


Meanings = Mapping[str, Meaning]

REFUSALS: Meanings = {
    "not_allowed": Meaning(NotAllowed, "您没有此项权限。", "You may not do this."),
    "not_found": Meaning(NotFound, "没有找到。", "Not found."),
    "changed_meanwhile": Meaning(
        Conflict, "内容已被他人更改，请刷新。", "Someone else changed this meanwhile; please reload."
    ),
    "invalid": Meaning(Invalid, "填写有误：{field}。", "Not valid: {field}."),
    "internal": Meaning(Internal, "服务出错，已记录。", "Something went wrong; it has been recorded."),
    "busy": Meaning(Unavailable, "服务繁忙，请稍后再试。", "The service is busy; please try again."),
    "database_unavailable": Meaning(
        Unavailable, "数据库暂不可用，请稍后再试。", "The database is unavailable; please try again."
    ),
    "not_from_here": Meaning(
        Conflict, "当前状态（{state}）下不能执行 {command}。", "From {state} the command {command} leads nowhere."
    ),
    "erased": Meaning(NotFound, "个人信息已依法删除。", "The personal data has been erased."),
}
"""What every room may refuse; the rest stands in the `refusals.py` of each room (server/refusals.py unites them)."""

CODES: dict[str, Meaning] = dict(REFUSALS)
"""Every code of a refused request, as far as rooms have declared theirs."""


def declare(refusals: Meanings) -> None:
    """Make a room's refusals known; ValueError for a code that another room has."""
    if taken := CODES.keys() & refusals.keys():
        raise ValueError(f"declared twice: {sorted(taken)}")
    CODES.update(refusals)


def sentence(code: str, language: Language, params: Mapping[str, object]) -> str:
    """Return what the code says to a person."""
    zh, en = entries.REFUSALS[code] if code in entries.REFUSALS else (CODES[code].zh, CODES[code].en)
    return (en if language == "en" else zh).format_map(params)


def problem(refused: Refused, language: Language) -> dict[str, object]:
    """Return the refusal as an RFC 9457 problem object; its params stand beside the standard members."""
    return {
        "type": f"urn:reception:{refused.code}",
        "title": refused.code.replace("_", " "),
        "status": refused.status,
        "detail": sentence(refused.code, language, refused.params),
        "code": refused.code,
        **refused.params,
    }


class Stopped(Exception):  # noqa: N818  # read by a person at a terminal, not by a program
    """A command cannot go on, without a fault in the code. Its text is a whole sentence for the operator."""
