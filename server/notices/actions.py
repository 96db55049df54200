"""What can be done with notices: put them into the outbox, take some to send, record what came of it, repeat one."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from uuid_utils.compat import uuid7

from server.db import Tx
from server.errors import Conflict, NotFound
from server.jobs import actions as jobs
from server.notices import rules
from server.notices.model import Notice
from server.notices.rules import Channel, NoticeState, QuietHours, Result
from server.place import city_of
from server.sealing import Sealer, aad

log = structlog.get_logger(__name__)

JOBS: Final[Mapping[Channel, str]] = {Channel.MAIL: "send_mail", Channel.HOOK: "send_hook", Channel.SMS: "send_sms"}
"""The kind of job that sends the notices of a channel; a server does those whose channel it has."""
EXPIRED: Final = "expired"
ERASED: Final = "erased"
NO_ANSWER: Final = "no answer"
TO_REPEAT: Final = frozenset({NoticeState.FAILED, NoticeState.UNCLEAR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A notice to be written: its text (``kind``, ``values``), its address, and how long it is of use.

    ``key`` names it for ever and is no personal data. ``place`` is whose places it belongs to.
    """

    kind: str
    key: str
    place: int
    to: str
    language: str
    values: Mapping[str, str]
    due: datetime
    until: datetime
    channel: Channel = Channel.MAIL
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """A notice as its sender has it: whose turn it is, and what to send where."""

    id: UUID
    attempts: int
    kind: str
    language: str
    to: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Count:
    """How many notices of a channel are in a state."""

    channel: Channel
    state: NoticeState
    count: int


async def enqueue(tx: Tx, sealer: Sealer, drafts: Collection[Draft]) -> None:
    """Have notices sent once this transaction is committed; one whose key is there already is left as it is.

    NotFound for a place beyond the scope.
    """
    if not all(tx.scope.covers(draft.place) for draft in drafts):
        raise NotFound("not_found")
    await sealer.prepare(await tx.connection(), {_city_month(draft) for draft in drafts})
    by_channel = sorted(drafts, key=lambda draft: draft.channel)
    for channel, found in groupby(by_channel, key=lambda draft: draft.channel):
        batch, rows = uuid7(), list(found)
        await _insert(tx, [_row(sealer, draft, batch) for draft in rows])
        places = [draft.place for draft in rows]
        due = min(draft.due for draft in rows)
        await jobs.put(tx, JOBS[channel], str(batch), due=due, places=(min(places), max(places)))


