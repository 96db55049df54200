"""What can be done with sites and with the devices that speak for them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import delete, select, update
from uuid_utils.compat import uuid7

from server.db import Tx
from server.errors import Conflict, NotFound
from server.people import audit
from server.people.messages import RightsChanged
from server.people.passwords import token_hash
from server.people.rules import Person, require
from server.sites import rules
from server.sites.model import Device, DeviceAccount, Enrolment, Site

Saved = Literal["made", "changed", "kept"]
TOLD: Sequence[str] = ("name_zh", "name_en", "kind", "tier", "rooms", "parent", "telephone", "address")


async def sites_in_scope(tx: Tx) -> Sequence[Site]:
    """The sites of the scope, the province's own first, then by region."""
    return await tx.scalars(select(Site).order_by(Site.place))


async def find_site(tx: Tx, code: str) -> Site:
    """The site with this code; NotFound where there is none in scope."""
    return await tx.get(Site, code)


async def place_of_site(tx: Tx, code: str) -> int:
    """Where it lies; NotFound where there is none in scope."""
    return (await find_site(tx, code)).place


async def save_site(tx: Tx, wanted: Site) -> Saved:
    """Make a site, or bring what is told of it up to date. Its place stays what it was."""
    saved = await tx.one_or_none(select(Site).where(Site.code == wanted.code))
    if saved is None:
        tx.add(wanted)
        return "made"
    if all(getattr(saved, key) == getattr(wanted, key) for key in TOLD):
        return "kept"
    for key in TOLD:
        setattr(saved, key, getattr(wanted, key))
    return "changed"


async def open_enrolment(tx: Tx, site_code: str, label: str, *, code_hash: str, by: Person, now: datetime) -> Enrolment:
    """Give out a code that turns one browser into a device of this site, once and within ten minutes."""
    site = await find_site(tx, site_code)
    require(by, "enrol_device", site.place)
    await tx.change(delete(Enrolment).where(Enrolment.expires_at <= now))
    enrolment = Enrolment(
        site=site.code,
        place=site.place,
        label=label,
        code_hash=code_hash,
        made_by=by.principal,
        expires_at=now + rules.CODE_LIVES,
    )
    tx.add(enrolment)
    return enrolment


async def find_enrolment(tx: Tx, *, code_hash: str, now: datetime) -> Enrolment:
    """What a code would enrol a browser for, without using it up; NotFound alike for one unknown, used or expired."""
    enrolment = await tx.one_or_none(select(Enrolment).where(Enrolment.code_hash == code_hash))
    if enrolment is None or not rules.may_be_claimed(
        expires_at=enrolment.expires_at, claimed_at=enrolment.claimed_at, now=now
    ):
        raise NotFound("code_not_valid")
    return enrolment


async def claim_enrolment(tx: Tx, *, code_hash: str, token: str, now: datetime) -> Device:
    """Turn a code into a device with this token; NotFound alike for one unknown, used or expired."""
    enrolment = await find_enrolment(tx, code_hash=code_hash, now=now)
    unclaimed = update(Enrolment).where(Enrolment.id == enrolment.id, Enrolment.claimed_at.is_(None))
    if await tx.change(unclaimed.values(claimed_at=now)) != 1:
        raise NotFound("code_not_valid")  # another browser was faster
    site = await find_site(tx, enrolment.site)
    return await enrol(tx, site, enrolment.label, token=token, by=enrolment.made_by, now=now)


async def enrol_from_machine(tx: Tx, site_code: str, label: str, *, token: str, now: datetime) -> Device:
    """Enrol a device at the command line; no right is asked, because an operator can read the service's folder."""
    site = await tx.one_or_none(select(Site).where(Site.code == site_code))
    if site is None:
        raise NotFound("unknown_site", site=site_code)
    return await enrol(tx, site, label, token=token, by=audit.MACHINE, now=now)


