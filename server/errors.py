"""The few ways a request can be refused, each with a stable code for programs and a sentence for people."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from server.errors_day import DAY_CODES
from server.errors_schedules import SCHEDULE_CODES

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code says: the HTTP status it is answered with and one sentence in each language, with {params}."""

    status: int
    zh: str
    en: str


CODES: Mapping[str, Meaning] = {
    # the door
    "not_json": Meaning(400, "请求内容不是有效的 JSON。", "The body is not valid JSON."),
    "duplicate_key": Meaning(400, "同一对象里有重复的字段名。", "An object has the same name twice."),
    "not_a_request": Meaning(400, "请求格式有误。", "The request is malformed."),
    "too_slow": Meaning(400, "请求内容传送过慢，请重试。", "The body came too slowly; please try again."),
    "not_signed_in": Meaning(401, "请先登录。", "Please sign in."),
    "not_allowed": Meaning(403, "您没有此项权限。", "You may not do this."),
    "foreign_origin": Meaning(
        403, "请求来自其他网站，已拒绝。", "The request comes from another site and was refused."
    ),
    "csrf_missing": Meaning(
        403, "缺少安全校验，请刷新页面。", "The security token is missing; please reload the page."
    ),
    "not_found": Meaning(404, "没有找到。", "Not found."),
    "method_not_allowed": Meaning(405, "此地址不支持该操作。", "This address does not take that method."),
    "in_progress": Meaning(409, "相同的请求正在处理。", "The same request is still being handled."),
    "changed_meanwhile": Meaning(
        409, "内容已被他人更改，请刷新。", "Someone else changed this meanwhile; please reload."
    ),
    "too_large": Meaning(413, "内容过大，上限为 {limit}。", "Too large; the limit is {limit}."),
    "too_many_values": Meaning(
        413, "内容项目过多，一次最多 {limit} 项，请分批发送。", "Too many values at once; the limit is {limit}."
    ),
    "unsupported_type": Meaning(415, "请求内容须为 application/json。", "The body must be application/json."),
    "unsupported_encoding": Meaning(415, "不接受压缩的请求内容。", "Compressed bodies are not accepted."),
    "invalid": Meaning(422, "填写有误：{field}。", "Not valid: {field}."),
    "key_reused": Meaning(
        422, "此 Idempotency-Key 已用于另一请求。", "This Idempotency-Key was used for another request."
    ),
    "too_many": Meaning(429, "操作过于频繁，请稍后再试。", "Too many requests; please try again later."),
    "internal": Meaning(500, "服务出错，已记录。", "Something went wrong; it has been recorded."),
    "busy": Meaning(503, "服务繁忙，请稍后再试。", "The service is busy; please try again."),
    "database_unavailable": Meaning(
        503, "数据库暂不可用，请稍后再试。", "The database is unavailable; please try again."
    ),
    # people
    "suspended": Meaning(401, "账号已停用，请联系组织方。", "This account is suspended; please ask the organiser."),
    "wrong_sign_in": Meaning(401, "登录名或密码不正确。", "The login or the password is not right."),
    "totp_needed": Meaning(401, "请输入动态验证码。", "Please enter the one-time code."),
    "totp_is_on": Meaning(409, "动态验证码已启用。", "One-time codes are on already."),
    "totp_not_started": Meaning(409, "请先设置动态验证码。", "Set up one-time codes first."),
    "factor_needed": Meaning(403, "请再次验证身份。", "Please confirm who you are once more."),
    "code_wrong": Meaning(403, "动态验证码不正确。", "The one-time code is not right."),
    "wrong_password": Meaning(403, "密码不正确。", "The password is not right."),
    "totp_wrong": Meaning(401, "动态验证码不正确或已用过。", "The one-time code is not right, or was used before."),
    "link_not_valid": Meaning(
        404,
        "链接无效或已过期，请向发送人索取新链接。",
        "This link is not valid or no longer so; ask its sender for another.",
    ),
    "login_taken": Meaning(409, "登录名已被使用，请换一个。", "This login is taken; please choose another."),
    "own_account": Meaning(409, "不能更改自己的权限。", "Nobody changes their own rights."),
    "account_suspended": Meaning(409, "账号已停用。", "The account is suspended."),
    "above_own_rights": Meaning(403, "不能授予超出自己权限的角色。", "You may not give rights above your own."),
    "place_or_site": Meaning(422, "请给出一个区划代码或一个接访点。", "Name one region by its code, or one site."),
    "roles_missing": Meaning(422, "至少需要一个角色。", "At least one role is needed."),
    "roles_do_not_mix": Meaning(
        422, "审计员和系统管理员不能兼任其他角色。", "Auditors and administrators have no other role."
    ),
    "registrar_needs_site": Meaning(422, "登记员须属于一个接访点。", "A registrar belongs to one site."),
    "role_takes_no_grants": Meaning(422, "此角色不需要单项授权。", "This role takes no grants."),
    "grant_ended": Meaning(422, "授权的截止时间已过。", "The end of the grant is in the past."),
    "login_form": Meaning(
        422,
        "登录名须为 3 至 64 个字母或数字，中间可用 . _ @ -。",
        "A login is 3 to 64 letters or digits, with . _ @ - between them.",
    ),
    "password_short": Meaning(422, "密码至少 {least} 个字符。", "The password needs at least {least} characters."),
    "password_long": Meaning(422, "密码最多 {most} 个字符。", "The password may have at most {most} characters."),
    "password_common": Meaning(
        422, "这个密码太常见，请换一个。", "This password is among the first to be tried; please choose another."
    ),
    "name_signs": Meaning(
        422,
        "名称里有看不见或改变书写方向的字符，请重新输入。",
        "The name has signs that are invisible or change the direction of writing; please type it again.",
    ),
    "name_empty": Meaning(422, "请填写姓名。", "Please fill in the name."),
    # sites and devices
    "unknown_site": Meaning(404, "没有代码为 {site} 的接访点。", "There is no site with the code {site}."),
    "code_not_valid": Meaning(
        404,
        "登记码无效或已过期，请向现场协调员重新索取。",
        "This code is not valid; ask the coordinator for a new one.",
    ),
    "too_many_devices": Meaning(
        409,
        "接访点 {site} 登记过的设备太多，号段已用完；请先停用不再使用的设备。",
        "Too many devices were enrolled at {site} and no ticket numbers are left; revoke those no longer used.",
    ),
    # the day
    "day_not_open": Meaning(409, "该接访日目前不接收记录。", "This day takes no entries now."),
    "day_not_finished": Meaning(
        409,
        "还有 {people_waiting} 件在等候、{in_session} 件接访未结束、{not_closed} 个接访点未关闭。"
        "请先了结，或写明仍要这样做的理由。",
        "{people_waiting} matters still wait, {in_session} receptions are open, {not_closed} sites are not closed."
        " See to them first, or say why it is done despite that.",
    ),
    "day_exists": Meaning(409, "{day} 已有接访日。", "There is a reception day on {day} already."),
    "day_code": Meaning(
        404,
        "接访日编码有误：全省的写日期，如 2023-11-09；一个市、县单独举办的加其区划代码，如 2023-11-09.430100。",
        "No day has such a code: the province's day is named by its date, as 2023-11-09, a day of one city or county by"
        " date and region code, as 2023-11-09.430100.",
    ),
    "day_without_sites": Meaning(422, "该接访日没有接访点。", "The day has no site."),
    "site_on_other_day": Meaning(
        409,
        "接访点 {site} 当天已参加另一个接访日（{day}）；一个接访点同一天只能参加一个。",
        "The site {site} takes part in another day of that date ({day}); a site takes part in one of them.",
    ),
    "site_outside_holder": Meaning(
        422,
        "接访点 {site} 不在举办地区（{holder}）内。",
        "The site {site} lies outside the region that holds the day ({holder}).",
    ),
    "hours_reversed": Meaning(
        422, "结束时间（{closes_at}）须晚于开始时间（{opens_at}）。", "{closes_at} is not after {opens_at}."
    ),
    "not_from_here": Meaning(
        409, "当前状态（{state}）下不能执行 {command}。", "From {state} the command {command} leads nowhere."
    ),
    # entries
    "too_many_waiting": Meaning(
        429,
        "本接访点等待依据或因依据不符而未计入的记录已满，请稍后再发。",
        "Too many entries of this site wait for their ground or were refused by it; try again later.",
    ),
    "not_written": Meaning(503, "记录未能写入，请重发。", "The entries could not be written; please send them again."),
    # schedule files
    **{code: Meaning(422, zh, en) for code, (zh, en) in SCHEDULE_CODES.items()},
    # entries: what stands in the way of a whole request
    "not_entries": Meaning(400, "请求须为至少一条记录的列表。", "The body must be a list of entries, one at least."),
    "too_many_entries": Meaning(413, "一次最多 {limit} 条，请分批发送。", "At most {limit} entries at once."),
    # media
    "not_an_answer": Meaning(400, "音视频连接未能建立，请重新进入。", "The call was not set up; please enter again."),
    "media_full": Meaning(503, "音视频线路已满，请稍后再进。", "All lines are taken; please try again soon."),
    # sealing
    "erased": Meaning(404, "个人信息已依法销毁。", "The personal data has been erased."),
    # the day as it runs: calling, meeting
    **{code: Meaning(*said) for code, said in DAY_CODES.items()},
}

