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
    "site_hours": Meaning(
        Invalid,
        "开放时间须有开始和结束，且开始早于结束。",
        "Hours have a beginning and an end, and begin before they end.",
    ),
    "site_position": Meaning(
        Invalid,
        "位置须同时有纬度和经度，且在国内范围。",
        "A position has a latitude and a longitude, and lies within the country.",
    ),
    "site_ended": Meaning(
        Conflict,
        "该接访点已撤销，只保留历史，不能再更改。",
        "This site has ended; its past is kept and nothing of it can be changed.",
    ),
    "site_in_days": Meaning(
        Conflict,
        "该接访点还在未结束的接访日中：{days}；请先从中移出，或等其结束。",
        "The site takes part in days that have not ended: {days}. Take it out of them first, or wait for their end.",
    ),
    "site_keeps_region": Meaning(
        Conflict,
        "接访点不能换到其他区划：记录、设备和人员权限都属于原区划。请在新区划登记一个接访点，再撤销原接访点。",
        "A site cannot move to another region: its records, devices and the rights of its people belong to this one."
        " Register a site in the new region, then end this one.",
    ),
    "site_region_unknown": Meaning(
        NotFound,
        "没有代码为 {region} 的区划，或不在您的范围内。",
        "There is no region with the code {region}, or it lies beyond your places.",
    ),
    "site_twice": Meaning(Conflict, "该接访点在第 {first} 行已经有了。", "The site stands in row {first} already."),
    "site_link_unknown": Meaning(
        NotFound,
        "登记链接或邀请码不对，请核对后再输入，或向发给您的人索取。",
        "This link or code is not known. Check it, or ask the sender for another.",
    ),
    "site_link_expired": Meaning(
        NotFound,
        "登记链接已过期，请向发给您的人索取新的。",
        "This link has expired; ask the sender for another.",
    ),
    "site_link_revoked": Meaning(
        NotFound,
        "登记链接已被收回，请与发给您的人联系。",
        "This link was taken back; speak to the sender.",
    ),
    "site_link_used": Meaning(
        Conflict,
        "此链接能登记的接访点数已用完，请向发给您的人索取新的。",
        "This link has registered all the sites it is for; ask the sender for another.",
    ),
    "site_not_registered_yet": Meaning(
        Conflict,
        "请先提交接访点信息，再上传照片。",
        "Send what is told of the site first, then its photograph.",
    ),
    "site_registration_changed": Meaning(
        Conflict,
        "登记内容已有新的版本，请核对后再操作。",
        "There is a newer version of this registration; look at it first.",
    ),
    "site_changed": Meaning(
        Conflict,
        "接访点已被他人更改，未覆盖；请核对后再保存。",
        "Another changed the site meanwhile; nothing was overwritten. Compare, then save again.",
    ),
}
