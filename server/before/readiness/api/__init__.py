"""Routes to the readiness of sites: the board, one site, what devices report, marks by hand, incidents."""

from collections.abc import AsyncIterator, Sequence

from aiohttp import web

from server.before.readiness.api import handlers, reminders
from server.before.readiness.api.shapes import (
    IncidentCommand,
    IncidentDetail,
    MarkBody,
    ReadinessAnswer,
    ReadinessQuery,
    ReminderAnswer,
    ReminderBody,
    ReportBody,
    RollAnswer,
    SiteReadinessAnswer,
)
from server.before.readiness.messages import places_changed
from server.before.readiness.testing import LineTests
from server.http.route import Opening, Route
from server.keys import BUS, CLOCK, DATABASE, HUB, PLANE

_AT_SITE = ("not_found", "not_allowed", "day_without_checks", "no_such_room", "changed_meanwhile")

routes = [
    Route(
        "GET",
        "/api/days/{day}/readiness",
        handlers.get_readiness,
        query=ReadinessQuery,
        answer=ReadinessAnswer,
        capability="run_site",
        errors=("not_found",),
        summary_zh="本人范围内各接访点的准备情况和未了结的问题",
        summary_en="How the sites within one's places stand, and the incidents that have not ended",
    ),
    Route(
        "GET",
        "/api/days/{day}/sites/{site}/readiness",
        handlers.get_site_readiness,
        answer=SiteReadinessAnswer,
        who="session|device",
        errors=("not_found", "not_allowed"),
        summary_zh="一个接访点的准备情况：每次检查的结果、问题、上一个接访日的线路",
        summary_en="One site: each result of its checks, its incidents, its line on the day before",
    ),
    Route(
        "POST",
        "/api/days/{day}/sites/{site}/reports",
        handlers.post_check_report,
        body=ReportBody,
        answer=SiteReadinessAnswer,
        status=201,
        who="device",
        errors=(*_AT_SITE, "check_replayed", "line_not_tested"),
        summary_zh="一台设备在一间接访室检查的结果",
        summary_en="What a device checked in a room",
        example={
            "id": "018bb165-9350-7000-8000-000000000001",
            "room": 1,
            "camera": "works",
            "microphone": "works",
            "sees_chair": True,
            "hears_chime": True,
        },
    ),
    Route(
        "POST",
        "/api/days/{day}/sites/{site}/marks",
        handlers.post_check_mark,
        body=MarkBody,
        answer=SiteReadinessAnswer,
        capability="run_site",
        errors=(*_AT_SITE, "fact_not_checked"),
        summary_zh="手工填写一项检查通过或未通过",
        summary_en="Say by hand that a check is passed or failed",
        example={"check": "forms", "passed": True},
    ),
    Route(
        "POST",
        "/api/days/{day}/sites/{site}/retests",
        handlers.post_retest,
        answer=SiteReadinessAnswer,
        capability="run_site",
        errors=("not_found", "not_allowed", "day_without_checks", "changed_meanwhile"),
        summary_zh="请接访点重新测试线路",
        summary_en="Ask a site to test its line again",
    ),
    Route(
        "POST",
        "/api/days/{day}/incidents/{incident}/commands",
        handlers.post_incident,
        body=IncidentCommand,
        answer=IncidentDetail,
        capability="run_site",
        errors=("not_found", "not_allowed", "not_from_here", "note_missing", "changed_meanwhile"),
        summary_zh="接手一个问题、记一笔或了结它",
        summary_en="Take an incident, note something about it, or end it",
        example={"command": "take"},
    ),
    Route(
        "GET",
        "/api/days/{day}/reminders",
        reminders.get_reminder,
        answer=ReminderAnswer,
        capability="run_site",
        errors=("not_found",),
        summary_zh="提醒未就绪的接访点：发给谁、怎么写，发送前先看",
        summary_en="The reminder to sites that are not ready, as it would be sent now",
    ),
    Route(
        "POST",
        "/api/days/{day}/reminders",
        reminders.post_reminder,
        body=ReminderBody,
        answer=ReminderAnswer,
        capability="run_site",
        errors=(
            *("not_found", "not_allowed", "day_without_checks", "nobody_to_remind", "no_address"),
            *("reminder_changed", "changed_meanwhile"),
        ),
        summary_zh="发出提醒",
        summary_en="Send the reminder",
        example={"sites": ["HN-D-430102"]},
    ),
    Route(
        "POST",
        "/api/days/{day}/rolls/{region}",
        reminders.post_roll,
        answer=RollAnswer,
        capability="run_site",
        errors=("not_found", "not_allowed", "changed_meanwhile"),
        summary_zh="标记一个区划当天早上已点名",
        summary_en="Mark that the roll of a region was called",
    ),
]


async def boards_told(app: web.Application) -> AsyncIterator[None]:
    """Have the open boards read the sites again that changed."""

    def tell(told: Sequence[object]) -> None:
        app[BUS].wake_all(places_changed(told))

    app[DATABASE].on_commit(tell)
    yield


async def lines_tested(app: web.Application) -> AsyncIterator[None]:
    """Lend devices legs of the media plane to test their lines."""
    tests = LineTests(app[DATABASE], app[CLOCK], app.get(PLANE))
    app[HUB].tester = tests
    yield
    await tests.aclose()


openings: list[Opening] = [boards_told, lines_tested]
