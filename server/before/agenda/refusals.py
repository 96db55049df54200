"""What the plan and its schedule files ({where}) refuse: code → class, sentence in zh and en."""

from typing import Final

from server.errors import Conflict, Invalid, Meaning, Meanings, NotFound

REFUSALS: Final[Meanings] = {
    "day_not_open": Meaning(Conflict, "该接访日目前不接收记录。", "This day takes no entries now."),
    "day_not_finished": Meaning(
        Conflict,
        "还有 {people_waiting} 件在等候、{in_session} 件接访未结束、{not_closed} "
        "个接访点未关闭。请先了结，或写明仍要这样做的理由。",
        "{people_waiting} matters still wait, {in_session} receptions are open, {not_closed} "
        "sites are not closed. See to them first, or say why it is done despite that.",
    ),
    "day_not_ready": Meaning(
        Conflict,
        "还不能公告：缺 {count} 项，见清单。",
        "The day cannot be announced yet: {count} things are missing, as listed.",
    ),
    "day_not_signed": Meaning(
        Conflict,
        "举办接访日的一级尚未签章确认，不能核对完毕或公布；其下级已签 {signed}/{of}，缺的见清单。",
        "The level that holds the day has not signed; {signed} of {of} below it have, the others are listed.",
    ),
    "day_not_adjusted": Meaning(
        Conflict,
        "签章之后的 {count} 条记录尚未签为调整，接访日不能归档。",
        "{count} entries after the signature are in no signed adjustment yet, so the day is not archived.",
    ),
    "site_signs_figures": Meaning(
        Conflict, "接访点的签章在“签章确认”办理。", "A site is signed with its figures, in the sign-off."
    ),
    "day_moved": Meaning(
        Conflict, "该接访日已推迟到 {day}，请到那一天操作。", "The day was postponed to {day}; see to that one."
    ),
    "day_began": Meaning(
        Conflict,
        "该接访日已开始、结束、取消或改期，计划不能再改。",
        "The day has begun, is over, cancelled or moved; its plan stays.",
    ),
    "day_reason": Meaning(
        Invalid,
        "请写明理由（2 至 200 个可见字符，不含电话或身份证号）。",
        "Say why, in 2 to 200 visible characters without a phone or identity number.",
    ),
    "site_closed_itself": Meaning(
        Conflict,
        "该接访点已自行结束，不能再由上级开场；之后的登记照样计入，并标“结束后补登”。",
        "The site has recorded its own closing, which stands; what it still registers counts, marked as late.",
    ),
    "date_past": Meaning(Invalid, "{date} 已过，请选以后的日期。", "{date} is past; choose a later date."),
    "break_hours": Meaning(
        Invalid,
        "休息须有起止时间，且在 {opens_at} 至 {closes_at} 之间。",
        "A break has a beginning and an end, between {opens_at} and {closes_at}.",
    ),
    "last_ticket_hour": Meaning(
        Invalid,
        "最后取号时间须在 {opens_at} 之后，不晚于 {closes_at}。",
        "The last ticket is given after {opens_at} and not after {closes_at}.",
    ),
    "category_unknown": Meaning(Invalid, "没有“{value}”这个事项类别。", "There is no category {value}."),
    "site_stays": Meaning(
        Conflict,
        "已公告的接访日不能撤出接访点（{site}）。",
        "The site {site} stays: of an announced day no site is taken away.",
    ),
    "not_a_leader": Meaning(
        Invalid,
        "所选账号不是该接访点可用的接访领导。",
        "The chosen account is not that of a leader who can receive at this site.",
    ),
    "day_exists": Meaning(Conflict, "{day} 已有接访日。", "There is a reception day on {day} already."),
    "day_code": Meaning(
        NotFound,
        "接访日编码有误：全省的写日期，如 2023-11-09；一个市、县单独举办的加其区划代码，如 2023-11-09.430100。",
        "No day has such a code: the province's day is named by its date, as 2023-11-09, "
        "a day of one city or county by date and region code, as 2023-11-09.430100.",
    ),
    "day_without_sites": Meaning(Invalid, "该接访日没有接访点。", "The day has no site."),
    "site_on_other_day": Meaning(
        Conflict,
        "接访点 {site} 当天已参加另一个接访日（{day}）；一个接访点同一天只能参加一个。",
        "The site {site} takes part in another day of that date ({day}); a site takes part in one of them.",
    ),
    "site_outside_holder": Meaning(
        Invalid,
        "接访点 {site} 不在举办地区（{holder}）内。",
        "The site {site} lies outside the region that holds the day ({holder}).",
    ),
    "date_not_of_series": Meaning(
        Conflict,
        "系列“{series}”{month} 的日期是 {date}，与所填的日期或举办地区不符。",
        'The date of {month} in the series "{series}" is {date}: not the date, or not the region, of this day.',
    ),
    "hours_reversed": Meaning(
        Invalid, "结束时间（{closes_at}）须晚于开始时间（{opens_at}）。", "{closes_at} is not after {opens_at}."
    ),
    "schedule_no_file": Meaning(Invalid, "{where}：无法打开 {value}。", "{where}: {value} cannot be opened."),
    "schedule_not_text": Meaning(
        Invalid,
        "{where}：{value} 不是 UTF-8 文本，或超过 4 MiB。",
        "{where}: {value} is not UTF-8 text, or over 4 MiB.",
    ),
    "schedule_not_toml": Meaning(Invalid, "{where}：不是有效的 TOML（{why}）。", "{where}: not TOML ({why})."),
    "schedule_empty": Meaning(Invalid, "{where}：文件中没有任何内容。", "{where}: there is nothing in the file."),
    "schedule_personal_number": Meaning(
        Invalid, "{where}：不得有手机号或身份证号。", "{where}: no phone or identity number may stand here."
    ),
    "schedule_outside": Meaning(
        Invalid, "{where}：{value} 不在本文件所在文件夹内。", "{where}: {value} lies outside the folder of this file."
    ),
    "schedule_unknown_key": Meaning(
        Invalid, "{where}：没有这个键，可用的有：{known}。", "{where}: there is no such key here; there are {known}."
    ),
    "schedule_missing_key": Meaning(Invalid, "{where}：缺少此项。", "{where}: missing."),
    "schedule_wrong_type": Meaning(
        Invalid, "{where}：写法不对，应写成 {example}。", "{where}: not of the right type; write it like {example}."
    ),
    "schedule_out_of_range": Meaning(Invalid, "{where}：{value} 超出范围。", "{where}: {value} is out of range."),
    "schedule_bad_text": Meaning(
        Invalid,
        "{where}：须为 1 至 100 个可见字符，其中有文字或数字。",
        "{where}: must be 1 to 100 visible characters, a letter or digit among them.",
    ),
    "schedule_unknown_word": Meaning(
        Invalid, "{where}：不认识“{value}”，可用的有：{known}。", '{where}: "{value}" is not one of {known}.'
    ),
    "schedule_unknown_region": Meaning(
        Invalid, "{where}：没有代码为 {value} 的区划。", "{where}: there is no region with the code {value}."
    ),
    "schedule_region_full": Meaning(
        Invalid, "{where}：一个区划最多 {limit} 个接访点。", "{where}: a region holds at most {limit} sites."
    ),
    "schedule_bad_site_code": Meaning(
        Invalid,
        "{where}：“{value}”须为大写字母、数字和短横线，最长 32 位。",
        '{where}: "{value}" must be capital letters and digits with hyphens, at most 32.',
    ),
    "schedule_bad_telephone": Meaning(
        Invalid,
        "{where}：“{value}”须为 3 至 30 位数字，可用短横线分隔，可以 + 开头。",
        '{where}: "{value}" must be 3 to 30 digits, hyphens between them, perhaps a + before them.',
    ),
    "schedule_unit": Meaning(Invalid, "{where}：{why_zh}。", "{where}: {why_en}."),
    "schedule_duty": Meaning(Invalid, "{where}：{why_zh}。", "{where}: {why_en}."),
    "schedule_unknown_unit": Meaning(
        Invalid, "{where}：没有代码为 {value} 的单位。", "{where}: there is no unit with the code {value}."
    ),
    "schedule_unknown_person": Meaning(
        Invalid,
        "{where}：名为 {value} 的人员有 {n} 个，须恰好一个。",
        "{where}: {n} people are called {value}; it must be one.",
    ),
    "schedule_post_time": Meaning(
        Invalid, "{where}：最后一天早于开始日期。", "{where}: the last day is before the first."
    ),
    "schedule_twice": Meaning(
        Invalid, "{where}：{value} 已写在 {first}。", "{where}: {value} stands at {first} already."
    ),
    "schedule_duplicate_place": Meaning(
        Invalid,
        "{where}：{region} 的 {value} 号已属于 {other}。",
        "{where}: number {value} of {region} is {other} already.",
    ),
    "schedule_site_moved": Meaning(
        Invalid,
        "{where}：{value} 已保存在 {saved}，不能再变。",
        "{where}: {value} is saved at {saved} and stays there.",
    ),
    "schedule_unknown_site": Meaning(
        Invalid, "{where}：没有代码为 {value} 的接访点。", "{where}: there is no site with the code {value}."
    ),
    "schedule_person_nowhere": Meaning(
        Invalid, "{where}：{value} 既不是区划也不是接访点。", "{where}: {value} is neither a region nor a site."
    ),
    "schedule_registrar_needs_site": Meaning(
        Invalid,
        "{where}：登记员须属于一个接访点，而不是 {value}。",
        "{where}: a registrar belongs to one site, not to {value}.",
    ),
    "schedule_duplicate_person": Meaning(
        Invalid, "{where}：与 {first} 重复。", "{where}: the same person stands at {first} already."
    ),
    "schedule_bad_zone": Meaning(
        Invalid, "{where}：没有“{value}”这个时区。", '{where}: there is no time zone "{value}".'
    ),
    "schedule_bad_hours": Meaning(
        Invalid, "{where}：{closes_at} 不晚于 {opens_at}。", "{where}: {closes_at} is not after {opens_at}."
    ),
    "schedule_bad_rule": Meaning(
        Invalid,
        "{where}：“{value}”不像 FREQ=MONTHLY;BYDAY=2TH 那样的每月规则。",
        '{where}: "{value}" is no monthly rule such as FREQ=MONTHLY;BYDAY=2TH.',
    ),
    "schedule_unknown_series": Meaning(
        Invalid, "{where}：没有系列“{value}”。", '{where}: there is no series "{value}".'
    ),
    "schedule_day_without_sites": Meaning(Invalid, "{where}：{value} 没有接访点。", "{where}: {value} has no sites."),
    "schedule_site_outside_holder": Meaning(
        Invalid,
        "{where}：{value} 不在举办地区 {holder} 内。",
        "{where}: {value} lies outside {holder}, the region that holds the day.",
    ),
    "schedule_site_on_other_day": Meaning(
        Invalid,
        "{where}：{value} 当天已参加接访日 {other}。",
        "{where}: {value} takes part in the day {other} of that date already.",
    ),
    "schedule_day_began": Meaning(
        Invalid, "{where}：{value} 已开始，名称和时间不能再变。", "{where}: {value} has begun; names and hours stay."
    ),
    "schedule_zone_moved": Meaning(
        Invalid, "{where}：{value} 的时区 {saved} 不能再变。", "{where}: {value} stays in the zone {saved}."
    ),
}
