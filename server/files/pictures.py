"""Photographs: told by their content, measured before they are decoded, and written anew from their pixels. Pure.

What is kept is an image that this service encoded. Positions, cameras, comments, colour profiles and whatever stands
behind the end of the picture are not in it, because nothing but pixels is carried over.
"""

import io
import warnings
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageOps

from server.errors import Invalid, TooLarge

SIGNATURES: Final = (("JPEG", b"\xff\xd8\xff"), ("PNG", b"\x89PNG\r\n\x1a\n"), ("WEBP", b"RIFF"))
"""How the content of each format that is taken begins; what a name or a header says is never looked at."""
MOST_PIXELS: Final = 40_000_000
"""A phone's photograph has 12 to 24 million; decoded, 40 million take 160 MB."""
MOST_FACTOR: Final = 2_000
"""Pixels for each byte of the upload: real photographs have 2 to 20, a single colour that hides gigabytes far more."""
LONGEST_SIDE: Final = 1600
QUALITY: Final = 82
MEDIA: Final = "image/jpeg"


@dataclass(frozen=True, slots=True)
class Picture:
    """A photograph as it is kept: a JPEG of this service, upright, its longer side at most 1,600 pixels."""

    content: bytes
    width: int
    height: int


def picture_of(raw: bytes) -> Picture:
    """Decode an upload and write it anew.

    Invalid ``file_type`` for what is no JPEG, PNG or WebP, ``picture_broken`` for one that cannot be decoded to its
    end; TooLarge ``picture_pixels`` before a single pixel is decoded.
    """
    kind = _kind_of(raw)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of damaged metadata, which is not kept
            with Image.open(io.BytesIO(raw), formats=[kind]) as opened:
                _check_size(opened, len(raw))
                opened.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
                return _written(_on_white(ImageOps.exif_transpose(opened)))
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, OverflowError) as error:
        raise Invalid("picture_broken") from error  # what decoders of Pillow raise for content that is not sound
    except Image.DecompressionBombError as error:
        raise TooLarge("picture_pixels", limit=MOST_PIXELS) from error


def _kind_of(raw: bytes) -> str:
    for kind, signature in SIGNATURES:
        if raw.startswith(signature) and (kind != "WEBP" or raw[8:12] == b"WEBP"):
            return kind
    raise Invalid("file_type")


def _check_size(opened: Image.Image, uploaded: int) -> None:
    pixels = opened.width * opened.height
    if pixels > min(MOST_PIXELS, MOST_FACTOR * uploaded):
        raise TooLarge("picture_pixels", limit=MOST_PIXELS)


def _on_white(image: Image.Image) -> Image.Image:
    """The pixels alone, in a new image that has no other data; what is transparent becomes white."""
    colours = image.convert("RGBA") if image.mode in {"RGBA", "LA", "PA", "P"} else image.convert("RGB")
    plain = Image.new("RGB", colours.size, "white")
    plain.paste(colours, mask=colours.getchannel("A") if colours.mode == "RGBA" else None)
    return plain


def _written(image: Image.Image) -> Picture:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True)
    return Picture(out.getvalue(), image.width, image.height)
