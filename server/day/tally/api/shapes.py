"""What goes through the routes of the figures."""

from typing import Literal

from pydantic import AwareDatetime, Field

from server.before.agenda.rules import SiteState
from server.day.tally.chase import Answer, Rung
from server.day.tally.model import NOTE_LENGTH
from server.day.tally.tasks import Act
from server.entries.fields import Channel, Mode, Need
from server.http.paging import OpaqueCursor, Page, PageQuery
from server.http.route import Shape

AttentionKind = Literal[
    "late_to_open",
    "silent",
    "offline",
    "no_leader",
    "long_wait",
    "check_failed",
    "incident",
    "waiting_entries",
    "matter_after_zero",
    "late_entries",
    "clock_ahead",
    "inconsistent",
    "incomplete",
]
"""The causes on the attention list (``rules.attention``)."""


ChasedKind = Literal["late_to_open", "silent", "offline"]
"""The causes for which a site is chased (``chase.CHASED``)."""


class Counts(Shape):
    matters: int
    involved: int
    attendees: int
    resolved_on_site: int
    amount_fen: int


class SitesCount(Shape):
    expected: int
    opened: int
    closed: int


class EntriesCount(Shape):
    accepted: int


class PublishedTally(Shape):
    """The tally as it was published at ``at``; it never moves again."""

    at: str
    version: int
    sites: SitesCount
    totals: Counts
    by_category: dict[str, Counts]
    by_outcome: dict[str, int]
    by_city: dict[str, Counts]


class Adjustment(Shape):
    """How far the tally has moved since it was published, by what came in later; all zero while it has not."""

    sites: SitesCount
    totals: Counts
    entries: EntriesCount


class TallyAnswer(Shape):
    """The tally of a scope; amounts in fen; what is all zero is absent. ``published`` is there once it is published."""

    day: str
    version: int
    sites: SitesCount
    totals: Counts
    by_category: dict[str, Counts]
    by_outcome: dict[str, int]
    by_city: dict[str, Counts]
    entries: EntriesCount
    by_county: dict[str, Counts] | None = None
    by_site: dict[str, Counts] | None = None
    published: PublishedTally | None = None
    adjustment: Adjustment | None = None


class MomentFigures(Shape):
    waiting_matters: int
    waiting_attendees: int
    in_session: int
    in_session_video: int
    longest_wait_from: str | None


class CommandedSite(Shape):
    """What a person last commanded of a site, beside what its entries say; no figure follows from it."""

    state: SiteState
    by: str | None
    at: str | None
    reason: str | None


class ChaseStepFacts(Shape):
    """A step of the chase of a silent site, or what its desk answered, and when by the day's clock."""

    said: Literal["message", "reached", "not_reached", "above", "no_one", "busy"]
    by: str
    at: str
    note: str | None


class AskedOfDesk(ChaseStepFacts):
    """A message that the desk of a site has not answered yet."""

    kind: ChasedKind


class SiteFacts(Shape):
    site: str
    place: int
    city: str
    county: str
    state: Literal["expected", "open", "closed"]
    mark: Literal["none", "ready", "wait", "live", "alert", "off", "closed"]
    opened_at: str | None
    closed_at: str | None
    zero_at: str | None
    last_heard_at: str | None
    matters: int
    waiting_matters: int
    waiting_attendees: int
    in_session: int
    longest_wait_from: str | None
    waiting_entries: int
    incomplete: int
    late: int
    clock_ahead: int
    callable: bool
    """Whether its desk is heard just now, so that people there can be called from outside."""
    commanded: CommandedSite | None
    rooms_planned: int | None
    """Rooms that the plan of the day gives the site; null where it says nothing."""
    asked: AskedOfDesk | None
    no_one_at: str | None
    """When its desk said that nobody is there, unless it said something else since."""


class AttentionTaskFacts(Shape):
    """What a person said last of something on the list, and when by the day's clock.

    ``back``: the cause was taken or done, and is there anew; it is to be taken again.
    """

    state: Literal["take", "hand_back", "done", "back"]
    by: str
    at: str
    note: str | None
    version: int


class AttentionItem(Shape):
    kind: str
    site: str
    severity: int
    since: str | None
    minutes: int | None
    count: int | None
    task: AttentionTaskFacts | None = None
    chase: list[ChaseStepFacts]
    """What was done about the cause since it began, the earliest first."""


class AttentionSaid(Shape):
    """What a person says of a cause; ``version`` of the task that was looked at, 0 where there was none."""

    kind: AttentionKind
    act: Act
    version: int = Field(ge=0)
    note: str | None = Field(None, max_length=NOTE_LENGTH)


class ChaseSaid(Shape):
    """A rung of the chase; the note is read on the walls, and with a message at the desk."""

    kind: ChasedKind
    rung: Rung
    note: str | None = Field(None, max_length=NOTE_LENGTH)


class ChaseAnswered(Shape):
    """What the desk answers to a message."""

    said: Answer


class CurveSlot(Shape):
    matters: int
    resolved_on_site: int


class BoardAnswer(Shape):
    """All that a wall shows of a scope; the snapshot of the live feed."""

    day: str
    version: int
    now: str
    speed: float
    tally: TallyAnswer
    figures: MomentFigures
    sites: dict[str, SiteFacts]
    attention: list[AttentionItem]
    curve: dict[str, CurveSlot]


class IntakeAnswer(Shape):
    lines: int
    accepted: int
    duplicates: int
    waiting: int
    refused: int


class PlaceQuery(Shape):
    place: str | None = Field(None, max_length=40)


class MattersQuery(PageQuery[OpaqueCursor]):
    place: str | None = Field(None, max_length=40)
    category: str | None = Field(None, max_length=60)
    outcome: str | None = Field(None, max_length=60)
    state: Literal["waiting", "in_session", "done"] | None = None
    incomplete: bool = False
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    """Registered after ``since``, up to and with ``until``."""


class MatterRow(Shape):
    """One matter behind a figure; the person masked."""

    matter: str
    site: str
    place: int
    state: Literal["waiting", "in_session", "done"]
    category: str
    outcome: str | None
    involved: int
    attendees: int
    amount_fen: int
    is_repeat: bool
    channel: Channel
    needs: list[Need]
    problem_region: str | None
    claimed_fen: int | None
    mode: Mode | None
    registered_at: str
    started_at: str | None
    outcome_at: str | None
    owner_unit: str | None
    owner_unit_code: str | None
    due_on: str | None
    incomplete: list[str]
    late: bool
    person: str | None


class MattersPage(Page[MatterRow]):
    sum: Counts


class MatterQuery(Shape):
    site: str = Field(max_length=40)
