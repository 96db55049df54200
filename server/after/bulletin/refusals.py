"""What bulletins refuse: code → class, sentence in zh and en."""

from typing import Final

from server.errors import Conflict, Invalid, Meaning, Meanings, NotAllowed

REFUSALS: Final[Meanings] = {
    "bulletin_changed": Meaning(
        Conflict,
        "该通报已被他人更改，未覆盖；请核对后再操作。",
        "Another changed this bulletin meanwhile; nothing was overwritten. Read it, then do it again.",
    ),
    "bulletin_not_from_here": Meaning(
        Conflict,
        "该通报的状态（{state}）下不能这样操作。",
        "A bulletin in this state ({state}) does not allow that.",
    ),
    "bulletin_open": Meaning(
        Conflict,
        "这一级、这一天已有一份未发布的通报，请在其中修改。",
        "This level has an unpublished bulletin of this day already; change that one.",
    ),
    "bulletin_words": Meaning(
        Invalid,
        "请用 {least} 至 {most} 字写明，须为可见文字，不含电话号码和身份证号。",
        "Say it in {least} to {most} visible characters, without telephone or identity numbers.",
    ),
    "bulletin_case": Meaning(
        Invalid,
        "典型案例须是本级、当日的案件，每个案件一次。",
        "A typical case is a case of this level and this day, each once.",
    ),
    "bulletin_unsigned": Meaning(
        Conflict,
        "数字未签章，不能送审、编号和发布；请先完成签章。",
        "The figures are not signed, so the bulletin gets no review, no number and is not published. Sign them first.",
    ),
    "bulletin_unsound": Meaning(
        Conflict,
        "核对未通过（{failed}），未送审。",
        "Checks failed ({failed}); the bulletin was not sent.",
    ),
    "bulletin_figures_moved": Meaning(
        Conflict,
        "送审后数字有新的调整，未发布；请退回后重新送审。",
        "The figures were adjusted since it was sent; nothing was published. Return it and send it again.",
    ),
    "bulletin_same_person": Meaning(
        NotAllowed,
        "送审人不能审定自己送审的通报，请另一人审定。",
        "Who sent a bulletin does not approve it; another person does.",
    ),
    "bulletin_file_missing": Meaning(
        Conflict,
        "文件还没有生成，请先生成。",
        "The file has not been made yet; have it made first.",
    ),
}
