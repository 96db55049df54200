"""The scores of a rehearsal as rows of a sheet."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from server.before.rehearsing.rules import Grade, Weakness
from server.language import Language
from server.workbooks.columns import Column

GRADES: Final[Mapping[Grade, tuple[str, str]]] = MappingProxyType(
    {
        Grade.GREEN: ("合格", "ready"),
        Grade.AMBER: ("待改进", "to improve"),
        Grade.RED: ("薄弱", "weak"),
    }
)
WEAK: Final[Mapping[Weakness, tuple[str, str]]] = MappingProxyType(
    {
        Weakness.NOT_REACHED: ("没有打开链接", "link not opened"),
        Weakness.NOT_ENROLLED: ("电脑没有绑定", "no device enrolled"),
        Weakness.CHECK_FAILED: ("有检查项不通过", "a check failed"),
        Weakness.CHECK_MISSING: ("有检查项没有做", "a check was not done"),
        Weakness.CHECK_LATE: ("检查做得晚", "a check was late"),
        Weakness.NOT_OPENED: ("没有开场", "site not opened"),
        Weakness.NO_ENTRY: ("没有登记事项", "no matter registered"),
    }
)
STEPS: Final = (
    ("reached_after", "打开链接（秒）", "Link opened (s)"),
    ("enrolled_after", "绑定电脑（秒）", "Device enrolled (s)"),
    ("checked_after", "首次检查（秒）", "First check (s)"),
    ("opened_after", "开场（秒）", "Site opened (s)"),
    ("entered_after", "首件登记（秒）", "First matter (s)"),
)
COLUMNS: Final = (
    Column(key="site", zh="接访点编号", en="Site code"),
    Column(key="name", zh="接访点", en="Site"),
    Column(key="grade", zh="结果", en="Result"),
    Column(key="weak", zh="薄弱环节", en="Weak points", most=400),
    *(Column(key=key, zh=zh, en=en) for key, zh, en in STEPS),
    Column(key="link", zh="演练链接", en="Link", most=400),
)


def row_of(score: Mapping[str, Any], url: str | None, language: Language) -> dict[str, str]:
    """One site; its link is there while the rehearsal is served."""
    at = 1 if language == "en" else 0
    steps = {key: "" if score[key] is None else str(score[key]) for key, _, _ in STEPS}
    return {
        "site": score["site"],
        "name": score["name_en" if at else "name_zh"],
        "grade": GRADES[score["grade"]][at],
        "weak": ("; " if at else "；").join(WEAK[one][at] for one in score["weak"]),
        **steps,
        "link": url or "",
    }
