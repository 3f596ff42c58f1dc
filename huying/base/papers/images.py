"""Making a picture anew: only its pixels are kept, nothing that was written around them."""

import io
import math
import warnings
from collections.abc import Iterable

from PIL import Image, ImageDraw, ImageOps, UnidentifiedImageError

from huying.base.papers.rules import Box, Content
from huying.kernel.errors import Invalid
from huying.kernel.words import N_

LONGEST_SIDE = 2560
THUMB_SIDE = 480
#: A JPEG can be opened at a half or a quarter of its size, so a 50-megapixel phone photo costs little memory.
MOST_PIXELS = {"image/jpeg": 64_000_000}
MOST_PIXELS_OTHERWISE = 25_000_000
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/gif": "GIF"}


def anew(data: bytes, mime: str) -> Content:
    """The picture in ``data`` turned upright, at most 2560 px, without EXIF or place, and its 480 px thumbnail.

    Of a moving picture the first frame stays. GIF becomes PNG.

    Raises:
        Invalid: it cannot be opened, or has too many pixels.
    """
    try:
        with warnings.catch_warnings():
            # Its own limit is checked below, by kind, before a pixel is read.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=[_FORMATS[mime]]) as picture:
                image = _pixels(picture, mime)
        keeps = "image/png" if mime == "image/gif" else mime
        return Content(keeps, _encoded(image, keeps), _thumb(image))
    except Image.DecompressionBombError as fault:
        raise _too_many() from fault
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as fault:
        raise Invalid(N_("这张照片打不开，可能没有传完。请再选一次，或者换一张。"), field="files") from fault


def blackened(data: bytes, mime: str, boxes: Iterable[Box]) -> Content:
    """A picture of the house's own with black boxes burnt in, and its thumbnail; nothing of what was there is kept."""
    with Image.open(io.BytesIO(data), formats=[_FORMATS[mime]]) as picture:
        image = picture.convert("RGB")
    brush, (width, height) = ImageDraw.Draw(image), image.size
    for box in boxes:
        left, top = int(box.left * width / 100), int(box.top * height / 100)
        right, bottom = box.right * width / 100, box.bottom * height / 100
        brush.rectangle((left, top, max(left, math.ceil(right) - 1), max(top, math.ceil(bottom) - 1)), fill="black")
    return Content(mime, _encoded(image, mime), _thumb(image))


def _pixels(picture: Image.Image, mime: str) -> Image.Image:
    width, height = picture.size
    if width * height > MOST_PIXELS.get(mime, MOST_PIXELS_OTHERWISE):
        raise _too_many()
    if (longest := max(width, height)) > LONGEST_SIDE and mime == "image/jpeg":
        picture.draft("RGB", (width * LONGEST_SIDE // longest, height * LONGEST_SIDE // longest))
    picture.seek(0)
    picture.load()
    upright = ImageOps.exif_transpose(picture)
    clear = "A" in upright.mode or "transparency" in upright.info
    image = upright.convert("RGBA" if clear and mime != "image/jpeg" else "RGB")
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    # A fresh image of the same pixels carries no notes, profile or place.
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    return bare


def _encoded(image: Image.Image, mime: str) -> bytes:
    out = io.BytesIO()
    if mime == "image/jpeg":
        image.save(out, "JPEG", quality=85, optimize=True, progressive=True)
    elif mime == "image/webp":
        image.save(out, "WEBP", quality=85)
    else:
        image.save(out, "PNG")
    return out.getvalue()


def _thumb(image: Image.Image) -> bytes:
    small = image.copy()
    small.thumbnail((THUMB_SIDE, THUMB_SIDE), Image.Resampling.LANCZOS)
    if small.mode == "RGBA":
        paper = Image.new("RGB", small.size, "white")
        paper.paste(small, mask=small.getchannel("A"))
        small = paper
    out = io.BytesIO()
    small.save(out, "JPEG", quality=75, optimize=True)
    return out.getvalue()


def _too_many() -> Invalid:
    return Invalid(N_("这张照片的像素太多，收不了。请在手机上改小一些，或者截屏后再发。"), field="files")
