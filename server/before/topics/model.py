"""Tables of policy topics. They hold nothing personal and belong to no place."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Dialect, ForeignKey, String, Text, TypeDecorator
from sqlalchemy.orm import Mapped, mapped_column

from server.before.topics.rules import CODE_LENGTH, TITLE_LENGTH, Article
from server.db import Base
from server.units.model import Codes
from server.units.rules import CODE_LENGTH as UNIT_LENGTH


class Basis(TypeDecorator[tuple[Article, ...]]):
    """Articles in order, one a line, law and article by a tab, so that ``contains`` finds the name of a law."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[Article, ...] | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else "\n".join("\t".join(article) for article in value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[Article, ...] | None:  # noqa: ARG002
        return None if value is None else tuple(Article(*line.split("\t")) for line in value.splitlines())


class PolicyTopic(Base):
    """A topic as its newest version leaves it."""

    __tablename__ = "policy_topic"

    code: Mapped[str] = mapped_column(String(CODE_LENGTH), primary_key=True)
    title_zh: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    title_en: Mapped[str | None] = mapped_column(String(TITLE_LENGTH))
    answer_zh: Mapped[str] = mapped_column(Text)
    answer_en: Mapped[str | None] = mapped_column(Text)
    plain_zh: Mapped[str] = mapped_column(Text)
    plain_en: Mapped[str | None] = mapped_column(Text)
    basis: Mapped[tuple[Article, ...]] = mapped_column(Basis)
    categories: Mapped[tuple[str, ...]] = mapped_column(Codes)
    owner_unit: Mapped[str | None] = mapped_column(String(UNIT_LENGTH))
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads a plain dict here


class PolicyTopicVersion(Base):
    """A topic as it was from one moment on; rows are only added."""

    __tablename__ = "policy_topic_version"

    code: Mapped[str] = mapped_column(ForeignKey("policy_topic.code"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    told: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The form of ``rules.stored``."""
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(60))
