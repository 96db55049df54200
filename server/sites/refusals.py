"""What sites and devices refuse: code → class, sentence in zh and en."""

from typing import Final

from server.errors import Conflict, Meaning, Meanings, NotFound

REFUSALS: Final[Meanings] = {
    "unknown_site": Meaning(NotFound, "没有代码为 {site} 的接访点。", "There is no site with the code {site}."),
    "code_not_valid": Meaning(
        NotFound,
        "绑定码无效或已过期，请向现场协调员重新索取。",
        "This code is not valid; ask the coordinator for a new one.",
    ),
    "too_many_devices": Meaning(
        Conflict,
        "接访点 {site} 绑定过的设备太多，号段已用完；请先停用不再使用的设备。",
        "Too many devices were enrolled at {site} and no ticket numbers are left; revoke those no longer used.",
    ),
}
