"""An outcome is read back and confirmed: by a drawn signature, a signed paper, the petitioner's word, or not at all.

What is confirmed is one version of the outcome: the place in the site's journal of the last entry that said or amended
it. An amended outcome leaves a signature standing for the version before, and is read back again. What was drawn or
written lies sealed by the key of the city and month of the day, and the checksum of each row tells of any change.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError

from server import fold
from server.day.outcome.model import OutcomeSignature, Way
from server.db import Tx
from server.errors import Conflict, Invalid, NotFound
from server.files.actions import store_file
from server.files.model import FileChunk
from server.files.papers import Paper
from server.journal.chain import canonical
from server.journal.model import Accepted, Matter, MatterKey
from server.people.audit import record
from server.people.spelling import is_visible
from server.place import city_of
from server.sealing import Sealer, aad

FEWEST_POINTS: Final = 8
MOST_POINTS: Final = 4000
WIDTH, HEIGHT = 1000, 400
"""Of the field in which a signature is drawn."""
SMALLEST: Final = 60
"""How wide or high a signature is at least: a dot is none."""
SHORTEST, LONGEST = 2, 200
Strokes = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a petitioner answers to ``version``, as it was read back; strokes are x, y, x, y … in WIDTH × HEIGHT."""

    id: UUID
    version: int
    way: Way
    words: str = ""
    strokes: Strokes = ()
    paper: Paper | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """The entry of the outcome that holds, and the place in the journal of the last entry that said or amended it."""

    entry: str
    number: int


@dataclass(frozen=True, slots=True)
class Signed:
    """An answer as it is kept; ``words`` and ``strokes`` are None where they were erased by law."""

    row: OutcomeSignature
    is_current: bool
    words: str | None
    strokes: Strokes | None


async def version_of(tx: Tx, key: MatterKey) -> Version | None:
    """The version of a matter's outcome; None where none holds."""
    entry = await tx.one_or_none(
        select(Matter.disposition).where(Matter.day == key.day, Matter.place == key.place, Matter.matter == key.matter)
    )
    if entry is None:
        return None
    said = or_(Accepted.id == entry, (Accepted.target == entry) & (Accepted.kind == fold.AMENDED))
    last = await tx.scalars(
        select(func.max(Accepted.seq)).where(Accepted.day == key.day, Accepted.place == key.place, said)
    )
    return Version(entry, last[0])


async def answers_of(tx: Tx, key: MatterKey) -> Sequence[OutcomeSignature]:
    """The answers to a matter's outcome, the earliest first."""
    own = [getattr(OutcomeSignature, name) == getattr(key, name) for name in ("day", "place", "matter")]
    return await tx.scalars(select(OutcomeSignature).where(*own).order_by(OutcomeSignature.at, OutcomeSignature.id))


async def signed_of(tx: Tx, sealer: Sealer, key: MatterKey) -> Sequence[Signed]:
    """The same with what was written and drawn, and whether each is of the outcome as it holds now."""
    version = await version_of(tx, key)
    found = []
    for row in await answers_of(tx, key):
        said = await _unsealed(tx, sealer, row)
        words = None if said is None else said["words"]
        strokes = None if said is None else said["strokes"]
        found.append(Signed(row, version == Version(row.entry, row.version), words, strokes))
    return found


async def sign(tx: Tx, sealer: Sealer, key: MatterKey, answer: Answer, *, by: str, now: datetime) -> None:
    """Keep an answer; one that is sent again under its id is kept once.

    Conflict ``outcome_not_counted``, ``outcome_amended`` where another version holds now, ``outcome_signed``;
    Invalid ``signature_empty``, ``signature_words``; NotFound where the id is another matter's.
    """
    own = select(Matter.matter).where(Matter.day == key.day, Matter.place == key.place, Matter.matter == key.matter)
    await tx.one_or_none(own.with_for_update())  # two who sign at once are one after the other
    known = await answers_of(tx, key)
    if any(one.id == answer.id for one in known):
        return
    _check(answer)
    version = await version_of(tx, key)
    if version is None:
        raise Conflict("outcome_not_counted")
    if answer.version != version.number:
        raise Conflict("outcome_amended")
    same = [one for one in known if Version(one.entry, one.version) == version]
    if any(one.way is not Way.REFUSED for one in same) or (same and answer.way is Way.REFUSED):
        raise Conflict("outcome_signed")
    row = OutcomeSignature(
        id=answer.id, day=key.day, place=key.place, matter=key.matter, entry=version.entry, version=version.number
    )
    row.way, row.by, row.at = answer.way, by, now
    await _seal(tx, sealer, row, answer)
    row.checksum = checksum(row, await _chunks(tx, row), sealer)
    tx.add(row)
    try:
        await tx.flush()
    except IntegrityError as error:  # the id is another matter's, which may lie beyond one's places
        raise NotFound("not_found") from error
    about = f"matter:{key.day}/{key.place}/{key.matter}"
    await record(tx, by, "outcome_answered", about, place=key.place, now=now)


