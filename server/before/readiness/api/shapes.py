"""What goes through the routes of readiness."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from server.before.readiness.escalation import IncidentState
from server.before.readiness.measures import Fault
from server.before.readiness.rules import Bar, Check, Round, Standing
from server.day_code import DayCode
from server.http.route import Shape

Works = Literal["works", "denied", "none", "busy", "insecure", "failed"]
"""Whether a device was found to work, or why the browser gave none."""
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class MeasuredLine(Shape):
    """A measured line: losses as shares, round trip and jitter in milliseconds, rates in kbit/s."""

    udp: bool
    packets: int
    loss_up: float
    loss_down: float
    round_trip: float
    jitter: float
    kbps_up: float
    kbps_down: float


class SiteChecks(Shape):
    """How a site stands. Of each check one sign a round: o passed, l late, x failed, m missing, . not due."""

    site: str
    place: int
    city: str
    county: str
    name_zh: str
    name_en: str
    telephone: str | None
    rooms: int
    marks: dict[Check, str]
    bars: dict[Bar, Standing]
    line: MeasuredLine | None
    asked_at: str | None
    reminded_at: str | None


class IncidentAnswer(Shape):
    """A failed check that is to be cleared: by which level now, and until when that level alone sees to it."""

    incident: UUID
    site: str
    check: Check
    state: IncidentState
    level: Literal["county", "city", "province"]
    owner: str | None
    opened_at: str
    due_at: str | None
    ended_at: str | None


class ReadinessAnswer(Shape):
    """The board of a day within one's places; the snapshot of the topic ``readiness``."""

    day: str
    version: int
    now: str
    speed: float
    round: Round
    opens_at: str
    due: dict[Round, str]
    sites: dict[str, SiteChecks]
    incidents: dict[str, IncidentAnswer]
    called: dict[str, str]
    """When the level of a region called its roll, by the region's code."""


class ReadinessQuery(Shape):
    place: str | None = Field(None, max_length=40)


class ReportBody(Shape):
    """What a device found in its room. ``line`` names its line test; null is not checked this time."""

    id: UUID = Field(strict=False)
    room: Annotated[int, Field(ge=1, le=1000)]
    camera: Works
    picture_height: Annotated[int, Field(ge=0, le=10_000)] = 0
    microphone: Works
    loudness: Share = 0
    sees_chair: bool
    hears_chime: bool
    at_mains: bool | None = None
    battery: Share | None = None
    has_forms: bool | None = None
    line: Annotated[UUID, Field(strict=False)] | None = None


class MarkBody(Shape):
    """A check said to be passed or failed by hand; room 0 for what is of the whole site."""

    check: Annotated[Check, Field(strict=False)]
    room: Annotated[int, Field(ge=0, le=1000)] = 0
    passed: bool


class CheckedAnswer(Shape):
    check: Check
    room: int
    passed: bool
    at: str
    by_hand: bool
    height: int | None = None
    why: str | None = None
    line: MeasuredLine | None = None
    faults: list[Fault] = Field(default_factory=list)


class IncidentNoteAnswer(Shape):
    at: str
    by: str
    text: str | None


class IncidentDetail(Shape):
    """An incident with its notes, for who may see to it; a text that was erased by law is null."""

    incident: IncidentAnswer
    notes: list[IncidentNoteAnswer]


class SiteReadinessAnswer(Shape):
    """All of one site: how it stands, each result in its order, incidents, and its line on the day before this one."""

    day: DayCode
    now: str
    round: Round
    opens_at: str
    due: dict[Round, str]
    site: SiteChecks
    results: list[CheckedAnswer]
    incidents: list[IncidentDetail]
    before: MeasuredLine | None
    before_day: str | None


class ReminderWords(Shape):
    title: str
    body: str


class ReminderAnswer(Shape):
    """A reminder as it reads with all its sites; so many coordinators are each told of the sites in their places."""

    sites: list[str]
    accounts: int
    zh: ReminderWords
    en: ReminderWords


class ReminderBody(Shape):
    """The sites that the reminder named when it was shown."""

    sites: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=2000)]


class RollAnswer(Shape):
    region: str
    at: str


class IncidentCommand(Shape):
    command: Literal["take", "note", "end"]
    note: str | None = Field(None, max_length=1000)
