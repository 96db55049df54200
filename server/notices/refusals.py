"""What is refused about notices: code → class, sentence in zh and en."""

from typing import Final

from server.errors import Conflict, Invalid, Meaning, Meanings

REFUSALS: Final[Meanings] = {
    "notice_not_ended": Meaning(
        Conflict, "只有发送失败或结果不明的通知才能重发。", "Only a notice that failed or is unclear can be repeated."
    ),
    "notice_expired": Meaning(Conflict, "通知已过期，不再发送。", "The notice is of no more use and is not sent."),
    "address_form": Meaning(
        Invalid, "请填写一个电子邮箱地址，例如 name@example.org。", "Give one mail address, such as name@example.org."
    ),
}
