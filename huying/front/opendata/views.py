"""Open data for people: what there is and what each field means; whole as CSV, page by page as JSON."""

import csv
import io
from collections.abc import Iterator
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from huying.base.limits import commands as limits
from huying.base.limits.queries import address_of
from huying.base.organs import queries as organs
from huying.base.web import pages
from huying.front.opendata import asked, door, speaking
from huying.front.opendata.datasets import DATASETS, Dataset
from huying.front.opendata.formats import cell, to_json
from huying.front.opendata.georeport import CHANGED
from huying.kernel.errors import Missing
from huying.kernel.words import N_

LOADS, WINDOW = 120, 600
"""Downloads by one address in ten minutes."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Which sets there are, with every field, the licence, and how other programs report into the county."""
    if not settings.OPEN:
        raise Http404
    context = {
        "sets": [known for code, known in DATASETS.items() if code in settings.OPEN],
        "open311": "open311" in settings.OPEN,
        "license": settings.OPEN_LICENSE,
        "today": timezone.localdate(),
        "changed": CHANGED[:10],
        "base": f"{settings.PUBLIC_URL}/open311/v2",
        "limits": {
            "most": asked.MOST,
            "days": asked.SPAN.days,
            "size": asked.PAGE,
            "largest": asked.LARGEST,
            "reads": door.READS,
            "writes": speaking.WRITES,
        },
    }
    return pages.render(request, "opendata/data.html", context)


@require_safe
def as_csv(request: HttpRequest, code: str) -> HttpResponse | StreamingHttpResponse:
    """The whole set, written while it is read; with a byte order mark, as spreadsheets want it."""
    known, region = _asked(request, code)
    name = f'attachment; filename="{known.code}-{timezone.localdate().isoformat()}.csv"'
    headers = {"Content-Disposition": name, "Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"}
    kind = "text/csv; charset=utf-8"
    if request.method == "HEAD":
        return HttpResponse(content_type=kind, headers=headers)
    return StreamingHttpResponse(_lines(known, region), content_type=kind, headers=headers)


def _lines(known: Dataset, region: str) -> Iterator[str]:
    """A page of rows at a time."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(known.fields))
    out.write("\ufeff")
    writer.writeheader()
    before: str | None = ""
    while before is not None:
        rows, before = known.pages(region, before)
        writer.writerows({name: cell(value) for name, value in row.items()} for row in rows)
        yield out.getvalue()
        out.seek(0)
        out.truncate()


@require_safe
def as_json(request: HttpRequest, code: str) -> HttpResponse:
    """One page of the set: ``data``, and in ``links`` the one after it."""
    known, region = _asked(request, code)
    rows, following = known.pages(region, request.GET.get("before", ""))
    here = {"region": region} if region else {}
    links = {"self": request.get_full_path()}
    if following:
        links["next"] = f"{request.path}?{urlencode({**here, 'before': following})}"
    told = {
        "dataset": known.code,
        "title": gettext(known.title),
        "license": settings.OPEN_LICENSE,
        "as_of": timezone.localdate().isoformat(),
        "about": "/data/#" + known.code,
        "data": rows,
        "links": links,
    }
    made = HttpResponse(to_json(told), content_type="application/json; charset=utf-8")
    response = pages.fresh(request, made, None, door.FRESH)
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _asked(request: HttpRequest, code: str) -> tuple[Dataset, str]:
    """The set, and the place it is narrowed to ("" for everything).

    Raises:
        Missing: no such set, one that is not open, a place that is not here.
        TooOften: too many downloads from one address.
    """
    region = request.GET.get("region", "")
    known = DATASETS.get(code) if code in settings.OPEN else None
    if known is None or (region and region not in {row.code for row in organs.regions_under("")}):
        raise Missing(N_("没有这份数据。"))
    limits.hit(f"data:{address_of(request)}", LOADS, WINDOW, timezone.now())
    return known, region
