"""What lies beside a booking in triage: those that are heard with it, those that are alike, and how that came about."""

from collections.abc import Sequence
from dataclasses import dataclass

from server.before.booking.attachments import attached_to
from server.before.booking.model import Booking
from server.before.booking.reads import joined_to, site_called, words_in
from server.before.triage import joining
from server.before.triage.api.shapes import AlikeLine, JoiningShape, SiteName
from server.before.triage.model import Joining
from server.day_code import parse_day
from server.db import Tx
from server.people.rules import Person
from server.place import region_of
from server.sealing import Sealer


@dataclass(frozen=True, slots=True)
class Beside:
    joined: Sequence[AlikeLine]
    alike: Sequence[AlikeLine]
    joinings: Sequence[JoiningShape]


async def beside(tx: Tx, sealer: Sealer, booking: Booking, who: Person) -> Beside:
    """All of it, as far as the viewer's own places reach; nothing of a booking that was only assigned to them."""
    if not who.scope.covers(booking.place):
        return Beside([], [], [])
    joined = await joined_to(tx, [booking.id])
    found = await joining.alike(tx, booking, (who.scope.lo, who.scope.hi))
    return Beside(
        [await _line(tx, sealer, booking, one, who) for one in joined],
        [await _line(tx, sealer, booking, one, who) for one in found],
        [await _joining(tx, sealer, one) for one in await joining.joinings_of(tx, [booking.id])],
    )


async def _line(tx: Tx, sealer: Sealer, shown: Booking, one: Booking, who: Person) -> AlikeLine:
    words = await words_in(tx, sealer, one) if "see_persons" in who.scope.capabilities else None
    site = await site_called(tx, one.site)
    same = ("version", "category", "people_count", "attendee_count", "claimed_fen", "workers", "made_at")
    return AlikeLine(
        booking=one.id,
        joined=one.joined_to == shown.id,
        day=None if one.day is None else parse_day(one.day),
        site=SiteName(site=site.code, name_zh=site.name_zh, name_en=site.name_en, region=region_of(site.place)),
        files=len(await attached_to(tx, one.id)),
        name=words.petitioner.name if words else None,
        summary=words.summary if words else None,
        same_phone=one.phone_index is not None and one.phone_index == shown.phone_index,
        same_respondent=one.respondent_index is not None and one.respondent_index == shown.respondent_index,
        can_join=one.joined_to is None and one.place == shown.place and one.day in {None, shown.day},
        **{name: getattr(one, name) for name in same},
    )


async def _joining(tx: Tx, sealer: Sealer, one: Joining) -> JoiningShape:
    reason, ended_reason = await joining.reasons_in(tx, sealer, one)
    return JoiningShape(
        booking=one.booking_id,
        stands=one.stands_id,
        by=one.by_name,
        at=one.at,
        reason=reason,
        ended_by=one.ended_by_name,
        ended_at=one.ended_at,
        ended_reason=ended_reason,
    )
