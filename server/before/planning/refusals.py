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
    "appointment_none": Meaning(Conflict, "目前没有约定的时间。", "There is no appointment now."),
    "appointment_past": Meaning(Conflict, "这个时间已过，请另选。", "This time is over; choose another."),
    **{
        f"appointment_{problem}": Meaning(Conflict, zh, en)
        for problem, (zh, en) in {
            "leader_gone": ("该领导当天不接访，请另选。", "This leader does not receive on the day; choose another."),
            "at_once": ("该领导这个时段已约了别人。", "The leader has another appointment at this time."),
            "recused": ("该领导须回避此事，请另选。", "This leader is recused from the matter; choose another."),
            "not_theirs": ("该领导不接待这个接访点。", "This leader does not receive for this site."),
            "hours": ("不在该领导的接访时间内。", "This is outside the hours in which the leader receives."),
            "not_in_person": (
                "该领导届时不在这个接访点，只能视频。",
                "The leader is not at this site then; only by video.",
            ),
            "road": ("不在接访时间内，或路途时间不够。", "Outside the hours, or too little time on the road."),
            "rooms": ("接访点这个时段的接访室已占满。", "All rooms of the site are taken at this time."),
            "staff": ("所需的部门或译员这个时段已被占用。", "The department or interpreter is taken at this time."),
            "early": ("接访点这个时间不接访。", "The site does not receive at this time."),
        }.items()
    },
    "slot_hours": Meaning(Invalid, "开始时间须在该接访日之内。", "A reception begins within the day."),
}
