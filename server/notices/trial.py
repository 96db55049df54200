"""A notice to try the settings with: it says that notices from this service arrive."""

from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from server.db import Tx
from server.errors import Invalid
from server.language import Language
from server.notices.actions import Draft, enqueue
from server.notices.rules import is_address
from server.notices.texts import Template, Text
from server.sealing import Sealer

TRIAL: Final = "trial"
TRIAL_TEXT: Final = Template(
    zh=Text("接访日通知测试", "这是一封测试通知：本系统发出的通知可以收到。", {}),
    en=Text("Reception Day: trial notice", "This is a trial: notices of this service arrive here.", {}),
)
USEFUL: Final = timedelta(days=1)


async def enqueue_trial(tx: Tx, sealer: Sealer, to: str, *, place: int, language: Language, now: datetime) -> None:
    """Have a trial sent to an address, also in the quiet hours; Invalid for what is no address."""
    if not is_address(to):
        raise Invalid("address_form")
    draft = Draft(
        kind=TRIAL,
        key=f"{TRIAL}:{uuid4()}",
        place=place,
        to=to,
        language=language,
        values={},
        due=now,
        until=now + USEFUL,
        urgent=True,
    )
    await enqueue(tx, sealer, [draft])
