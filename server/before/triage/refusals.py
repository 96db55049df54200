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
        "这件预登记已到场、撤回、过期或并入另一件，不再分办。",
        "This pre-registration was checked in, withdrawn, joined to another or has expired; it is not sorted any more.",
    ),
    "join_closed": Meaning(
        Conflict,
        "其中一件已到场、撤回或过期，不能再合并。",
        "One of them was checked in, withdrawn or has expired; they cannot be joined any more.",
    ),
    "join_done": Meaning(
        Conflict,
        "{name} 已把其中一件并入另一件，未覆盖；请看最新情况。",
        "{name} has joined one of them to another already; nothing was overwritten. Read how it stands now.",
    ),
    "join_sent": Meaning(
        Conflict,
        "其中一件已转送、引导或待指定，请先撤销那个处理。",
        "One of them was sent on, guided or waits for its place to be named; take that decision back first.",
    ),
    "join_site": Meaning(
        Conflict,
        "只能合并同一接访点、同一天的预登记。",
        "Only pre-registrations of one site and one day can be joined.",
    ),
    "join_appointed": Meaning(
        Conflict,
        "并入的一件已有约定时间；请以它为主件，或先取消约定。",
        "The one to be joined has an appointed time; let it be the one that stands, or take the time back first.",
    ),
    "join_chain": Meaning(
        Conflict,
        "并入的一件下面已并有别的预登记；请以它为主件。",
        "Others are joined to that one already; let it be the one that stands.",
    ),
    "join_full": Meaning(Conflict, "一件最多并入 {most} 件。", "At most {most} can be joined to one."),
    "split_done": Meaning(Conflict, "这一件已经是单独一件。", "This one stands by itself already."),
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