ENTRY_CODES: Mapping[str, tuple[str, str]] = {
    "unknown_kind": ("没有这种记录。", "There is no entry of this kind."),
    "unknown_field": ("有不认识的字段。", "There is a field that this kind does not have."),
    "missing_field": ("缺少必填字段。", "A field is missing."),
    "wrong_type": ("字段类型不对。", "A field has the wrong type."),
    "out_of_range": ("数值或文字超出范围。", "A value is out of range."),
    "unknown_code": ("代码不在目录中。", "A code is in no list."),
    "wrong_day": ("记录不属于这一天。", "The entry is of another day."),
    "wrong_site": ("记录不属于本接访点。", "The entry is of another site."),
    "clock_wrong": (
        "记录时间早于接访日，请检查设备时钟。",
        "The entry is dated before the day; check the device's clock.",
    ),
    "not_on_day": ("记录时间不在接访日当天。", "The entry is not dated on the day."),
    "names_itself": ("记录不能指向自己。", "An entry cannot name itself."),
    "not_of_this_meeting": ("记录不属于这次接谈的事项。", "The entry is not of this meeting's matter."),
    "id_reused": ("同一编号已用于另一条记录。", "This id was used for another entry."),
    "not_amendable": ("该记录或字段不能更正。", "This entry or field cannot be amended."),
    "not_withdrawable": ("该记录不能撤回。", "This entry cannot be withdrawn."),
    "entry_waiting": ("已收到，等待它所依据的登记或记录。", "Received; it waits for what it stands on."),
}
"""Why one entry of many is refused: its result in an answer with status 200, in Chinese and English."""


