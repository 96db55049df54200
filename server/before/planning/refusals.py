"""What planning refuses: code → class, sentence in zh and en."""

from typing import Final

from server.errors import Conflict, Invalid, Meaning, Meanings, NotFound

REFUSALS: Final[Meanings] = {
    "timetable_changed": Meaning(
        Conflict,
        "排程草稿已被他人更改，未覆盖；请看最新草稿再改。",
        "Another changed the draft meanwhile; nothing was overwritten. Look at the newest draft, then change it.",
    ),
    "timetable_closed": Meaning(
        Conflict,
        "该接访日已结束、取消或改期，排程不能再改。",
        "The day is over, cancelled or moved; its timetable stays.",
    ),
    "timetable_empty": Meaning(Conflict, "草稿里没有可发布的安排。", "The draft has nothing to publish."),
    "timetable_conflicts": Meaning(
        Conflict,
        "草稿还有 {count} 处冲突，先解决再发布。",
        "The draft has {count} conflicts; resolve them before it is published.",
    ),
    "no_suggestion": Meaning(NotFound, "目前没有建议。", "There is no suggestion now."),
    "not_wanted": Meaning(
        NotFound, "该预约不在该接访日的待排之列。", "This booking is not among those to be placed on the day."
    ),
    "not_receiving": Meaning(NotFound, "该领导当天不接访。", "This leader does not receive on the day."),
    "slot_hours": Meaning(Invalid, "开始时间须在该接访日之内。", "A reception begins within the day."),
}
