"""What is taken as a picture, what is left of it, and what is refused before it is decoded."""

import io
import struct
import zlib

import pytest
from PIL import Image

from server.errors import Invalid, Refused, TooLarge
from server.files.pictures import LONGEST_SIDE, picture_of

HERE = "N 28 12 0 E 112 58 0"


def photo(kind: str = "JPEG", size: tuple[int, int] = (320, 200), *, mode: str = "RGB", **saved: object) -> bytes:
    out = io.BytesIO()
    noise = Image.effect_noise(size, 80).convert(mode)
    noise.save(out, kind, **saved)
    return out.getvalue()


def photo_with_position() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter to be upright
    exif[0x010E] = "Zhang San stands at the door"
    exif.get_ifd(0x8825).update({1: "N", 2: (28.0, 12.0, 0.0), 3: "E", 4: (112.0, 58.0, 0.0), 29: HERE})
    return photo(exif=exif, comment=b"taken by 12012345678")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P"])
def test_a_photograph_of_each_kind_becomes_a_jpeg_of_ours(kind: str, mode: str) -> None:
    if kind == "JPEG" and mode in {"RGBA", "P"}:
        mode = "CMYK"
    if kind == "WEBP" and mode in {"L", "P"}:
        mode = "RGB"
    kept = picture_of(photo(kind, mode=mode))
    with Image.open(io.BytesIO(kept.content)) as read:
        assert (read.format, read.mode, read.size) == ("JPEG", "RGB", (320, 200))
    assert (kept.width, kept.height) == (320, 200)


def test_nothing_but_the_pixels_is_kept_and_these_stand_upright() -> None:
    raw = photo_with_position()
    assert b"Zhang San" in raw
    assert b"12012345678" in raw
    kept = picture_of(raw)
    assert (kept.width, kept.height) == (200, 320)
    with Image.open(io.BytesIO(kept.content)) as read:
        assert dict(read.getexif()) == {}
        assert not {"exif", "comment", "icc_profile", "xmp"} & set(read.info)
    assert not any(word in kept.content for word in (b"Zhang San", b"12012345678", HERE.encode(), b"Exif"))


def test_what_stands_behind_a_picture_is_not_kept() -> None:
    script = b"<script>alert(1)</script>PK\x05\x06" + bytes(18)
    for kind in ("JPEG", "PNG"):
        assert b"<script>" not in picture_of(photo(kind) + script).content


def test_a_large_photograph_is_made_smaller_and_a_small_one_is_not_made_larger() -> None:
    large = picture_of(photo(size=(4000, 1000)))
    assert (large.width, large.height) == (LONGEST_SIDE, 400)
    assert picture_of(photo(size=(8, 8))).width == 8


def png_that_says(width: int, height: int) -> bytes:
    """A few bytes that say they are a picture of that size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


def flat_png(side: int) -> bytes:
    out = io.BytesIO()
    Image.new("1", (side, side)).save(out, "PNG", optimize=True)
    return out.getvalue()


@pytest.mark.parametrize(
    "raw",
    [png_that_says(60_000, 60_000), png_that_says(2**31 - 1, 1), flat_png(6000)],
    ids=["a size of gigabytes", "one endless line", "one colour in few bytes"],
)
def test_a_decompression_bomb_is_refused_by_what_it_says_it_is(raw: bytes) -> None:
    with pytest.raises(TooLarge, match="picture_pixels"):
        picture_of(raw)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"></svg>'


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "file_type"),
        (SVG, "file_type"),
        (b"\xef\xbb\xbf" + SVG, "file_type"),
        (b"<html><script>alert(1)</script>", "file_type"),
        (b"%PDF-1.7\n", "file_type"),
        (b"PK\x03\x04" + bytes(100), "file_type"),
        (b"GIF89a" + bytes(100), "file_type"),
        (b"BM" + bytes(100), "file_type"),
        (b"RIFF\x00\x00\x00\x00WAVE" + bytes(100), "file_type"),
        (b"\xff\xd8\xff" + b"<script>alert(1)</script>", "picture_broken"),
        (b"\x89PNG\r\n\x1a\n" + SVG, "picture_broken"),
        (photo()[:2000], "picture_broken"),
        (photo("PNG")[:2000], "picture_broken"),
        (photo("WEBP")[:2000], "picture_broken"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 " + bytes(20), "picture_broken"),
    ],
)
def test_what_is_no_photograph_is_refused(raw: bytes, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        picture_of(raw)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_damaged_photograph_is_taken_or_refused_and_never_anything_else(kind: str) -> None:
    raw = photo(kind, (64, 48))
    for at in range(0, len(raw), max(1, len(raw) // 150)):
        damaged = raw[:at] + bytes([raw[at] ^ 0xA5]) + raw[at + 1 :]
        assert what_becomes_of(damaged) in {"a picture of ours", "file_type", "picture_broken", "picture_pixels"}


def what_becomes_of(raw: bytes) -> str:
    try:
        kept = picture_of(raw)
    except Refused as refused:
        return refused.code
    is_ours = kept.content.startswith(b"\xff\xd8\xff") and max(kept.width, kept.height) <= LONGEST_SIDE
    return "a picture of ours" if is_ours else "something else"
