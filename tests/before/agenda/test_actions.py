from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from server.before.agenda import actions, hours
from server.before.agenda.commanding import Given
from server.before.agenda.commanding import command_site as led_site
from server.before.agenda.messages import DayChanged, SiteChanged
from server.before.agenda.model import Day, SiteSession
from server.before.agenda.rules import DayHappening, SiteHappening
from server.clock import DayClock
from server.day.sign_off.actions import Doing, sign
from server.day_code import parse_day
from server.db import EVERYWHERE, Database
from server.errors import Conflict, Invalid, NotAllowed, NotFound
from server.journal.model import Head
from server.people.rules import Person
from server.place import Range, range_of_region
from server.sites.model import Site
from tests.support.fake_clock import NINE, FakeClock
from tests.support.plan import (
    CITY,
    COUNTY,
    HERE,
    NEXT_DOOR,
    OTHER_CITY,
    PROVINCE,
    THE_NINTH,
    make_day,
    make_sites,
    name_leaders,
    person,
)


@pytest.fixture(autouse=True)
async def sites(database: Database) -> None:
    await make_sites(database)


async def command(database: Database, happening: str, by: Person, day: str = THE_NINTH) -> Day:
    async with database.transaction(by.scope) as tx:
        return await actions.command_day(tx, day, DayHappening(happening), by=by, now=NINE)


async def postpone(database: Database, day: Day) -> None:
    """Postpone a day as it was seen in an earlier transaction."""
    async with database.transaction(EVERYWHERE) as tx:
        tx.add(day)
        actions.move_day(tx, day, DayHappening.POSTPONE, now=NINE)


async def command_site(
    database: Database, happening: str, by: Person, site: str = HERE, reason: str | None = None
) -> SiteSession:
    async with database.transaction(by.scope) as tx:
        return await led_site(tx, THE_NINTH, site, Given(SiteHappening(happening), reason), by=by, now=NINE)


async def record(database: Database, **facts: int) -> None:
    """Let the journal know of a site's opening or closing entry, as the writer would note it."""
    async with database.transaction(EVERYWHERE) as tx:
        head = await tx.get(Head, (THE_NINTH, 430102001))
        for name, instant in facts.items():
            setattr(head, name, instant)


async def test_a_new_day_is_a_draft_in_which_every_site_is_expected_and_has_a_head(database: Database) -> None:
    day = await make_day(database, state="draft")
    async with database.transaction(EVERYWHERE, write=False) as tx:
        sessions = await tx.scalars(select(SiteSession).order_by(SiteSession.place))
        heads = await tx.scalars(select(Head).order_by(Head.place))
    assert (day.day, day.zone, day.opens_at, day.is_rehearsal) == ("2023-11-09", "Asia/Shanghai", time(8, 30), False)
    assert [(one.site, one.state) for one in sessions] == [(site, "expected") for site in (HERE, NEXT_DOOR, OTHER_CITY)]
    assert [(head.day, head.place, head.site, head.offset_minutes) for head in heads] == [
        ("2023-11-09", session.place, session.site, 480) for session in sessions
    ]


async def test_one_date_holds_one_day(database: Database) -> None:
    await make_day(database)
    with pytest.raises(Conflict, match="day_exists"):
        await make_day(database)


async def test_a_site_joins_a_day_once(database: Database) -> None:
    await make_day(database, HERE)
    async with database.transaction(EVERYWHERE) as tx:
        day = await tx.get(Day, THE_NINTH)
        both = [await tx.get(Site, code) for code in (HERE, OTHER_CITY)]
        assert [await actions.join(tx, day, both), await actions.join(tx, day, both)] == [1, 0]
    assert (day.first_place, day.last_place) == (430102001, 430202001)


@pytest.mark.parametrize(
    ("places", "seen"),
    [
        (PROVINCE, ["2023-12-14", "2023-11-09"]),
        (CITY, ["2023-11-09"]),
        (COUNTY, ["2023-11-09"]),
        ((430102001, 430102001), ["2023-11-09"]),
        (range_of_region("430202"), ["2023-12-14", "2023-11-09"]),
        (range_of_region("430300"), []),
    ],
)
async def test_a_day_is_seen_by_whom_one_of_its_sites_is_seen(
    database: Database, places: Range, seen: list[str]
) -> None:
    await make_day(database)
    await make_day(database, OTHER_CITY, day=date(2023, 12, 14))
    async with database.transaction(person("supervisor", places).scope, write=False) as tx:
        assert [day.day for day in await actions.days_in_scope(tx)] == seen


