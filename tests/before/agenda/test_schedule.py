from collections import Counter
from datetime import time
from pathlib import Path

import pytest

from server import refusals as _declared  # noqa: F401  # the sentences of all rooms
from server.before.agenda.schedule import Schedule, judge_schedule
from server.before.agenda.schedule_file import GREATEST_FILE, read_schedule_file
from server.errors import Invalid, sentence
from server.people.rules import Role
from server.place import region_of
from server.sites.reference import read_reference

SCHEDULES = Path(__file__).parents[3] / "schedules"
REFERENCE = read_reference(SCHEDULES / "reference")
BROKEN = sorted(SCHEDULES.glob("broken/*.toml"))


def judged(path: Path, saved: dict[str, int] | None = None) -> Schedule:
    return judge_schedule(read_schedule_file(path), REFERENCE, saved_sites=saved or {}, saved_series={})


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "plan.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def site(code: str, region: str = "430802", more: str = "") -> str:
    return f'[[site]]\nsite = "{code}"\nregion = "{region}"\nname_zh = "示例"\nname_en = "Sample"\n{more}\n'


def refusal(path: Path, saved: dict[str, int] | None = None) -> Invalid:
    with pytest.raises(Invalid) as caught:
        judged(path, saved)
    return caught.value


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_file_is_refused_with_the_message_on_its_first_lines(path: Path) -> None:
    english, chinese = (line.removeprefix("# ") for line in path.read_text(encoding="utf-8").splitlines()[:2])
    refused = refusal(path)
    assert sentence(refused.code, "en", refused.params) == english
    assert sentence(refused.code, "zh", refused.params) == chinese


def test_no_two_broken_files_say_the_same() -> None:
    messages = Counter(path.read_text(encoding="utf-8").splitlines()[0] for path in BROKEN)
    assert len(BROKEN) >= 12
    assert set(messages.values()) == {1}


def test_the_smallest_file_makes_one_site_and_one_announced_day() -> None:
    schedule = judged(SCHEDULES / "one-site.toml")
    (only,) = schedule.sites
    (day,) = schedule.days
    assert (only.code, only.place, only.kind, only.tier, only.rooms) == ("HN-D-430802", 430802001, "main", "county", 1)
    assert (day.day, day.state, day.sites) == ("2026-12-10", "announced", ("HN-D-430802",))
    assert (day.zone, day.opens_at, day.closes_at) == ("Asia/Shanghai", time(8, 30), time(17, 30))


def test_the_province_has_188_sites_and_each_stands_at_a_place_of_its_own() -> None:
    schedule = judged(SCHEDULES / "hunan-monthly.toml")
    assert len({one.place for one in schedule.sites}) == len(schedule.days[0].sites) == 188
    assert all(region_of(one.place) in REFERENCE.regions for one in schedule.sites)


def test_the_sites_of_the_rehearsal_stand_in_a_file_without_a_day() -> None:
    schedule = judged(SCHEDULES / "rehearsal" / "sites.toml")
    assert (len(schedule.sites), schedule.days, schedule.people) == (188, (), ())


def test_sites_are_numbered_within_their_region_in_the_order_of_the_table() -> None:
    places = {one.code: one.place for one in judged(SCHEDULES / "hunan-monthly.toml").sites}
    assert [places[code] for code in ("HN-P-01", "HN-P-S1", "HN-P-S3")] == [430000001, 430000002, 430000004]
    assert [places[code] for code in ("HN-C-4301", "HN-C-4301-W", "HN-K-4301-1")] == [430100001, 430100002, 430100003]
    assert places["HN-Z-430371"] == 430371001


def test_every_role_that_signs_in_stands_in_the_province_example_once_at_least() -> None:
    people = judged(SCHEDULES / "hunan-monthly.toml").people
    assert {person.role for person in people} == set(Role) - {Role.INTERPRETER}


def test_a_day_takes_from_its_series_what_it_does_not_say_itself(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        site("A")
        + '[[series]]\nseries = "s"\nname_zh = "系列"\nname_en = "Series"\nrule = "FREQ=MONTHLY;BYMONTHDAY=9"\n'
        + "opens_at = 08:00:00\ncloses_at = 12:00:00\n"
        + '[[day]]\nday = 2026-12-09\nseries = "s"\nname_zh = "专场"\nopens_at = 09:00:00\nsites = ["A"]\n',
    )
    (day,) = judged(path).days
    assert (day.name_zh, day.name_en, day.opens_at, day.closes_at) == ("专场", "Series", time(9), time(12))


def test_a_saved_site_keeps_its_place_and_a_new_one_takes_the_next(tmp_path: Path) -> None:
    path = written(tmp_path, site("NEW") + site("OLD"))
    places = {one.code: one.place for one in judged(path, {"OLD": 430802004}).sites}
    assert places == {"OLD": 430802004, "NEW": 430802005}


@pytest.mark.parametrize(("region", "more"), [("430811", ""), ("430802", "n = 2")])
def test_a_saved_site_cannot_be_moved(tmp_path: Path, region: str, more: str) -> None:
    refused = refusal(written(tmp_path, site("OLD", region, more)), {"OLD": 430802001})
    assert refused.code == "schedule_site_moved"


