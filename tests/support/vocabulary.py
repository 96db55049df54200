"""Words in code, and the words that must never describe a petitioner.

Never built: a score, a blacklist, a key-person flag or a profile of petitioners, face or voice recognition, emotion
analysis, a prediction about a person. What is looked at is what a program *names*: identifiers, columns, keys, labels
and other strings. Comments and docstrings may speak of what is not built.
"""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise

# Words that have no honest use in this product, in any company.
NEVER = {
    *("blacklist", "greylist", "watchlist", "troublemaker", "troublemakers"),
    *("biometric", "biometrics", "faceprint", "voiceprint", "gait"),
    *("emotion", "emotions", "emotional", "sentiment", "mood", "psychology", "psychological", "personality"),
}
# Words that judge, and words for people: together in one name they are a judgement of a person.
JUDGES = {
    *(
        "score",
        "scores",
        "scored",
        "scoring",
        "rank",
        "ranks",
        "ranking",
        "risk",
        "risks",
        "risky",
        "danger",
        "dangerous",
    ),
    *("profile", "profiles", "profiling", "predict", "predicted", "prediction", "propensity", "trust", "credit"),
    *("suspicion", "suspicious", "flag", "flagged"),
}
WHOM = {"person", "persons", "people", "petitioner", "petitioners", "visitor", "visitors", "attendee", "attendees"}
RECOGNISED = {"face", "faces", "facial", "voice", "voices", "speaker"}
RECOGNISES = {"recognise", "recognize", "recognised", "recognition", "recognizer", "match", "embedding", "identify"}
# Words that are honest alone or the other way round: a person_key opens sealed fields, a speakerId is a loudspeaker.
TOGETHER = {("key", "person"), ("key", "people"), ("black", "list"), ("grey", "list"), ("face", "id"), ("voice", "id")}
# Columns of a table about a person need not name the person.
NEVER_A_COLUMN = {"score", "risk", "profile", "propensity", "credit"}
CHINESE = re.compile(
    r"黑名单|灰名单|重点人|重点监控|稳控|画像|人脸|面部识别|声纹|步态|情绪|心理特征|性格|危险等级|风险等级|风险评分|信用分|(?:信访人|群众|来访人)(?:评分|打分|积分|预测)"
)
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
# A name, or names joined by a dot or a dash: petitioner.score, petitioner-score
NAME = re.compile(r"[A-Za-z_][\w$]*(?:[.-][A-Za-z_][\w$]*)*")
COMMENT = re.compile(r"/\*.*?\*/|(?<![:\w'\"])//[^\n]*|<!--.*?-->", re.DOTALL)


def said_by_python(source: str) -> Iterator[str]:
    """Give every name and every string of a module but its docstrings."""
    tree = ast.parse(source)
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.arg(arg=name) | ast.alias(name=name):
                yield name
            case ast.Attribute():
                yield ast.unparse(node)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.keyword(arg=str(name)):
                yield name
            case ast.Constant(value=str(said)) if id(node) not in silent:
                yield said


def said_by_columns(source: str) -> Iterator[str]:
    """Give the words of every annotated field of every class: columns, settings, fields of messages."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield from words(node.target.id)


def said_by_text(source: str) -> str:
    """Return TypeScript, a Vue file or JSON without its comments."""
    return COMMENT.sub(" ", source)


def words(name: str) -> list[str]:
    """Split petitioner_score, petitionerScore or PetitionerScore into words."""
    return [word.lower() for word in WORD.findall(name)]


def judgements(said: str) -> list[str]:
    """List what in a name, a sentence or a file judges a person."""
    found = CHINESE.findall(said)
    for name in NAME.findall(said):
        in_order = words(name)
        parts = set(in_order)
        judged = parts & WHOM and parts & JUDGES
        recognised = parts & RECOGNISED and parts & RECOGNISES
        if parts & NEVER or judged or recognised or any(pair in TOGETHER for pair in pairwise(in_order)):
            found.append(name)
    return found
