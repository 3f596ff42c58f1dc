"""Voice notes (录音) on the pages: which there are, and the part of one that a player asks for."""

import re
from collections.abc import Collection

from django.http import FileResponse, HttpRequest, HttpResponse

from huying.base.papers import queries as papers
from huying.field.voices.models import Voice

_PART = re.compile(r"bytes=(\d{0,9})-(\d{0,9})")


def of(voice: Voice, audiences: Collection[str]) -> list[papers.Paper]:
    """The voice notes of a voice. A statement only where there are any."""
    return [row for row in papers.of(voice.subject, audiences) if row.kind == "sound"] if voice.sounds else []


def ranged(request: HttpRequest, whole: FileResponse) -> HttpResponse | FileResponse:
    """The part of a recording that was asked for: phones play nothing that cannot be had in parts."""
    if not str(whole["Content-Type"]).startswith("audio/"):
        return whole
    whole["Accept-Ranges"] = "bytes"
    asked = _PART.fullmatch(request.headers.get("Range", ""))
    if asked is None or not (asked[1] or asked[2]):
        return whole
    data = b"".join(whole.streaming_content)  # type: ignore[arg-type]  # a file's, never asynchronous
    first = int(asked[1]) if asked[1] else max(0, len(data) - int(asked[2]))
    last = min(int(asked[2]), len(data) - 1) if asked[1] and asked[2] else len(data) - 1
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{len(data)}"})
    part = HttpResponse(data[first : last + 1], status=206)
    for name in ("Content-Type", "Content-Disposition", "X-Content-Type-Options", "Cache-Control", "Accept-Ranges"):
        part[name] = whole[name]
    part["Content-Range"] = f"bytes {first}-{last}/{len(data)}"
    return part