async def test_a_day_elsewhere_is_not_found(database: Database) -> None:
    await make_day(database, OTHER_CITY)
    async with database.transaction(person("coordinator", COUNTY).scope, write=False) as tx:
        with pytest.raises(NotFound, match="not_found"):
            await actions.find_day(tx, THE_NINTH)


async def test_the_days_are_given_a_page_at_a_time_the_latest_first(database: Database) -> None:
    for month in (9, 10, 11):
        await make_day(database, HERE, day=date(2023, month, 9))
    async with database.transaction(EVERYWHERE, write=False) as tx:
        first = await actions.days_in_scope(tx, limit=2)
        rest = await actions.days_in_scope(tx, before=parse_day(first[-1].day), limit=2)
    assert [[day.day for day in page] for page in (first, rest)] == [["2023-11-09", "2023-10-09"], ["2023-09-09"]]


async def test_an_organiser_leads_a_day_through_its_whole_life(database: Database) -> None:
    await make_day(database, state="draft")
    await name_leaders(database)
    organiser = person("organiser")
    for one, state in (("announce", "announced"), ("line_check", "line_check"), ("go_live", "live")):
        assert (await command(database, one, organiser)).state == state
    for code in (HERE, NEXT_DOOR, OTHER_CITY):
        for happening in (SiteHappening.OPEN, SiteHappening.CLOSE):
            async with database.transaction(EVERYWHERE) as tx:
                await led_site(tx, THE_NINTH, code, Given(happening, "演练结束"), by=organiser, now=NINE)
    async with database.transaction(EVERYWHERE) as tx:
        await sign(tx, Doing(THE_NINTH, PROVINCE, organiser, NINE), seen=0, reason="演练结束")
    commands = ["close", "reconcile", "publish", "archive"]
    assert [(await command(database, one, organiser)).state for one in commands] == [
        *("closing", "reconciled", "published", "archived")
    ]


async def test_a_command_is_told_with_where_the_day_came_from(database: Database) -> None:
    await make_day(database)
    heard: list[object] = []
    database.on_commit(heard.extend)
    await command(database, "line_check", person("organiser"))
    assert heard == [DayChanged("2023-11-09", was="announced", state="line_check", at=NINE)]


async def test_the_second_of_two_equal_commands_is_refused(database: Database) -> None:
    await make_day(database)
    await command(database, "line_check", person("organiser"))
    with pytest.raises(Conflict, match="not_from_here"):
        await command(database, "line_check", person("organiser"))


async def test_a_day_changed_meanwhile_is_not_changed_by_who_saw_it_before(database: Database) -> None:
    await make_day(database)
    async with database.transaction(EVERYWHERE, write=False) as tx:
        seen = await actions.find_day(tx, THE_NINTH)
    await command(database, "line_check", person("organiser"))
    with pytest.raises(Conflict, match="changed_meanwhile"):
        await postpone(database, seen)


async def test_who_may_not_manage_days_moves_none(database: Database) -> None:
    await make_day(database)
    with pytest.raises(NotAllowed, match="not_allowed"):
        await command(database, "line_check", person("leader"))


async def test_an_organiser_of_one_city_does_not_move_the_day_of_the_province(database: Database) -> None:
    await make_day(database)
    with pytest.raises(NotAllowed, match="not_allowed"):
        await command(database, "line_check", person("organiser", CITY))


async def test_an_organiser_of_one_city_moves_a_day_of_that_city(database: Database) -> None:
    day = await make_day(database, HERE, NEXT_DOOR, day=parse_day("2023-11-09.430100"))
    assert (await command(database, "line_check", person("organiser", CITY), day.day)).state == "line_check"


@pytest.mark.parametrize("state", ["draft", "cancelled", "archived"])
async def test_a_day_that_takes_no_entries_says_so(database: Database, state: str) -> None:
    await make_day(database, state=state)
    async with database.transaction(EVERYWHERE, write=False) as tx:
        with pytest.raises(Conflict, match="day_not_open"):
            await actions.find_open_day(tx, THE_NINTH)


async def test_a_coordinator_leads_their_site_through_the_day(database: Database) -> None:
    await make_day(database)
    coordinator = person("coordinator", COUNTY)
    heard: list[object] = []
    database.on_commit(heard.extend)
    commands = ["get_ready", "open", "lose_line", "recover", "close", "sign"]
    states = [(await command_site(database, one, coordinator)).state for one in commands]
    assert states == ["ready", "open", "offline", "open", "closed", "signed"]
    assert heard[0] == SiteChanged("2023-11-09", HERE, 430102001, was="expected", state="ready", at=NINE)


