"""A plan as it is stored in a version, and what lies between two of them."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from server.before.calendar.rules import Override, Plan, month_name

Json = dict[str, Any]


def stored(plan: Plan) -> Json:
    """The JSON of a plan: dates as RFC 3339, months as ``2026-05``."""
    return {
        "rule": plan.rule,
        "shift": plan.shift,
        "first_month": month_name(plan.first_month),
        "takes_makeup": plan.takes_makeup,
        "gap": plan.gap,
        "notice": sorted(day.isoformat() for day in plan.notice),
        "overrides": [
            {"month": month_name(one.month), "date": one.date and one.date.isoformat(), "reason": one.reason}
            for one in sorted(plan.overrides, key=lambda one: one.month)
        ],
    }


def read(plan: Mapping[str, Any]) -> Plan:
    """The plan of its JSON."""
    return Plan(
        plan["rule"],
        plan["shift"],
        parse_month(plan["first_month"]),
        plan["takes_makeup"],
        plan["gap"],
        tuple(map(dt.date.fromisoformat, plan["notice"])),
        tuple(
            Override(parse_month(one["month"]), one["date"] and dt.date.fromisoformat(one["date"]), one["reason"])
            for one in plan["overrides"]
        ),
    )


def parse_month(text: str) -> dt.date:
    """The first day of ``2026-05``."""
    return dt.date.fromisoformat(f"{text}-01")


def changed(was: Plan, now: Plan) -> list[Json]:
    """Each part of a plan that differs, with what it was and what it is."""
    old, new = stored(was), stored(now)
    return [{"what": name, "was": old[name], "now": new[name]} for name in old if old[name] != new[name]]
