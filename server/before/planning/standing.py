"""What of a timetable stands while the rest is planned, and which receptions are in person."""

from collections.abc import Sequence
from dataclasses import replace

from server.before.planning import reads
from server.before.planning.instance import Instance, Placed
from server.before.planning.model import TimetableSlot
from server.before.planning.reads import Planned


def sits_there(instance: Instance, placed: Placed, site: int) -> bool:
    """Whether the leader sits at the site during a reception, so that it is in person."""
    chairs = [chair for one in instance.leaders if one.id == placed.leader for chair in one.chairs]
    return any(
        chair.site == site and hours.begins <= placed.begins and placed.ends <= hours.ends
        for chair in chairs
        for hours in chair.hours
    )


def standing(planned: Planned, slots: Sequence[TimetableSlot], since: int | None) -> Instance:
    """The instance with what stands: slots that were set by hand, and what began before a minute of the day."""
    matters = {one.id for one in planned.instance.matters}
    kept = [
        one for one in slots if one.is_locked or (since is not None and one.begins is not None and one.begins < since)
    ]
    leaders = {one.id for one in planned.instance.leaders}
    fixed = [one for one in reads.placed(kept) if one.matter in matters and one.leader in leaders]
    later = planned.instance.matters
    if since is not None:
        over = {one.matter for one in reads.placed(slots) if one.ends <= since} - {one.matter for one in fixed}
        later = tuple(replace(one, earliest=max(one.earliest, since)) for one in later if one.id not in over)
    return replace(planned.instance, fixed=tuple(fixed), matters=later)
