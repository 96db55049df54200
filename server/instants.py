"""Instants: microseconds since 1970 UTC inside, RFC 3339 on the wire, in UTC or with the offset of a day's zone."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final, Literal

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)
EARLIEST: Final = (datetime.min.replace(tzinfo=UTC) - EPOCH) // MICROSECOND
LATEST: Final = (datetime.max.replace(tzinfo=UTC) - EPOCH) // MICROSECOND
_CYCLE_YEARS: Final = 400
_CYCLE: Final = 146_097 * 24 * 3600 * 1_000_000
"""Microseconds of the 400 years after which the calendar repeats."""


def micros_of(moment: datetime) -> int:
    """Microseconds since 1970 of an aware datetime."""
    return (moment - EPOCH) // MICROSECOND


def moment_of(micros: int) -> datetime:
    """The aware datetime in UTC of microseconds since 1970."""
    return EPOCH + micros * MICROSECOND


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
        return moment_of(micros).isoformat(timespec="microseconds").replace("+00:00", "Z")
    cycles, within = divmod(micros, _CYCLE)
    moment = moment_of(within)
    return f"{moment.year + cycles * _CYCLE_YEARS:+07d}{moment.isoformat(timespec='microseconds')[4:-6]}Z"


def as_rfc3339_or_none(micros: int | None) -> str | None:
    """As ``as_rfc3339``; None of what has not happened."""
    return None if micros is None else as_rfc3339(micros)


def with_offset(moment: datetime, to: Literal["seconds", "milliseconds", "microseconds"] = "milliseconds") -> str:
    """RFC 3339 text of an aware datetime, with the offset of its own zone: ``2023-11-09T09:30:00.000+08:00``."""
    return moment.isoformat(timespec=to)
