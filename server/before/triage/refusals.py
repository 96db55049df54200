"""What triage refuses: code → class, sentence in zh and en."""

from typing import Final

from server.errors import Conflict, Invalid, Meaning, Meanings

REFUSALS: Final[Meanings] = {
    "triage_decided": Meaning(
        Conflict,
        "{name} 刚刚已对这件作出处理，未覆盖；请看最新情况再定。",
        "{name} decided on this one a moment ago; nothing was overwritten. Read how it stands, then decide.",
    ),
    "triage_corrected": Meaning(
        Conflict,
        "信访人刚刚更正了预登记，请看最新内容再定。",
        "The person corrected the pre-registration meanwhile; read what it says now, then decide.",
    ),
    "triage_closed": Meaning(
        Conflict,
        "这件预登记已到场、撤回或过期，不再分办。",
        "This pre-registration has been checked in, withdrawn or has expired; it is not sorted any more.",
    ),
    "triage_same_site": Meaning(
        Invalid, "这件预登记就在该接访点，请另选。", "The pre-registration is at this site already; choose another."
    ),
    "triage_site_gone": Meaning(Conflict, "该接访点已撤销，请另选。", "The site has ended; choose another."),
    "triage_people": Meaning(
        Invalid,
        "来访代表不超过 {most} 人，且不多于涉及人数。",
        "Representatives are {most} at most and no more than the people concerned.",
    ),
    "triage_nothing_to_undo": Meaning(Conflict, "没有可以撤销的处理。", "There is no decision to take back."),
    "triage_passed_on": Meaning(
        Conflict,
        "对方已经处理，不能再撤销；请与对方联系。",
        "The other place has decided since, so this cannot be taken back; please contact them.",
    ),
}
