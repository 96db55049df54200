import csv
from pathlib import Path

from server.sites.reference import read_reference

REFERENCE = Path(__file__).parents[2] / "schedules" / "reference"


def test_the_province_has_fourteen_cities_122_counties_and_twelve_functional_zones() -> None:
    regions = read_reference(REFERENCE).regions
    levels = [region.level for region in regions.values()]
    assert (levels.count("province"), levels.count("city"), levels.count("county")) == (1, 14, 122 + 12)


def test_every_region_but_the_province_lies_in_a_known_one() -> None:
    regions = read_reference(REFERENCE).regions
    assert {region.parent for region in regions.values()} - regions.keys() == {""}


def test_every_region_has_a_name_in_both_languages() -> None:
    assert all(region.name_zh and region.name_en for region in read_reference(REFERENCE).regions.values())


def test_the_tile_map_holds_the_province_and_each_city_once_and_nothing_lies_upon_another() -> None:
    reference = read_reference(REFERENCE)
    cities = {region.code for region in reference.regions.values() if region.level in {"province", "city"}}
    assert {tile.code for tile in reference.grid} == cities
    assert len({(tile.row, tile.col) for tile in reference.grid}) == len(reference.grid) == len(cities)


def test_categories_of_the_second_level_name_one_of_the_first() -> None:
    categories = read_reference(REFERENCE).categories
    assert categories["wage_arrears_migrant"].parent == "wage_arrears"
    assert {category.parent for category in categories.values()} - categories.keys() == {""}


def test_an_outcome_is_terminal_when_the_site_has_nothing_further_to_do() -> None:
    outcomes = read_reference(REFERENCE).outcomes
    assert {code for code, outcome in outcomes.items() if not outcome.terminal} == {
        *("agreed_to_pay", "accepted", "assigned", "forwarded", "hearing")
    }


def test_the_reference_data_cannot_be_changed_while_the_service_runs() -> None:
    regions: object = read_reference(REFERENCE).regions
    assert not hasattr(regions, "__setitem__")


def test_every_shipped_table_is_sound_csv_with_as_many_cells_in_each_row_as_in_its_head() -> None:
    for path in sorted(REFERENCE.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file, strict=True)
        assert {len(row) for row in rows} == {len(head)}, path.name
