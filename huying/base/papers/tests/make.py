"""Files as people send them, made on the spot."""

import io
import zipfile
from types import SimpleNamespace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

CASE: Any = SimpleNamespace(subject="voice:1")


def picture(kind: str = "JPEG", size: tuple[int, int] = (640, 480), mode: str = "RGB", **options: Any) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((64, 48), 60).convert(mode).resize(size).save(out, kind, **options)
    return out.getvalue()


def located_photo() -> bytes:
    """A phone's photo lying on its side, with camera, place and a note."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SECRETPHONE"
    exif.get_ifd(0x8825).update({1: "N", 2: (27.0, 14.0, 0.0)})
    return picture(size=(400, 200), exif=exif, comment=b"SECRETNOTE")


def archive(*names: str, body: bytes = b"<x/>") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name in names:
            file.writestr(name, body)
    return out.getvalue()


def upload(data: bytes, name: str = "照片.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)
