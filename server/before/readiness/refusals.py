"""What readiness refuses: code → class, sentence in zh and en."""

from typing import Final

from server.errors import Conflict, Invalid, Meaning, Meanings, Unavailable

REFUSALS: Final[Meanings] = {
    "day_without_checks": Meaning(
        Conflict,
        "接访日还没有公告，或已推迟、取消、结束，不能检查。",
        "The day is not announced, is put off or called off, or is over; nothing is checked for it.",
    ),
    "no_such_room": Meaning(Invalid, "本接访点只有 {rooms} 间接访室。", "The site has {rooms} rooms only."),
    "check_replayed": Meaning(
        Conflict,
        "这次检查的结果已经交过了，请重新检查。",
        "The result of this check was handed in already; check again.",
    ),
    "line_not_tested": Meaning(
        Conflict,
        "没有找到这台设备刚才的线路测试，请重新测试。",
        "No line test of this device from just now was found; test again.",
    ),
    "line_tests_full": Meaning(
        Unavailable,
        "正在测试的接访点太多，稍后自动再试。",
        "Too many sites are testing their lines just now; the page tries again.",
    ),
    "fact_not_checked": Meaning(
        Invalid,
        "“{check}”由计划得出，不能手工填“通过”。",
        "Whether {check} is passed follows from the plan and is not ticked off by hand.",
    ),
    "nobody_to_remind": Meaning(
        Conflict,
        "没有要提醒的接访点：都已就绪，或 2 小时内提醒过。",
        "There is no site to remind: all are ready or were reminded within two hours.",
    ),
    "no_address": Meaning(
        Conflict,
        "这些接访点的协调员都没有留邮箱，请打电话。",
        "No coordinator of these sites has given an address; please call them.",
    ),
    "reminder_changed": Meaning(
        Conflict,
        "要提醒的接访点有变化，请核对后再发。",
        "The sites to be reminded have changed; please look again before sending.",
    ),
    "note_missing": Meaning(Invalid, "请写明情况或处理结果。", "Please say what happened or what was done."),
}
