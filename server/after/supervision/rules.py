"""How many counties are drawn, what is checked there, and when a reply is overdue. Pure."""

import datetime as dt
from collections.abc import Collection
from enum import StrEnum
from typing import Final

from server.after.sample.drawing import Candidate
from server.place import range_of_region
from server.sites.reference import Reference

PER_CITY: Final = 2
"""Counties drawn of each city (issue 10, section 8)."""
MOST_PEOPLE: Final = 50
MOST_REGIONS: Final = 150
"""More than all cities and counties of a province."""
MOST_CASES: Final = 200


class Item(StrEnum):
    """The checklist 一听二看三查: what is listened to, looked at and checked (decision 152)."""

    REPORT_HEARD = "report_heard"
    PETITIONERS_HEARD = "petitioners_heard"
    SITE_SEEN = "site_seen"
    RECORDS_SEEN = "records_seen"
    DEADLINES_CHECKED = "deadlines_checked"
    PAYMENTS_CHECKED = "payments_checked"
    CALLS_CHECKED = "calls_checked"


class Mark(StrEnum):
    """What a group says of an item."""

    IN_ORDER = "in_order"
    LACKING = "lacking"
    NOT_CHECKED = "not_checked"


def counties_of(reference: Reference, regions: Collection[str]) -> list[Candidate]:
    """The counties that may be drawn, grouped by city: those of the regions, each once."""
    ranges = [range_of_region(one) for one in regions]
    return [
        Candidate(county.parent, county.code)
        for county in reference.regions.values()
        if county.level == "county" and any(lo <= int(county.code) * 1000 <= hi for lo, hi in ranges)
    ]


def is_overdue(reply_by: dt.date, replied_on: dt.date | None, today: dt.date) -> bool:
    """Whether a reply is missing after its date, or came after it."""
    return (replied_on or today) > reply_by
