"""What the attention list refuses: code → class, sentence in zh and en."""

from typing import Final

from server.errors import Conflict, Invalid, Meaning, Meanings

REFUSALS: Final[Meanings] = {
    "attention_gone": Meaning(
        Conflict,
        "这个接访点现在没有这一项了，不用接手。",
        "The site no longer has this on the list; there is nothing to take.",
    ),
    "attention_taken": Meaning(Conflict, "{by} 已接手处理。", "{by} has taken it already."),
    "attention_changed": Meaning(
        Conflict,
        "您查看之后 {by} 已改动，请核对后再操作。",
        "{by} has changed it since you looked; please look again.",
    ),
    "attention_not_taken": Meaning(
        Conflict,
        "这一项还没有人接手，或已又出现，请先接手。",
        "Nothing is in hand here, or it came back; take it first.",
    ),
    "chase_desk_away": Meaning(
        Conflict,
        "这个接访点的登记台现在没有连线，消息送不到，请打电话。",
        "The desk of this site has no line now, so no message reaches it; please call.",
    ),
    "chase_said": Meaning(
        Conflict,
        "这一步已经做过，接访点或上级还没有答复。",
        "This step was taken already and has not been answered.",
    ),
    "chase_call_first": Meaning(
        Conflict,
        "请先打电话并记下是否接通，再请上级处理。",
        "Call first and record whether the call was answered, then ask the level above.",
    ),
    "chase_not_asked": Meaning(
        Conflict,
        "现在没有要答复的消息。",
        "There is no message to answer now.",
    ),
    "attention_note": Meaning(
        Invalid,
        "备注须能看见，不写手机号、身份证号等个人信息。",
        "A note is readable words without personal data such as a mobile or resident ID number.",
    ),
}
