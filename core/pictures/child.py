"""The process that decodes a picture. It knows no database, no key and no setting, and may die of a file without harm.

The picture comes on standard input, its limits as the last argument. The answer is one line of JSON on standard output:
either what was refused and why, or the facts, followed by the bytes of the copy and of the small one.
"""

from __future__ import annotations

import json
import resource
import sys
from io import BytesIO
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP")
_QUALITY = 85
# A JPEG that holds several pictures (two lenses, HDR) says MPO; its first is the one that was taken.
_SAME = {"MPO": "JPEG"}
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")


class _Refused(Exception):
    pass


def main() -> None:
    limits = json.loads(sys.argv[-1])
    for kind, most in (
        (resource.RLIMIT_AS, limits["memory_bytes"]),
        (resource.RLIMIT_CPU, limits["seconds"]),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    content = sys.stdin.buffer.read()
    try:
        facts, parts = _read(content, limits)
    except _Refused as refusal:
        code, *values = refusal.args
        facts, parts = {"refused": code, "values": values}, []
    except MemoryError:
        facts, parts = {"refused": "died", "values": []}, []
    except Exception:  # whatever a decoder raises of a broken file; its words may quote the file
        facts, parts = {"refused": "broken", "values": []}, []
    facts["lengths"] = [len(part) for part in parts]
    output = sys.stdout.buffer
    output.write(json.dumps(facts).encode() + b"\n" + b"".join(parts))
    output.flush()


def _read(content: bytes, limits: dict[str, int]) -> tuple[dict[str, Any], list[bytes]]:
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        raise _Refused("heic")
    Image.MAX_IMAGE_PIXELS = None  # judged below, from the head alone, with a sentence of our own
    try:
        picture: Image.Image = Image.open(BytesIO(content), formats=FORMATS)
    except UnidentifiedImageError:
        raise _Refused("not_a_picture") from None
    kind = str(picture.format)
    width, height = picture.size
    if width * height > limits["pixels"]:
        raise _Refused("too_many_pixels", width * height // 10_000)
    if min(width, height) < limits["shortest"]:
        raise _Refused("too_small", width, height)
    longest = limits["longest"]
    if kind == "JPEG":
        picture.draft(
            "RGB", (longest, longest)
        )  # decodes at a half, a quarter, an eighth where that is enough
    picture.load()
    copy = _plain(picture, longest)
    small = copy.copy()
    small.thumbnail((limits["small"], limits["small"]))
    turned = picture.getexif().get(0x0112, 1) in (5, 6, 7, 8)
    facts = {
        "kind": _SAME.get(kind, kind),
        "size": [height, width] if turned else [width, height],
    }
    return facts, [_jpeg(copy), _jpeg(small)]


def _plain(picture: Image.Image, longest: int) -> Image.Image:
    """Upright, small enough, in plain colours, with nothing of what the camera wrote beside the picture."""
    turned = ImageOps.exif_transpose(picture)
    if turned.mode not in ("RGB", "RGBA", "L"):
        turned = turned.convert(
            "RGBA" if "transparency" in turned.info or turned.mode in ("LA", "PA") else "RGB"
        )
    turned.thumbnail((longest, longest), reducing_gap=2.0)
    plain = Image.new("RGB", turned.size, "white")
    plain.paste(turned, mask=turned.getchannel("A") if turned.mode == "RGBA" else None)
    return plain


def _jpeg(picture: Image.Image) -> bytes:
    book = BytesIO()
    picture.save(book, "JPEG", quality=_QUALITY, optimize=True)
    return book.getvalue()
