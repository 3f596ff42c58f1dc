"""Open311 GeoReport v2: services, requests, tokens, discovery. Every address answers in XML or JSON by its suffix."""

import uuid
from typing import Any

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import get_language

from huying.base.ledger import queries as ledger
from huying.base.organs import queries as organs
from huying.field.voices import queries as voices
from huying.field.voices.queries import Voice
from huying.front.opendata import records
from huying.front.opendata.asked import wanted
from huying.front.opendata.door import NOWHERE, Told, door
from huying.front.opendata.places import jurisdiction, site
from huying.front.opendata.speaking import speak
from huying.kernel.actor import PUBLIC
from huying.kernel.errors import Missing
from huying.kernel.words import N_
from huying.playbooks import shelf
from huying.playbooks.schema import Category, Question, Voices

CHANGED = "2026-11-22T00:00:00+08:00"
"""When the interface itself last changed (``changeset``)."""
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
TYPES = {
    "text": "string",
    "long": "text",
    "number": "number",
    "date": "datetime",
    "one": "singlevaluelist",
    "many": "multivaluelist",
}


def _book(request: HttpRequest) -> Voices:
    """What the jurisdiction's playbook says today."""
    region = jurisdiction(request, request.GET.get("jurisdiction_id", ""))
    book = organs.book_for(region, timezone.localdate()) if region else shelf.open_book("county")
    return book.voices


@door("GET")
def services(request: HttpRequest) -> Told:
    """What one may report: the categories of the place."""
    return Told("services", [_service(known) for known in _book(request).categories])


def _service(known: Category) -> dict[str, Any]:
    language = get_language() or ""
    return {
        "service_code": known.code,
        "service_name": known.shown(language),
        "description": "" if language.startswith("en") else known.hint,
        "metadata": bool(known.questions),
        "type": "realtime",
        "keywords": ",".join(known.keywords),
        "group": known.grouped(language),
    }


@door("GET")
def service(request: HttpRequest, code: str) -> Told:
    """What else is asked of one category."""
    found = next((known for known in _book(request).categories if known.code == code), None)
    if found is None:
        raise Missing(N_("没有这个 service_code。"), field="service_code")
    attributes = [_attribute(order, question) for order, question in enumerate(found.questions, start=1)]
    return Told("service_definition", {"service_code": found.code, "attributes": attributes})


def _attribute(order: int, question: Question) -> dict[str, Any]:
    language = get_language() or ""
    values = [{"key": choice.code, "name": choice.shown(language)} for choice in question.options]
    return {
        "variable": True,
        "code": question.code,
        "datatype": TYPES[question.kind],
        "required": question.required,
        "datatype_description": question.helped(language),
        "order": order,
        "description": question.asked(language),
        **({"values": values} if values else {}),
    }


@door("GET", "POST")
def requests(request: HttpRequest) -> Told:
    """The published ones that fit; or, by POST, a new one."""
    now = timezone.now()
    if request.method == "POST":
        return Told("service_requests", [_taken(speak(request, now))], status=201)
    region = jurisdiction(request, request.GET.get("jurisdiction_id", ""))
    rows = records.found("" if region == site() else region, wanted(_plain(request.GET), now))
    told, changed = records.told(rows, timezone.localdate(now))
    return Told("service_requests", told, changed=changed)


def _plain(query: QueryDict) -> dict[str, str]:
    """Each parameter once; repeated ones as if they had been joined by commas."""
    return {name: ",".join(query.getlist(name)) for name in query}


def _taken(voice: Voice) -> dict[str, str]:
    """The answer to a POST: the public id, whose turn it is, and, this once, the citizen's own code."""
    turn = voices.turn_of(voice, timezone.localdate(), citizen=True)
    return {
        "service_request_id": str(voice.uid),
        "service_notice": str(turn),
        "account_id": "",
        "tracking_code": voice.code,
    }


@door("GET")
def one(request: HttpRequest, uid: str) -> Told:
    """One published request; with ``extensions=true`` also what happened, step by step."""
    jurisdiction(request, request.GET.get("jurisdiction_id", ""))
    row = voices.get_for(PUBLIC, uid)
    told, changed = records.told([row], timezone.localdate())
    if request.GET.get("extensions") == "true":
        told[0]["notes"] = [
            {"datetime": records.stamp(line.at), "type": line.verb, "description": f"{line.text}\n{line.note}".strip()}
            for line in voices.timeline(row, ledger.EVERYBODY)
        ]
    return Told("service_requests", told, changed=changed)


@door("GET")
def token(request: HttpRequest, token: str) -> Told:
    """The request a token stands for. We give the id at once, so the id is the token; it tells nothing else."""
    try:
        found = voices.taken_in(uuid.UUID(token))
    except ValueError:
        found = False
    if not found:
        raise Missing(N_("没有这个 token。"))
    return Told("service_requests", [{"service_request_id": str(uuid.UUID(token)), "token": token}])


@door("GET")
def discovery(request: HttpRequest) -> Told:
    """Where the interface is, and how to get a key."""
    home = settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")
    endpoint = {
        "specification": SPECIFICATION,
        "url": f"{home}/open311/v2",
        "changeset": CHANGED,
        "type": "test" if settings.DEMO else "production",
        "formats": ["text/xml", "application/json"],
    }
    told = {"changeset": CHANGED, "contact": f"{home}/about", "key_service": f"{home}/data/#open311"}
    return Told("discovery", {**told, "endpoints": [endpoint]})


@door("GET", "POST")
def nowhere(request: HttpRequest) -> Told:
    """Whatever else is asked for here."""
    raise Missing(NOWHERE)
