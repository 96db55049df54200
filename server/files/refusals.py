"""What files refuse: code → class, sentence in zh and en."""

from typing import Final

from server.errors import Invalid, Meaning, Meanings, TooLarge, Unavailable

REFUSALS: Final[Meanings] = {
    "file_type": Meaning(
        Invalid,
        "这不是可以接收的图片：只收 JPEG、PNG、WebP 照片。",
        "This is no picture that can be taken: photographs as JPEG, PNG or WebP only.",
    ),
    "picture_broken": Meaning(
        Invalid,
        "图片无法打开，请重新拍摄或换一张。",
        "The picture cannot be opened; take it again, or choose another.",
    ),
    "picture_pixels": Meaning(
        TooLarge,
        "图片像素过多，上限为 {limit} 像素，请缩小后再上传。",
        "The picture has too many pixels; the limit is {limit}. Make it smaller, then send it again.",
    ),
    "pictures_busy": Meaning(
        Unavailable,
        "正在处理其他图片，请稍后再试。",
        "Other pictures are being worked on; please try again in a moment.",
    ),
}
