"""What a coordinator does at a link, without an account: read the registration of a site, send it, send it again.

Every use of a code is judged anew: whether it is known, revoked or expired. A single-use code leads for ever to the one
registration it made; each registration also has a code of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from server.db import Tx
from server.errors import Conflict, NotFound
from server.files.actions import Content, read_file, remove_file, store_file
from server.files.pictures import MEDIA, Picture
from server.people.audit import record
from server.place import place_of
from server.sealing import Sealer
from server.sites import details, inviting, linking
from server.sites.details import Wanted
from server.sites.linking import Holds
from server.sites.model import SiteDetail, SiteInvitation, SiteRegistration
from server.sites.reference import Region
from server.sites.rules import RegistrationHappening, RegistrationState
from server.sites.states import set_state


@dataclass(frozen=True, slots=True)
class Opened:
    """What a code opens: an invitation, and the registration it made where that is one."""

    invitation: SiteInvitation
    registration: SiteRegistration | None


async def open_link(tx: Tx, sealer: Sealer, code: str, *, now: datetime, lock: bool = False) -> Opened:
    """What a code opens now; NotFound ``site_link_unknown``, ``site_link_revoked``, ``site_link_expired``."""
    key = linking.hash_of(sealer.mac, code)
    own = await tx.one_or_none(select(SiteRegistration).where(SiteRegistration.code_hash == key))
    which = SiteInvitation.code_hash == key if own is None else SiteInvitation.id == own.invitation_id
    found = select(SiteInvitation).where(which)
    invitation = await tx.one_or_none(found.with_for_update() if lock else found)
    if invitation is None:
        raise NotFound("site_link_unknown")
    if own is None and invitation.most == 1:
        own = await tx.one_or_none(select(SiteRegistration).where(SiteRegistration.invitation_id == invitation.id))
    if own is None:
        linking.check_holds(inviting.holds(invitation), now)
    else:
        linking.check_holds(Holds(own.changed_at + linking.KEPT, invitation.revoked_at), now)
    return Opened(invitation, own)


async def submit(
    tx: Tx,
    sealer: Sealer,
    code: str,
    wanted: Wanted,
    *,
    registration: UUID,
    region: str,
    seen: int,
    regions: Mapping[str, Region],
    now: datetime,
) -> SiteRegistration:
    """Send what is told of a site, for the first time or again.

    ``registration`` is the id that the page made up, so that what is sent twice is registered once. Conflict
    ``site_link_used`` where no further site is left, ``site_registration_changed`` where another page sent it since,
    ``site_keeps_region``; NotFound for a region beyond the invitation's.
    """
    opened = await open_link(tx, sealer, code, now=now, lock=True)
    known = opened.registration or await tx.one_or_none(
        select(SiteRegistration).where(
            SiteRegistration.id == registration, SiteRegistration.invitation_id == opened.invitation.id
        )
    )
    details.check(wanted)
    if known is None:
        await _check_left(tx, opened.invitation, region, regions)
        return await _begin(tx, sealer, opened.invitation, wanted, registration, region, now)
    told = details.stored(wanted)
    if region != known.region:
        raise Conflict("site_keeps_region")
    if told == known.told:
        return known
    if seen != known.version:
        raise Conflict("site_registration_changed")
    await _submit(tx, known, told, known.photo, now=now)
    return known


async def _check_left(tx: Tx, invitation: SiteInvitation, region: str, regions: Mapping[str, Region]) -> None:
    if region not in regions or not invitation.lo <= place_of(region) <= invitation.hi:
        raise NotFound("not_found")
    made = select(func.count()).select_from(SiteRegistration).where(SiteRegistration.invitation_id == invitation.id)
    if (await tx.one_or_none(made) or 0) >= invitation.most:
        raise Conflict("site_link_used")


async def _begin(
    tx: Tx, sealer: Sealer, invitation: SiteInvitation, wanted: Wanted, ident: UUID, region: str, now: datetime
) -> SiteRegistration:
    made = SiteRegistration(
        id=ident,
        invitation_id=invitation.id,
        code_hash=linking.hash_of(sealer.mac, linking.own_code(sealer.mac, ident)),
        region=region,
        place=place_of(region),
        state=RegistrationState.WAITING,
        version=1,
        told=details.stored(wanted),
        made_at=now,
        changed_at=now,
    )
    tx.add(made)
    await tx.flush()
    await _record(tx, made, now)
    return made


async def _submit(tx: Tx, known: SiteRegistration, told: dict[str, Any], photo: UUID | None, *, now: datetime) -> None:
    set_state(known, RegistrationHappening.SUBMIT)
    known.told, known.photo = told, photo
    known.version += 1
    known.changed_at = now
    await tx.flush()
    await _record(tx, known, now)


async def _record(tx: Tx, known: SiteRegistration, now: datetime) -> None:
    who = f"site_invitation:{known.invitation_id}"
    await record(tx, who, "site_registered", f"site_registration:{known.id}", place=known.place, now=now)


async def put_photo(tx: Tx, sealer: Sealer, code: str, picture: Picture, *, now: datetime) -> SiteRegistration:
    """Take a photograph of the entrance, in place of the one there was; Conflict before anything else was sent."""
    known = await _registered(tx, sealer, code, now=now, lock=True)
    before = known.photo
    who = f"site_invitation:{known.invitation_id}"
    file = await store_file(tx, sealer, picture.content, media=MEDIA, place=known.place, month=None, by=who, now=now)
    await _submit(tx, known, known.told, file.id, now=now)
    if before is not None and not await _is_shown(tx, before):
        await remove_file(tx, before)
    return known


async def read_photo(tx: Tx, sealer: Sealer, code: str, *, now: datetime) -> Content:
    known = await _registered(tx, sealer, code, now=now)
    if known.photo is None:
        raise NotFound("not_found")
    return await read_file(tx, sealer, known.photo)


async def _registered(tx: Tx, sealer: Sealer, code: str, *, now: datetime, lock: bool = False) -> SiteRegistration:
    opened = await open_link(tx, sealer, code, now=now, lock=lock)
    if opened.registration is None:
        raise Conflict("site_not_registered_yet")
    return opened.registration


async def _is_shown(tx: Tx, photo: UUID) -> bool:
    """Whether a photograph is that of a site, where it stays until another is confirmed."""
    return await tx.one_or_none(select(SiteDetail.site).where(SiteDetail.photo == photo)) is not None


async def reason_of(tx: Tx, sealer: Sealer, known: SiteRegistration) -> str | None:
    """Why a registration was sent back; None where it was not, or where that was erased by law."""
    if known.reason_sealed is None:
        return None
    try:
        return (await sealer.unseal(tx, known.reason_sealed, aad=details.reason_aad(known.id, known.place))).decode()
    except NotFound:
        return None


def regions_of(invitation: SiteInvitation, regions: Mapping[str, Region]) -> list[Region]:
    """The regions in which an invitation can register a site."""
    return [one for one in regions.values() if invitation.lo <= place_of(one.code) <= invitation.hi]
