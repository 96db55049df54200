"""What the journal refuses: code → class, sentence in zh and en."""

from typing import Final

from server.errors import Meaning, Meanings, TooMany, Unavailable

REFUSALS: Final[Meanings] = {
    "too_many_waiting": Meaning(
        TooMany,
        "本接访点在等前一条登记或没有计入的记录太多，请稍后再发。",
        "Too many entries of this site wait for an earlier one or were not counted; try again later.",
    ),
    "not_written": Meaning(
        Unavailable, "记录未能写入，请重发。", "The entries could not be written; please send them again."
    ),
}
