"""The life of a meeting and of each seat at it: rights to sit, its opening, its end, the meaning of silence.

These tables judge what people command. Instants of a meeting are real ones: a minute at the table is a minute, also on
a rehearsed day that passes sixty times as fast.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal, Protocol

from server.errors import Conflict, NotAllowed

Mode = Literal["video", "in_person", "phone"]
Participant = Literal["leader", "site", "official1", "official2"]
Reply = Literal["not_now", "soon"]
"""What an invited official says who does not come in at once."""
LineState = Literal["connected", "reconnecting", "gone"]
"""What the media plane says of a line (server/media/plane.py)."""

LEADER: Final[Participant] = "leader"
SITE: Final[Participant] = "site"
OFFICIALS: Final[tuple[Participant, ...]] = ("official1", "official2")
SLOTS: Final = 3
"""How many others each participant can see at once: everybody else."""

PLANNED_MINUTES: Final = 30
TOKEN_LIVES: Final = timedelta(minutes=2)
"""A participant token is shown at the live line right after it was given; no longer."""
LEADER_GONE_AFTER: Final = timedelta(seconds=60)
"""A leader whose line is away for less is taken to be on the way back."""
GRANT_LIVES: Final = timedelta(hours=4)
"""An official's leave ends with the meeting, and by itself where a meeting is never ended."""


class MeetingState(StrEnum):
    RINGING = "ringing"
    OPEN = "open"
    ENDED = "ended"


class MeetingHappening(StrEnum):
    OPEN = "open"
    END = "end"


class SeatState(StrEnum):
    INVITED = "invited"
    SEATED = "seated"
    AWAY = "away"
    LEFT = "left"
    REMOVED = "removed"


class Part(StrEnum):
    """The part of a principal in a meeting."""

    LEADER = "leader"
    """The leader who called or took over, and may receive."""
    CALLER = "caller"
    """A desk that called its petitioner itself, without a leader."""
    SITE = "site"
    OFFICIAL = "official"
    """A person who was asked to it and may attend."""
    OTHER = "other"


class Command(StrEnum):
    SEAT = "seat"
    ENTER = "enter"
    LEAVE = "leave"
    END = "end"
    MUTE_ALL = "mute_all"
    INVITE = "invite"
    REMOVE = "remove"
    RING = "ring"
    HAND_OVER = "hand_over"
    ANSWER = "answer"


class SeatHappening(StrEnum):
    INVITE = "invite"
    ENTER = "enter"
    LOSE = "lose"
    LEAVE = "leave"
    REMOVE = "remove"


TRANSITIONS: Final[Mapping[tuple[MeetingState, MeetingHappening], MeetingState]] = MappingProxyType(
    {
        (MeetingState.RINGING, MeetingHappening.OPEN): MeetingState.OPEN,
        (MeetingState.RINGING, MeetingHappening.END): MeetingState.ENDED,
        (MeetingState.OPEN, MeetingHappening.OPEN): MeetingState.OPEN,
        (MeetingState.OPEN, MeetingHappening.END): MeetingState.ENDED,
    }
)

