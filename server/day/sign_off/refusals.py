"""What the sign-off refuses: code → class, sentence in zh and en."""

from typing import Final

from server.errors import Conflict, Invalid, Meaning, Meanings

REFUSALS: Final[Meanings] = {
    "figures_moved": Meaning(
        Conflict,
        "您查看之后又有记录到达（当时 {seen} 条，现在 {now} 条），未签章；请核对新的数字。",
        "Entries arrived after you looked ({seen} then, {now} now); nothing was signed. Check the new figures.",
    ),
    "already_signed": Meaning(
        Conflict, "已由 {by} 签章确认，不重复签。", "{by} has signed already; a level signs once."
    ),
    "not_signed": Meaning(Conflict, "这一级没有有效的签章。", "This level has no signature that stands."),
    "signed_above": Meaning(
        Conflict,
        "上一级已按此签章，须先由上一级撤回。",
        "The level above has signed on it; it withdraws its signature first.",
    ),
    "site_unfinished": Meaning(
        Conflict,
        "接访点尚不能签章：候访 {people_waiting} 人次，接访中 {in_session} 件，未结束 {not_closed}。",
        "The site cannot sign yet: {people_waiting} waiting, {in_session} in reception, {not_closed} not closed.",
    ),
    "levels_unsigned": Meaning(
        Conflict,
        "下级有 {count} 个未签章或签后有变动，见清单。仍要签章的，须写明理由。",
        "{count} levels below have not signed, or moved since they did, as listed. To sign without them, say why.",
    ),
    "day_not_signable": Meaning(
        Conflict,
        "该接访日的状态（{state}）下不能签章、撤回或调整。",
        "In this state of the day ({state}) figures are not signed, withdrawn or adjusted.",
    ),
    "nothing_to_adjust": Meaning(Conflict, "数字没有新的变动。", "The figures have not moved since."),
    "adjusted_above": Meaning(
        Invalid, "调整由举办接访日的一级签。", "Adjustments are signed at the level that holds the day."
    ),
    "signature_adjusted": Meaning(
        Conflict,
        "已签过调整，签章不能撤回；后来的变动另签调整。",
        "An adjustment was signed on it, so it is not withdrawn; what moves later is another adjustment.",
    ),
}
