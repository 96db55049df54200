"""The route that sends a notice again; the list of notices is theirs (server.notices.api)."""

from uuid import UUID

from aiohttp import web

from server.http.ask import Ask
from server.http.route import Route
from server.keys import DATABASE
from server.notices.actions import repeat
from server.people.audit import record
from server.people.rules import Person


async def post_repeat(request: web.Request, ask: Ask[Person], *, notice: UUID) -> None:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        found = await repeat(tx, notice, now=ask.now)
        await record(tx, ask.person.principal, "notice_repeated", f"notice:{notice}", place=found.place, now=ask.now)


routes = [
    Route(
        "POST",
        "/api/notices/{notice}/repeat",
        post_repeat,
        capability="manage_days",
        errors=("not_found", "notice_not_ended", "notice_expired"),
        summary_zh="重发一条发送失败或结果不明的通知",
        summary_en="Send a notice again that failed or whose delivery is unclear",
    ),
]
