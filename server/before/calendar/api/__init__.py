"""Routes to series, their dates and the official days."""

from server.before.calendar.api import handlers, shapes
from server.http.route import Opening, Route

PLAN = {"rule": "FREQ=MONTHLY;BYDAY=2TH", "shift": "next"}
_OF_A_PLAN = (
    *("rule_form", "rule_part", "rule_never", "rule_often", "shift_form", "gap_range", "notice_dates"),
    *("override_twice", "override_elsewhere", "override_many", "override_reason"),
)

routes = [
    Route(
        "GET",
        "/api/series",
        handlers.get_series,
        answer=shapes.SeriesListAnswer,
        capability="manage_days",
        summary_zh="本人范围内举办的系列及其排期规则",
        summary_en="The series that one's places hold, with their plans",
    ),
    Route(
        "POST",
        "/api/series",
        handlers.post_series,
        body=shapes.SeriesBody,
        answer=shapes.SeriesAnswer,
        status=201,
        capability="manage_days",
        errors=("not_found", "not_allowed", "series_exists", "hours_reversed", "override_day_off", *_OF_A_PLAN),
        summary_zh="新建一个系列",
        summary_en="Make a series",
        example={
            "series": "changsha",
            "name_zh": "长沙接访日",
            "name_en": "Changsha day",
            "holder": "430100",
            "plan": PLAN,
        },
    ),
    Route(
        "GET",
        "/api/series/{series}/years/{year}",
        handlers.get_series_year,
        answer=shapes.YearAnswer,
        capability="manage_days",
        errors=("not_found", "year_unknown"),
        summary_zh="一个系列一年的日期及调整理由",
        summary_en="The dates of a series in a year, with the reason of each shift",
    ),
    Route(
        "PUT",
        "/api/series/{series}/plan",
        handlers.put_plan,
        body=shapes.PlanBody,
        answer=shapes.SeriesAnswer,
        capability="manage_days",
        errors=("not_found", "not_allowed", "plan_changed", "changed_meanwhile", "override_day_off", *_OF_A_PLAN),
        summary_zh="更改排期规则，成为新的一版",
        summary_en="Change the plan of a series, as its next version",
        example={"version": 0, "plan": PLAN},
    ),
    Route(
        "POST",
        "/api/calendar/preview",
        handlers.post_preview,
        body=shapes.PreviewBody,
        answer=shapes.YearAnswer,
        capability="manage_days",
        errors=_OF_A_PLAN,
        every_time=True,
        summary_zh="试排一年，不保存",
        summary_en="The dates that a plan would give a year; nothing is written",
        example={"year": 2026, "plan": PLAN},
    ),
    Route(
        "GET",
        "/api/official-days/{year}",
        handlers.get_official,
        answer=shapes.HolidaysAnswer,
        capability="manage_days",
        errors=("year_unknown",),
        summary_zh="一年的法定休假和调休上班日",
        summary_en="The holidays and make-up working days of a year",
    ),
    Route(
        "PUT",
        "/api/official-days/{year}",
        handlers.put_official,
        body=shapes.HolidaysBody,
        answer=shapes.HolidaysAnswer,
        capability="manage_days",
        errors=("year_unknown", "not_found", "official_dates", "official_changed", "changed_meanwhile"),
        summary_zh="录入一年的放假通知；已公告的接访日不自动改期，只作标记",
        summary_en="Enter a year's notice of holidays; an announced day that it hits is marked and never moves",
        example={
            "version": 0,
            "is_complete": True,
            "days": [{"date": "2027-01-01", "kind": "holiday", "name_zh": "元旦", "name_en": "New Year's Day"}],
        },
    ),
]
openings: list[Opening] = []