# A seat is kept while its line is away; one who left may come back, one who was removed has to be asked again.
SEAT_TRANSITIONS: Final[Mapping[tuple[SeatState, SeatHappening], SeatState]] = MappingProxyType(
    {
        (SeatState.INVITED, SeatHappening.INVITE): SeatState.INVITED,
        (SeatState.INVITED, SeatHappening.ENTER): SeatState.SEATED,
        (SeatState.INVITED, SeatHappening.LOSE): SeatState.INVITED,
        (SeatState.INVITED, SeatHappening.LEAVE): SeatState.LEFT,
        (SeatState.INVITED, SeatHappening.REMOVE): SeatState.REMOVED,
        (SeatState.SEATED, SeatHappening.ENTER): SeatState.SEATED,
        (SeatState.SEATED, SeatHappening.LOSE): SeatState.AWAY,
        (SeatState.SEATED, SeatHappening.LEAVE): SeatState.LEFT,
        (SeatState.SEATED, SeatHappening.REMOVE): SeatState.REMOVED,
        (SeatState.AWAY, SeatHappening.ENTER): SeatState.SEATED,
        (SeatState.AWAY, SeatHappening.LOSE): SeatState.AWAY,
        (SeatState.AWAY, SeatHappening.LEAVE): SeatState.LEFT,
        (SeatState.AWAY, SeatHappening.REMOVE): SeatState.REMOVED,
        (SeatState.LEFT, SeatHappening.INVITE): SeatState.INVITED,
        (SeatState.LEFT, SeatHappening.ENTER): SeatState.SEATED,
        (SeatState.LEFT, SeatHappening.LOSE): SeatState.LEFT,
        (SeatState.LEFT, SeatHappening.LEAVE): SeatState.LEFT,
        (SeatState.LEFT, SeatHappening.REMOVE): SeatState.REMOVED,
        (SeatState.REMOVED, SeatHappening.INVITE): SeatState.INVITED,
        (SeatState.REMOVED, SeatHappening.LOSE): SeatState.REMOVED,
        (SeatState.REMOVED, SeatHappening.REMOVE): SeatState.REMOVED,
    }
)


Right = Literal["yes", "gone"]
"""``gone``: only where no leader is there (``check_leader_gone``)."""

RIGHTS: Final[Mapping[tuple[Command, Part], Right]] = MappingProxyType(
    {
        (Command.SEAT, Part.CALLER): "yes",
        (Command.SEAT, Part.SITE): "yes",
        (Command.ENTER, Part.LEADER): "yes",
        (Command.ENTER, Part.CALLER): "yes",
        (Command.ENTER, Part.SITE): "yes",
        (Command.ENTER, Part.OFFICIAL): "yes",
        (Command.LEAVE, Part.LEADER): "yes",
        (Command.LEAVE, Part.CALLER): "yes",
        (Command.LEAVE, Part.SITE): "yes",
        (Command.LEAVE, Part.OFFICIAL): "yes",
        (Command.END, Part.LEADER): "yes",
        (Command.END, Part.CALLER): "yes",
        (Command.END, Part.SITE): "gone",
        (Command.MUTE_ALL, Part.LEADER): "yes",
        (Command.INVITE, Part.LEADER): "yes",
        (Command.REMOVE, Part.LEADER): "yes",
        (Command.RING, Part.LEADER): "yes",
        (Command.HAND_OVER, Part.CALLER): "gone",
        (Command.HAND_OVER, Part.SITE): "gone",
        (Command.ANSWER, Part.OFFICIAL): "yes",
    }
)
"""A command that is not listed is refused. The part follows from rights at places (server/people/rules.py)."""

AT_THE_TABLE: Final = frozenset({SeatState.INVITED, SeatState.SEATED, SeatState.AWAY})
"""States in which a seat belongs to its principal and to no other."""


def after(state: MeetingState, happening: MeetingHappening) -> MeetingState:
    """The state a happening leads a meeting to, or Conflict ``meeting_ended``: nothing follows an end."""
    try:
        return TRANSITIONS[state, happening]
    except KeyError:
        raise Conflict("meeting_ended") from None


def seat_after(state: SeatState, happening: SeatHappening) -> SeatState:
    """The state a happening leads a seat to, or Conflict ``not_from_here``."""
    try:
        return SEAT_TRANSITIONS[state, happening]
    except KeyError:
        raise Conflict("not_from_here", state=state.value, command=happening.value) from None


def opens(mode: Mode, seated: Collection[str]) -> bool:
    """Whether a meeting begins with these seated: by video once both sides are there, else with the first of them."""
    return {LEADER, SITE} <= set(seated) if mode == "video" else bool(seated)


