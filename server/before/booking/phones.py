"""Telephone numbers are proved by a code that is sent to them: sending, trying and using it.

An answer never tells whether a number is known: a code is sent to every number alike.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select

from server.before.booking import codes, rules
from server.before.booking.contents import check_phone, phone_index
from server.before.booking.model import PhoneCheck
from server.db import Tx
from server.errors import Conflict, Invalid, TooMany
from server.notices.actions import Draft, enqueue
from server.notices.rules import Channel
from server.notices.texts import Template, Text
from server.sealing import Sealer

PHONE_CODE: Final = "phone_code"
TEXTS: Final[Mapping[str, Template]] = {
    PHONE_CODE: Template(
        zh=Text(
            title="接访预登记验证码",
            body="验证码 {code}，10 分钟内有效。不要告诉任何人，工作人员不会向您索要。",
            sample={"code": "042917"},
        ),
        en=Text(
            title="Code for your pre-registration",
            body="Your code is {code}; it holds for ten minutes. Keep it to yourself: no official will ask for it.",
            sample={"code": "042917"},
        ),
    )
}


async def send_code(tx: Tx, sealer: Sealer, phone: str, *, place: int, language: str, now: datetime) -> UUID:
    """Send a code to a number; Invalid ``phone_form``, TooMany ``phone_code_soon`` beyond its share of codes."""
    check_phone(phone)
    index = phone_index(phone, sealer) or ""
    await tx.change(delete(PhoneCheck).where(PhoneCheck.made_at < now - rules.CHECK_LIVES))
    for most, span in ((rules.CODES_SHORTLY, rules.SHORTLY), (rules.CODES_A_DAY, rules.CHECK_LIVES)):
        sent = (PhoneCheck.phone_index == index, PhoneCheck.made_at > now - span)
        if (await tx.one_or_none(select(func.count()).select_from(PhoneCheck).where(*sent)) or 0) >= most:
            raise TooMany("phone_code_soon", retry_after=int(span.total_seconds()))
    check, digits = uuid4(), codes.new_digits()
    kept = codes.digits_hash(sealer.mac, check, digits)
    tx.add(PhoneCheck(id=check, phone_index=index, digits_hash=kept, tries=0, made_at=now))
    draft = Draft(
        kind=PHONE_CODE,
        key=f"{PHONE_CODE}:{check}",
        place=place,
        to=phone,
        language=language,
        values={"code": digits},
        due=now,
        until=now + rules.CODE_LIVES,
        channel=Channel.SMS,
        urgent=True,
    )
    await enqueue(tx, sealer, [draft])
    return check


async def try_code(tx: Tx, sealer: Sealer, check: UUID, digits: str, *, now: datetime) -> int | None:
    """Try the digits of a code: None where they are right, else how many tries are left. The caller commits both.

    Conflict ``phone_code_spent`` for a code that is unknown, too old or was tried too often.
    """
    found = await tx.one_or_none(select(PhoneCheck).where(PhoneCheck.id == check).with_for_update())
    kept = codes.digits_hash(sealer.mac, check, digits)
    is_right = codes.is_same(kept if found is None else found.digits_hash, kept)
    if found is None or found.made_at + rules.CODE_LIVES <= now or found.tries >= rules.CODE_TRIES:
        raise Conflict("phone_code_spent")
    if is_right:
        found.verified_at = found.verified_at or now
        return None
    found.tries += 1
    return rules.CODE_TRIES - found.tries


async def use(tx: Tx, sealer: Sealer, check: UUID | None, phone: str, booking: UUID, *, now: datetime) -> None:
    """Let a number that was proved be booked with, for one booking; Conflict ``phone_unchecked``."""
    found = None
    if check is not None:
        found = await tx.one_or_none(select(PhoneCheck).where(PhoneCheck.id == check).with_for_update())
    is_proved = found is not None and found.verified_at is not None and found.verified_at + rules.CHECK_LIVES > now
    if found is None or not is_proved or not codes.is_same(found.phone_index, phone_index(phone, sealer) or ""):
        raise Conflict("phone_unchecked")
    if found.booking_id not in {None, booking}:
        raise Conflict("phone_code_spent")
    found.booking_id = booking


def refuse_wrong(left: int | None) -> None:
    """Refuse digits that were wrong, once their try is counted."""
    if left is not None:
        raise Invalid("phone_code_wrong", left=left)
