"""What the media plane refuses: code → class, sentence in zh and en."""

from typing import Final

from server.errors import BadRequest, Meaning, Meanings, Unavailable

REFUSALS: Final[Meanings] = {
    "not_an_answer": Meaning(
        BadRequest, "音视频连接未能建立，请重新进入。", "The call was not set up; please enter again."
    ),
    "media_full": Meaning(Unavailable, "音视频线路已满，请稍后再进。", "All lines are taken; please try again soon."),
}
