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
        DayKind.AT_COUNTY: Said(
            "本次为下沉接访：上级领导到县里的接访点当面接访。",
            "Leaders of the levels above go down to the county and receive in person at its sites.",
        ),
        DayKind.BY_APPOINTMENT: Said(
            "本次为约访：请先扫接访点的码预登记或打接访点电话，约好时间再来；没有约的，来了也登记，另约时间。",
            "Receptions are by appointment: pre-register at the site's code or telephone it, and come at the agreed"
            " time. Without one you can register at the site, and a time is agreed with you.",
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
