"""Pictures: only what decodes is one, the copy holds nothing of the camera, and no file brings the program down."""

from __future__ import annotations

import struct
import zlib
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from core.clock import frozen, today
from core.errors import BadInput
from core.models import DraftPicture
from core.pictures import PictureLimits, picture_read
from core.pictures.drafts import (
    MOST,
    draft_picture_add,
    draft_picture_remove,
    draft_pictures,
    draft_pictures_expire,
    draft_pictures_forget,
)
from core.sealed_files import sealed_file_read
from corrections.models import User

PAGE = "/cases/1/visit/"
RED, BLUE = (200, 20, 20), (20, 20, 200)
ORIENTATION, MAKE, GPS = 0x0112, 0x010F, 0x8825


def photo(
    kind: str = "JPEG",
    size: tuple[int, int] = (640, 480),
    orientation: int = 1,
    shade: int = 0,
    **options: Any,
) -> bytes:
    """The upper half red, the rest blue, taken at a place by a camera called Huawei."""
    picture = Image.new("RGB", size, (*BLUE[:2], 200 - shade))
    picture.paste(RED, (0, 0, size[0], size[1] // 2))
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE] = orientation, "Huawei"
    exif.get_ifd(GPS)[1], exif.get_ifd(GPS)[2] = "N", (31.0, 5.0, 7.0)
    book = BytesIO()
    picture.save(book, kind, exif=exif, **options)
    return book.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def near(pixel: Any, colour: tuple[int, int, int]) -> bool:
    return all(abs(is_ - wanted) < 40 for is_, wanted in zip(pixel, colour, strict=True))


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def bomb(side: int) -> bytes:
    """A small PNG of side × side pixels that unpacks to side² bytes."""
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(b"\0" * (side + 1)) for _row in range(side)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


# What a picture is


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_copy_is_a_plain_jpeg(kind: str) -> None:
    content = photo(kind)
    assert opened(content).getexif().get(MAKE) == "Huawei"
    read = picture_read(content)
    assert (read.kind, read.width, read.height) == (kind, 640, 480)
    for each in (read.copy, read.small):
        copy = opened(each)
        assert copy.format == "JPEG" and dict(copy.getexif()) == {}
        assert not {"exif", "comment", "icc_profile", "xmp"} & set(copy.info)
        assert b"Huawei" not in each
    assert opened(read.small).size == (320, 240)


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_the_copy_stands_upright(orientation: int) -> None:
    stored = {1: (640, 480), 3: (640, 480), 6: (640, 480), 8: (640, 480)}[orientation]
    read = picture_read(photo(size=stored, orientation=orientation))
    copy = opened(read.copy)
    is_turned = orientation in (6, 8)
    assert copy.size == (read.width, read.height) == ((480, 640) if is_turned else (640, 480))
    red_at = {1: (320, 10), 3: (320, 470), 6: (470, 320), 8: (10, 320)}[orientation]
    assert near(copy.convert("RGB").getpixel(red_at), RED)


def test_a_large_picture_is_shown_smaller_and_measured_whole() -> None:
    read = picture_read(photo(size=(5000, 2500)))
    assert (read.width, read.height) == (5000, 2500)
    assert opened(read.copy).size == (2000, 1000)


def test_what_is_transparent_is_white_and_a_palette_a_picture() -> None:
    for picture in (
        Image.new("RGBA", (64, 64), (0, 0, 0, 0)),
        Image.new("P", (64, 64)),
        Image.new("I;16", (64, 64)),
    ):
        book = BytesIO()
        picture.save(book, "PNG")
        copy = opened(picture_read(book.getvalue()).copy)
        assert copy.mode == "RGB" and (picture.mode != "RGBA" or near(copy.getpixel((5, 5)), (255, 255, 255)))


# What is none


def gif() -> bytes:
    book = BytesIO()
    Image.new("P", (64, 64)).save(book, "GIF")
    return book.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "空文件"),
        (b"<html><script>alert(1)</script></html>", "这不是 JPEG、PNG 或 WebP 照片"),
        (b"PK\x03\x04" + b"\0" * 200, "这不是 JPEG、PNG 或 WebP 照片"),
        (gif(), "这不是 JPEG、PNG 或 WebP 照片"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 200, "HEIC"),
        (photo()[:4000], "不完整或已损坏"),
        (photo("PNG")[:900], "不完整或已损坏"),
        (photo(size=(15, 900)), "看不清"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 500, "照片"),
    ],
    ids=["empty", "html", "zip", "gif", "heic", "cut-jpeg", "cut-png", "sliver", "head-only"],
)
def test_what_is_no_picture_is_told_in_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        picture_read(content)


