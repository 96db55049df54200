"""What the API says of the rehearsal of a day."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from server.before.agenda.model import Day
from server.before.rehearsing import links, reads, rules
from server.before.rehearsing.keeping import is_local
from server.before.rehearsing.model import DayRehearsal
from server.before.rehearsing.reads import Practising, ScoredSite
from server.before.rehearsing.rules import Grade, RehearsalState
from server.config import Settings
from server.db import Tx
from server.sealing import Sealer

Json = dict[str, Any]


async def rehearsal_answer(tx: Tx, sealer: Sealer, settings: Settings, day: Day) -> Json:
    """As ``shapes.DayRehearsalAnswer``."""
    row = await reads.newest(tx, day.day)
    is_over = row is None or row.state not in rules.UNDER_WAY
    sites = [] if row is None else await reads.scored_sites(tx, row)
    scores = [score_answer(one) for one in sites]
    people = await reads.practising(tx, day.day) if row is not None and _is_served(row) else []
    grades = Counter(one["grade"] for one in scores)
    return {
        "id": None if row is None else row.id,
        "state": None if row is None else row.state,
        "may_start": is_over and day.state in rules.REHEARSED and day.moved_to is None and not day.is_rehearsal,
        "is_local": is_local(settings),
        "begun_at": None if row is None else row.begun_at,
        "ends_by": None if row is None or is_over or row.begun_at is None else row.begun_at + rules.LASTS,
        "ended_at": None if row is None else row.ended_at,
        "links": [] if row is None or not _is_served(row) else _links(sealer, settings, row, sites, people),
        "scores": scores,
        "grades": {grade: grades[grade] for grade in Grade} if scores else {},
    }


def _is_served(row: DayRehearsal) -> bool:
    return row.state is RehearsalState.RUNNING and row.port is not None


def _links(
    sealer: Sealer, settings: Settings, row: DayRehearsal, sites: Sequence[ScoredSite], people: Sequence[Practising]
) -> list[Json]:
    def link(kind: str, key: str, name_zh: str, name_en: str, site: str | None = None) -> Json:
        token = links.token_of(sealer.mac, row.id, key)
        url = links.address_of(settings, row.port or 0, token)
        return {"kind": kind, "site": site, "name_zh": name_zh, "name_en": name_en, "url": url}

    return [
        link("wall", links.WALL, "组织方看板", "Organiser's wall"),
        *(link("site", links.site_key(one.result.site), one.name_zh, one.name_en, one.result.site) for one in sites),
        *(link("person", links.person_key(one.id), one.name, one.name) for one in people),
    ]


def score_answer(site: ScoredSite) -> Json:
    """As ``shapes.SiteScore``."""
    score = site.result
    weak = rules.weaknesses(score)
    return {
        "site": score.site,
        "name_zh": site.name_zh,
        "name_en": site.name_en,
        "grade": rules.grade_of(weak),
        "weak": list(weak),
        "reached_after": score.reached_after,
        "enrolled_after": score.enrolled_after,
        "checked_after": score.checked_after,
        "opened_after": score.opened_after,
        "entered_after": score.entered_after,
        "checks": {check: rules.grade_of_sign(score.marks.get(check, ".")) for check in rules.CHECKED},
    }
