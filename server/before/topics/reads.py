"""Queries of policy topics: by what is asked for, and all versions of one."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import ColumnElement, String, Text, func, or_, select, type_coerce

from server.before.topics.model import PolicyTopic, PolicyTopicVersion
from server.before.topics.rules import Told
from server.db import Tx
from server.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The filter of a list of topics; None does not choose."""

    text: str | None = None
    """Found in a code, a title, an answer, plain words or the name of a law."""
    category: str | None = None
    on: date | None = None
    """Valid on this date."""

    def conditions(self) -> list[ColumnElement[bool]]:
        chosen: list[ColumnElement[bool]] = []
        if self.text is not None:
            told = (
                *(PolicyTopic.code, PolicyTopic.title_zh, PolicyTopic.title_en),
                *(PolicyTopic.answer_zh, PolicyTopic.answer_en, PolicyTopic.plain_zh, PolicyTopic.plain_en),
                type_coerce(PolicyTopic.basis, Text),
            )
            chosen.append(or_(*(column.icontains(self.text, autoescape=True) for column in told)))
        if self.category is not None:
            column = type_coerce(PolicyTopic.categories, String)
            chosen.append(column.contains(f" {self.category} ", autoescape=True))
        if self.on is not None:
            chosen += [
                PolicyTopic.valid_from <= self.on,
                or_(PolicyTopic.valid_until.is_(None), PolicyTopic.valid_until > self.on),
            ]
        return chosen


async def topics(tx: Tx, asked: Asked, *, after: str | None = None, limit: int | None = None) -> Sequence[PolicyTopic]:
    """The topics that are asked for, by their codes."""
    found = select(PolicyTopic).where(*asked.conditions())
    if after is not None:
        found = found.where(PolicyTopic.code > after)
    return await tx.scalars(found.order_by(PolicyTopic.code).limit(limit))


async def count(tx: Tx, asked: Asked) -> int:
    return await tx.one_or_none(select(func.count(PolicyTopic.code)).where(*asked.conditions())) or 0


async def find_topic(tx: Tx, code: str) -> PolicyTopic:
    """The topic with this code, locked; NotFound without one."""
    found = await tx.one_or_none(select(PolicyTopic).where(PolicyTopic.code == code).with_for_update())
    if found is None:
        raise NotFound("not_found")
    return found


async def versions_of(tx: Tx, code: str) -> Sequence[PolicyTopicVersion]:
    """All versions of a topic, the newest first; NotFound where there is no such topic."""
    found = select(PolicyTopicVersion).where(PolicyTopicVersion.code == code)
    rows = await tx.scalars(found.order_by(PolicyTopicVersion.version.desc()))
    if not rows:
        raise NotFound("not_found")
    return rows


def told_of(topic: PolicyTopic) -> Told:
    return Told(**{field.name: getattr(topic, field.name) for field in fields(Told)})