def part_of(rights: Collection[str], *, leads: bool, is_official: bool, has_leader: bool) -> Part:
    """The part of a principal in a meeting now, by their rights at its place at this moment.

    ``leads``: the call is theirs; ``is_official``: an official's seat is; ``has_leader``: there is a leader's seat.
    """
    if leads and "receive" in rights:
        return Part.LEADER
    if is_official and "attend" in rights:
        return Part.OFFICIAL
    if "record_entries" in rights:
        return Part.CALLER if leads and not has_leader else Part.SITE
    return Part.OTHER


def right_to(command: Command, part: Part) -> Right:
    """The right to a command; NotAllowed ``not_at_table`` for seats and hand-overs, else ``not_your_meeting``."""
    right = RIGHTS.get((command, part))
    if right is None:
        of_site = command in {Command.SEAT, Command.ENTER, Command.LEAVE, Command.HAND_OVER}
        raise NotAllowed("not_at_table" if of_site else "not_your_meeting")
    return right


def check_end(*, has_outcome: bool, reason: str | None) -> None:
    """A reception ends with what came of it, or with why nothing did: Conflict ``outcome_missing``."""
    if not has_outcome and reason is None:
        raise Conflict("outcome_missing")


class Chair(Protocol):
    """What the rules read of a seat."""

    @property
    def state(self) -> SeatState: ...
    @property
    def seated_at(self) -> datetime | None: ...
    @property
    def away_since(self) -> datetime | None: ...


def leaderless_since(mode: Mode, state: MeetingState, leader: Chair | None, site: Chair | None) -> datetime | None:
    """Since when a room by video has no leader in it: one that is open, or in which the site sits already."""
    if mode != "video" or state is MeetingState.ENDED or leader is None or leader.state is SeatState.SEATED:
        return None
    if state is MeetingState.OPEN:
        return leader.away_since
    return site.seated_at if site is not None and site.state is SeatState.SEATED else None


def check_leader_gone(mode: Mode, leader: Chair | None, *, now: datetime) -> None:
    """The site acts in the leader's place only where there is none.

    Raises NotAllowed ``not_your_meeting`` while the leader sits there, Conflict ``leader_not_gone`` within a minute of
    a cut. A leader who got up or never came is gone at once.
    """
    if mode != "video" or leader is None:
        return
    if leader.state is SeatState.SEATED:
        raise NotAllowed("not_your_meeting")
    since = leader.away_since if leader.state is SeatState.AWAY else None
    if since is not None and now - since < LEADER_GONE_AFTER:
        raise Conflict("leader_not_gone")


def lacks(outcome: str | None, incomplete: Collection[str]) -> list[str]:
    """What stands between a meeting and its end: ``outcome_missing``, then what its outcome lacks, field by field."""
    return ["outcome_missing"] if outcome is None else [f"incomplete:{field}" for field in incomplete]


def free_official(taken: Mapping[str, SeatState]) -> Participant:
    """The seat of one more official, or Conflict ``meeting_full``: two may sit there beside leader and site."""
    for participant in OFFICIALS:
        if taken.get(participant, SeatState.REMOVED) not in AT_THE_TABLE:
            return participant
    raise Conflict("meeting_full")


def check_token(*, given: bytes, kept: bytes | None, kept_at: datetime | None, now: datetime) -> None:
    """A token seats once and within two minutes at the seat it was made for; ``given`` and ``kept`` are hashes.

    Used (nothing is kept any more), too old and another seat's are refused alike: NotAllowed ``token_not_valid``.
    """
    if kept is None or kept_at is None or given != kept or now - kept_at > TOKEN_LIVES:
        raise NotAllowed("token_not_valid")


def heard_of_line(state: LineState) -> SeatHappening:
    """What a line's state means for the seat: silence of two seconds is being away, and a closed line still is."""
    return SeatHappening.ENTER if state == "connected" else SeatHappening.LOSE