def test_a_file_over_the_limit_is_never_decoded() -> None:
    with pytest.raises(BadInput, match="超过 15 MB"):
        picture_read(b"\xff" * (15 * 1024 * 1024 + 1))


def test_a_bomb_is_refused_from_its_head() -> None:
    content = bomb(9000)
    assert len(content) < 200_000
    with pytest.raises(BadInput, match="8100 万像素，超过 5000 万像素"):
        picture_read(content)


def test_what_takes_too_much_memory_dies_alone() -> None:
    with pytest.raises(BadInput, match="无法处理"):
        picture_read(bomb(7000), limits=PictureLimits(memory_bytes=120 * 1024 * 1024, pixels=10**9))


def test_nothing_behind_the_picture_goes_into_the_copy() -> None:
    """A polyglot: a picture for one program, a page or an archive for another."""
    evil = b"<script>alert(1)</script>PK\x03\x04evil"
    for content in (photo() + evil, photo("PNG") + evil, photo(comment=b"<script>alert(1)</script>")):
        read = picture_read(content)
        assert b"script" in content and b"script" not in read.copy + read.small


# Until the form is sent


def test_a_picture_waits_sealed_for_who_uploaded_it(officer: User, head: User) -> None:
    content = photo()
    made = draft_picture_add(by=officer, page=PAGE, name="王芳家.jpg", content=content)
    assert [each.pk for each in draft_pictures(officer, PAGE)] == [made.pk]
    assert draft_pictures(head, PAGE) == [] and draft_pictures(officer, "/cases/2/visit/") == []
    assert sealed_file_read(made.original_key) == content and made.size == len(content)
    with default_storage.open(made.original_key, "rb") as file:
        assert b"Huawei" not in file.read()


def test_the_same_one_again_is_kept_once(officer: User) -> None:
    first = draft_picture_add(by=officer, page=PAGE, name="a.jpg", content=photo())
    second = draft_picture_add(by=officer, page=PAGE, name="b.jpg", content=photo())
    assert first == second and DraftPicture.objects.count() == 1


def test_only_so_many_and_each_refusal_names_its_file(officer: User) -> None:
    for number in range(MOST):
        draft_picture_add(by=officer, page=PAGE, name="a.jpg", content=photo(size=(64, 64), shade=number * 9))
    with pytest.raises(BadInput, match=r"第七张\.jpg：最多 6 张照片"):
        draft_picture_add(by=officer, page=PAGE, name="第七张.jpg", content=photo(size=(64, 64), shade=99))
    with pytest.raises(BadInput, match=r"网页\.jpg：这不是"):
        draft_picture_add(by=officer, page="/other/", name="网页.jpg", content=b"<html>")


def test_taken_back_forgotten_and_expired_with_their_files(
    officer: User, head: User, django_capture_on_commit_callbacks: Any
) -> None:
    def made(shade: int) -> DraftPicture:
        return draft_picture_add(by=officer, page=PAGE, name="a.jpg", content=photo(shade=shade))

    one, two, three = made(0), made(20), made(40)
    with django_capture_on_commit_callbacks(execute=True):
        draft_picture_remove(by=head, page=PAGE, number=one.pk)
        assert DraftPicture.objects.count() == 3
        draft_picture_remove(by=officer, page=PAGE, number=one.pk)
    assert not default_storage.exists(one.original_key) and default_storage.exists(two.original_key)
    with django_capture_on_commit_callbacks(execute=True):
        draft_pictures_forget(by=officer, page=PAGE)
    assert not default_storage.exists(three.small_key) and draft_pictures_expire() == 0
    old = made(60)
    with frozen(today() + timedelta(days=8)), django_capture_on_commit_callbacks(execute=True):
        assert draft_pictures(officer, PAGE) == [] and draft_pictures_expire() == 1
    assert not default_storage.exists(old.copy_key)
