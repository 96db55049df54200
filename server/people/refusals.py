"""What people, their accounts and rights refuse: code → class, sentence in zh and en."""

from typing import Final

from server.errors import Conflict, Invalid, Meaning, Meanings, NotAllowed, NotFound, NotSignedIn

REFUSALS: Final[Meanings] = {
    "suspended": Meaning(
        NotSignedIn, "账号已停用，请联系组织方。", "This account is suspended; please ask the organiser."
    ),
    "wrong_sign_in": Meaning(NotSignedIn, "登录名或密码不正确。", "Wrong login name or password."),
    "totp_needed": Meaning(NotSignedIn, "请输入动态码。", "Please enter the one-time code."),
    "totp_is_on": Meaning(Conflict, "动态码已启用。", "One-time codes are on already."),
    "totp_not_started": Meaning(Conflict, "请先设置动态码。", "Set up one-time codes first."),
    "factor_needed": Meaning(NotAllowed, "请再次验证身份。", "Please confirm who you are once more."),
    "code_wrong": Meaning(NotAllowed, "动态码不正确。", "The one-time code is not right."),
    "wrong_password": Meaning(NotAllowed, "密码不正确。", "The password is not right."),
    "totp_wrong": Meaning(NotSignedIn, "动态码不正确或已用过。", "The one-time code is not right, or was used before."),
    "link_not_valid": Meaning(
        NotFound,
        "链接无效或已过期，请向发送人索取新链接。",
        "This link is invalid or has expired; ask its sender for a new one.",
    ),
    "login_taken": Meaning(Conflict, "登录名已被使用，请换一个。", "This login is taken; please choose another."),
    "own_account": Meaning(Conflict, "不能更改自己的权限。", "You may not change your own rights."),
    "unknown_account": Meaning(
        NotFound, "本人范围内没有这个账号，或该账号已停用。", "There is no such account in use within your places."
    ),
    "account_ambiguous": Meaning(
        Invalid,
        "有几个账号叫这个名字，请填登录名。",
        "Several accounts have this name; give the login.",
    ),
    "account_suspended": Meaning(Conflict, "账号已停用。", "The account is suspended."),
    "above_own_rights": Meaning(NotAllowed, "不能授予超出自己权限的角色。", "You may not give rights above your own."),
    "place_or_site": Meaning(Invalid, "请给出一个区划代码或一个接访点。", "Name one region by its code, or one site."),
    "log_large": Meaning(
        Conflict,
        "符合条件的记录超过 {most} 条，请缩小日期或操作的范围再导出。",
        "More than {most} lines match; narrow the dates or the kind of line and export again.",
    ),
    "roles_missing": Meaning(Invalid, "至少需要一个角色。", "At least one role is needed."),
    "roles_do_not_mix": Meaning(
        Invalid, "审计员和系统管理员不能兼任其他角色。", "Auditors and administrators have no other role."
    ),
    "registrar_needs_site": Meaning(Invalid, "登记员须属于一个接访点。", "A registrar belongs to one site."),
    "role_takes_no_grants": Meaning(Invalid, "此角色不需要单项授权。", "This role takes no grants."),
    "post_time": Meaning(Invalid, "任期的结束须晚于开始。", "A post ends after it begins."),
    "post_changed": Meaning(
        Conflict,
        "岗位已被他人更改，未覆盖；请核对后再保存。",
        "Another changed the post meanwhile; nothing was overwritten. Compare, then save again.",
    ),
    "grant_ended": Meaning(Invalid, "授权的截止时间已过。", "The end of the grant is in the past."),
    "login_form": Meaning(
        Invalid,
        "登录名须为 3 至 64 个字母或数字，中间可用 . _ @ -。",
        "A login is 3 to 64 letters or digits, with . _ @ - between them.",
    ),
    "password_short": Meaning(Invalid, "密码至少 {least} 个字符。", "The password needs at least {least} characters."),
    "password_long": Meaning(Invalid, "密码最多 {most} 个字符。", "The password may have at most {most} characters."),
    "password_common": Meaning(
        Invalid, "这个密码太常见，请换一个。", "This password is too common; please choose another."
    ),
    "name_signs": Meaning(
        Invalid,
        "名称里有看不见或改变书写方向的字符，请重新输入。",
        "The name has signs that are invisible or change the direction of writing; please type it again.",
    ),
    "name_empty": Meaning(Invalid, "请填写姓名。", "Please fill in the name."),
}
