"""Invitations to register sites: an organiser gives out a code for a region, bounded, expiring and revocable."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, update

from server.db import Tx
from server.errors import NotFound
from server.people.audit import record
from server.people.rules import Person, require
from server.place import range_of_region
from server.sites import linking
from server.sites.linking import Holds, Mac
from server.sites.model import SiteInvitation, SiteRegistration


async def invitations_after(tx: Tx, after: UUID | None, limit: int, *, by: Person) -> Sequence[SiteInvitation]:
    """The invitations within one's places, the newest first."""
    require(by, "manage_days")
    found = select(SiteInvitation).order_by(SiteInvitation.id.desc()).limit(limit)
    return await tx.scalars(found if after is None else found.where(SiteInvitation.id < after))


async def used(tx: Tx, invitations: Collection[UUID]) -> Mapping[UUID, int]:
    """How many sites each of these invitations has registered; one that registered none is not there."""
    counted = select(SiteRegistration.invitation_id, func.count()).group_by(SiteRegistration.invitation_id)
    rows = await tx.rows(counted.where(SiteRegistration.invitation_id.in_(invitations)))
    return {row[0]: row[1] for row in rows}


async def invite(
    tx: Tx,
    region: str,
    *,
    mac: Mac,
    label: str | None,
    most: int,
    days: int,
    regions: Collection[str],
    by: Person,
    now: datetime,
) -> tuple[SiteInvitation, str]:
    """Make an invitation and its code, which is told only now; NotFound for a region beyond one's places."""
    require(by, "manage_days")
    lo, hi = range_of_region(region)
    if region not in regions or not by.scope.covers_range(lo, hi):
        raise NotFound("not_found")
    code = linking.new_code()
    made = SiteInvitation(
        code_hash=linking.hash_of(mac, code),
        region=region,
        lo=lo,
        hi=hi,
        label=label,
        most=most,
        made_at=now,
        made_by=by.principal,
        expires_at=now + timedelta(days=days),
    )
    tx.add(made)
    await tx.flush()
    await record(tx, by.principal, "sites_invited", f"site_invitation:{made.id}", place=lo, now=now)
    return made, code


async def revoke(tx: Tx, invitation: UUID, *, by: Person, now: datetime) -> SiteInvitation:
    """End an invitation and the codes of the registrations made with it; a second time changes nothing."""
    require(by, "manage_days")
    found = await tx.get(SiteInvitation, invitation)
    if found.revoked_at is None:
        found.revoked_at = now
        await record(
            tx, by.principal, "site_invitation_revoked", f"site_invitation:{found.id}", place=found.lo, now=now
        )
    return found


async def revoke_all_invitations(tx: Tx, *, now: datetime) -> None:
    """End every invitation and the codes made with it, for a database that was restored from a backup."""
    await tx.change(update(SiteInvitation).where(SiteInvitation.revoked_at.is_(None)).values(revoked_at=now))


def holds(invitation: SiteInvitation) -> Holds:
    return Holds(invitation.expires_at, invitation.revoked_at)
