"""What cases refuse: code → class, sentence in zh and en."""

from typing import Final

from server.errors import Conflict, Invalid, Meaning, Meanings, NotFound

REFUSALS: Final[Meanings] = {
    "case_changed": Meaning(
        Conflict,
        "该案件已被他人更改，未覆盖；请核对后再操作。",
        "Another changed this case meanwhile; nothing was overwritten. Read it, then do it again.",
    ),
    "case_words": Meaning(
        Invalid,
        "请用 {least} 至 {most} 字写明，须为可见文字。",
        "Say it in {least} to {most} visible characters.",
    ),
    "clock_not_extended": Meaning(
        Invalid, "依据的条文没有规定可以延长。", "The article that sets this time limit allows no extension."
    ),
    "clock_extended": Meaning(Conflict, "该期限已延长过一次。", "This time limit has been extended already."),
    "route_same": Meaning(Invalid, "案件已在这一途径办理。", "The case is on this route already."),
    "unknown_route": Meaning(Invalid, "没有办理途径“{route}”。", "There is no route “{route}”."),
    "money_sum": Meaning(
        Invalid,
        "金额须大于零，且每项合计不超过上限。",
        "An amount is above zero, and the sum of each kind stays below the limit.",
    ),
    "money_received": Meaning(
        Conflict,
        "确认到账的合计多于已支付的合计；请先登记支付凭证。",
        "More would be received than was paid; enter the payment with its proof first.",
    ),
    "money_proof": Meaning(Invalid, "登记支付或到账须写明凭证。", "A payment or a receipt is entered with its proof."),
    "money_struck": Meaning(Conflict, "这一笔已划去。", "This line is struck out already."),
    "money_id_taken": Meaning(Conflict, "这个编号属于另一笔。", "This id is another line's."),
    "case_unpaid": Meaning(
        Conflict,
        "协议金额尚未付清，不能办结；还差 {fen} 分。",
        "The agreed sum is not paid; {fen} fen are missing, so the case is not done.",
    ),
    "case_unreceived": Meaning(
        Conflict,
        "当事人尚未确认收到已支付的款项，不能核实办结；还差 {fen} 分。",
        "The worker has not confirmed what was paid; {fen} fen are missing, so the case is not verified.",
    ),
    "case_ended": Meaning(Conflict, "案件已办结，须先重新办理。", "The case has ended; reopen it first."),
    "case_offered": Meaning(
        Conflict, "案件正在等待一个单位接收。", "The case is offered to a unit, which has not answered yet."
    ),
    "case_offer_answered": Meaning(Conflict, "这次移交已有答复。", "This hand-over is answered already."),
    "case_with_organiser": Meaning(
        Conflict,
        "案件已两次被退回，由组织方确定承办单位。",
        "Two units refused this case; the organiser decides who answers for it.",
    ),
    "objection_late": Meaning(
        Conflict,
        "异议期限（{day}）已过，视为接收；确有错误的，请另行移交。",
        "The time to object ended on {day}; the case counts as accepted. Hand it over again where that is wrong.",
    ),
    "case_unit_gone": Meaning(Conflict, "单位“{unit}”已撤销或不存在。", "The unit “{unit}” does not exist any more."),
    "unit_same": Meaning(Invalid, "该单位已是责任单位。", "This unit answers for the case already."),
    "outcome_not_changed": Meaning(
        Conflict, "接访结果没有新的变更。", "The outcome has not changed since it was last looked at."
    ),
    "case_merged": Meaning(
        Conflict, "该案件已并入另一案件，请在那里办理。", "This case was merged into another; act on that one."
    ),
    "case_same": Meaning(Invalid, "不能并入自身。", "A case is not merged into itself."),
    "case_under_charge": Meaning(
        Conflict,
        "被并入的案件由领导包案；请由包案的案件作为并入后的案件。",
        "A leader is in charge of the other case; merge the other way round.",
    ),
    "case_number_taken": Meaning(
        Conflict, "该接访点已有编号“{number}”的案件。", "The site has a case with the number “{number}” already."
    ),
    "case_number_twice": Meaning(Conflict, "编号与第 {row} 行相同。", "The number is that of row {row} too."),
    "case_number_form": Meaning(Invalid, "请填写可见的案件编号。", "Give a file number in visible characters."),
    "case_date": Meaning(Invalid, "收到日期不能在今天之后。", "It cannot have been received after today."),
    "case_due": Meaning(Invalid, "期限不能早于收到日期。", "It cannot be due before it was received."),
    "no_lead": Meaning(NotFound, "该案件没有包案领导。", "No leader is in charge of this case."),
    "lead_same": Meaning(Conflict, "该领导已在包案。", "This leader is in charge already."),
    "lead_not_here": Meaning(
        Conflict, "该账号目前没有管辖此地的领导岗位。", "This account holds no leader's post over this place now."
    ),
    "visit_date": Meaning(
        Invalid,
        "走访日期应在包案之日起至今天。",
        "A visit lies between the day on which the leader took charge and today.",
    ),
    "closing_needs_approval": Meaning(
        Conflict,
        "领导包案的案件，须申请办结并由他人批准。",
        "A leader is in charge of this case: ask for its closing, which another person approves.",
    ),
    "closing_checks": Meaning(
        Invalid,
        "办结前逐项核对“三个讲清”“三到位一处理”；没有勾选的，请写明原因。",
        "Before a case is closed, the three explanations and the three in place are checked; say why not.",
    ),
    "closing_asked": Meaning(Conflict, "已申请办结，等待批准。", "The closing is asked for and awaits approval."),
    "closing_not_asked": Meaning(Conflict, "没有待批准的办结申请。", "No closing is asked for."),
    "closing_own": Meaning(
        Conflict,
        "办结不能由申请人或包案领导本人批准。",
        "Neither who asked for the closing nor the leader in charge approves it.",
    ),
    "reply_date": Meaning(Invalid, "回复日期不能早于今天。", "The reply cannot be due before today."),
    "not_supervised": Meaning(Conflict, "该案件未列入督办。", "This case is not under supervision."),
    "payee_sum": Meaning(
        Invalid,
        "金额按元填写，不小于零，最多两位小数。",
        "A sum is in yuan, not below zero, with at most two decimals.",
    ),
    "payees_most": Meaning(Invalid, "名单最多 {most} 行。", "A list has at most {most} rows."),
    "payees_differ": Meaning(
        Invalid,
        "名单合计 {listed} 元，台账为 {ledger} 元，相差 {difference} 元；请核对名单，或先更正台账。",
        "The list adds up to {listed} yuan, the ledger says {ledger}: {difference} apart. Correct one of them.",
    ),
    "case_replied": Meaning(Conflict, "督办已回复。", "The supervision is replied to already."),
}
