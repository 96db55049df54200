"""Why no notice is printed: code → class, sentence in zh and en."""

from typing import Final

from server.errors import Conflict, Meaning, Meanings

REFUSALS: Final[Meanings] = {
    "outcome_not_counted": Meaning(
        Conflict,
        "此件在服务器上还没有结果。请先保存结果，等显示“已计入”后再打印。",
        "This matter has no outcome on the server yet. Save one, wait until it is counted, then print.",
    ),
    "no_document": Meaning(
        Conflict,
        "未到场没有要出具的文书。",
        "Nothing is handed over to a person who did not come.",
    ),
}
