"""Messages to the person, where telephones are written to: another route, that it no longer holds, another site."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from server.before.booking.reads import words_in
from server.before.triage.deciding import Case
from server.before.triage.model import TriageDecision
from server.before.triage.rules import TriageState, Verb
from server.before.triage.words import Said
from server.language import Language
from server.notices.actions import Draft, enqueue
from server.notices.rules import Channel
from server.notices.texts import Template, Text
from server.sites.model import Site
from server.sites.reference import Named

KEPT: Final = timedelta(days=7)
"""So long a message is of use."""
GUIDED, RECEIVED, MOVED = "triage_guided", "triage_received", "triage_moved"
_LINK: Final = {"link": "https://reception.example.org/b/HN-D-430102"}
TEXTS: Final[Mapping[str, Template]] = {
    GUIDED: Template(
        zh=Text(
            "您的预登记：请走法定途径",
            "您反映的事依法应通过{route}解决，请不必为此专程到接访点。去哪里：{where}。期限：{limit}。凭查询码可以看书面说明：{link}",
            {**_LINK, "route": "劳动人事争议仲裁", "where": "（示例）芙蓉区劳动人事争议仲裁院", "limit": "一年内提出"},
        ),
        en=Text(
            "Your pre-registration: another route",
            "By law your matter goes by another route: {route}. You need not travel to the site. Where: {where}. "
            "Time limit: {limit}. The full text is at your query code: {link}",
            {
                **_LINK,
                "route": "Labour arbitration",
                "where": "Arbitration court of Furong (example)",
                "limit": "1 year",
            },
        ),
    ),
    RECEIVED: Template(
        zh=Text(
            "您的预登记：更正通知",
            "此前请您走其他途径的通知作废，您的事由接访点继续办理。请凭查询码查看：{link}",
            _LINK,
        ),
        en=Text(
            "Your pre-registration: a correction",
            "The message that named another route holds no longer: the site goes on with your matter. "
            "See it at your query code: {link}",
            _LINK,
        ),
    ),
    MOVED: Template(
        zh=Text(
            "您的预登记：改由{site}接访",
            "您的事改由{site}接访，地址：{where}。查询码不变，不用重新登记。请凭查询码核对日期：{link}",
            {**_LINK, "site": "（示例）芙蓉区接访点", "where": "（示例）人民东路 1 号"},
        ),
        en=Text(
            "Your pre-registration: {site} receives you",
            "{site} receives you instead, address: {where}. Your query code stays and nothing is told again. "
            "Check the date at your query code: {link}",
            {**_LINK, "site": "Furong site (example)", "where": "1 Renmin East Road (example)"},
        ),
    ),
}


def occasion(decision: TriageDecision, was: TriageState) -> str | None:
    """What the person is told of a decision; None where nothing changes for them today."""
    if decision.verb is Verb.GUIDE:
        return GUIDED
    if decision.verb is Verb.UNDO and was is TriageState.GUIDED:
        return RECEIVED
    return None


async def tell_person(
    case: Case, decision: TriageDecision, said: Said, was: TriageState, route: Named | None, site: Site, origin: str
) -> None:
    """Have the person told by a message to the number that they gave, in the language in which they read the page."""
    booking = case.booking
    kind = MOVED if booking.place != case.was_at else occasion(decision, was)
    words = None if kind is None else await words_in(case.tx, case.sealer, booking)
    phone = None if words is None else words.petitioner.phone
    if kind is None or not phone:
        return
    language: Language = "en" if booking.reads == "en" else "zh"
    english = language == "en"
    name = site.name_en if english else site.name_zh
    address = site.address or name
    draft = Draft(
        kind=kind,
        key=f"{kind}:{booking.id}:{decision.n}",
        place=booking.place,
        to=phone,
        language=language,
        values={
            "route": "" if route is None else (route.en if english else route.zh),
            "where": address if kind == MOVED else said.where or "",
            "limit": said.limit or "",
            "site": name,
            "link": f"{origin}/b/{booking.site}",
        },
        due=case.now,
        until=case.now + KEPT,
        channel=Channel.SMS,
    )
    await enqueue(case.tx, case.sealer, [draft])
