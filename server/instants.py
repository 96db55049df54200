"""Instants: microseconds since 1970 UTC inside, RFC 3339 in UTC on the wire."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)
EARLIEST: Final = (datetime.min.replace(tzinfo=UTC) - EPOCH) // MICROSECOND
LATEST: Final = (datetime.max.replace(tzinfo=UTC) - EPOCH) // MICROSECOND
_CYCLE_YEARS: Final = 400
_CYCLE: Final = 146_097 * 24 * 3600 * 1_000_000
"""Microseconds of the 400 years after which the calendar repeats."""


def is_writable(micros: int) -> bool:
    """Whether RFC 3339 in UTC can write an instant: its year has four digits and is not 0."""
    return EARLIEST <= micros <= LATEST


@lru_cache(maxsize=1000)  # what came in one request came at one instant
def as_rfc3339(micros: int) -> str:
    """RFC 3339 text in UTC of microseconds since 1970.

    An instant that RFC 3339 cannot write (a row that an older version let in) gets the expanded year of ISO 8601, a
    sign and six digits, so that it can still be shown, exported and told from every other.
    """
    if is_writable(micros):
        return (EPOCH + micros * MICROSECOND).isoformat(timespec="microseconds").replace("+00:00", "Z")
    cycles, within = divmod(micros, _CYCLE)
    moment = EPOCH + within * MICROSECOND
    return f"{moment.year + cycles * _CYCLE_YEARS:+07d}{moment.isoformat(timespec='microseconds')[4:-6]}Z"
