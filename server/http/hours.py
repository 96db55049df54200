"""An hour of a place's own time in bodies and answers: ``08:30:00``, without an offset."""

import datetime as dt
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema
from pydantic_core import PydanticCustomError


def local(hour: dt.time) -> dt.time:
    """Refuse an hour with an offset: the zone is that of the day or the series."""
    if hour.tzinfo is not None:
        raise PydanticCustomError("time_parsing", "an hour in a zone of its own has no offset")
    return hour


LocalTime = Annotated[
    dt.time,
    AfterValidator(local),
    # the format "time" of JSON Schema is RFC 3339's, which always has an offset
    WithJsonSchema({"type": "string", "pattern": r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?$"}),
]
