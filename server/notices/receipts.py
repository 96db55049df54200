"""Receipts: what a program that passes notices on says became of them.

They come to a public route, so what they say is believed by its signature alone, soon after it was signed. They can
end a notice that was handed to that very channel and do nothing else: one that comes twice finds it ended.
"""

import hmac
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select

from server.config import CONSOLE, Settings
from server.db import Tx
from server.errors import NotSignedIn
from server.notices import rules
from server.notices.actions import set_notice_state
from server.notices.hook import sign
from server.notices.model import Notice
from server.notices.rules import Channel, NoticeState

FRESH: Final = timedelta(minutes=5)
"""So long a signature is taken, before and after its time: clocks differ."""
PREFIX: Final = b"receipts."
"""Signed before the body, so that no post of this service is a receipt when it is sent back."""
REASON: Final = r"^[A-Za-z_:.-]*([0-9]{1,6}[A-Za-z_:.-]+)*[0-9]{0,6}$"
"""A code of the gateway, too few digits in a row for a telephone number."""
LONGEST_REASON: Final = 40
_SIGNATURE: Final = re.compile(r"t=([0-9]{1,11}),v1=([0-9a-f]{64})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one notice, and where it was not delivered, the gateway's code for why."""

    id: UUID
    is_delivered: bool
    reason: str | None = None


def secrets_of(settings: Settings) -> Mapping[Channel, bytes]:
    """What the receipts of each channel are signed with: that with which its posts are signed."""
    found = dict[Channel, bytes]()
    if settings.sms_url not in {None, CONSOLE} and settings.sms_secret:
        found[Channel.SMS] = settings.sms_secret.encode()
    if settings.hook_url is not None and settings.hook_form == "signed" and settings.hook_secret:
        found[Channel.HOOK] = settings.hook_secret.encode()
    return found


def channels_signed(secrets: Mapping[Channel, bytes], said: str, body: bytes, *, now: datetime) -> Collection[Channel]:
    """The channels whose secret signed this body; NotSignedIn where there is none, or it was signed long ago."""
    parts = _SIGNATURE.fullmatch(said)
    if parts is None:
        raise NotSignedIn("receipt_signature")
    at = int(parts[1])
    signed = {
        channel
        for channel, secret in secrets.items()
        if hmac.compare_digest(sign(secret, body, at, prefix=PREFIX), f"t={at},v1={parts[2]}")
    }
    if not signed:
        raise NotSignedIn("receipt_signature")
    if abs(now.timestamp() - at) > FRESH.total_seconds():
        raise NotSignedIn("receipt_old")
    return signed


async def take_receipts(tx: Tx, receipts: Sequence[Receipt], channels: Collection[Channel], *, now: datetime) -> int:
    """End the notices of these channels that were tried and have not ended; gives how many.

    Of several receipts of one notice the first counts.
    """
    first = {one.id: one for one in reversed(receipts)}
    tried = (Notice.id.in_(first), Notice.channel.in_(channels), Notice.attempts > 0)
    ended = 0
    for notice in await tx.scalars(select(Notice).where(*tried).order_by(Notice.id).with_for_update()):
        receipt = first[notice.id]
        state = rules.RECEIPTS.get((notice.state, receipt.is_delivered))
        if state is not None:
            _end(notice, state, receipt, now=now)
            ended += 1
    return ended


def _end(notice: Notice, state: NoticeState, receipt: Receipt, *, now: datetime) -> None:
    notice.leased_until, notice.ended_at = None, now
    notice.reason = None if receipt.is_delivered else f"receipt {receipt.reason or 'failed'}"
    if receipt.is_delivered:
        notice.sealed = None
    set_notice_state(notice, state)
