"""What is wrong in a schedule file, in Chinese and English, each with {where}; all are answered with status 422."""

from collections.abc import Mapping

SCHEDULE_CODES: Mapping[str, tuple[str, str]] = {
    "schedule_no_file": ("{where}：无法打开 {value}。", "{where}: {value} cannot be opened."),
    "schedule_not_text": (
        "{where}：{value} 不是 UTF-8 文本，或超过 4 MiB。",
        "{where}: {value} is not UTF-8 text, or over 4 MiB.",
    ),
    "schedule_not_toml": ("{where}：不是有效的 TOML（{why}）。", "{where}: not TOML ({why})."),
    "schedule_empty": ("{where}：文件中没有任何内容。", "{where}: there is nothing in the file."),
    "schedule_personal_number": (
        "{where}：不得有手机号或身份证号。",
        "{where}: no phone or identity number may stand here.",
    ),
    "schedule_outside": (
        "{where}：{value} 不在本文件所在文件夹内。",
        "{where}: {value} lies outside the folder of this file.",
    ),
    "schedule_unknown_key": (
        "{where}：没有这个键，可用的有：{known}。",
        "{where}: there is no such key here; there are {known}.",
    ),
    "schedule_missing_key": ("{where}：缺少此项。", "{where}: missing."),
    "schedule_wrong_type": (
        "{where}：写法不对，应写成 {example}。",
        "{where}: not of the right type; write it like {example}.",
    ),
    "schedule_out_of_range": ("{where}：{value} 超出范围。", "{where}: {value} is out of range."),
    "schedule_bad_text": (
        "{where}：须为 1 至 100 个可见字符，其中有文字或数字。",
        "{where}: must be 1 to 100 visible characters, a letter or digit among them.",
    ),
    "schedule_unknown_word": (
        "{where}：不认识“{value}”，可用的有：{known}。",
        '{where}: "{value}" is not one of {known}.',
    ),
    "schedule_unknown_region": (
        "{where}：没有代码为 {value} 的区划。",
        "{where}: there is no region with the code {value}.",
    ),
    "schedule_region_full": (
        "{where}：一个区划最多 {limit} 个接访点。",
        "{where}: a region holds at most {limit} sites.",
    ),
    "schedule_bad_site_code": (
        "{where}：“{value}”须为大写字母、数字和短横线，最长 32 位。",
        '{where}: "{value}" must be capital letters and digits with hyphens, at most 32.',
    ),
    "schedule_bad_telephone": (
        "{where}：“{value}”须为 3 至 30 位数字，可用短横线分隔，可以 + 开头。",
        '{where}: "{value}" must be 3 to 30 digits, hyphens between them, perhaps a + before them.',
    ),
    "schedule_twice": ("{where}：{value} 已写在 {first}。", "{where}: {value} stands at {first} already."),
    "schedule_duplicate_place": (
        "{where}：{region} 的 {value} 号已属于 {other}。",
        "{where}: number {value} of {region} is {other} already.",
    ),
    "schedule_site_moved": (
        "{where}：{value} 已保存在 {saved}，不能再变。",
        "{where}: {value} is saved at {saved} and stays there.",
    ),
    "schedule_unknown_site": (
        "{where}：没有代码为 {value} 的接访点。",
        "{where}: there is no site with the code {value}.",
    ),
    "schedule_person_nowhere": (
        "{where}：{value} 既不是区划也不是接访点。",
        "{where}: {value} is neither a region nor a site.",
    ),
    "schedule_registrar_needs_site": (
        "{where}：登记员须属于一个接访点，而不是 {value}。",
        "{where}: a registrar belongs to one site, not to {value}.",
    ),
    "schedule_duplicate_person": ("{where}：与 {first} 重复。", "{where}: the same person stands at {first} already."),
    "schedule_bad_zone": ("{where}：没有“{value}”这个时区。", '{where}: there is no time zone "{value}".'),
    "schedule_bad_hours": ("{where}：{closes_at} 不晚于 {opens_at}。", "{where}: {closes_at} is not after {opens_at}."),
    "schedule_bad_rule": (
        "{where}：“{value}”不像 FREQ=MONTHLY;BYDAY=2TH 那样的每月规则。",
        '{where}: "{value}" is no monthly rule such as FREQ=MONTHLY;BYDAY=2TH.',
    ),
    "schedule_unknown_series": ("{where}：没有系列“{value}”。", '{where}: there is no series "{value}".'),
    "schedule_day_without_sites": ("{where}：{value} 没有接访点。", "{where}: {value} has no sites."),
    "schedule_site_outside_holder": (
        "{where}：{value} 不在举办地区 {holder} 内。",
        "{where}: {value} lies outside {holder}, the region that holds the day.",
    ),
    "schedule_site_on_other_day": (
        "{where}：{value} 当天已参加接访日 {other}。",
        "{where}: {value} takes part in the day {other} of that date already.",
    ),
    "schedule_day_began": (
        "{where}：{value} 已开始，名称和时间不能再变。",
        "{where}: {value} has begun; names and hours stay.",
    ),
    "schedule_zone_moved": (
        "{where}：{value} 的时区 {saved} 不能再变。",
        "{where}: {value} stays in the zone {saved}.",
    ),
}