class Refused(Exception):  # noqa: N818  # raised in the house's own words: Conflict("day_not_open")
    """A request that cannot be done, for the caller's reason. Raise one of the subclasses below."""

    status = 500
    code: str
    params: Mapping[str, object]
    retry_after: int | None

    def __init__(self, code: str, *, retry_after: int | None = None, **params: object) -> None:
        super().__init__(code)
        self.code, self.params, self.retry_after = code, params, retry_after


class BadRequest(Refused):
    status = 400


class NotSignedIn(Refused):
    status = 401


class NotAllowed(Refused):
    status = 403


class NotFound(Refused):
    status = 404


class Conflict(Refused):
    status = 409


class TooLarge(Refused):
    status = 413


class Unsupported(Refused):
    status = 415


class Invalid(Refused):
    status = 422


class TooMany(Refused):
    status = 429


class Unavailable(Refused):
    status = 503


def sentence(code: str, language: Language, params: Mapping[str, object]) -> str:
    """Return what the code says to a person."""
    zh, en = ENTRY_CODES[code] if code in ENTRY_CODES else (CODES[code].zh, CODES[code].en)
    return (en if language == "en" else zh).format_map(params)


def problem(refused: Refused, language: Language) -> dict[str, object]:
    """Return the refusal as an RFC 9457 problem object; its params stand beside the standard members."""
    return {
        "type": f"urn:reception:{refused.code}",
        "title": refused.code.replace("_", " "),
        "status": refused.status,
        "detail": sentence(refused.code, language, refused.params),
        "code": refused.code,
        **refused.params,
    }


class Stopped(Exception):  # noqa: N818  # read by a person at a terminal, not by a program
    """A command cannot go on, and nobody is to blame but the circumstances. Its text is a whole sentence for them."""
