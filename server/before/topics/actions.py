"""Making and changing policy topics: each change is a version, and nothing that another changed is overwritten."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import fields
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from server.before.topics import reads, rules
from server.before.topics.model import PolicyTopic, PolicyTopicVersion
from server.before.topics.rules import Told
from server.db import Tx
from server.errors import Conflict, NotFound
from server.people.audit import record
from server.people.rules import Person, require
from server.place import province_of, range_of_region


async def make_topic(
    tx: Tx, code: str, told: Told, *, categories: Container[str], units: Container[str], by: Person, now: datetime
) -> PolicyTopic:
    """Make a topic; Conflict ``topic_code_taken``, Invalid for what a topic cannot be."""
    _require(by)
    rules.check_code(code)
    rules.check_told(told, categories=categories, units=units)
    made = _put(tx, PolicyTopic(code=code), told, by=by.principal, now=now)
    try:
        await tx.flush()
    except IntegrityError as error:
        raise Conflict("topic_code_taken", topic=code) from error
    await record(tx, by.principal, "topic_made", f"topic:{code}", place=by.scope.lo, now=now)
    return made


async def change_topic(
    tx: Tx,
    code: str,
    told: Told,
    *,
    version: int,
    categories: Container[str],
    units: Container[str],
    by: Person,
    now: datetime,
) -> PolicyTopic:
    """Make the next version of a topic that was read as ``version``.

    Conflict ``topic_changed`` with what another changed since, where that is no longer the newest.
    """
    _require(by)
    topic = await reads.find_topic(tx, code)
    newest = reads.told_of(topic)
    if topic.version != version:
        before = await _told_at(tx, code, version) or newest
        raise Conflict("topic_changed", version=topic.version, changed=rules.changed(before, newest))
    rules.check_told(told, categories=categories, units=units)
    if told != newest:
        _put(tx, topic, told, by=by.principal, now=now)
        await tx.flush()
        await record(tx, by.principal, "topic_changed", f"topic:{code}", place=by.scope.lo, now=now)
    return topic


async def add_samples(tx: Tx, samples: Mapping[str, Told], *, by: Person, now: datetime) -> int:
    """Make the shipped examples whose codes no topic has yet; how many there were."""
    _require(by)
    made = await put_samples(tx, samples, by=by.principal, now=now)
    if made:
        await record(tx, by.principal, "topic_samples_added", "topics", place=by.scope.lo, now=now)
    return len(made)


async def put_samples(tx: Tx, samples: Mapping[str, Told], *, by: str, now: datetime) -> Sequence[str]:
    """The same for a rehearsal, which has no organiser; the codes of those that were made."""
    there = set(await tx.scalars(select(PolicyTopic.code)))
    new = [code for code in samples if code not in there]
    for code in new:
        _put(tx, PolicyTopic(code=code), samples[code], by=by, now=now)
    try:
        await tx.flush()
    except IntegrityError as error:  # another added them at the same moment
        raise Conflict("changed_meanwhile") from error
    return new


def _require(by: Person) -> None:
    """Only an organiser of the whole province words what every site answers; NotFound for one of a part of it."""
    require(by, "manage_topics")
    if not by.scope.covers_range(*range_of_region(province_of(by.scope.lo))):
        raise NotFound("not_found")


def _put(tx: Tx, topic: PolicyTopic, told: Told, *, by: str, now: datetime) -> PolicyTopic:
    """Store what is told as the topic's next version."""
    for field in fields(Told):
        setattr(topic, field.name, getattr(told, field.name))
    tx.add(topic)
    version = (topic.version or 0) + 1
    row = {"code": topic.code, "version": version, "told": rules.stored(told)}
    tx.add(PolicyTopicVersion(made_at=now, made_by=by, **row))
    return topic


async def _told_at(tx: Tx, code: str, version: int) -> Told | None:
    found = select(PolicyTopicVersion).where(PolicyTopicVersion.code == code, PolicyTopicVersion.version == version)
    row = await tx.one_or_none(found)
    return None if row is None else rules.told_of(row.told)
