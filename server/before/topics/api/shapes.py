"""What goes through the routes of topics, and how it is made from what is stored."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field, WithJsonSchema

from server.before.topics import reads, rules
from server.before.topics.model import PolicyTopic, PolicyTopicVersion
from server.before.topics.rules import Article, Told
from server.http.paging import Page, PageQuery
from server.http.route import Shape
from server.sites.naming import WORDS
from server.units.rules import CODE_LENGTH as UNIT_LENGTH


def _in_schema(most: int) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "minLength": 1, "maxLength": most})  # ECMA-262 has no such classes


Code = Annotated[str, Field(min_length=1, max_length=rules.CODE_LENGTH)]
Title = Annotated[str, Field(max_length=rules.TITLE_LENGTH, pattern=WORDS), _in_schema(rules.TITLE_LENGTH)]
Answer = Annotated[str, Field(max_length=rules.ANSWER_LENGTH, pattern=WORDS), _in_schema(rules.ANSWER_LENGTH)]
Plain = Annotated[str, Field(max_length=rules.PLAIN_LENGTH, pattern=WORDS), _in_schema(rules.PLAIN_LENGTH)]
Law = Annotated[str, Field(max_length=rules.LAW_LENGTH, pattern=WORDS), _in_schema(rules.LAW_LENGTH)]
Cited = Annotated[str, Field(max_length=rules.ARTICLE_LENGTH, pattern=WORDS), _in_schema(rules.ARTICLE_LENGTH)]
Codes = Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=30)]
Cursor = Annotated[str, Field(max_length=rules.CODE_LENGTH, pattern=r"^[a-z0-9-]+$")]


class TopicsQuery(PageQuery[Cursor]):
    """Which topics: what is typed, a category, those valid today."""

    q: Annotated[str, Field(max_length=100)] | None = None
    category: Annotated[str, Field(max_length=60)] | None = None
    valid: bool = False


class ArticleShape(Shape):
    """A law by its title without brackets, and the article as it is cited."""

    law: Law
    article: Cited


class ToldShape(Shape):
    """What is told of a topic and may change."""

    title_zh: Title
    title_en: Title | None = None
    answer_zh: Answer
    answer_en: Answer | None = None
    plain_zh: Plain
    plain_en: Plain | None = None
    basis: Annotated[list[ArticleShape], Field(min_length=1, max_length=rules.MOST_ARTICLES)]
    categories: Codes = Field(default_factory=list)
    owner_unit: Annotated[str, Field(min_length=1, max_length=UNIT_LENGTH)] | None = None
    valid_from: Annotated[date, Field(strict=False)]
    valid_until: Annotated[date, Field(strict=False)] | None = None


class NewTopicBody(ToldShape):
    code: Code


class TopicBody(ToldShape):
    version: int
    """The version that was read; what another changed since is never overwritten."""


class TopicAnswer(Shape):
    code: str
    version: int
    title_zh: str
    title_en: str | None
    answer_zh: str
    answer_en: str | None
    plain_zh: str
    plain_en: str | None
    basis: list[ArticleShape]
    categories: list[str]
    owner_unit: str | None
    valid_from: date
    valid_until: date | None


class TopicsAnswer(Page[TopicAnswer]):
    total: int
    """Of all pages."""


class TopicVersionAnswer(TopicAnswer):
    """A topic as it was from ``made_at`` on, until the next version."""

    made_at: datetime
    made_by: str


class TopicVersionsAnswer(Shape):
    items: list[TopicVersionAnswer]
    """The newest first."""


class TopicSamplesAnswer(Shape):
    made: int


def told(shape: ToldShape) -> Told:
    said = {name: getattr(shape, name) for name in ToldShape.model_fields}
    return Told(
        **said
        | {
            "basis": tuple(Article(one.law, one.article) for one in shape.basis),
            "categories": tuple(dict.fromkeys(shape.categories)),
        }
    )


def topic_answer(topic: PolicyTopic) -> TopicAnswer:
    return TopicAnswer(**_plain(topic.code, topic.version, reads.told_of(topic)))


def version_answer(row: PolicyTopicVersion) -> TopicVersionAnswer:
    plain = _plain(row.code, row.version, rules.told_of(row.told))
    return TopicVersionAnswer(**plain, made_at=row.made_at, made_by=row.made_by)


def _plain(code: str, version: int, told: Told) -> dict[str, Any]:
    said = {name: getattr(told, name) for name in ToldShape.model_fields}
    articles = [ArticleShape(law=law, article=article) for law, article in told.basis]
    return {"code": code, "version": version, **said, "basis": articles, "categories": list(told.categories)}
