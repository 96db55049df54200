"""What asking refuses: code → class, sentence in zh and en."""

from typing import Final

from server.errors import Conflict, Invalid, Meaning, Meanings

REFUSALS: Final[Meanings] = {
    "unit_gone": Meaning(
        Conflict,
        "该单位已撤销或不在可选范围内，请另选单位。",
        "The unit has ended or cannot be chosen here; choose another.",
    ),
    "question_open": Meaning(
        Conflict,
        "已在 {asked} 征询过该单位，尚待答复。",
        "The unit was asked already, at {asked}; its answer is still to come.",
    ),
    "question_changed": Meaning(
        Conflict,
        "征询已由他人更改，未覆盖；请看最新内容再提交。",
        "The question was changed meanwhile; nothing was overwritten. Read what it says now, then send again.",
    ),
    "booking_not_open": Meaning(
        Conflict,
        "这件预登记已撤回或过期，不再征询。",
        "This pre-registration was withdrawn or has expired; no unit is asked about it.",
    ),
    "answer_attendee": Meaning(
        Invalid, "到场参加的，请填写姓名和职务。", "Where someone attends, give their name and post."
    ),
}
