"""What the waiting list refuses: code → class, sentence in zh and en."""

from typing import Final

from server.errors import Conflict, Invalid, Meaning, Meanings

REFUSALS: Final[Meanings] = {
    "nobody_waiting": Meaning(Conflict, "现在没有可呼叫的候访人。", "Nobody is waiting whom you could call now."),
    "already_called": Meaning(
        Conflict, "此人已被呼叫或正在接谈。", "This person was called already or is being received."
    ),
    "room_taken": Meaning(
        Conflict,
        "该接谈室已有人被呼叫或正在接谈，请选择空闲的接谈室。",
        "A person is called into this room or received there. Choose a room that is free.",
    ),
    "site_not_heard": Meaning(
        Conflict,
        "该接访点的线路已中断，暂时不能从外部呼叫。",
        "The site is not heard just now, so nobody there can be called from outside.",
    ),
    "not_handed_over": Meaning(Conflict, "此人没有待接的移交。", "Nobody was asked to take this person over."),
    "not_your_call": Meaning(
        Conflict, "此人由他人呼叫，只有呼叫者可以这样做。", "Somebody else called this person; only they can do this."
    ),
    "hand_over_out_of_reach": Meaning(
        Invalid,
        "只能移交给管辖范围包含该接访点的单位。",
        "A person can only be handed over to a place whose leaders reach over the site.",
    ),
}
