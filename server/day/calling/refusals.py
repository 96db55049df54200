"""What the waiting list refuses: code → class, sentence in zh and en."""

from typing import Final

from server.errors import Conflict, Invalid, Meaning, Meanings

REFUSALS: Final[Meanings] = {
    "nobody_waiting": Meaning(Conflict, "眼下没有可以叫的人。", "There is no one to call now."),
    "already_called": Meaning(
        Conflict, "此人已叫号或正在接访。", "This person was called already or is being received."
    ),
    "room_taken": Meaning(
        Conflict,
        "该接访室已叫了人或正在接访，请选空闲的接访室。",
        "A person is called into this room or received there. Choose a room that is free.",
    ),
    "kept_for_another": Meaning(
        Conflict,
        "在等的人都约了别的领导；要现在接访，请在名单里选中一位再叫。",
        "All who wait have an appointment with another leader. To receive one now, choose the person and call.",
    ),
    "site_not_heard": Meaning(
        Conflict,
        "该接访点的线路已中断，暂时不能从外面叫号。",
        "The line to this site is down, so people there cannot be called from outside now.",
    ),
    "not_handed_over": Meaning(Conflict, "没有请您接手此人。", "This person was not handed over to you."),
    "not_your_call": Meaning(
        Conflict,
        "此人是别人叫的，只有叫号的人可以这样做。",
        "Another person called this petitioner; only they can do this.",
    ),
    "hand_over_out_of_reach": Meaning(
        Invalid,
        "只能转交给管辖范围包含该接访点的单位。",
        "A person can only be handed over to a place that covers the site.",
    ),
}
