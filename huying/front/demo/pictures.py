"""Small drawn pictures for voices: plainly illustrations, made at build time, nothing to ship."""

from io import BytesIO
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

SIZE = (640, 480)


def picture(what: str, seed: int) -> SimpleUploadedFile:
    """A PNG of ``what``: "lamp", "road", "water" or "rubbish"; anything else is a road."""
    rng = Random(seed)  # noqa: S311 - chance for a drawing
    image = Image.new("RGB", SIZE, "#d8e3ea")
    draw = ImageDraw.Draw(image)
    {"lamp": _lamp, "water": _water, "rubbish": _rubbish}.get(what, _road)(draw, rng)
    held = BytesIO()
    image.save(held, "PNG", optimize=True)
    return SimpleUploadedFile(f"{what}.png", held.getvalue(), content_type="image/png")


def _ground(draw: ImageDraw.ImageDraw, colour: str, height: int = 330) -> None:
    draw.rectangle((0, height, 640, 480), fill=colour)


def _lamp(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    draw.rectangle((0, 0, 640, 480), fill="#2a3646")
    _ground(draw, "#39424c")
    x = rng.randint(220, 400)
    draw.rectangle((x, 90, x + 10, 400), fill="#8a949e")
    draw.line((x + 5, 95, x + 95, 80), fill="#8a949e", width=9)
    draw.ellipse((x + 72, 72, x + 122, 98), fill="#57616b")
    draw.rectangle((40, 250, 190, 400), fill="#4b4540")
    draw.polygon([(30, 250), (115, 190), (200, 250)], fill="#6b4b3f")
    draw.rectangle((95, 310, 135, 400), fill="#2f2a27")


def _road(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    draw.polygon([(0, 330), (180, 200), (420, 240), (640, 180), (640, 330)], fill="#9db48c")
    _ground(draw, "#a9bd8e", 300)
    draw.polygon([(230, 480), (300, 280), (340, 280), (430, 480)], fill="#8b8f94")
    for top in range(300, 470, 45):
        draw.rectangle((316, top, 322, top + 18), fill="#e8e4d4")
    x = rng.randint(250, 300)
    draw.rectangle((x, 380, x + 110, 440), fill="#b24a3c")
    draw.rectangle((x + 18, 350, x + 92, 385), fill="#c9d8e0")
    draw.ellipse((x + 10, 428, x + 36, 454), fill="#222222")
    draw.ellipse((x + 74, 428, x + 100, 454), fill="#222222")


def _water(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    _ground(draw, "#b9a67c", 250)
    draw.polygon([(150, 480), (280, 250), (360, 250), (500, 480)], fill="#7d7251")
    draw.polygon([(210, 480), (300, 270), (340, 270), (440, 480)], fill="#8f7f55")
    for _ in range(26):
        x, y = rng.randint(220, 420), rng.randint(300, 470)
        draw.line((x, y, x + rng.randint(-6, 6), y - rng.randint(18, 50)), fill="#5d7a3c", width=3)


def _rubbish(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    _ground(draw, "#9aa09b")
    for left in (180, 300):
        draw.rectangle((left, 230, left + 90, 380), fill="#2f6f4e")
        draw.rectangle((left - 6, 215, left + 96, 235), fill="#275c41")
    for _ in range(22):
        x, y, r = rng.randint(120, 470), rng.randint(350, 420), rng.randint(10, 28)
        draw.ellipse((x, y, x + r * 2, y + r), fill=rng.choice(["#e7e2d8", "#45484c", "#b8c4cf", "#c6a15b"]))
