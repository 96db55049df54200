"""What is never built stays unbuilt: no name or label in the product judges a petitioner."""

import pytest

from tests.support.tree import text, tracked
from tests.support.vocabulary import NEVER_A_COLUMN, judgements, said_by_columns, said_by_python, said_by_text

PYTHON = tracked("server/*.py")


def test_no_name_or_string_of_the_server_judges_a_person() -> None:
    found = {path: [judged for said in said_by_python(text(path)) for judged in judgements(said)] for path in PYTHON}
    assert {path: judged for path, judged in found.items() if judged} == {}
    assert [path for path in PYTHON if NEVER_A_COLUMN & set(said_by_columns(text(path)))] == []


def test_no_name_or_label_of_the_web_pages_judges_a_person() -> None:
    files = [path for path in tracked("web/src") if path.suffix in {".ts", ".vue", ".json"}]
    assert files != []
    assert {path: judged for path in files if (judged := judgements(said_by_text(text(path))))} == {}


def test_no_label_of_the_schedules_judges_a_person() -> None:
    assert {
        path: judgements(text(path)) for path in tracked("schedules/reference/*.csv") if judgements(text(path))
    } == {}


@pytest.mark.parametrize(
    "said",
    [
        *("petitioner_score", "petitionerRisk", "PetitionerProfile", "person.score", "key_person", "KeyPersonFlag"),
        *("is_blacklisted = blacklist", "black_list", "visitor-ranking", "petitioner_trust_level", "predictedVisitors"),
        *(
            "face_recognition",
            "faceId",
            "voiceMatch",
            "speakerEmbedding",
            "emotion",
            "moodOfMeeting",
            "psychological_profile",
        ),
        *("列入黑名单", "重点人员", "信访人画像", "人脸识别", "情绪分析", "信访人评分"),
    ],
)
def test_a_judgement_is_found_whatever_its_spelling(said: str) -> None:
    assert judgements(said) != []


@pytest.mark.parametrize(
    "said",
    [
        *(
            "satisfaction_rating",
            "interface",
            "font-face",
            "surface",
            "risk of flooding",
            "search_score",
            "line_quality_score",
        ),
        *(
            "key",
            "place.key",
            "keyring",
            "review",
            "final_review",
            "person",
            "by: Person",
            "profile_page",
            "voice_ok",
            "matchMedia",
        ),
        *("满意度评价", "信访人", "重点信访事项", "评价", "风险隐患排查"),
    ],
)
def test_honest_words_pass(said: str) -> None:
    assert judgements(said) == []


def test_comments_and_docstrings_may_say_what_is_not_built() -> None:
    assert list(said_by_python('def f():\n    """Never a blacklist."""\n    # no emotion\n')) == ["f"]
    assert judgements(said_by_text("const a = 1 // no blacklist\n/* emotion */ <!-- mood --> 'http://x'")) == []


def test_a_column_need_not_name_the_person_it_judges() -> None:
    assert set(said_by_columns("class Petitioner:\n    risk_score: Mapped[int]\n")) & NEVER_A_COLUMN == {
        "risk",
        "score",
    }
