"""Amounts, shares, sums, names and small cells of a bulletin, without a database."""

import zipfile
from dataclasses import replace
from datetime import date

import pytest

from server.after.bulletin.checks import Verdict, checks
from server.after.bulletin.composing import Issue, compose
from server.after.bulletin.contents import Facts, FollowUp, Problems, Typed
from server.after.bulletin.document import Table
from server.after.bulletin.figures import Counts, Figures, Row, made_of
from server.after.bulletin.names import found_in
from server.after.bulletin.public_edition import public_edition
from server.after.bulletin.rules import BulletinState, Step, after, in_wan, rate
from server.after.bulletin.standing import naming_of
from server.after.bulletin.word import TEMPLATE
from server.errors import Conflict
from server.place import own_range, range_of_region

DAY = date(2023, 11, 9)


def counts(matters: int, resolved: int = 0, fen: int = 0) -> Counts:
    return Counts(1, 1, matters, matters, matters, matters, matters, resolved, fen)


def facts_of(*rows: tuple[str, Counts], place: str = "430100") -> Facts:
    """Facts whose total and only category are the sum of these rows."""
    total = Counts()
    for _, one in rows:
        total = total.plus(one)
    figures = Figures(
        day=str(DAY),
        place=place,
        is_signed=True,
        signed_by=None,
        signed_at=None,
        version=1,
        adjusted=(),
        total=total,
        rows=tuple(Row(code, one) for code, one in rows),
        counties=(),
        categories=(Row("wage_arrears_migrant", total),),
        outcomes=(("resolved_on_site", total.resolved_on_site),),
    )
    follow, nothing = FollowUp(DAY), Problems()
    return Facts(
        figures=figures, before=None, leaders=(), problems=nothing, follow_up=follow, cases=(), curve=(), unadjusted=0
    )


@pytest.mark.parametrize(
    ("fen", "said"),
    [
        (0, "0.00"),
        (4_999, "0.00"),
        (5_000, "0.01"),
        (14_999, "0.01"),
        (15_000, "0.02"),
        (2_824_680_000, "2,824.68"),
        (-5_000, "-0.01"),
        (-4_999, "0.00"),
        (10**13, "10,000,000.00"),
    ],
)
def test_money_is_rounded_once_and_half_up(fen: int, said: str) -> None:
    assert in_wan(fen) == said


def test_a_share_has_one_decimal_and_none_without_a_base() -> None:
    assert [rate(240, 959), rate(1, 3), rate(2, 3), rate(0, 0)] == ["25.0%", "33.3%", "66.7%", "—"]


def test_a_published_bulletin_takes_no_step_at_all() -> None:
    for step in Step:
        with pytest.raises(Conflict):
            after(BulletinState.PUBLISHED, step)


def test_rows_and_categories_that_do_not_add_up_keep_a_bulletin_from_being_sent() -> None:
    sound = facts_of(("430102", counts(5, 2, 300)), ("430103", counts(7)))
    typed = Typed("题", "发")

    def wrong(facts: Facts) -> list[str]:
        return [one.name for one in checks(facts, typed, names=0, today=DAY) if one.verdict is Verdict.WRONG]

    assert wrong(sound) == []
    figures = sound.figures
    short = replace(sound, figures=replace(figures, rows=figures.rows[:1]))
    assert wrong(short) == ["counts"]
    cheaper = replace(figures.rows[0], counts=replace(figures.rows[0].counts, amount_fen=299))
    assert wrong(replace(sound, figures=replace(figures, rows=(cheaper, figures.rows[1])))) == ["money"]
    assert wrong(replace(sound, figures=replace(figures, categories=()))) == ["counts"]
    assert wrong(replace(sound, figures=replace(figures, is_signed=False))) == ["signed"]


def test_names_are_found_however_they_are_spaced_and_places_are_none() -> None:
    names, words = {"平江", "欧阳示例", "12345678901"}, {"平江县", "平江"}
    assert found_in(["平江县登记 3 件", "平江"], names, words) == 0
    assert found_in(["欧阳 示例", "欧·阳·示例", "１２３４５６７８９０１", "无"], names, words) == 3
    assert found_in(["电话 13812345678"], set(), words) == 1


def test_small_cells_and_what_gives_them_away_are_not_in_the_public_edition() -> None:
    facts = facts_of(("430102", counts(2)), ("430103", counts(40, 20)), ("430104", counts(50, 20)))
    told = public_edition(facts, Typed("题", "发", ("不公开",)), Issue(day=DAY, cut_off="今"), naming_of("430100", {}))
    rows = next(one for one in told.blocks if isinstance(one, Table) and one.sheet == "各地情况").texts
    hidden = [row for row in rows if "—" in row]
    assert rows[0][1] == "—"
    assert len(hidden) >= 2
    assert "不公开" not in "".join(told.texts())


def test_own_sites_are_a_row_of_their_own_and_rows_add_up() -> None:
    city = range_of_region("430100")
    sites = {430100001: "HN-C", 430102001: "HN-D"}
    cells = {(*city, "total"): (9, 2, 2, 7, 7, 7, 1, 500)}
    for region, n in (("430100", 3), ("430102", 4)):
        cells[*own_range(region), "total"] = (4, 1, 1, n, n, n, 0, 250)
    made = made_of(city, cells, sites)
    rows = {row.code: row.counts.matters for row in made["rows"]}  # type: ignore[attr-defined]  # a tuple of rows
    assert rows == {"430100": 3, "430102": 4}
    assert naming_of("430100", {}).row("430100") == "市本级"


def test_a_draft_of_unsigned_figures_says_so_plainly() -> None:
    facts = facts_of(("430102", counts(5)))
    unsigned = replace(facts, figures=replace(facts.figures, is_signed=False))
    issue = Issue(day=DAY, cut_off="今")
    assert "未签章" in compose(unsigned, Typed("题", "发"), issue, naming_of("430100", {})).status


def test_the_template_has_no_macro_no_link_and_one_field_for_the_number_of_the_page() -> None:
    with zipfile.ZipFile(TEMPLATE) as archive:
        names = archive.namelist()
        text = "".join(archive.read(name).decode() for name in names if name.endswith((".xml", ".rels")))
    assert not [name for name in names if "vba" in name or "embed" in name or "activeX" in name]
    assert text.count("instrText") == 2
    assert 'TargetMode="External"' not in text
