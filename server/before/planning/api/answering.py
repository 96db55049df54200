"""What the routes of planning say, made from rows."""

from collections.abc import Callable, Container, Iterable, Sequence
from uuid import UUID

from server.before.agenda.model import Day
from server.before.planning import reads
from server.before.planning.api.shapes import (
    LeftOutAnswer,
    PlanningAnswer,
    SlotAnswer,
    SuggestionAnswer,
    TimetableAnswer,
    TimetableBooking,
    TimetableChange,
    TimetableClash,
    TimetableFix,
    TimetableHours,
    TimetableLeader,
)
from server.before.planning.conflicts import Clash, changes, clashes, level_name
from server.before.planning.instance import Instance, Leader, Mode, Placed
from server.before.planning.model import Timetable, TimetableSlot
from server.before.planning.reads import Planned
from server.before.planning.rules import RunState, TimetableState
from server.before.planning.solving.reasons import SENTENCES, Reason
from server.before.planning.standing import sits_there
from server.before.roster.planning import OPEN
from server.day_code import parse_day
from server.db import Tx


async def planning_answer(tx: Tx, day: Day) -> PlanningAnswer:
    planned = await reads.planned(tx, day)
    rows = {state: await reads.timetable_of(tx, day.day, state) for state in TimetableState}
    slots = {state: await reads.slots_of(tx, day.day, state) for state in TimetableState}
    draft = [one for one in reads.placed(slots[TimetableState.DRAFT]) if one.matter in planned.bookings]
    before = reads.placed(slots[TimetableState.PUBLISHED])
    changed = changes(before, draft) if rows[TimetableState.DRAFT] is not None else {}
    locked = {one.booking for one in slots[TimetableState.DRAFT] if one.is_locked}

    def shown(placed: Iterable[Placed]) -> list[SlotAnswer]:
        return [_slot(planned, one, locked) for one in placed if one.matter in planned.bookings]

    def table(state: TimetableState) -> TimetableAnswer | None:
        row = rows[state]
        if row is None:
            return None
        return TimetableAnswer(version=row.version, made_at=row.made_at, slots=shown(reads.placed(slots[state])))

    return PlanningAnswer(
        day=parse_day(day.day),
        name_zh=day.name_zh,
        name_en=day.name_en,
        date=day.date,
        state=day.state,
        is_open=day.state in OPEN and day.moved_to is None,
        opens_at=day.opens_at,
        closes_at=day.closes_at,
        break_from=day.break_from,
        break_until=day.break_until,
        grid=planned.instance.grid,
        leaders=[_leader(planned, one) for one in planned.instance.leaders],
        bookings=_bookings(planned),
        draft=table(TimetableState.DRAFT),
        published=table(TimetableState.PUBLISHED),
        suggestion=_suggestion(
            rows[TimetableState.SUGGESTED], slots[TimetableState.SUGGESTED], shown, planned.bookings.keys()
        ),
        clashes=[_clash(one) for one in clashes(planned.instance, draft)],
        changes=[
            TimetableChange(
                booking=UUID(matter),
                was=None if was is None else _slot(planned, was, locked),
                now=None if now is None else _slot(planned, now, locked),
            )
            for matter, (was, now) in changed.items()
            if matter in planned.bookings
        ],
        tells_leaders=sorted({UUID(one.leader) for pair in changed.values() for one in pair if one is not None}),
        tells_people=len(changed.keys() & planned.bookings.keys()),
    )


def _leader(planned: Planned, leader: Leader) -> TimetableLeader:
    code = {place: site.code for place, site in planned.sites.items()}
    hours = {
        (one.begins, one.ends): None if chair.site is None else code.get(chair.site)
        for chair in sorted(leader.chairs, key=lambda chair: chair.site is not None)
        for one in chair.hours
    }
    return TimetableLeader(
        id=UUID(leader.id),
        name=planned.leaders[leader.id].name,
        level=level_name(leader.level),
        hours=[TimetableHours(begins=begins, ends=ends, site=site) for (begins, ends), site in sorted(hours.items())],
    )


def _bookings(planned: Planned) -> list[TimetableBooking]:
    return [
        TimetableBooking(
            id=UUID(one.id),
            site=planned.sites[one.site].code,
            site_zh=planned.sites[one.site].name_zh,
            site_en=planned.sites[one.site].name_en,
            category=one.category,
            people=planned.bookings[one.id].people_count,
            tier=one.tier,
            length=one.length,
            earliest=one.earliest,
            in_person=one.mode is Mode.IN_PERSON,
        )
        for one in sorted(planned.instance.matters, key=lambda one: (one.tier, one.site, one.id))
    ]


def _slot(planned: Planned, one: Placed, locked: set[UUID]) -> SlotAnswer:
    instance: Instance = planned.instance
    return SlotAnswer(
        booking=UUID(one.matter),
        leader=UUID(one.leader),
        begins=one.begins,
        ends=one.ends,
        is_locked=UUID(one.matter) in locked,
        is_video=not sits_there(instance, one, planned.bookings[one.matter].place),
    )


def _suggestion(
    row: Timetable | None,
    slots: Sequence[TimetableSlot],
    shown: Callable[[Iterable[Placed]], list[SlotAnswer]],
    awaited: Container[str],
) -> SuggestionAnswer | None:
    if row is None:
        return None
    gap = None if row.bound is None or not row.cost else max(0.0, (row.cost - row.bound) / row.cost)
    return SuggestionAnswer(
        version=row.version,
        made_at=row.made_at,
        slots=shown(reads.placed(slots)),
        run=row.run or RunState.DONE,
        step=row.step,
        gap=gap,
        lost=row.lost,
        left_out=[_left_out(one) for one in slots if one.reason is not None and str(one.booking) in awaited],
    )


def _left_out(slot: TimetableSlot) -> LeftOutAnswer:
    zh, en = SENTENCES[Reason(slot.reason or Reason.AFTER_OTHERS)]
    return LeftOutAnswer(booking=slot.booking, reason=str(slot.reason), zh=zh, en=en)


def _clash(one: Clash) -> TimetableClash:
    fix = None if one.fix is None else TimetableFix(leader=UUID(one.fix.leader), begins=one.fix.begins)
    other = None if one.other is None else UUID(one.other)
    return TimetableClash(booking=UUID(one.matter), problem=one.problem, other=other, fix=fix)