def checksum(row: Any, chunks: Sequence[bytes], sealer: Any) -> str:
    """A keyed checksum of a row and of what is sealed beside it; it holds after an erasure too."""
    said = [str(getattr(row, name)) for name in ("id", "day", "place", "matter", "entry", "version", "by", "file_id")]
    said += [str(getattr(row.way, "value", row.way)), str(round(row.at.timestamp() * 1_000_000))]
    sealed = [hashlib.sha256(part).hexdigest() for part in (row.words_sealed or b"", *chunks)]
    made: str = sealer.mac(b"outcome_signature|" + canonical([*said, *sealed]).encode())
    return made


async def picture_of_answer(tx: Tx, key: MatterKey, ident: UUID) -> UUID:
    """The file of an answer on paper; NotFound without one."""
    found = next((one.file_id for one in await answers_of(tx, key) if one.id == ident), None)
    if found is None:
        raise NotFound("not_found")
    return found


def _check(answer: Answer) -> None:
    if answer.way is Way.DRAWN:
        points = [(xs[at], xs[at + 1]) for xs in answer.strokes for at in range(0, len(xs) - 1, 2)]
        is_even = all(one and len(one) % 2 == 0 for one in answer.strokes)
        fits = all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points)
        if not (is_even and fits and FEWEST_POINTS <= len(points) <= MOST_POINTS):
            raise Invalid("signature_empty")
        wide, high = (max(one) - min(one) for one in zip(*points, strict=True))
        if max(wide, high) < SMALLEST:
            raise Invalid("signature_empty")
    elif answer.strokes:
        raise Invalid("invalid", field="strokes")
    if (answer.way is Way.PAPER) != (answer.paper is not None):
        raise Invalid("invalid", field="way")
    words = answer.words.strip()
    is_needed = answer.way is Way.WORD
    if (words or is_needed) and not (SHORTEST <= len(words) <= LONGEST and is_visible(words)):
        raise Invalid("signature_words", least=SHORTEST, most=LONGEST)


async def _seal(tx: Tx, sealer: Sealer, row: OutcomeSignature, answer: Answer) -> None:
    month = row.day[:7]
    said = {"words": answer.words.strip(), "strokes": [list(one) for one in answer.strokes]}
    key = await sealer.key_in(tx, city_of(row.place), month)
    row.words_sealed = sealer.seal(json.dumps(said, ensure_ascii=False).encode(), aad=_bound(row), key=key)
    if answer.paper is None:
        return
    paper = answer.paper
    row.file_id = (
        await store_file(
            tx, sealer, paper.content, media=paper.media, place=row.place, month=month, by=row.by, now=row.at
        )
    ).id


async def _unsealed(tx: Tx, sealer: Sealer, row: OutcomeSignature) -> dict[str, Any] | None:
    if row.words_sealed is None:
        return None
    try:
        said: dict[str, Any] = json.loads(await sealer.unseal(tx, row.words_sealed, aad=_bound(row)))
    except NotFound:
        return None
    return said


async def _chunks(tx: Tx, row: OutcomeSignature) -> Sequence[bytes]:
    if row.file_id is None:
        return ()
    of_file = select(FileChunk.sealed).where(FileChunk.file_id == row.file_id)
    return await tx.scalars(of_file.order_by(FileChunk.n))


def _bound(row: OutcomeSignature) -> bytes:
    return aad("outcome_signature", row.id, "words", city_of(row.place))
