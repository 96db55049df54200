"""What the first steps refuse: code → class, sentence in zh and en."""

from typing import Final

from server.errors import Conflict, Meaning, Meanings

REFUSALS: Final[Meanings] = {
    "sites_there": Meaning(
        Conflict,
        "已有 {count} 个接访点，不再载入示例，以免改动已填的内容。",
        "There are {count} sites already; the example is not loaded over them.",
    ),
    "no_sample_sites": Meaning(
        Conflict,
        "自带的示例里没有您所管区划的接访点。",
        "The shipped example has no site within your places.",
    ),
}
