"""What rehearsing a day refuses: code → class, sentence in zh and en."""

from typing import Final

from server.errors import Conflict, Meaning, Meanings, NotFound

REFUSALS: Final[Meanings] = {
    "rehearsal_not_now": Meaning(
        Conflict,
        "只能演练尚未开始、未取消、未改期的接访日。",
        "Only a day that has not begun, and is neither cancelled nor postponed, can be rehearsed.",
    ),
    "rehearsal_inside": Meaning(
        Conflict, "这里本身就是演练，不能再演练。", "This is a rehearsal already; it cannot be rehearsed again."
    ),
    "rehearsal_none": Meaning(NotFound, "这个接访日没有正在进行的演练。", "No rehearsal of this day is under way."),
}
