"""The data sets: which rows, page by page, and what each field means. Only what the public pages show too."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Case, Value, When
from django.utils import timezone
from django.utils.translation import get_language

from huying.base.ledger import queries as ledger
from huying.base.organs import queries as organs
from huying.base.web import paging
from huying.field.stations import queries as stations
from huying.field.voices import queries as voices
from huying.front.opendata.fields import FIELDS
from huying.front.opendata.places import site
from huying.front.opendata.records import APPEARS, hrefs, service_name, stamp
from huying.kernel.words import N_
from huying.playbooks import shelf
from huying.work.suggestions import queries as suggestions

SIZE = 500
Rows = list[dict[str, Any]]
Pages = Callable[[str, str], tuple[Rows, str | None]]
"""``pages(region, before)``: up to ``SIZE`` rows as plain values, and the key of the following page."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """One set: what it is called, what it holds, its fields, and where its rows come from."""

    code: str
    title: str
    about: str
    pages: Pages

    @property
    def fields(self) -> Mapping[str, tuple[str, str]]:
        """Name -> (kind, what it means)."""
        return FIELDS[self.code]


def _voices(region: str, before: str) -> tuple[Rows, str | None]:
    """Four statements a page."""
    outcome = Case(*(When(fits, then=Value(code)) for code, fits in voices.OUTCOMES.items()), default=Value("open"))
    page = paging.keyset(voices.public(region=region).annotate(outcome=outcome), size=SIZE, before=before)
    rows = list(page.items)
    changes = ledger.changes((row.subject for row in rows), APPEARS) if rows else {}
    units = organs.organs_by_id([row.unit_id for row in rows if row.unit_id])
    towns, photos = organs.names_of_regions({row.town for row in rows}), voices.photos(rows)
    told = [
        {
            "id": str(row.uid),
            "url": link(f"/voices/{row.uid}"),
            "text": row.text,
            "photos": " ".join(link(href) for href in hrefs(row, photos)),
            "category": row.category,
            "category_name": service_name(row),
            "station": row.station.code,
            "station_name": row.station.name,
            "region": row.region,
            "town_name": towns.get(row.town, ""),
            "place": voices.address(row),
            **dict(zip(("latitude", "longitude"), voices.spot(row), strict=True)),
            "said_at": stamp(row.created_at),
            "changed_at": stamp(changes.get(row.subject, row.created_at)),
            "way": row.exit,
            "unit": units[row.unit_id].name if row.unit_id in units else "",
            "outcome": row.outcome,
        }
        for row in rows
    ]
    return told, str(page.next) if page.next else None


def _suggestions(region: str, before: str) -> tuple[Rows, str | None]:
    """Three statements a page."""
    page = suggestions.public_listing(suggestions.public(region), on=timezone.localdate(), before=before, size=SIZE)
    told = [
        {
            "id": str(row.case.uid),
            "url": link(f"/suggestions/{row.case.uid}"),
            "number": row.number,
            "region": row.case.region,
            "title": row.case.title,
            "category": row.case.category,
            "proposer": row.lead,
            "unit": row.unit,
            "filed_on": _day(row.case.filed_on),
            "answered_on": _day(row.case.answered_on),
            "round": row.case.round_no,
            "state": row.case.state,
            "outcome": row.case.outcome,
            "verdict": row.case.verdict,
        }
        for row in page.items
    ]
    return told, page.next


def _stations(region: str, before: str) -> tuple[Rows, str | None]:
    """One statement."""
    every = stations.network(region)
    codes = {row.pk: row.code for row in every}
    names = organs.names_of_regions({row.region for row in every})
    told = [
        {
            "code": row.code,
            "url": link(f"/s/{row.code}"),
            "name": row.name,
            "kind": row.kind,
            "mode": row.mode,
            "region": row.region,
            "region_name": names.get(row.region, ""),
            "parent": codes.get(row.parent_id or 0, ""),
            "address": row.address,
            "open_hours": row.open_hours,
            "phone": row.phone,
            "latitude": row.latitude,
            "longitude": row.longitude,
        }
        for row in every
    ]
    return told, None


def _figures(region: str, before: str) -> tuple[Rows, str | None]:
    """From counters alone."""
    place = region or site()
    book = organs.book_for(place, timezone.localdate()) if place else shelf.open_book("county")
    names = {known.code: known.shown(get_language() or "") for known in book.suggestions.categories}
    told = []
    for by, rows in suggestions.all_figures(place).items():
        for row in rows:
            label = names.get(row.key, row.key) if by == "category" else row.label
            told.append({"region": place, "by": by, **asdict(row), "label": "" if by == "all" else label})
    return told, None


DATASETS = {
    known.code: known
    for known in (
        Dataset("voices", N_("公开的民声"), N_("经本人同意、联络站决定公开的群众反映，和它们的结果。"), _voices),
        Dataset("suggestions", N_("公开的代表建议"), N_("决定公开的代表建议，和办理结果。"), _suggestions),
        Dataset("stations", N_("联络站"), N_("正在开放的联络站。"), _stations),
        Dataset(
            "figures",
            N_("办理数字"),
            N_("代表建议办理的件数：合计、分年、分类别、分承办单位，不论公开没有。"),
            _figures,
        ),
    )
}


def link(path: str) -> str:
    """A page of this site, with its host where that is known."""
    return f"{settings.PUBLIC_URL}{path}"


def _day(value: date | datetime | None) -> str:
    return value.isoformat() if value else ""
