"""The sites of the shipped example, as a schedule file names them."""

from collections.abc import Sequence
from dataclasses import asdict
from functools import cache

from server.before.agenda.schedule import PlannedSite, judge_schedule
from server.before.agenda.schedule_file import read_schedule_file
from server.place import Scope
from server.sites.model import Site
from server.sites.reference import SCHEDULES, read_reference


@cache
def _planned() -> tuple[PlannedSite, ...]:
    file = read_schedule_file(SCHEDULES / "hunan-monthly.toml")
    reference = read_reference(SCHEDULES / "reference")
    return judge_schedule(file, reference, saved_sites={}, saved_series={}).sites


def sample_sites(scope: Scope) -> Sequence[Site]:
    """The example's sites within a scope, not saved yet. Reads files the first time: not on the event loop."""
    return [Site(**asdict(site)) for site in _planned() if scope.covers(site.place)]