async def enrol(tx: Tx, site: Site, label: str, *, token: str, by: str, now: datetime, prints: bool = True) -> Device:
    """Trust the holder of this token to speak for the site, with ticket numbers of its own where it ``prints``."""
    device = Device(
        id=uuid7(),
        site=site.code,
        place=site.place,
        label=label,
        token_hash=token_hash(token),
        enrolled_by=by,
        enrolled_at=now,
    )
    # the log is written by one at a time: from here on two enrolments of a site cannot reserve the same range
    await audit.record(tx, by, "device_enrolled", f"device:{device.id}", place=site.place, now=now)
    if prints:
        tickets = await _reserve_tickets(tx, site)
        device.ticket_letter, device.ticket_first = tickets.letter, tickets.first
    tx.add(device)
    await tx.flush()
    return device


async def _reserve_tickets(tx: Tx, site: Site) -> rules.TicketRange:
    """Take a range that no device of the site ever had; when all are gone, that of the one revoked first."""
    printing = select(Device).where(Device.site == site.code, Device.ticket_letter.is_not(None))
    by_range = {device.tickets: device for device in await tx.scalars(printing) if device.tickets is not None}
    free = rules.free_range(by_range)
    if free is not None:
        return free
    revoked = [(device.revoked_at, tickets.first, tickets) for tickets, device in by_range.items() if device.revoked_at]
    if not revoked:
        raise Conflict("too_many_devices", site=site.code)
    _, _, tickets = min(revoked, key=lambda one: one[:2])
    by_range[tickets].ticket_letter = by_range[tickets].ticket_first = None
    await tx.flush()
    return tickets


def tickets_of(device: Device) -> rules.TicketRange:
    """Return the numbers that a device prints; NotFound where it prints none."""
    if device.tickets is None:
        raise NotFound("not_found")
    return device.tickets


async def devices_of(tx: Tx, code: str, *, by: Person) -> Sequence[Device]:
    """The devices of a site, revoked ones included, the newest first."""
    site = await find_site(tx, code)
    require(by, "enrol_device", site.place)
    return await tx.scalars(
        select(Device).where(Device.site == site.code).order_by(Device.enrolled_at.desc(), Device.id)
    )


async def prove_at_device(tx: Tx, *, token: str, by: Person, now: datetime) -> None:
    """Keep that this account is signed in where the token of a device lies; a second time changes nothing.

    NotFound for a token that no trusted device has. From then on entries of the device that name the account as their
    author (``by``) are shown as its own (decision 094).
    """
    device = await tx.one_or_none(
        select(Device).where(Device.token_hash == token_hash(token), Device.revoked_at.is_(None)).with_for_update()
    )
    if device is None:
        raise NotFound("not_found")
    pair = (DeviceAccount.device_id == device.id, DeviceAccount.account_id == UUID(by.id))
    if await tx.one_or_none(select(DeviceAccount).where(*pair)) is None:
        tx.add(DeviceAccount(device_id=device.id, account_id=UUID(by.id), place=device.place, since=now))
        await audit.record(tx, by.principal, "signed_in_at_device", f"device:{device.id}", place=device.place, now=now)


async def proved_authors(tx: Tx, device_ids: Collection[UUID]) -> Mapping[tuple[str, str], datetime]:
    """Since when which account is proved at which of these devices, by device and account."""
    rows = await tx.scalars(select(DeviceAccount).where(DeviceAccount.device_id.in_(device_ids))) if device_ids else ()
    return {(str(row.device_id), str(row.account_id)): row.since for row in rows}


async def revoke_device(tx: Tx, device_id: UUID, *, by: Person, now: datetime) -> Device:
    """Stop trusting a device; its open desk is cut. Doing it twice changes nothing."""
    device = await tx.get(Device, device_id)
    require(by, "enrol_device", device.place)
    if device.revoked_at is None:
        device.revoked_at = now
        ended = RightsChanged(device_id=device.id)
        await audit.revoke(tx, by.principal, "device_revoked", ended, place=device.place, now=now)
    return device


async def revoke_all_devices(tx: Tx, *, now: datetime) -> None:
    """Stop trusting every device and every open code, for a database that was restored from a backup."""
    await tx.change(update(Device).where(Device.revoked_at.is_(None)).values(revoked_at=now))
    await tx.change(delete(Enrolment))
