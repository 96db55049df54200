"""Refusals of a request before its room is called: code → class, sentence in zh and en."""

from typing import Final

from server.errors import (
    BadRequest,
    Conflict,
    Invalid,
    Meaning,
    Meanings,
    MethodNotAllowed,
    NotAllowed,
    NotSignedIn,
    TooLarge,
    TooMany,
    Unsupported,
)

REFUSALS: Final[Meanings] = {
    "not_json": Meaning(BadRequest, "请求内容不是有效的 JSON。", "The body is not valid JSON."),
    "duplicate_key": Meaning(BadRequest, "同一对象里有重复的字段名。", "An object has the same name twice."),
    "not_a_request": Meaning(BadRequest, "请求格式有误。", "The request is malformed."),
    "too_slow": Meaning(BadRequest, "请求内容传送过慢，请重试。", "The body came too slowly; please try again."),
    "not_signed_in": Meaning(NotSignedIn, "请先登录。", "Please sign in."),
    "foreign_origin": Meaning(
        NotAllowed, "请求来自其他网站，已拒绝。", "The request comes from another site and was refused."
    ),
    "csrf_missing": Meaning(
        NotAllowed, "缺少安全校验，请刷新页面。", "The security token is missing; please reload the page."
    ),
    "method_not_allowed": Meaning(MethodNotAllowed, "此地址不支持该操作。", "This address does not take that method."),
    "in_progress": Meaning(Conflict, "相同的请求正在处理。", "The same request is still being handled."),
    "too_large": Meaning(TooLarge, "内容过大，上限为 {limit}。", "Too large; the limit is {limit}."),
    "too_many_values": Meaning(
        TooLarge, "内容项目过多，一次最多 {limit} 项，请分批发送。", "Too many values at once; the limit is {limit}."
    ),
    "unsupported_type": Meaning(Unsupported, "请求内容须为 application/json。", "The body must be application/json."),
    "unsupported_file": Meaning(
        Unsupported, "文件类型不对，应为：{types}。", "The type of the file must be one of: {types}."
    ),
    "unsupported_encoding": Meaning(Unsupported, "不接受压缩的请求内容。", "Compressed bodies are not accepted."),
    "key_reused": Meaning(
        Invalid, "此 Idempotency-Key 已用于另一请求。", "This Idempotency-Key was used for another request."
    ),
    "list_large": Meaning(
        Conflict,
        "符合条件的超过 {most} 行，请缩小筛选范围再导出。",
        "More than {most} rows match; narrow the filter and export again.",
    ),
    "too_many": Meaning(TooMany, "操作过于频繁，请稍后再试。", "Too many requests; please try again later."),
}
