"""What a meeting refuses: code → class, sentence in zh and en."""

from typing import Final

from server.errors import Conflict, Invalid, Meaning, Meanings, NotAllowed, Unavailable

REFUSALS: Final[Meanings] = {
    "outcome_missing": Meaning(
        Conflict,
        "尚未记录处理结果。请先记录，或写明结束的原因。",
        "No outcome is recorded yet. Record one, or say why the meeting ends without.",
    ),
    "meeting_ended": Meaning(Conflict, "这场接访已经结束。", "This meeting is over."),
    "meeting_full": Meaning(
        Conflict, "最多可邀请两名人员参加。", "Two officials are at this meeting already; there are no more seats."
    ),
    "seat_taken": Meaning(
        Conflict, "本接访点的另一台设备已在这场接访里。", "Another desk of this site sits in this meeting."
    ),
    "seat_moved": Meaning(
        Conflict,
        "您已在另一页面进入这场接访。",
        "You have entered this meeting elsewhere; this page has left it.",
    ),
    "token_not_valid": Meaning(
        NotAllowed, "入座凭证无效或已使用，请重新进入。", "This token is used or too old; please enter again."
    ),
    "not_at_table": Meaning(NotAllowed, "您不在这场接访的名单中。", "You have no seat at this meeting."),
    "not_your_meeting": Meaning(
        NotAllowed, "只有主持这场接访的领导可以这样做。", "Only the leader of this meeting may do this."
    ),
    "leader_not_gone": Meaning(
        Conflict, "领导断线还不到一分钟，可能马上回来。", "The leader's line has been away for less than a minute."
    ),
    "not_invitable": Meaning(
        Invalid, "此人的角色不能参加接访。", "A person of this role cannot be asked to a meeting."
    ),
    "media_away": Meaning(
        Unavailable,
        "音视频服务暂不可用，可改用电话继续。",
        "Sound and picture are not available now; please go on by telephone.",
    ),
}
