"""What places, categories and outcomes are called in a bulletin, which is written in Chinese. Pure."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from server.after.bulletin.figures import Counts
from server.place import level_of

OWN: Final = {"province": "省本级", "city": "市本级"}
WIDE: Final = {"province": "全省", "city": "全市", "county": "全县（市、区）"}
COUNTED: Final[Mapping[str, str]] = {
    "sites": "接访点（个）",
    "opened": "开放接访点（个）",
    "matters": "登记（件次）",
    "wages": "拖欠农民工工资（件次）",
    "wages_involved": "拖欠农民工工资涉及人数",
    "involved": "涉及人数",
    "attendees": "来访人数",
    "resolved_on_site": "现场解决（件次）",
    "amount_fen": "现场解决金额（万元）",
}
_RANK: Final = re.compile(r"(?:(?:土家族|苗族|侗族|瑶族)+自治州|市)$")
assert tuple(COUNTED) == tuple(Counts.__dataclass_fields__)  # noqa: S101  # every count has its name


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """Names by code, and the tiles of cities: short name, row and column. ``place`` is the region of the bulletin."""

    place: str
    regions: Mapping[str, str]
    sites: Mapping[str, str]
    categories: Mapping[str, str]
    outcomes: Mapping[str, str]
    tiles: Mapping[str, tuple[str, int, int]]

    def row(self, code: str) -> str:
        """A place of the table; the region's own sites are its own row."""
        if code == self.place and level_of(code) in OWN:
            return OWN[level_of(code)]
        return self.regions.get(code) or self.sites.get(code, code)

    def region(self, code: str) -> str:
        return self.regions.get(code, code)

    @property
    def wide(self) -> str:
        return WIDE[level_of(self.place)]

    def category(self, code: str) -> str:
        return self.categories.get(code, code)

    def outcome(self, code: str) -> str:
        return self.outcomes.get(code, code)

    def words(self) -> frozenset[str]:
        """All names of places and things, which are no names of persons even where a person is called alike."""
        said = (self.regions, self.sites, self.categories, self.outcomes)
        return frozenset(name for names in said for name in names.values())


def short(name: str) -> str:
    """The everyday name of a city, as a tile has room for it: 湘西土家族苗族自治州 → 湘西."""
    return _RANK.sub("", name)


def day_said(day: dt.date) -> str:
    """11月9日."""
    return f"{day.month}月{day.day}日"


def date_said(day: dt.date) -> str:
    """2023年11月9日."""
    return f"{day.year}年{day_said(day)}"
