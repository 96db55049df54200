"""What the codes of a day as it runs say: status, and one sentence in Chinese and in English (see errors.py)."""

from collections.abc import Mapping
from typing import Final

DAY_CODES: Final[Mapping[str, tuple[int, str, str]]] = {
    # calling
    "nobody_waiting": (409, "现在没有可呼叫的候访人。", "Nobody is waiting whom you could call now."),
    "already_called": (409, "此人已被呼叫或正在接谈。", "This person was called already or is being received."),
    "room_taken": (
        409,
        "该接谈室已有人被呼叫或正在接谈，请选择空闲的接谈室。",
        "A person is called into this room or received there. Choose a room that is free.",
    ),
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
    # meeting
    "outcome_missing": (
        409,
        "尚未记录处理结果。请先记录，或写明结束的原因。",
        "No outcome is recorded yet. Record one, or say why the meeting ends without.",
    ),
    "meeting_ended": (409, "这次接谈已经结束。", "This meeting is over."),
    "meeting_full": (
        409,
        "最多可邀请两名人员参加。",
        "Two officials are at this meeting already; there are no more seats.",
    ),
    "seat_taken": (409, "本接访点的另一台设备已在接谈中。", "Another desk of this site sits in this meeting."),
    "seat_moved": (
        409,
        "您已在另一页面进入这次接谈。",
        "You have entered this meeting elsewhere; this page sits there no longer.",
    ),
    "token_not_valid": (
        403,
        "入座凭证无效或已使用，请重新进入。",
        "This token is used or too old; please enter again.",
    ),
    "not_at_table": (403, "您不在这次接谈的名单中。", "You have no seat at this meeting."),
    "not_your_meeting": (403, "只有主持这次接谈的领导可以这样做。", "Only the leader of this meeting may do this."),
    "leader_not_gone": (
        409,
        "领导断线还不到一分钟，可能马上回来。",
        "The leader's line has been away for less than a minute.",
    ),
    "not_invitable": (422, "此人的角色不能参加接谈。", "A person of this role cannot be asked to a meeting."),
    "media_away": (
        503,
        "音视频服务暂不可用，可改用电话继续。",
        "Sound and picture are not to be had just now; please go on by telephone.",
    ),
}
