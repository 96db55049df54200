"""Why no notice is printed: code → class, sentence in zh and en."""

from typing import Final

from server.errors import Conflict, Invalid, Meaning, Meanings

REFUSALS: Final[Meanings] = {
    "outcome_not_counted": Meaning(
        Conflict,
        "此件在服务器上还没有结果。请先保存结果，等显示“已计入”后再打印。",
        "This matter has no outcome on the server yet. Save one, wait until it is counted, then print.",
    ),
    "outcome_amended": Meaning(
        Conflict,
        "结果已更改，请重新复述后再确认。",
        "The outcome was amended meanwhile; read the new one back first.",
    ),
    "outcome_signed": Meaning(Conflict, "这一结果已确认过。", "This outcome was answered already."),
    "outcome_erased": Meaning(
        Conflict, "内容已依法删除，不能再确认。", "What it was about was erased by law; nothing is confirmed any more."
    ),
    "signature_empty": Meaning(
        Invalid,
        "没有看到签字，请再签一次，或选别的方式。",
        "There is no signature to see; sign again, or choose another way.",
    ),
    "signature_words": Meaning(
        Invalid, "请用 {least} 至 {most} 个可见文字。", "Use {least} to {most} visible characters."
    ),
    "no_document": Meaning(
        Conflict,
        "未到场没有要出具的文书。",
        "Nothing is handed over to a person who did not come.",
    ),
}
