"""The way in: from the objects of a request to the answers that its device gets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from server.entries.check import EntryCheck, Sound, Unsound, is_account
from server.journal.chain import Mac, canonical, mac_of
from server.journal.judging import Answer, Candidate
from server.journal.loading import Request
from server.journal.writer import Writer

PRINT: Final = 32
"""Digits of the print of a name: enough that no two are alike."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Sender and site, and the time: ``now`` by the day's clock, ``received_at`` by the real one (microseconds)."""

    site: str
    place: int
    device: str | None
    now: int
    received_at: int


async def take_in(writer: Writer, check: EntryCheck, raw: Sequence[Mapping[str, Any]], sender: Sender) -> list[Answer]:
    """Check each object by itself, have the sound ones judged and written, answer all in order."""
    checked = [check.check(one, site=sender.site, place=sender.place, now=sender.now) for one in raw]
    lines = [_line(check.day, one, sender, writer.seals.mac) for one in checked if isinstance(one, Sound)]
    refused = len(checked) - len(lines)
    answers = iter(await writer.submit(Request(check.day, sender.place, lines, sender.now, refused)))
    return [
        Answer(one.id, "refused", code=one.code, field=one.field) if isinstance(one, Unsound) else next(answers)
        for one in checked
    ]


def _line(day: str, sound: Sound, sender: Sender, mac: Mac) -> Candidate:
    def bound(sealed: Mapping[str, Any]) -> str:
        return mac_of(day, sender.place, sound.entry.id, sealed, mac)

    return Candidate(
        sound.entry,
        canonical(sound.entry.data),
        bound(sound.sealed),
        _author(sound.by, mac),
        sender.received_at,
        sender.device,
        sound.sealed,
        clock_ahead=sound.clock_ahead,
        former=sound.former and (canonical(sound.former[0]), bound(sound.former[1])),
    )


def _author(by: str | None, mac: Mac) -> str | None:
    """The author: an account by its id; of a name in free words only a keyed print, by which it is told apart."""
    return by if by is None or is_account(by) else f"print:{mac(f'by|{by}'.encode())[:PRINT]}"
