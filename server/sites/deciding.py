"""The level above decides on what coordinators registered: it confirms, or sends back with a reason."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from server.db import Tx
from server.errors import Conflict, NotFound
from server.files.actions import Content, read_file, remove_file
from server.people.audit import record
from server.people.rules import Person, require
from server.place import city_of, range_of_region
from server.sealing import Sealer
from server.sites import details, registering
from server.sites.model import Site, SiteDetail, SiteRegistration
from server.sites.rules import RegistrationHappening, RegistrationState
from server.sites.states import set_state


async def registrations_after(
    tx: Tx, state: RegistrationState | None, after: UUID | None, limit: int, *, by: Person
) -> Sequence[SiteRegistration]:
    """The registrations within one's places, the newest first."""
    require(by, "manage_days")
    found = select(SiteRegistration).order_by(SiteRegistration.id.desc()).limit(limit)
    found = found if state is None else found.where(SiteRegistration.state == state)
    return await tx.scalars(found if after is None else found.where(SiteRegistration.id < after))


async def _wanted(tx: Tx, ident: UUID, version: int, *, by: Person) -> SiteRegistration:
    """A registration as the person saw it; Conflict ``site_registration_changed`` where it was sent again since."""
    require(by, "manage_days")
    found = await tx.one_or_none(select(SiteRegistration).where(SiteRegistration.id == ident).with_for_update())
    if found is None or not by.scope.covers_range(*range_of_region(found.region)):
        raise NotFound("not_found")
    if found.version != version:
        raise Conflict("site_registration_changed")
    return found


async def confirm(
    tx: Tx, ident: UUID, version: int, *, regions: Collection[str], by: Person, now: datetime
) -> SiteRegistration:
    """Make the site, or change the one that was made before by what its coordinator changed.

    What an organiser changed meanwhile stays; Conflict ``site_changed`` where both changed the same part otherwise.
    """
    found = await _wanted(tx, ident, version, by=by)
    set_state(found, RegistrationHappening.CONFIRM)
    if found.site is None:
        site = await registering.make_site(
            tx, found.region, details.loaded(found.told), regions=regions, by=by, now=now
        )
        found.site = site.code
    else:
        site = await _change(tx, found.site, found, by=by, now=now)
    await _show_photo(tx, site, found, now)
    found.decided = found.confirmed = found.told
    found.reason_sealed, found.changed_at = None, now
    await tx.flush()
    about = f"site_registration:{found.id}"
    await record(tx, by.principal, "site_registration_confirmed", about, place=found.place, now=now)
    return found


async def _change(tx: Tx, code: str, found: SiteRegistration, *, by: Person, now: datetime) -> Site:
    site = await registering.locked_site(tx, code)
    newest = await registering.told_of(tx, site)
    base = found.confirmed or {}
    merged, clashes = details.merged(base, found.told, newest)
    if clashes:
        changed = [{"what": name, "was": base.get(name), "now": newest[name]} for name in clashes]
        raise Conflict("site_changed", changed=changed)
    await registering.put(tx, site, newest, merged, by=by, now=now)
    return site


async def _show_photo(tx: Tx, site: Site, found: SiteRegistration, now: datetime) -> None:
    row = await tx.get(SiteDetail, site.code)
    before, row.photo, row.confirmed_at = row.photo, found.photo, now
    await tx.flush()
    if before is not None and before != found.photo:
        await remove_file(tx, before)


async def send_back(
    tx: Tx, sealer: Sealer, ident: UUID, version: int, *, reason: str, by: Person, now: datetime
) -> SiteRegistration:
    """Send a registration back to its coordinator, who reads the reason at the same link."""
    found = await _wanted(tx, ident, version, by=by)
    set_state(found, RegistrationHappening.SEND_BACK)
    key = await sealer.key_in(tx, city_of(found.place), f"{now:%Y-%m}")
    found.reason_sealed = sealer.seal(reason.encode(), aad=details.reason_aad(found.id, found.place), key=key)
    found.decided, found.changed_at = found.told, now
    await tx.flush()
    about = f"site_registration:{found.id}"
    await record(tx, by.principal, "site_registration_sent_back", about, place=found.place, now=now)
    return found


async def read_photo(tx: Tx, sealer: Sealer, ident: UUID, *, by: Person) -> Content:
    """The photograph that a coordinator sent; NotFound without one."""
    require(by, "manage_days")
    found = await tx.get(SiteRegistration, ident)
    if found.photo is None:
        raise NotFound("not_found")
    return await read_file(tx, sealer, found.photo)
