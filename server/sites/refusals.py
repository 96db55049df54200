"""What sites and devices refuse: code → class, sentence in zh and en."""

from typing import Final

from server.errors import Conflict, Invalid, Meaning, Meanings, NotFound

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
    "telephone_form": Meaning(
        Invalid,
        "电话须为 3 至 30 位数字，可用短横线分隔，不得是个人手机号。",
        "A telephone has 3 to 30 digits, hyphens between them, and is no person's mobile.",
    ),
    "site_words_number": Meaning(
        Invalid,
        "接访点名称和地址中不得有手机号或身份证号。",
        "Name and address of a site hold no mobile number and no identity number.",
    ),
    "region_full": Meaning(
        Conflict, "区划 {region} 的接访点序号已用完。", "The region {region} has no number left for another site."
    ),
    "site_changed": Meaning(
        Conflict,
        "接访点已被他人更改，未覆盖；请核对后再保存。",
        "Another changed the site meanwhile; nothing was overwritten. Compare, then save again.",
    ),
}
