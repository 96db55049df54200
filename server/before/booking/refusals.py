"""What bookings refuse: code → class, sentence in zh and en."""

from typing import Final

from server.errors import Conflict, Invalid, Meaning, Meanings, NotFound, TooMany

REFUSALS: Final[Meanings] = {
    "booking_code_unknown": Meaning(
        NotFound,
        "没有找到这个查询码的预登记，请核对后再试。",
        "No pre-registration has this query code; please check it.",
    ),
    "booking_changed": Meaning(
        Conflict,
        "预登记已在别处更改，未覆盖；请核对后再提交。",
        "The pre-registration was changed meanwhile; nothing was overwritten. Compare, then send again.",
    ),
    "booking_keeps_site": Meaning(
        Conflict,
        "预登记不能改到别的接访点；请先撤回，再向那里预登记。",
        "A pre-registration stays at its site; withdraw it, then make one for the other site.",
    ),
    "booking_id_taken": Meaning(
        Conflict, "这个编号已用于另一件预登记。", "This id belongs to another pre-registration already."
    ),
    "booking_day_gone": Meaning(
        Conflict, "该接访点在所选的日期不接访，请另选日期。", "The site does not receive on this day; choose another."
    ),
    "booking_people": Meaning(
        Invalid,
        "人数须至少 1 人，来访代表不超过 {most} 人且不多于涉及人数。",
        "At least one person; representatives are {most} at most and no more than the people concerned.",
    ),
    "booking_workers": Meaning(
        Invalid,
        "名单最多 {most} 人，且不多于涉及人数。",
        "The list has {most} people at most.",
    ),
    "booking_yuan": Meaning(
        Invalid,
        "金额须是以元为单位的数字，最多两位小数。",
        "An amount is a number of yuan with two decimals at most.",
    ),
    "booking_sum": Meaning(
        Invalid,
        "名单各行合计为 {total} 分，与总额不符。",
        "The sums of the list come to {total} fen, which is not the total.",
    ),
    "booking_words": Meaning(
        Invalid, "请用可见的文字填写姓名和事情经过。", "Please give names and what happened in visible words."
    ),
    "booking_too_many": Meaning(
        Conflict,
        "这个手机号已有 {most} 件未办的预登记；请先查询或撤回其中一件。",
        "This number has {most} open pre-registrations already; look at one of them or withdraw it first.",
    ),
    "attachment_type": Meaning(
        Invalid,
        "只收照片（JPEG、PNG、WebP）和 PDF。",
        "Photographs (JPEG, PNG, WebP) and PDF only.",
    ),
    "pdf_broken": Meaning(
        Invalid, "这份 PDF 不完整或已损坏，请重新导出或拍照。", "This PDF is broken or not whole; photograph it."
    ),
    "attachments_full": Meaning(
        Conflict, "附件最多 {most} 份，请先去掉一份。", "There are {most} attachments at most; remove one first."
    ),
    "attachments_closed": Meaning(
        Conflict, "这件预登记已不能再加、减附件。", "Attachments of this pre-registration can no longer be changed."
    ),
    "phone_form": Meaning(Invalid, "请填写正确的电话号码。", "Please give a telephone number."),
    "phone_code_wrong": Meaning(
        Invalid, "验证码不对，还可以再试 {left} 次。", "The code is not right; {left} more tries."
    ),
    "phone_code_spent": Meaning(
        Conflict, "这个验证码已失效，请重新获取。", "This code no longer holds; please ask for a new one."
    ),
    "phone_code_soon": Meaning(
        TooMany, "验证码刚刚发过，请稍后再获取。", "Codes were sent a moment ago; please ask again later."
    ),
    "phone_unchecked": Meaning(
        Conflict,
        "请先用短信验证码验证这个手机号。",
        "Please prove this number first, by the code sent to it.",
    ),
}
