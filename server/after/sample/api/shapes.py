"""What goes through the routes of sample call-backs."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from pydantic import Field

from server.after.care.rules import CallResult, CallState
from server.after.sample.rules import MOST_PER_SITE, Verdict
from server.day_code import DayCode
from server.http.route import Shape

Ident = Annotated[UUID, Field(strict=False)]
Words = Annotated[str, Field(max_length=500)]


class SamplesQuery(Shape):
    day: DayCode


class ResultsQuery(Shape):
    day: DayCode | None = None


class DrawBody(Shape):
    """``seen`` is the number of the last draw that was read, 0 without any; each further one needs a ``reason``."""

    day: DayCode
    per_site: int = Field(ge=1, le=MOST_PER_SITE)
    seen: int = Field(0, ge=0, lt=2**31)
    reason: Words = ""


class DrawRow(Shape):
    """A draw of a list. ``place`` is the region that drew; ``is_standing``: it is the one that is called."""

    id: UUID
    day: DayCode
    place: str
    number: int
    is_standing: bool
    is_own: bool
    """Whether it is of the level that the reader acts for."""
    per_site: int
    candidates: int
    drawn: int
    called: int
    """Of how many the calls have a result."""
    by: str | None
    at: dt.datetime


class SamplesAnswer(Shape):
    """The draws of a day, and from how many matters one's own level would draw now; null before the day is closing."""

    items: list[DrawRow]
    candidates: int | None


class SampleAttemptAnswer(Shape):
    result: CallResult
    words: str | None
    by: str | None
    at: dt.datetime


class SampleCallAnswer(Shape):
    """A matter that was drawn. ``is_counted``: it still counts as resolved on site."""

    id: UUID
    site: str
    site_zh: str
    site_en: str | None
    matter: str
    state: CallState
    verdict: Verdict | None
    is_counted: bool
    attempts: list[SampleAttemptAnswer]


class DrawAnswer(DrawRow):
    """One draw with all that it can be repeated from. ``is_repeated``: list and seed just gave this result again."""

    seed: str
    checksum: str
    candidate_list: str
    """One candidate a line: code of the site, tab, id of the matter."""
    is_repeated: bool
    reason: str | None
    calls: list[SampleCallAnswer]


class SampleAttemptBody(Shape):
    """What came of a call. ``id`` is made by the page, so that it is entered once however often it is sent."""

    id: Ident
    result: Annotated[CallResult, Field(strict=False)]
    verdict: Annotated[Verdict, Field(strict=False)] | None = None
    words: Words | None = None


class SiteResultAnswer(Shape):
    """Matters of a site that were drawn, reached, and what their petitioners said; of ``reached`` some said nothing."""

    site: str
    drawn: int
    reached: int
    resolved: int
    partly: int
    not_resolved: int


class SiteResultsAnswer(Shape):
    items: list[SiteResultAnswer]
