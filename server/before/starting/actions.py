"""What is done of the first steps: read them, tick one by hand, load the sites of the shipped example."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from server.before.starting import reads
from server.before.starting.model import TickedStep
from server.before.starting.rules import Step, StepRow, steps
from server.before.starting.sample import sample_sites
from server.db import Tx
from server.errors import Conflict
from server.people.audit import record
from server.people.rules import Person, require
from server.sites.actions import save_site, sites_in_scope
from server.sites.model import Site
from server.sites.reference import Region


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """All steps, and the regions that the step of invitations is about."""

    steps: Sequence[StepRow]
    regions: Sequence[reads.InvitedRegion]


async def first_steps(tx: Tx, regions: Iterable[Region]) -> FirstSteps:
    """The steps of the region that the scope begins with, and the regions right below it."""
    below = await reads.invited_regions(tx, regions)
    counts = {**await reads.counts_of(tx), Step.INVITE: sum(one.invited for one in below)}
    ticked = await reads.ticked_steps(tx, tx.scope.lo)
    return FirstSteps(steps(counts, regions_below=len(below), ticked=ticked), below)


async def tick(tx: Tx, step: Step, *, ticked: bool, by: Person, now: datetime) -> None:
    """Let a step count as seen to, or no longer; one that is so already stays so."""
    require(by, "manage_days")
    here = (TickedStep.place == tx.scope.lo, TickedStep.step == step)
    is_ticked = await tx.one_or_none(select(TickedStep).where(*here).with_for_update()) is not None
    if ticked == is_ticked:
        return
    if ticked:
        tx.add(TickedStep(place=tx.scope.lo, step=step, ticked_at=now, ticked_by=by.principal))
    else:
        await tx.change(delete(TickedStep).where(*here))
    what = "first_step_ticked" if ticked else "first_step_opened"
    await record(tx, by.principal, what, f"step:{step}", place=tx.scope.lo, now=now)


async def read_sample(by: Person) -> Sequence[Site]:
    """The example's sites within the person's places, not saved yet; Conflict ``no_sample_sites`` for none."""
    found = await asyncio.to_thread(sample_sites, by.scope)
    if not found:
        raise Conflict("no_sample_sites")
    return found


async def load_sample(tx: Tx, found: Sequence[Site], *, by: Person, now: datetime) -> int:
    """Make these sites, and say how many; Conflict ``sites_there`` where the scope has a site already."""
    require(by, "manage_days")
    if there := await sites_in_scope(tx):
        raise Conflict("sites_there", count=len(there))
    for site in found:
        await save_site(tx, site)
    await record(tx, by.principal, "sample_sites_loaded", f"sites:{len(found)}", place=tx.scope.lo, now=now)
    return len(found)
