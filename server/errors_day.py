"""What the codes of a day as it runs say: status, and one sentence in Chinese and in English (see errors.py)."""

from collections.abc import Mapping
from typing import Final

DAY_CODES: Final[Mapping[str, tuple[int, str, str]]] = {
    # calling
    "nobody_waiting": (409, "现在没有可呼叫的候访人。", "Nobody is waiting whom you could call now."),
    "already_called": (409, "此人已被呼叫或正在接谈。", "This person was called already or is being received."),
    "site_not_heard": (
        409,
        "该接访点的线路已中断，暂时不能从外部呼叫。",
        "The site is not heard just now, so nobody there can be called from outside.",
    ),
    "not_handed_over": (409, "此人没有待接的移交。", "Nobody was asked to take this person over."),
    "not_your_call": (
        409,
        "此人由他人呼叫，只有呼叫者可以这样做。",
        "Somebody else called this person; only they can do this.",
    ),
    "hand_over_out_of_reach": (
        422,
        "只能移交给管辖范围包含该接访点的单位。",
        "A person can only be handed over to a place whose leaders reach over the site.",
    ),
}
