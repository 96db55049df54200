"""What supervision refuses: code → class, sentence in zh and en."""

from typing import Final

from server.errors import Conflict, Invalid, Meaning, Meanings

REFUSALS: Final[Meanings] = {
    "supervision_region": Meaning(
        Invalid, "有的地区不存在，或不在您的范围内。", "One of the regions does not exist or lies beyond your places."
    ),
    "supervision_person": Meaning(
        Invalid,
        "有的人员账号不存在、已停用、不在您的范围内，或既是组长又是组员。",
        "One of the accounts does not exist, is suspended, lies beyond your places, or is both leader and member.",
    ),
    "supervision_case": Meaning(
        Invalid, "有的案件不在督导组的地区内。", "One of the cases does not lie in the regions of the group."
    ),
    "supervision_name": Meaning(Invalid, "名称须有看得见的字。", "The name needs characters that can be seen."),
    "supervision_changed": Meaning(
        Conflict,
        "刚刚已有人改过，未保存；请先看改动。",
        "Another changed it meanwhile; nothing was kept. Read the change first.",
    ),
    "supervision_drawn": Meaning(
        Conflict,
        "刚刚已有人抽取过，未再抽；请先看结果。",
        "Another drew meanwhile; nothing was drawn again. Read the result first.",
    ),
    "supervision_reason": Meaning(Invalid, "重新抽取须写明理由。", "Counties are drawn again only with a reason."),
    "supervision_replaced": Meaning(
        Conflict,
        "该次抽取已被新的一次代替，请在新名单上登记。",
        "This draw was replaced by another; enter what is found in that one.",
    ),
    "supervision_unit": Meaning(
        Invalid, "没有这个单位，或不在您的范围内。", "There is no such unit within your places."
    ),
    "supervision_date": Meaning(Invalid, "回复期限不能早于今天。", "The date of the reply cannot lie before today."),
    "supervision_replied": Meaning(Conflict, "这个问题已经回复过。", "This finding was replied to already."),
}
"""The words of notes, findings and replies are refused as those of cases (``case_words``)."""
