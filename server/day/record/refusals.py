"""Why a whole batch of entries is refused: code → class, sentence in zh and en."""

from typing import Final

from server.errors import BadRequest, Meaning, Meanings, TooLarge

REFUSALS: Final[Meanings] = {
    "not_entries": Meaning(
        BadRequest, "请求须为至少一条记录的列表。", "The body must be a list of entries, one at least."
    ),
    "too_many_entries": Meaning(TooLarge, "一次最多 {limit} 条，请分批发送。", "At most {limit} entries at once."),
}
