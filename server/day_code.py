"""Day codes: the name of a reception day in addresses, entries, tables and files.

``2023-11-09`` is the province's joint day of that date; ``2023-11-09.430100`` is a day that one region, a city or a
county, holds alone on that date. Nothing else names a day, so that one day has one name.
"""

import datetime as dt
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from server.place import Range, Scope, level_of, range_of_region

if TYPE_CHECKING:
    from pydantic_core import CoreSchema

DAY_CODE_LENGTH: Final = len("2023-11-09.430100")
MOST_SIGNS: Final = 100
"""Of a text that is looked at; a longer one names nothing."""
PATTERN: Final = r"^\d{4}-\d{2}-\d{2}(\.[1-9]\d{5})?$"
_DATE: Final = slice(0, len("2023-11-09"))
_HOLDER: Final = slice(len("2023-11-09."), None)
_CODE: Final = re.compile(PATTERN, re.ASCII)


class NotADate(ValueError):  # noqa: N818  # reads as what it says
    """The text does not begin with a date as ISO 8601 writes it."""


class NotADayCode(ValueError):  # noqa: N818
    """The text begins with a date, and what follows is not ``.`` and the code of a city or a county."""


class DayCode(str):
    """A day code whose spelling was checked; as a text it is the code itself."""

    __slots__ = ()

    @property
    def date(self) -> dt.date:
        """The date in the day's own zone."""
        return dt.date.fromisoformat(self[_DATE])

    @property
    def holder(self) -> str | None:
        """The code of the city or county that holds the day alone; None for the province's joint day."""
        return self[_HOLDER] or None

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> "CoreSchema":
        """A text that pydantic parses with ``parse_day``; its refusals are ``date_parsing`` and ``day_code``."""
        from pydantic_core import PydanticCustomError, core_schema  # noqa: PLC0415  # commands start without it

        def parse(text: str) -> DayCode:
            try:
                return parse_day(text)
            except NotADate as error:
                raise PydanticCustomError("date_parsing", "not a date") from error
            except NotADayCode as error:
                raise PydanticCustomError("day_code", "not a day code") from error

        return core_schema.no_info_after_validator_function(parse, core_schema.str_schema(max_length=MOST_SIGNS))

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: Any, _handler: Any) -> dict[str, Any]:
        return {"type": "string", "pattern": PATTERN, "examples": ["2023-11-09", "2023-11-09.430100"]}


def day_code(held_on: dt.date, holder: str | None = None) -> DayCode:
    """Name the day that a region holds on a date; without a holder, or with a province, the joint day."""
    if holder is None or level_of(holder) == "province":
        return DayCode(held_on.isoformat())
    return DayCode(f"{held_on.isoformat()}.{holder}")


@lru_cache(maxsize=1000)
def parse_day(text: str) -> DayCode:
    """Check the spelling of a day code. Raises NotADate or NotADayCode."""
    try:
        written = dt.date.fromisoformat(text[_DATE]).isoformat()
    except ValueError:
        raise NotADate(text) from None
    if written != text[_DATE]:
        raise NotADate(text)
    if _CODE.fullmatch(text) is None or (len(text) == DAY_CODE_LENGTH and level_of(text[_HOLDER]) == "province"):
        raise NotADayCode(text)
    return DayCode(text)


def scope_on(day: str, scope: Range) -> Range:
    """Cut a range of places to those of the day: where it covers the day's holder, to the holder.

    The figures of a day that a city holds are kept for the city and what lies below it.
    """
    holder = parse_day(day).holder
    whole = scope if holder is None else range_of_region(holder)
    return whole if Scope(*scope).covers_range(*whole) else scope
