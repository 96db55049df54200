"""Refusals of one entry among many, in an answer with status 200: code → sentence in zh and en."""

from collections.abc import Mapping
from typing import Final

REFUSALS: Final[Mapping[str, tuple[str, str]]] = {
    "unknown_kind": ("没有这种记录。", "There is no entry of this kind."),
    "unknown_field": ("有不认识的字段。", "There is a field that this kind does not have."),
    "missing_field": ("缺少必填字段。", "A field is missing."),
    "wrong_type": ("字段类型不对。", "A field has the wrong type."),
    "out_of_range": ("数值或文字超出范围。", "A value is out of range."),
    "unknown_code": ("代码不在目录中。", "A code is in no list."),
    "wrong_day": ("记录不属于这一天。", "The entry is of another day."),
    "wrong_site": ("记录不属于本接访点。", "The entry is of another site."),
    "clock_wrong": (
        "记录时间早于接访日，请检查设备时钟。",
        "The entry is dated before the day; check the device's clock.",
    ),
    "not_on_day": ("记录时间不在接访日当天。", "The entry is not dated on the day."),
    "names_itself": ("记录不能指向自己。", "An entry cannot name itself."),
    "not_of_this_meeting": ("记录不属于这场接访的事项。", "The entry is not of this meeting's matter."),
    "id_reused": ("同一编号已用于另一条记录。", "This id was used for another entry."),
    "not_amendable": ("该记录或字段不能改正。", "This entry or field cannot be amended."),
    "not_withdrawable": ("该记录不能撤销。", "This entry cannot be withdrawn."),
    "entry_waiting": ("已收到，在等前一条登记送到。", "Received; it waits for an earlier entry."),
}
