"""What a series of days refuses: code → class, sentence in zh and en."""

from typing import Final

from server.errors import Conflict, Invalid, Meaning, Meanings, NotFound

REFUSALS: Final[Meanings] = {
    "rule_form": Meaning(
        Invalid,
        "规则“{rule}”写法不对：可写 FREQ=MONTHLY;BYDAY=2TH、WORKING_DAY=3 或 NOTICE。",
        '"{rule}" is no rule: write a monthly one such as FREQ=MONTHLY;BYDAY=2TH, a working day such as WORKING_DAY=3, '
        "or NOTICE.",
    ),
    "rule_part": Meaning(
        Invalid, "规则中的“{part}”不能用：{known}。", 'The part "{part}" cannot stand in a rule: {known}.'
    ),
    "rule_never": Meaning(Invalid, "规则“{rule}”不会落在任何一天。", 'The rule "{rule}" names no day in 28 years.'),
    "rule_often": Meaning(
        Invalid,
        "规则“{rule}”在 {month} 有 {count} 天；每月最多一天。",
        'The rule "{rule}" names {count} days in {month}; a month has one at most.',
    ),
    "shift_form": Meaning(
        Invalid,
        "“{shift}”不是调整方式：可用 next、previous、modified_next、skip、before_holiday:1 至 before_holiday:15。",
        '"{shift}" is no shift: there are next, previous, modified_next, skip, before_holiday:1 to before_holiday:15.',
    ),
    "gap_range": Meaning(
        Invalid, "节后间隔须为 0 至 {most} 个工作日。", "The gap after a holiday is 0 to {most} working days."
    ),
    "notice_dates": Meaning(
        Invalid,
        "NOTICE 须逐月列出日期，每月最多一个，最多 {most} 个；其他规则不列日期。",
        "NOTICE lists its dates, one in a month and {most} at most; another rule lists none.",
    ),
    "override_twice": Meaning(Invalid, "{month} 改定了两次。", "{month} is set by hand twice."),
    "override_elsewhere": Meaning(
        Invalid, "改定的日期 {date} 不在 {month} 内。", "The date set by hand, {date}, is not in {month}."
    ),
    "override_many": Meaning(Invalid, "最多改定 {most} 个月。", "{most} months at most are set by hand."),
    "override_reason": Meaning(
        Invalid,
        "改定 {month} 须写明理由（2 至 200 个可见字符，不含电话或身份证号）。",
        "Say why {month} is set by hand, in 2 to 200 visible characters without a phone or identity number.",
    ),
    "override_day_off": Meaning(Invalid, "改定的日期 {date} 是休息日。", "The date set by hand, {date}, is a day off."),
    "series_exists": Meaning(Conflict, "已有系列“{series}”。", 'There is a series "{series}" already.'),
    "plan_changed": Meaning(
        Conflict,
        "计划已被他人改为第 {version} 版，未覆盖；请核对后再保存。",
        "Another made version {version} of the plan meanwhile; nothing was overwritten. Compare, then save again.",
    ),
    "official_changed": Meaning(
        Conflict,
        "该年度的法定休假安排已被他人改为第 {version} 版，请重新载入。",
        "Another entered version {version} of the year's official days meanwhile; load it again.",
    ),
    "official_dates": Meaning(
        Invalid,
        "每一天只写一次，且须在 {year} 年内。",
        "Each day stands there once and lies in {year}.",
    ),
    "year_unknown": Meaning(NotFound, "没有这一年的日历。", "There is no calendar of that year."),
}
