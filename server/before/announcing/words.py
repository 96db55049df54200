"""What every notice says in the same words, in zh and en."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from server.before.agenda.rules import DayKind
from server.sites.rules import Tier


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence in both languages."""

    zh: str
    en: str


# fmt: off
RECEIVES: Final[Mapping[Tier, Said]] = MappingProxyType(
    {
        Tier.PROVINCE: Said("省级接访领导", "A receiving leader of the province"),
        Tier.CITY: Said("市级接访领导", "A receiving leader of the city"),
        Tier.COUNTY: Said("县级接访领导", "A receiving leader of the county"),
    }
)
"""The post of who receives at a site. The names of leaders are not published."""
OF_KIND: Final[Mapping[DayKind, Said]] = MappingProxyType(
    {
        DayKind.AT_COUNTY: Said("领导下沉到县接访。", "Leaders go down to the county and receive there."),
        DayKind.BY_APPOINTMENT: Said(
            "本次为约访，请先打接访点电话预约。", "Receptions are by appointment: please telephone the site first."
        ),
    }
)
BRING: Final = (
    Said(
        "本人有效身份证件，只核对，不留存；没有带也可以登记",
        "Your identity document: it is checked, not kept; without it you can register too",
    ),
    Said(
        "与事项有关的材料，如劳动合同、工资和考勤记录、欠条、参保或工伤材料",
        "Papers about the matter, such as a contract, records of wages and hours, an IOU, insurance or injury papers",
    ),
    Said(
        "以前收到的书面答复，如受理告知书、处理意见书、裁决书、判决书",
        "Written answers that you have received, such as a notice of acceptance, an opinion, an award or a judgment",
    ),
    Said(
        "代他人反映的，另带委托书和双方的身份证件",
        "If you speak for another person: a written authority and the documents of both",
    ),
)
BY_LAW: Final = Said(
    "已经或者依法应当由诉讼、仲裁、行政复议解决的事项：现场书面告知去哪里、什么期限",
    "Matters that are, or by law have to be, before a court, arbitration or administrative reconsideration:"
    " at the site you are told in writing where to go, and by when",
)
REPRESENTATIVES: Final = Said(
    "几个人反映同一件事的，请推选代表，代表不超过 5 人。",
    "Several people with one matter choose representatives, five at most.",
)
# fmt: on
OUT_OF_SCOPE: Final = "out_of_scope_"
"""How the codes of the categories begin that no reception takes."""
