"""What is refused about notices: code → class, sentence in zh and en."""

from typing import Final

from server.errors import Conflict, Invalid, Meaning, Meanings, NotSignedIn

REFUSALS: Final[Meanings] = {
    "notice_not_ended": Meaning(
        Conflict, "只有发送失败或结果不明的通知才能重发。", "Only a notice that failed or is unclear can be repeated."
    ),
    "notice_expired": Meaning(Conflict, "通知已过期，不再发送。", "The notice is of no more use and is not sent."),
    "notice_not_kept": Meaning(
        Conflict,
        "通知发出后不再保存收件地址和内容，不能重发。",
        "Address and content are not kept once a notice was sent, so it cannot be sent again.",
    ),
    "receipt_signature": Meaning(NotSignedIn, "回执的签名不对。", "The receipts are not signed as they must be."),
    "receipt_old": Meaning(
        NotSignedIn,
        "回执的签名时间与本机相差超过五分钟。",
        "The receipts were signed more than five minutes before or after now.",
    ),
    "address_form": Meaning(
        Invalid, "请填写一个电子邮箱地址，例如 name@example.org。", "Give one mail address, such as name@example.org."
    ),
}