async def test_a_site_that_recorded_its_opening_and_closing_can_be_signed_without_further_commands(
    database: Database,
) -> None:
    await make_day(database)
    await record(database, opened_at=1, closed_at=2)
    assert (await command_site(database, "sign", person("coordinator", COUNTY))).state == "signed"


async def test_a_site_that_recorded_its_opening_is_not_opened_again(database: Database) -> None:
    await make_day(database)
    await record(database, opened_at=1)
    with pytest.raises(Conflict, match="not_from_here"):
        await command_site(database, "open", person("coordinator", COUNTY))


@pytest.mark.parametrize("site", [NEXT_DOOR, OTHER_CITY, "HN-D-430999"])
async def test_a_coordinator_commands_no_site_beyond_their_own(database: Database, site: str) -> None:
    await make_day(database)
    with pytest.raises(NotFound, match="not_found"):
        await command_site(database, "open", person("coordinator", COUNTY), site)


async def test_a_site_that_takes_no_part_in_the_day_is_not_found(database: Database) -> None:
    await make_day(database, OTHER_CITY)
    with pytest.raises(NotFound, match="not_found"):
        await command_site(database, "open", person("organiser"), HERE, "道路中断")


async def test_a_registrar_does_not_command_the_site(database: Database) -> None:
    await make_day(database)
    with pytest.raises(NotAllowed, match="not_allowed"):
        await command_site(database, "open", person("registrar", (430102001, 430102001)))


async def test_an_organiser_suspends_a_site_closes_it_and_opens_it_again_each_for_a_reason(database: Database) -> None:
    await make_day(database)
    await record(database, opened_at=1)
    for happening, state in (("suspend", "suspended"), ("close", "closed"), ("open", "open")):
        session = await command_site(database, happening, person("organiser", CITY), reason=f"停电（{state}）")
        assert (session.state, session.reason) == (state, f"停电（{state}）")
        assert (session.commanded_by, session.commanded_at) == (person("organiser").name, NINE)


@pytest.mark.parametrize("reason", [None, "", " ", "停", "打 12012345678", "\u202e\u202e"])
@pytest.mark.parametrize("happening", ["open", "suspend", "close"])
async def test_an_organiser_gives_no_such_command_without_a_reason(
    database: Database, happening: str, reason: str | None
) -> None:
    await make_day(database)
    with pytest.raises(Invalid, match="day_reason"):
        await command_site(database, happening, person("organiser"), reason=reason)


async def test_a_site_that_closed_itself_is_not_opened_from_above(database: Database) -> None:
    await make_day(database)
    await record(database, opened_at=1, closed_at=2)
    with pytest.raises(Conflict, match="site_closed_itself"):
        await command_site(database, "open", person("organiser"), reason="还有人在等")


async def test_a_site_is_not_commanded_on_a_day_that_was_cancelled(database: Database) -> None:
    await make_day(database, state="cancelled")
    with pytest.raises(Conflict, match="day_not_open"):
        await command_site(database, "open", person("coordinator", COUNTY))


async def test_on_a_real_day_it_is_what_the_clock_on_the_wall_says_in_the_days_zone(database: Database) -> None:
    day = await make_day(database)
    now = hours.day_now(day, FakeClock())
    assert now.isoformat() == "2023-11-09T09:00:00+08:00"


async def test_a_rehearsed_day_has_a_clock_of_its_own_that_outlives_the_process(database: Database) -> None:
    await make_day(database, is_rehearsal=True)
    today = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
    async with database.transaction(EVERYWHERE) as tx:
        day = await actions.find_day(tx, THE_NINTH)
        eight = hours.hour_of(day, time(8))
        hours.start_clock(day, DayClock(today, eight, 60, eight + timedelta(hours=5)))
    async with database.transaction(EVERYWHERE, write=False) as tx:
        day = await actions.find_day(tx, THE_NINTH)
    assert hours.day_now(day, FakeClock(today + timedelta(minutes=3))).isoformat() == "2023-11-09T11:00:00+08:00"
    assert hours.day_now(day, FakeClock(today + timedelta(minutes=15))).isoformat() == "2023-11-09T13:10:00+08:00"
