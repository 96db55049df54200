"""What is sent to people about their accounts: the link of an invitation, to the address that the inviter gave."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from server.db import Tx
from server.instants import with_offset
from server.language import Language
from server.notices.actions import Draft, enqueue
from server.notices.texts import Template, Text, moment_in_words
from server.people.invitations import Link, path_of
from server.sealing import Sealer

INVITATION: Final = "invitation"
_LINK: Final = "https://reception.example.org/invitations/abc"
TEXTS: Final[Mapping[str, Template]] = {
    INVITATION: Template(
        zh=Text(
            "接访日系统：请设置您的账号",
            "您受邀使用接访日系统。请打开以下链接设置登录名和密码：\n\n{link}\n\n"
            "链接只能使用一次，{until}前有效，请勿转发。如非本人，请忽略本邮件。",
            {"link": _LINK, "until": "2026年12月13日 09:00"},
        ),
        en=Text(
            "Reception Day: set up your account",
            "You are invited to the Reception Day service. Open this link to set a login and a password:\n\n{link}\n\n"
            "The link works once, until {until}; please do not pass it on. If you do not expect it, ignore this mail.",
            {"link": _LINK, "until": "13 December 2026, 09:00"},
        ),
    ),
}


async def send_invitation(
    tx: Tx, sealer: Sealer, link: Link, to: str, *, origin: str, place: int, language: Language, now: datetime
) -> None:
    """Have the link sent to an address, in the language of the inviter, as long as it holds."""
    values = {"link": f"{origin}{path_of(link)}", "until": moment_in_words(link.expires_at, language)}
    draft = Draft(
        kind=INVITATION,
        key=f"{INVITATION}:{link.account_id}:{with_offset(link.expires_at)}",
        place=place,
        to=to,
        language=language,
        values=values,
        due=now,
        until=link.expires_at,
    )
    await enqueue(tx, sealer, [draft])
