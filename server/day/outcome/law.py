"""Fixed sentences of the notices: what follows each outcome, each legal route, and the arbitration limit. Pure data."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from server.day.outcome.model import Way


class Heading(NamedTuple):
    zh: str
    en: str


ASSIGNED: Final = Heading("交办单", "Assignment slip")
RECORD: Final = Heading("接谈记录", "Reception record")
TITLES: Final[Mapping[str, Heading]] = MappingProxyType(
    {
        "reception_record": RECORD,
        "mediation_agreement": Heading("支付约定告知书", "Agreement to pay"),
        "notice_letter": Heading("告知书", "Notice to petitioner"),
        "acceptance_notice": Heading("受理告知书", "Acceptance notice"),
        "assignment_slip": ASSIGNED,
        "hearing_notice": Heading("听证告知书", "Hearing notice"),
        "non_acceptance_notice": Heading("不予受理告知书", "Non-acceptance notice"),
    }
)
"""By the document of schedules/reference/outcomes.csv."""
OWN_TITLES: Final[Mapping[str, Heading]] = MappingProxyType(
    {
        "forwarded": Heading("转送告知书", "Notice of forwarding"),
        "guided_to_legal_route": Heading("依法导入告知书", "Notice of the legal route"),
    }
)
"""By the outcome, where one document serves several."""

SENTENCES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "resolved_on_site": ("您反映的事项已在接访现场解决，情况如上。",),
        "agreed_to_pay": (
            "经接访协调，达成上述支付约定。责任单位负责督促按期支付。",
            "到期没有收到或者没有足额收到的，请凭本件联系责任单位或者本接访点；您依法申请仲裁、提起诉讼的权利不受影响。",
        ),
        "policy_explained": ("已当场向您说明有关政策。需要书面答复的，请向本接访点提出。",),
        "accepted": ("您反映的事项已由上述责任单位受理，办理结果将书面答复您。",),
        "assigned": (
            "请承办单位于上述日期前反馈办理结果。",
            "认为不属于本单位职权范围的，应当自收到之日起五个工作日内提出异议并说明理由（《信访工作条例》第二十三条）。",
        ),
        "forwarded": (
            "您反映的事项已转送上述单位。",
            "该单位应当自收到之日起十五日内书面告知您接收情况以及处理途径、程序（《信访工作条例》第二十三条）。",
        ),
        "guided_to_legal_route": ("您反映的事项应当依照法律规定的程序办理，请按下列途径提出。",),
        "to_petition_bureau": (
            "您反映的事项已转信访部门。信访部门应当自收到之日起十五日内登记并转送、交办（《信访工作条例》第二十二条）。",
        ),
        "hearing": ("您反映的事项拟举行听证，时间如上，地点由责任单位通知您。",),
        "not_accepted": ("您反映的事项不予受理，理由见说明。依法可以通过其他途径提出的，您的权利不受影响。",),
        "withdrawn": ("您已撤回本次反映的事项。以后仍可依法提出。",),
    }
)

DUE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "agreed_to_pay": "约定支付日期",
        "assigned": "反馈期限",
        "hearing": "听证日期",
    }
)
"""What the date of an outcome is; otherwise it is by when the matter is handled."""

CONFIRMED: Final[Mapping[Way, str]] = MappingProxyType(
    {
        Way.DRAWN: "已当面复述，信访人签字",
        Way.PAPER: "已当面复述，信访人已在纸上签字",
        Way.WORD: "已当面复述，信访人口头同意",
        Way.REFUSED: "已当面复述，信访人选择不签字，不影响本件效力",
    }
)
"""How the petitioner answered what was read back."""
CONFIRMED_OLDER: Final = "；确认的是更改前的结果"

ROUTES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "labour_inspection": (
            "向劳动保障监察机构投诉。时限：违法行为发生或者终了之日起二年内（《劳动保障监察条例》第二十条）；"
            "立案后六十个工作日内完成调查，情况复杂的经批准可以延长三十个工作日（第十七条）。"
        ),
        "arbitration": (
            "向劳动人事争议仲裁委员会申请仲裁。时限：知道或者应当知道权利被侵害之日起一年内"
            "（《劳动争议调解仲裁法》第二十七条）；受理后四十五日内裁决，案情复杂的可以延长十五日（第四十三条）。"
        ),
        "petition": (
            "向有权处理的机关、单位提出。时限：受理之日起六十日内办结，情况复杂的经批准可以延长三十日"
            "（《信访工作条例》第三十四条）。"
        ),
    }
)
"""By the usual route of the category (schedules/reference/categories.csv)."""
OTHER_ROUTE: Final = "向负责该事项的主管部门或者经办机构提出申请。时限：以该机构书面告知的为准。"

LABOUR: Final = frozenset({"labour_inspection", "arbitration"})
"""The usual routes of disputes between a worker and an employer, whose arbitration has a limit of one year."""
ARBITRATION_LIMIT: Final = (
    (
        "依照《中华人民共和国劳动争议调解仲裁法》第二十七条，仲裁时效期间为一年，因当事人向有关部门请求权利救济而中断；"
        "从中断时起，仲裁时效期间重新计算。劳动关系存续期间因拖欠劳动报酬发生争议的，不受该期间限制；"
        "劳动关系终止的，应当自终止之日起一年内提出。"
    ),
    "请妥善保存本单，申请仲裁时可以作为曾经请求权利救济的凭证；时效是否中断，由仲裁机构依法认定。",
)
