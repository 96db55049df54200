"""Who may ask what of policy topics; a part of policy.py."""

from collections.abc import Mapping

from tests.support.asking import NOT_THERE, Ask

_TOLD = {
    "title_zh": "先行清偿",
    "answer_zh": "由总承包单位先行清偿。",
    "plain_zh": "总包先给。",
    "basis": [{"law": "保障农民工工资支付条例", "article": "第三十条"}],
    "valid_from": "2020-05-01",
}

OF_TOPICS: Mapping[str, tuple[Ask, ...]] = {
    "GET /api/topics": (Ask("account", "200", "see_tally"),),
    "GET /api/topics/{topic}/versions": (Ask("account", NOT_THERE, "see_tally", "no such name"),),
    "POST /api/topics": (
        Ask("account", "422 topic_code_form", "manage_topics", "province's year", body={"code": "No Code", **_TOLD}),
    ),
    "PUT /api/topics/{topic}": (
        Ask("account", NOT_THERE, "manage_topics", "no such name", body={**_TOLD, "version": 1}),
    ),
    "POST /api/topic-samples": (Ask("account", "201", "manage_topics", "province's year"),),
}
