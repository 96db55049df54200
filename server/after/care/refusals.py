"""What care refuses: code → class, sentence in zh and en."""

from typing import Final

from server.errors import Conflict, Invalid, Meaning, Meanings

REFUSALS: Final[Meanings] = {
    "ticket_erased": Meaning(
        Conflict,
        "这张票的内容已依法删除，不能再在这里查看或确认；有事请打接访点电话。",
        "What this ticket was about was erased by law. Nothing can be seen or said here any more; please telephone.",
    ),
    "payment_changed": Meaning(
        Conflict,
        "这笔钱的登记刚有变动，请看清现在的金额再点。",
        "This payment was changed meanwhile. Please look at what is there now, and press again.",
    ),
    "payment_not_due": Meaning(Conflict, "这笔钱还没到约定的日期。", "This payment is not due yet."),
    "case_verified": Meaning(
        Conflict,
        "这件事已核实办结，不能再在这里改；有出入请打接访点电话。",
        "This matter is verified and cannot be changed here any more; where something is wrong, please telephone.",
    ),
    "rating_early": Meaning(
        Conflict, "答复或办结以后才能评价。", "A matter can be rated once it has been answered or done."
    ),
    "rating_given": Meaning(Conflict, "这一轮已经评价过。", "This round was rated already."),
    "task_changed": Meaning(
        Conflict,
        "该任务已被他人更改，未覆盖；请核对后再操作。",
        "Another changed this task meanwhile; nothing was overwritten. Read it, then do it again.",
    ),
    "task_done": Meaning(Conflict, "该任务已了结。", "This task is done already."),
    "call_back_ended": Meaning(Conflict, "这次回访已有结果。", "This call-back has its result already."),
    "call_back_said": Meaning(
        Invalid,
        "只有打通的回访才登记到账与评价。",
        "Whether money arrived, and a rating, are entered of a call that reached the person alone.",
    ),
    "support_changed": Meaning(
        Conflict,
        "帮扶方案刚被他人更改，未覆盖；请核对后再操作。",
        "Another changed this support plan meanwhile; nothing was overwritten. Read it, then do it again.",
    ),
    "support_not_wanted": Meaning(
        Conflict,
        "本人没有表示需要帮扶；本人愿意时先记下，再定措施。",
        "The person has not said that they want support. Note it once they do, then enter measures.",
    ),
    "support_carer": Meaning(
        Invalid, "请从本级的信访专干中指定帮扶人。", "Name one of the petition officers within your places."
    ),
    "support_consent": Meaning(
        Invalid,
        "转介救助须经本人同意，并写明接收单位。",
        "A referral to aid needs the person's consent, and the unit that receives it.",
    ),
    "support_date": Meaning(Invalid, "完成日期不能早于今天。", "A measure cannot be due before today."),
    "support_ended": Meaning(Conflict, "该措施已了结。", "This measure has ended already."),
}
