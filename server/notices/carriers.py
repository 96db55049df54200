"""Which ways of sending this server has, by its settings."""

from typing import Final

import structlog

from server.config import CONSOLE, Settings
from server.notices.channel import Carrier, Carriers
from server.notices.console import Console
from server.notices.hook import Hook
from server.notices.mail import Mail, parse_server
from server.notices.rules import Channel
from server.notices.wecom import WeCom

log = structlog.get_logger(__name__)

NO_MAIL: Final = "no mail server is set (RECEPTION_SMTP_URL): notices wait and nothing is sent"
PRINTED: Final = "notices are printed and nothing is sent"


def carriers_of(settings: Settings, *, is_rehearsal: bool) -> Carriers:
    """The channels that this server sends over. A rehearsal sends nothing to real people, whatever its settings say."""
    if is_rehearsal or settings.smtp_url == CONSOLE:
        log.info(PRINTED)
        return dict.fromkeys(Channel, Console())
    carriers: dict[Channel, Carrier] = {}
    if settings.smtp_url is None:
        log.warning(NO_MAIL)
    else:
        carriers[Channel.MAIL] = Mail(parse_server(settings.smtp_url, settings.smtp_from or ""))
    if settings.hook_url is not None:
        carriers[Channel.HOOK] = _hook_of(settings, settings.hook_url)
    if settings.sms_url == CONSOLE:
        carriers[Channel.SMS] = Console()
    elif settings.sms_url is not None:
        secret = settings.sms_secret or ""
        carriers[Channel.SMS] = Hook(settings.sms_url, secret, allowed=settings.hook_networks, names_receiver=True)
    return carriers


def _hook_of(settings: Settings, url: str) -> Carrier:
    if settings.hook_form == "wecom":
        return WeCom(url, allowed=settings.hook_networks)
    return Hook(url, settings.hook_secret or "", allowed=settings.hook_networks)


def sends_messages(settings: Settings, *, is_rehearsal: bool) -> bool:
    """Whether messages to telephones are sent, or printed, with these settings."""
    return is_rehearsal or settings.smtp_url == CONSOLE or settings.sms_url is not None


def not_sent(settings: Settings) -> str | None:
    """Why these settings send nothing; None where they do."""
    return {None: NO_MAIL, CONSOLE: PRINTED}.get(settings.smtp_url)
