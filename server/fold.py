"""The fold: from the entries that a site made to what counts.

Pure, standard library only, and slow on purpose where slow is plain: it is the meaning of the
entry rules (docs/protocol.md, "Entries"). The incremental path must come to the same figures;
``reception verify`` compares the two and uses only this one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Final

from server.instants import is_writable

REGISTERED: Final = "matter_registered"
STARTED: Final = "reception_started"
OUTCOME: Final = "outcome_recorded"
AMENDED: Final = "entry_amended"
WITHDRAWN: Final = "entry_withdrawn"
OPENED: Final = "site_opened"
CLOSED: Final = "site_closed"
ZERO: Final = "zero_reported"
TICKETED: Final = "ticket_issued"
CALLED: Final = "turn_called"
HELD: Final = "turn_held"
RETURNED: Final = "turn_returned"

NO_SHOW: Final = "no_show"
RESOLVED: Final = "resolved_on_site"

AMENDABLE_FIELDS: Final[Mapping[str, frozenset[str]]] = MappingProxyType({
    REGISTERED: frozenset({
        "category", "involved_count", "attendee_count", "is_repeat", "channel", "summary", "needs", "petitioner",
        "respondent", "problem_region", "claimed_fen",
    }),
    OUTCOME: frozenset({"outcome", "amount_fen", "explained", "owner_unit", "owner_unit_code", "due_on", "note"}),
})  # fmt: skip
NOT_WITHDRAWABLE: Final = frozenset({WITHDRAWN, OPENED, CLOSED})
TURNS: Final = frozenset({CALLED, HELD, RETURNED})
STANDS_ON_MATTER: Final = frozenset({STARTED, OUTCOME, TICKETED, *TURNS})
STANDS_ON_ENTRY: Final = frozenset({AMENDED, WITHDRAWN})
_moment = attrgetter("moment")


@dataclass(frozen=True, slots=True)
class Entry:
    """One sound entry of a site: what the check let in, its counted part only.

    ``at`` is in microseconds since 1970 UTC. ``data`` is the counted part, never personal fields
    or free text; of sealed fields inside ``changes`` only the names are here, in ``sealed``.
    """

    id: str
    place: int
    kind: str
    at: int
    data: Mapping[str, Any]
    matter: str | None = None
    target: str | None = None

    @property
    def moment(self) -> tuple[int, str]:
        """What orders entries: the instant, then the id."""
        return self.at, self.id


def changed_fields(amendment: Entry) -> frozenset[str]:
    """The names of all fields an amendment changes, those of sealed fields included."""
    return frozenset(amendment.data["changes"]) | frozenset(amendment.data.get("sealed", ()))


def refusal_at_ground(entry: Entry, target_kind: str) -> str | None:
    """The code by which an amendment or withdrawal of such an entry is refused, or None."""
    if not is_writable(entry.at):  # kept by an older version, which did not look
        return "clock_wrong"
    if entry.kind == WITHDRAWN:
        return "not_withdrawable" if target_kind in NOT_WITHDRAWABLE else None
    allowed = AMENDABLE_FIELDS.get(target_kind, frozenset())
    return None if changed_fields(entry) <= allowed else "not_amendable"


def judge(entries: Iterable[Entry]) -> dict[str, str]:
    """The status of each entry of one site: ``accepted``, ``waiting`` or a code of refusal.

    Takes entries of one site, one content for each id. The order plays no part.
    """
    found = {entry.id: entry for entry in entries}
    registered = {entry.matter for entry in found.values() if entry.kind == REGISTERED}
    status: dict[str, str] = {}
    for entry in found.values():
        waits = entry.kind in STANDS_ON_ENTRY or (entry.kind in STANDS_ON_MATTER and entry.matter not in registered)
        status[entry.id] = "waiting" if waits else "accepted"
    undecided = [entry for entry in found.values() if entry.kind in STANDS_ON_ENTRY]
    moved = True
    while moved:
        moved = False
        for entry in undecided:
            stands = status[entry.id] == "waiting" and status.get(entry.target or "") == "accepted"
            if stands and entry.target is not None:
                refusal = refusal_at_ground(entry, found[entry.target].kind)
                status[entry.id] = refusal or "accepted"
                moved = True
    return status


@dataclass(frozen=True, slots=True)
class TurnRecorded:
    """The state of a matter's turn by its site's entries; ``calls`` are those since it last waited or was held."""

    state: str = "waiting"
    at: int | None = None
    called_at: int | None = None
    room: int | None = None
    calls: int = 0
    no_shows: int = 0


@dataclass(frozen=True, slots=True)
class MatterState:
    """One matter as its effective entries leave it; amounts in fen, instants in microseconds."""

    matter: str
    place: int
    registration: str
    registered_at: int
    fields: Mapping[str, Any]
    started_at: int | None = None
    starts: tuple[str, ...] = ()
    """The ids of all entries that say it is being received; the earliest of them counts."""
    mode: str | None = None
    leader: str | None = None
    disposition: str | None = None
    outcome_at: int | None = None
    outcome_fields: Mapping[str, Any] | None = None
    ticket: str | None = None
    ticket_code: str | None = None
    turn: TurnRecorded = TurnRecorded()

    @property
    def outcome(self) -> str | None:
        """The code of the effective outcome, if there is one."""
        return None if self.outcome_fields is None else self.outcome_fields["outcome"]

    @property
    def counts(self) -> tuple[int, int, int, int, int]:
        """``matters, involved, attendees, resolved_on_site, amount_fen`` of this one matter."""
        resolved = self.outcome_fields is not None and self.outcome == RESOLVED
        amount = self.outcome_fields["amount_fen"] if resolved and self.outcome_fields else 0
        return 1, self.fields["involved_count"], self.fields["attendee_count"], int(resolved), amount


@dataclass(slots=True)
class SiteState:
    """What the accepted entries of one site come to."""

    place: int
    accepted: int = 0
    opened_at: int | None = None
    closed_at: int | None = None
    zero_at: int | None = None
    matters: dict[str, MatterState] = field(default_factory=dict)


def _effective_data(entry: Entry, amendments: Iterable[Entry]) -> dict[str, Any]:
    data = dict(entry.data)
    for amendment in sorted(amendments, key=_moment):
        data.update(amendment.data["changes"])
    return data


def _turn_recorded(entries: Iterable[Entry]) -> TurnRecorded:
    told = sorted((entry for entry in entries if entry.kind in TURNS), key=_moment)
    if not told:
        return TurnRecorded()
    calls, others = ([entry for entry in told if (entry.kind == CALLED) is so] for so in (True, False))
    return TurnRecorded(
        state={CALLED: "called", HELD: "held", RETURNED: "waiting"}[told[-1].kind],
        at=told[-1].at,
        called_at=calls[-1].at if calls else None,
        room=calls[-1].data["room"] if calls else None,
        calls=sum(not others or call.moment > others[-1].moment for call in calls),
        no_shows=sum(entry.data.get("because") == NO_SHOW for entry in others),
    )


def _matter_state(matter: str, entries: list[Entry], amendments: Mapping[str, list[Entry]]) -> MatterState | None:
    """The state of one matter from its entries that are not withdrawn; None if none registers."""
    first = min((entry for entry in entries if entry.kind == REGISTERED), key=_moment, default=None)
    if first is None:
        return None
    starts = [entry for entry in entries if entry.kind == STARTED]
    start = min(starts, key=_moment, default=None)
    last = max((entry for entry in entries if entry.kind == OUTCOME), key=_moment, default=None)
    ticket = max((entry for entry in entries if entry.kind == TICKETED), key=_moment, default=None)
    return MatterState(
        matter=matter,
        place=first.place,
        registration=first.id,
        registered_at=first.at,
        fields=_effective_data(first, amendments.get(first.id, ())),
        started_at=start.at if start else None,
        starts=tuple(sorted(entry.id for entry in starts)),
        mode=start.data["mode"] if start else None,
        leader=start.data.get("leader") if start else None,
        disposition=last.id if last else None,
        outcome_at=last.at if last else None,
        outcome_fields=_effective_data(last, amendments.get(last.id, ())) if last else None,
        ticket=f"{ticket.data['desk']}{ticket.data['number']}" if ticket else None,
        ticket_code=ticket.data["code"] if ticket else None,
        turn=_turn_recorded(entries),
    )


def site_state(place: int, accepted: Iterable[Entry]) -> SiteState:
    """Fold the accepted entries of one site."""
    entries = list(accepted)
    gone = {entry.target for entry in entries if entry.kind == WITHDRAWN}
    standing = [entry for entry in entries if entry.id not in gone]
    amendments: dict[str, list[Entry]] = {}
    for entry in standing:
        if entry.kind == AMENDED and entry.target is not None:
            amendments.setdefault(entry.target, []).append(entry)
    by_matter: dict[str, list[Entry]] = {}
    for entry in standing:
        if entry.matter is not None and entry.kind not in STANDS_ON_ENTRY:
            by_matter.setdefault(entry.matter, []).append(entry)
    state = SiteState(place=place, accepted=len(entries))
    state.opened_at = min((e.at for e in entries if e.kind == OPENED), default=None)
    state.closed_at = min((e.at for e in entries if e.kind == CLOSED), default=None)
    state.zero_at = min((e.at for e in standing if e.kind == ZERO), default=None)
    states = (_matter_state(matter, its_entries, amendments) for matter, its_entries in by_matter.items())
    state.matters = {found.matter: found for found in states if found is not None}
    return state
