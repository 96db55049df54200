"""What units refuse: code → class, sentence in zh and en."""

from typing import Final

from server.errors import Conflict, Invalid, Meaning, Meanings

REFUSALS: Final[Meanings] = {
    "unit_code_form": Meaning(
        Invalid,
        "单位代码须为大写字母、数字和短横线，最长 32 位。",
        "The code of a unit has capital letters, digits and hyphens, at most 32.",
    ),
    "unit_code_taken": Meaning(Conflict, "单位代码 {unit} 已被使用。", "The code {unit} is taken by another unit."),
    "unit_changed": Meaning(
        Conflict,
        "单位已被他人更改，未覆盖；请核对后再保存。",
        "Another changed the unit meanwhile; nothing was overwritten. Compare, then save again.",
    ),
    "unit_moved": Meaning(
        Invalid, "单位 {unit} 属于 {region}，不能改到别处。", "The unit {unit} lies in {region} and cannot be moved."
    ),
    "unit_parent_unknown": Meaning(Invalid, "没有上级单位 {unit}。", "There is no parent unit {unit}."),
    "unit_parent_loop": Meaning(
        Invalid, "单位不能是自己的上级或下级的下级。", "A unit is neither its own parent nor below one of its own."
    ),
    "unit_parent_below": Meaning(
        Invalid, "上级单位 {unit} 不在本区划或其上级。", "The parent {unit} lies neither in this region nor above it."
    ),
    "unit_valid": Meaning(Invalid, "停用日期须晚于启用日期。", "A unit ends after it begins."),
    "unit_words_number": Meaning(
        Invalid,
        "单位名称中不得有手机号或身份证号。",
        "The name of a unit holds no mobile number and no identity number.",
    ),
    "unit_region_unknown": Meaning(
        Invalid, "没有区划 {region}，或不在您的范围内。", "There is no region {region}, or it lies beyond your places."
    ),
    "post_unit_unknown": Meaning(Invalid, "没有单位 {unit}。", "There is no unit {unit}."),
    "post_twice": Meaning(Invalid, "与第 {row} 行是同一岗位。", "The same post stands in row {row} already."),
    "unit_twice": Meaning(Invalid, "代码与第 {row} 行重复。", "The code stands in row {row} already."),
}
