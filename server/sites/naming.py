"""How a name and an address are written, of a site, a series or a day: in a schedule file and by the API alike."""

from typing import Annotated, Final

from pydantic import Field, WithJsonSchema

from server.sites.rules import ADDRESS_LENGTH, SENTENCE_LENGTH

# \p{C}: control, formatting and unassigned characters: nothing that turns or hides what stands beside it; nor the signs
# of other categories that are invisible: separators of lines, fillers, the empty braille cell, selectors of variants
SEEN: Final = r"[\P{C}--[\x{2028}\x{2029}\x{115f}\x{1160}\x{2800}\x{3164}\x{ffa0}\x{fe00}-\x{fe0f}\x{e0100}-\x{e01ef}]]"
WORDS: Final = rf"^{SEEN}*[[\p{{L}}\p{{N}}]&&{SEEN}]{SEEN}*$"
REASON_LENGTH: Final = 500
Name = Annotated[
    str,
    Field(max_length=100, pattern=WORDS),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 100}),  # ECMA-262 has no such classes
]
Address = Annotated[
    str,
    Field(max_length=ADDRESS_LENGTH, pattern=WORDS),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": ADDRESS_LENGTH}),
]
Sentence = Annotated[
    str,
    Field(max_length=SENTENCE_LENGTH, pattern=WORDS),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": SENTENCE_LENGTH}),
]
Reason = Annotated[
    str,
    Field(min_length=2, max_length=REASON_LENGTH, pattern=WORDS),
    WithJsonSchema({"type": "string", "minLength": 2, "maxLength": REASON_LENGTH}),
]
