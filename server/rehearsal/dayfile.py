"""A day as a file: one line per sending, in order of arrival (docs/protocol.md, "A day as a file")."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path
from typing import Any, Final

from server.day_code import NotADate, NotADayCode, parse_day
from server.errors import BadRequest, Stopped
from server.unambiguous import unique

EARLIEST: Final = datetime(2, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(9998, 12, 31, tzinfo=UTC)


class BadFile(Stopped):
    """The file is not a day; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Sending:
    """One line: what was sent, and when."""

    sent_at: datetime
    entry: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DayFile:
    """The sendings of each site in file order."""

    day: str
    lines: int
    by_site: Mapping[str, Sequence[Sending]]
    starts: datetime
    ends: datetime

    def split(self, moment: datetime) -> tuple["DayFile", "DayFile"]:
        """The part whose hour has passed at this moment and the part still to come, each site in file order."""
        past = {site: list(takewhile(lambda each: each.sent_at < moment, own)) for site, own in self.by_site.items()}
        rest = {site: own[len(past[site]) :] for site, own in self.by_site.items()}
        return self._part(past), self._part(rest)

    def _part(self, by_site: Mapping[str, Sequence[Sending]]) -> "DayFile":
        return replace(self, lines=sum(map(len, by_site.values())), by_site=by_site)


def read_day(path: Path) -> DayFile:
    """Read a day; BadFile names the line that is none."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile(f"{path}: not UTF-8 at byte {error.start}") from error
    except OSError as error:
        raise BadFile(f"{path}: cannot be read ({error.strerror})") from error
    lines = enumerate(text.split("\n"), 1)  # and at no other sign: a text may hold U+2028
    sendings = [_sending(path, number, line) for number, line in lines if line.strip()]
    if not sendings:
        raise BadFile(f"{path}: holds no line")
    if not _is_day(sendings[0].entry["day"]):
        raise BadFile(f"{path}, line 1: the day is written as 2023-11-09 or 2023-11-09.430100")
    by_site: dict[str, list[Sending]] = {}
    for sending in sendings:
        by_site.setdefault(sending.entry["site"], []).append(sending)
    times = [sending.sent_at for sending in sendings]
    return DayFile(sendings[0].entry["day"], len(sendings), by_site, min(times), max(times))


def _is_day(day: str) -> bool:
    try:
        return bool(parse_day(day))
    except (NotADate, NotADayCode):
        return False


def _sending(path: Path, number: int, line: str) -> Sending:
    try:
        told = json.loads(line, object_pairs_hook=unique)
        entry, sent_at = told["entry"], datetime.fromisoformat(told["sent_at"])
        named = isinstance(entry["site"], str) and isinstance(entry["day"], str)
    except BadRequest as error:
        raise BadFile(f"{path}, line {number}: an object has the same name twice") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadFile(f"{path}, line {number}: not a sending ({type(error).__name__})") from error
    if not named or sent_at.tzinfo is None:
        raise BadFile(f"{path}, line {number}: a sending has sent_at with offset, and an entry with day and site")
    if not EARLIEST < sent_at < LATEST:
        raise BadFile(f"{path}, line {number}: sent_at is at an end of time")
    return Sending(sent_at, entry)
