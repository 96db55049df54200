"""Ending a site for good: its past stays, its devices are trusted no longer, and no new day has it."""

from datetime import datetime

from sqlalchemy import delete, select

from server.db import Tx
from server.people import audit
from server.people.messages import RightsChanged
from server.people.rules import Person, require
from server.sites import registering
from server.sites.messages import SiteEnded
from server.sites.model import Device, Enrolment, Site


async def end_site(tx: Tx, code: str, *, by: Person, now: datetime) -> Site:
    """End a site; NotFound beyond one's places, Conflict ``site_ended``; the agenda refuses with ``site_in_days``."""
    require(by, "manage_days")
    site = await registering.locked_site(tx, code)
    site.ended_at = now
    await audit.record(tx, by.principal, "site_ended", f"site:{code}", place=site.place, now=now)
    for device in await tx.scalars(select(Device).where(Device.site == code, Device.revoked_at.is_(None))):
        device.revoked_at = now
        rights = RightsChanged(device_id=device.id)
        await audit.revoke(tx, by.principal, "device_revoked", rights, place=site.place, now=now)
    await tx.change(delete(Enrolment).where(Enrolment.site == code))
    tx.tell(SiteEnded(code, site.place, now))
    return site
