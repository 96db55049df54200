"""What enters a bulletin beside its figures: what an organiser types, and what the day and its cases show. Pure."""

import datetime as dt
from dataclasses import dataclass

from server.after.bulletin.figures import Figures
from server.after.bulletin.rules import Consent


@dataclass(frozen=True, slots=True)
class Requirement:
    """What is required, of which unit or place, and by when."""

    text: str
    due_on: dt.date


@dataclass(frozen=True, slots=True)
class Chosen:
    """A case that is told as a typical one, and how the petitioner agreed to that."""

    case: str
    consent: Consent
    consented_on: dt.date


@dataclass(frozen=True, slots=True)
class Typed:
    """The parts of a bulletin that an organiser types."""

    title: str
    issuer: str
    features: tuple[str, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    cases: tuple[Chosen, ...] = ()


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened in a typical case, so many days after its reception."""

    after_days: int
    what: str
    fen: int


@dataclass(frozen=True, slots=True)
class TypicalCase:
    """A case as it is told: its category, its city, how many people, what happened; nothing of a person."""

    category: str
    city: str
    people_count: int
    happened: tuple[Happened, ...]
    is_paid: bool


@dataclass(frozen=True, slots=True)
class LateSite:
    """A site that opened late, by so many minutes."""

    site: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Problems:
    """What did not go as planned: sites by their codes, and counts."""

    unopened: tuple[str, ...] = ()
    late: tuple[LateSite, ...] = ()
    line_faults: int = 0
    incomplete: int = 0
    """Matters whose outcome lacks something that it requires, such as the route that is told."""
    late_entries: int = 0
    """Entries that were recorded after the site had closed."""


@dataclass(frozen=True, slots=True)
class LeadersAt:
    """The leaders on duty at places of one level: ``province``, ``city``, ``county``."""

    level: str
    planned: int
    present: int
    substitutes: int


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What became of the day's cases by a date: sums of their ledgers in fen, how many run and how many are overdue."""

    as_of: dt.date
    agreed_fen: int = 0
    paid_fen: int = 0
    received_fen: int = 0
    running: int = 0
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class Quarter:
    """Matters registered and resolved on site in a quarter of an hour, by its beginning (08:15)."""

    begins: str
    matters: int
    resolved_on_site: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that a bulletin tells beside what is typed."""

    figures: Figures
    before: Figures | None
    """Of the reception day of the same level before this one."""
    leaders: tuple[LeadersAt, ...]
    problems: Problems
    follow_up: FollowUp
    cases: tuple[TypicalCase, ...]
    curve: tuple[Quarter, ...]
    unadjusted: int
    """Entries that were accepted since the figures were signed or adjusted."""
