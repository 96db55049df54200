"""What the library of topics refuses: code → class, sentence in zh and en."""

from typing import Final

from server.errors import Conflict, Invalid, Meaning, Meanings

REFUSALS: Final[Meanings] = {
    "topic_code_form": Meaning(
        Invalid,
        "条目代码须为小写字母、数字和短横线，最长 40 位。",
        "The code of a topic has small letters, digits and hyphens, at most 40.",
    ),
    "topic_code_taken": Meaning(
        Conflict, "代码 {topic} 已被另一条目使用。", "The code {topic} is taken by another topic."
    ),
    "topic_changed": Meaning(
        Conflict,
        "条目已被他人更改，未覆盖；请核对后再保存。",
        "Another changed the topic meanwhile; nothing was overwritten. Compare, then save again.",
    ),
    "topic_valid": Meaning(Invalid, "失效日期须晚于生效日期。", "A topic ends after it begins."),
    "topic_words_number": Meaning(
        Invalid,
        "条目中不得有手机号或身份证号。",
        "A topic holds no mobile number and no identity number.",
    ),
    "topic_unit_unknown": Meaning(Invalid, "没有单位 {unit}。", "There is no unit {unit}."),
}
