"""Bodies and answers of the calendar's routes."""

import datetime as dt
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from server.before.calendar import actions, shifts
from server.before.calendar.official import DayKind
from server.errors import Refused
from server.http.hours import LocalTime
from server.http.route import Shape
from server.people.spelling import visible_name


def visible(name: str) -> str:
    """Refuse a name with invisible signs, or without a letter or digit."""
    try:
        return visible_name(name)
    except Refused as refused:
        raise PydanticCustomError("name", "a name has visible signs, a letter or digit among them") from refused


Month = Annotated[str, Field(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]
Year = Annotated[int, Field(ge=actions.YEARS[0], le=actions.YEARS[-1])]
Name = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(visible)]


class OverrideShape(Shape):
    """One month set by hand; without a date no day is held in it."""

    month: Month
    date: dt.date | None
    reason: str = Field(max_length=200)


class PlanShape(Shape):
    """What decides the dates: docs/protocol.md, section 9."""

    rule: str = Field(max_length=100)
    shift: str = Field("next", max_length=20)
    first_month: Month = "2004-01"
    takes_makeup: bool = False
    gap: int = Field(0, ge=0, le=10)
    notice: list[dt.date] = Field(default_factory=list, max_length=120)
    overrides: list[OverrideShape] = Field(default_factory=list, max_length=120)


class SeriesBody(Shape):
    """A series to be made; the province's where no holder is named."""

    series: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")
    holder: str | None = Field(None, pattern=r"^[0-9]{6}$")
    name_zh: Name
    name_en: Name
    opens_at: LocalTime = dt.time(8, 30)
    closes_at: LocalTime = dt.time(17, 30)
    plan: PlanShape


class SeriesAnswer(Shape):
    series: str
    holder: str
    name_zh: str
    name_en: str
    opens_at: LocalTime
    closes_at: LocalTime
    version: int
    plan: PlanShape


class SeriesListAnswer(Shape):
    items: list[SeriesAnswer]


class PlanBody(Shape):
    version: int = Field(ge=0, le=1_000_000)
    """The version that was read: another's newer one is never overwritten."""
    plan: PlanShape


class PreviewBody(Shape):
    year: Year
    plan: PlanShape


class MonthAnswer(Shape):
    """One month of a year: the date, where the rule put it first, and why it is not there."""

    month: Month
    date: dt.date | None
    original: dt.date | None
    became: shifts.Became
    provisional: bool
    reason_zh: str
    reason_en: str


class OfficialDayShape(Shape):
    date: dt.date
    kind: Annotated[DayKind, Field(strict=False)]
    name_zh: str = Field("", max_length=40)
    name_en: str = Field("", max_length=40)


class YearAnswer(Shape):
    """Twelve months and the days of the year that are no plain working day or weekend."""

    year: int
    is_known: bool
    """Whether the year's notice is in the table; without it every date is provisional."""
    months: list[MonthAnswer]
    official: list[OfficialDayShape]


class HolidaysBody(Shape):
    version: int = Field(ge=0, le=1_000_000)
    is_complete: bool
    days: list[OfficialDayShape] = Field(max_length=120)


class HolidaysAnswer(Shape):
    """What an organiser entered, and what counts with it."""

    year: int
    version: int
    is_complete: bool
    days: list[OfficialDayShape]
    official: list[OfficialDayShape]