def test_a_region_that_holds_999_sites_takes_no_more(tmp_path: Path) -> None:
    refused = refusal(written(tmp_path, site("NEW")), {"OLD": 430802999})
    assert (refused.code, refused.params["where"]) == ("schedule_region_full", "plan.toml:3 site.region")


@pytest.mark.parametrize("number", ["13912345678", "43080219900101123X"])
def test_a_real_looking_number_is_refused_wherever_it_stands(tmp_path: Path, number: str) -> None:
    refused = refusal(written(tmp_path, site("A") + f"# {number}\n"))
    assert refused.code == "schedule_personal_number"
    assert number not in sentence(refused.code, "en", refused.params)


def test_a_number_that_cannot_be_dialled_may_stand_in_a_file(tmp_path: Path) -> None:
    assert judged(written(tmp_path, site("A") + "# 12000000001\n")).sites


def test_the_line_of_a_fault_in_a_table_of_sites_is_that_of_the_table(tmp_path: Path) -> None:
    (tmp_path / "sites.csv").write_text("site_id,region_code,name_zh,name_en\nA,430802,甲,A\nB,430899,乙,B\n", "utf-8")
    refused = refusal(written(tmp_path, 'sites_from = "sites.csv"\n'))
    assert (refused.code, refused.params["where"]) == ("schedule_unknown_region", "sites.csv:3 site.region")


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ("site_id,region_code,name_zh,name_en,rooms\nA,430802,甲,A,many\n", "schedule_wrong_type"),
        ("site_id,region_code,name_zh\nA,430802,甲\n", "schedule_missing_key"),
        ("site_id,region_code,name_zh,name_en,colour\nA,430802,甲,A,red\n", "schedule_unknown_key"),
        ("site_id,region_code,name_zh,name_en\nA,430802,甲,A,red,blue\n", "schedule_unknown_key"),
        ("", "schedule_empty"),
    ],
)
def test_a_table_of_sites_is_judged_like_the_file_itself(tmp_path: Path, table: str, code: str) -> None:
    (tmp_path / "sites.csv").write_text(table, "utf-8")
    assert refusal(written(tmp_path, 'sites_from = "sites.csv"\n')).code == code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\xfe[[site]]", "schedule_not_text"),
        (b"#" * (GREATEST_FILE + 1), "schedule_not_text"),
        (b"x = " + b"[" * 100_000, "schedule_not_toml"),
        (b"", "schedule_empty"),
        (b"site = 3\n", "schedule_wrong_type"),
        (b"site = [3]\n", "schedule_wrong_type"),
        (b'sites_from = "a\\u0000b"\n', "schedule_outside"),
        (b'sites_from = "/etc/passwd"\n', "schedule_outside"),
        (b"[[day]]\nday = 2026-12-10T08:00:00\nsites = []\n", "schedule_wrong_type"),
        (b"[[day]]\nday = 2026-12-10\nsites = [1]\n", "schedule_wrong_type"),
        (b'[[day]]\nday = 2026-12-10\nsites = "some"\n', "schedule_unknown_word"),
        (b'site = [{site = "A", region = "430899", name_zh = "x", name_en = "x"}]\n', "schedule_unknown_region"),
        (b"[[site]]\nrooms = true\n", "schedule_missing_key"),
    ],
)
def test_nothing_a_file_can_hold_ends_in_anything_but_a_refusal(tmp_path: Path, content: bytes, code: str) -> None:
    assert refusal(written(tmp_path, content)).code == code


def test_a_table_reached_through_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "plans"
    folder.mkdir()
    (tmp_path / "sites.csv").write_text("site_id\n", "utf-8")
    (folder / "sites.csv").symlink_to(tmp_path / "sites.csv")
    assert refusal(written(folder, 'sites_from = "sites.csv"\n')).code == "schedule_outside"


def test_a_file_that_is_not_there_is_said_to_be_not_there(tmp_path: Path) -> None:
    assert refusal(tmp_path / "absent.toml").code == "schedule_no_file"


def test_days_of_several_holders_stand_on_one_date_each_with_the_sites_of_its_region(tmp_path: Path) -> None:
    days = "".join(
        f'[[day]]\nday = 2026-12-10\n{holder}sites = "all"\n'
        for holder in ("", 'holder = "430800"\n', 'holder = "430102"\n')
    )
    schedule = judged(written(tmp_path, site("A", "430802") + site("B", "430102") + site("C", "430103") + days))
    assert [(day.day, day.sites) for day in schedule.days] == [
        ("2026-12-10", ("A", "B", "C")),
        ("2026-12-10.430800", ("A",)),
        ("2026-12-10.430102", ("B",)),
    ]


def test_the_province_as_a_holder_is_the_joint_day(tmp_path: Path) -> None:
    text = site("A") + '[[day]]\nday = 2026-12-10\nholder = "430000"\nsites = "all"\n'
    assert [day.day for day in judged(written(tmp_path, text)).days] == ["2026-12-10"]
