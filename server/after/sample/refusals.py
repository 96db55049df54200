"""What sample call-backs refuse: code → class, sentence in zh and en."""

from typing import Final

from server.errors import Conflict, Invalid, Meaning, Meanings

REFUSALS: Final[Meanings] = {
    "sample_early": Meaning(
        Conflict,
        "接访日收尾以后才能抽取，否则后来的事项抽不到。",
        "A sample is drawn once the day is closing: before, matters still to come could not be drawn.",
    ),
    "sample_none": Meaning(
        Conflict, "这一天没有可抽取的“现场解决”事项。", "There is no matter resolved on site to draw from on this day."
    ),
    "sample_changed": Meaning(
        Conflict,
        "刚刚已有人抽取过，未再抽；请先看结果。",
        "Another drew meanwhile; nothing was drawn again. Read the result first.",
    ),
    "sample_reason": Meaning(Invalid, "重新抽取须写明理由。", "A sample is drawn again only with a reason."),
    "sample_replaced": Meaning(
        Conflict,
        "该次抽取已被新的一次代替，请在新名单上登记。",
        "This draw was replaced by another; enter calls of that one.",
    ),
    "sample_said": Meaning(
        Invalid,
        "只有打通的电话才登记是否解决。",
        "Whether the matter is resolved is entered of a call that reached the person alone.",
    ),
}
