"""Handing a file to a browser, after the case's room has said yes."""

from django.http import FileResponse

from huying.base.papers import store
from huying.base.papers.models import Paper
from huying.base.papers.rules import SHOWN
from huying.kernel.errors import Missing
from huying.kernel.words import N_


def send(paper: Paper, thumb: bool = False, *, name: str = "") -> FileResponse:
    """The file under its own name, or ``name`` for those who may not know it; pictures, sound and PDF open in place.

    The browser never guesses what it is.

    Raises:
        Missing: the file is gone from disk; ``huying doctor`` tells the operator.
    """
    small = thumb and bool(paper.thumb)
    mime = "image/jpeg" if small else paper.mime
    try:
        handle = (store.root() / (paper.thumb if small else paper.path)).open("rb")
    except OSError as fault:
        raise Missing(N_("这个文件暂时打不开，请告诉管理员。")) from fault
    response = FileResponse(handle, as_attachment=mime not in SHOWN, filename=name or paper.name, content_type=mime)
    response["X-Content-Type-Options"] = "nosniff"
    # Short and private: who is taken off a case soon loses its files too.
    response["Cache-Control"] = "private, max-age=300"
    return response
