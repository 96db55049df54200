"""What printing refuses: code → class, sentence in zh and en."""

from typing import Final

from server.errors import Meaning, Meanings, Unavailable

REFUSALS: Final[Meanings] = {
    "font_missing": Meaning(
        Unavailable,
        "服务器上没有中文字体，不能生成 PDF。请管理员安装 fonts-noto-cjk（思源黑体）后重启服务。",
        "The server has no Chinese font, so no PDF can be made. An administrator installs fonts-noto-cjk"
        " (Noto Sans CJK) and starts the service again.",
    ),
    "printing_busy": Meaning(
        Unavailable,
        "正在生成其他 PDF，请稍后再试。",
        "Other PDFs are being made; please try again in a moment.",
    ),
}
