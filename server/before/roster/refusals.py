"""What the roster refuses: code → class, sentence in zh and en."""

from typing import Final

from server.errors import Conflict, Invalid, Meaning, Meanings, NotFound

REFUSALS: Final[Meanings] = {
    "duty_changed": Meaning(
        Conflict,
        "该值班安排已被他人更改，未覆盖；请核对后再保存。",
        "Another changed this duty meanwhile; nothing was overwritten. Compare, then save again.",
    ),
    "duty_hours": Meaning(
        Invalid,
        "值班时间须有起止两个时刻，且不相同；都不填则与接访点时间一致。",
        "A duty has two different hours, or neither and keeps those of its place.",
    ),
    "duty_place": Meaning(
        Invalid, "请填一个接访点或一个区划，二者取一。", "A duty is at one site or for one region: give exactly one."
    ),
    "duty_twice": Meaning(
        Conflict, "该账号在此处已有同类值班安排。", "The account has a duty of this kind at this place already."
    ),
    "duty_words": Meaning(
        Invalid,
        "单位、语种、专长须为可见文字，不得有手机号或身份证号。",
        "Units, languages and skills are visible words without a mobile or identity number.",
    ),
    "site_not_in_day": Meaning(Invalid, "接访点 {site} 不在该接访日内。", "The site {site} takes no part in this day."),
    "unknown_category": Meaning(Invalid, "没有类别“{category}”。", "There is no category “{category}”."),
    "unknown_region": Meaning(Invalid, "没有区划“{region}”。", "There is no region “{region}”."),
    "account_stands_alone": Meaning(
        Invalid,
        "审计员、系统管理员不参加值班。",
        "Auditors and administrators are never on duty.",
    ),
    "substitute_oneself": Meaning(Invalid, "替补须是另一个人。", "A substitute is another person."),
    "no_substitute": Meaning(Conflict, "该值班没有约定替补。", "No substitute is agreed for this duty."),
    "substitute_unfit": Meaning(
        Conflict,
        "替补不能接替：已停用、请假、须回避或同一时间另有值班。",
        "The substitute cannot take over: suspended, on leave, recused, or on duty elsewhere at that time.",
    ),
    "duty_over": Meaning(Conflict, "该值班已结束。", "This duty is over."),
    "roster_closed": Meaning(
        Conflict,
        "该接访日已结束、取消或改期，值班表不能再改。",
        "The day is over, cancelled or moved; its roster stays.",
    ),
    "attendance_reason": Meaning(
        Invalid,
        "手工登记到岗须写明理由（2 至 200 字）。",
        "Attendance said by hand needs a reason.",
    ),
    "attendance_early": Meaning(
        Conflict, "值班尚未开始，不能登记到岗。", "The duty has not begun; attendance is noted from then on."
    ),
    "leave_days": Meaning(Invalid, "请假的止日不得早于起日。", "A leave ends no earlier than it begins."),
    "recusal_form": Meaning(
        Invalid,
        "回避须写明一个单位、一个类别或一个地方，并写明理由。",
        "A recusal names one employer, one category or one place, and a reason.",
    ),
    "leave_reason": Meaning(
        Invalid,
        "请假事由须为 2 至 200 字的可见文字；也可不填。",
        "The reason of a leave is 2 to 200 visible characters, or none.",
    ),
    "absence_changed": Meaning(
        Conflict,
        "该请假或回避已被他人更改，未覆盖；请核对后再保存。",
        "Another changed this leave or recusal meanwhile; nothing was overwritten. Compare, then save again.",
    ),
    "no_last_day": Meaning(
        NotFound, "没有可复制的上一个接访日值班表。", "There is no earlier day with a roster to copy."
    ),
}