async def _insert(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """All at once: five thousand rows are one statement, and a key that is there is no error."""
    connection = await tx.connection()
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    await connection.execute(insert(Notice).on_conflict_do_nothing(index_elements=["key"]), rows)


def _row(sealer: Sealer, draft: Draft, batch: UUID) -> Mapping[str, Any]:
    ident = uuid7()
    content = json.dumps({"to": draft.to, "values": dict(draft.values)}, ensure_ascii=False).encode()
    sealed = sealer.seal(content, aad=_aad(ident, draft.place), key=sealer.key_for(*_city_month(draft)))
    same = ("kind", "key", "place", "language", "due", "until", "channel", "urgent")
    fresh = {"state": NoticeState.QUEUED, "attempts": 0, "doubts": 0}
    return {"id": ident, "batch": batch, "sealed": sealed, **{name: getattr(draft, name) for name in same}, **fresh}


async def take(
    tx: Tx, sealer: Sealer, batch: UUID, *, quiet: QuietHours | None, now: datetime, limit: int
) -> list[Taken]:
    """Take notices that are due, for a while (``rules.LEASE``); those of no more use are ended instead.

    One whose sender did not say what became of it counts as a try that may have arrived.
    """
    due = (Notice.batch == batch, Notice.state == NoticeState.QUEUED, Notice.due <= now)
    allowed = [Notice.urgent] if rules.quiet_until(now, quiet) else []
    found = select(Notice).where(*due, _is_free(now), *allowed).order_by(Notice.due, Notice.id).limit(limit)
    locked = await tx.scalars(found.with_for_update(skip_locked=True))
    taken = [await _taken(tx, sealer, notice, now=now) for notice in locked]
    return [one for one in taken if one is not None]


async def _taken(tx: Tx, sealer: Sealer, notice: Notice, *, now: datetime) -> Taken | None:
    if notice.leased_until is not None:
        _settle(notice, Result(rules.Fate.UNCLEAR, NO_ANSWER), now=now)
    if notice.state is NoticeState.QUEUED and notice.until <= now:
        _fail(notice, EXPIRED, now=now)
    if notice.state is not NoticeState.QUEUED or notice.sealed is None:
        return None
    try:
        content = json.loads(await sealer.unseal(tx, notice.sealed, aad=_aad(notice.id, notice.place)))
    except NotFound:
        _fail(notice, ERASED, now=now)
        return None
    notice.attempts += 1
    notice.leased_until = now + rules.LEASE
    return Taken(notice.id, notice.attempts, notice.kind, notice.language, content["to"], content["values"])


async def record_results(tx: Tx, taken: Sequence[Taken], results: Mapping[UUID, Result], *, now: datetime) -> None:
    """Record what came of a try of each that was taken; one that another sender took over meanwhile is the other's."""
    attempts = {one.id: one.attempts for one in taken}
    for notice in await tx.scalars(select(Notice).where(Notice.id.in_(attempts)).with_for_update()):
        if notice.state is NoticeState.QUEUED and notice.attempts == attempts[notice.id]:
            _settle(notice, results[notice.id], now=now)


async def put_off(tx: Tx, batch: UUID, *, now: datetime, due: datetime) -> None:
    """Let the rest of a batch wait: its channel does not work now."""
    waiting = (Notice.batch == batch, Notice.state == NoticeState.QUEUED, Notice.due < due, _is_free(now))
    await tx.change(update(Notice).where(*waiting).values(due=due))


async def next_due(tx: Tx, batch: UUID, *, quiet: QuietHours | None, now: datetime) -> datetime | None:
    """When the next notice of a batch may be sent; None where none waits."""
    waiting = (Notice.batch == batch, Notice.state == NoticeState.QUEUED)
    found = await tx.rows(select(Notice.due, Notice.leased_until, Notice.urgent).where(*waiting))
    return min((_allowed(max(now, due, leased or due), urgent, quiet) for due, leased, urgent in found), default=None)


def _allowed(earliest: datetime, is_urgent: bool, quiet: QuietHours | None) -> datetime:  # noqa: FBT001
    return earliest if is_urgent else rules.quiet_until(earliest, quiet) or earliest


def _settle(notice: Notice, result: Result, *, now: datetime) -> None:
    stands = rules.after(result, attempts=notice.attempts, doubts=notice.doubts)
    notice.leased_until, notice.reason, notice.doubts = None, result.reason, stands.doubts
    if stands.state is NoticeState.QUEUED:
        notice.due = now + stands.pause
        return
    notice.ended_at = now
    if stands.state is NoticeState.SENT:
        notice.sealed = None
    set_notice_state(notice, stands.state)


def _fail(notice: Notice, reason: str, *, now: datetime) -> None:
    notice.leased_until, notice.reason, notice.ended_at = None, reason, now
    set_notice_state(notice, NoticeState.FAILED)


async def repeat(tx: Tx, ident: UUID, *, now: datetime) -> Notice:
    """Send a notice again that failed or is unclear; Conflict for one that is not, is of no more use or not kept."""
    notice = await tx.get(Notice, ident)
    if notice.state not in TO_REPEAT:
        raise Conflict("notice_not_ended")
    if notice.until <= now:
        raise Conflict("notice_expired")
    if notice.sealed is None:
        raise Conflict("notice_not_kept")
    notice.due, notice.attempts, notice.doubts, notice.ended_at = now, 0, 0, None
    set_notice_state(notice, NoticeState.QUEUED)
    await jobs.put(tx, JOBS[notice.channel], str(notice.batch), due=now, places=(notice.place, notice.place))
    return notice


def may_repeat(notice: Notice, *, now: datetime) -> bool:
    """Whether ``repeat`` would send it again."""
    return notice.state in TO_REPEAT and notice.until > now and notice.sealed is not None


async def end_restored(tx: Tx, *, now: datetime) -> None:
    """Send nothing that waited when a backup was made: it may have been sent since."""
    for notice in await tx.scalars(select(Notice).where(Notice.state == NoticeState.QUEUED)):
        _fail(notice, "restored", now=now)


async def counts(tx: Tx) -> list[Count]:
    """How many notices of the scope there are of each channel and state."""
    number = func.count()
    grouped = select(Notice.channel, Notice.state, number).group_by(Notice.channel, Notice.state)
    return [Count(*row) for row in await tx.rows(grouped.order_by(Notice.channel, Notice.state))]


async def notices_of(tx: Tx, state: NoticeState | None, *, limit: int = 100) -> Sequence[Notice]:
    """The notices of one state, or of all, in the scope, the latest first."""
    found = select(Notice).order_by(Notice.id.desc()).limit(limit)
    return await tx.scalars(found if state is None else found.where(Notice.state == state))


def set_notice_state(notice: Notice, state: NoticeState) -> None:
    log.info("notice state", notice=str(notice.id), kind=notice.kind, old=notice.state, new=state, why=notice.reason)
    notice.state = state


def _is_free(now: datetime) -> ColumnElement[bool]:
    return or_(Notice.leased_until.is_(None), Notice.leased_until <= now)


def _city_month(draft: Draft) -> tuple[str, str]:
    return city_of(draft.place), f"{draft.due:%Y-%m}"


def _aad(ident: UUID, place: int) -> bytes:
    return aad("notice", ident, "content", city_of(place))
