"""The API of the house at ``/api/v1``: the rooms' operations under one description, one way to refuse."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Query, Router, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from huying.base.organs import queries as organs
from huying.base.people import queries as people
from huying.base.people.api import SIGNED
from huying.base.web.api import Asked, Place, actor_of, answer, faulty, picked, problem, reads, refusal
from huying.field.stations.api import router as stations
from huying.field.surveys.api import router as surveys
from huying.field.topics.api import router as topics
from huying.field.voices.api import router as voices
from huying.field.voices.api import track
from huying.kernel.actor import ROLE_LABELS
from huying.kernel.errors import HouseError
from huying.playbooks.shelf import Book
from huying.work.suggestions.api import router as suggestions
from huying.work.suggestions.api import tasks

ABOUT = """The operations of 呼应 for programs: the same commands, queries and rights as the pages.

Ask with `Authorization: Bearer <token>`; a token is issued on the account page and has the rights of its account.
What is public on the site needs none. Cookies are not accepted. Texts are in the language of `Accept-Language`
(zh, en). A case is named by its `uid`, people, organs and the parts of a case by number. Lists are newest first:
pass `next` of a page as `before` of the following one. Refusals are problem details (RFC 9457).
"""


class Api(NinjaAPI):
    """Ninja, whose description says what our refusals look like."""

    described: OpenAPISchema | None = None

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """OpenAPI 3.1, with refusals as ``application/problem+json``; made once, as it is a second's work."""
        if self.described is None:
            self.described = self._schema(**options)
        return self.described

    def _schema(self, **options: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**options)
        for place in schema["paths"].values():
            for operation in place.values():
                _describe(operation)
        schema["components"]["securitySchemes"].pop("Open", None)
        return schema


def _describe(operation: dict[str, Any]) -> None:
    for status, told in operation["responses"].items():
        if int(status) >= 400:
            told["content"] = {"application/problem+json": next(iter(told["content"].values()))}
    if {"Open": []} in operation.get("security", []):
        operation["security"] = [{}, {"Bearer": []}]


api = Api(title="呼应 Huying", version="1", description=ABOUT, docs_url=None, urls_namespace="api")


@api.exception_handler(HouseError)
def _refused(request: HttpRequest, error: HouseError) -> HttpResponse:
    return refusal(error)


@api.exception_handler(ValidationError)
def _faulty(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return faulty(error.errors)


@api.exception_handler(AuthenticationError)
def _nobody(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problem("unauthorized", gettext("请带上有效的令牌；令牌在“我的账号”里签发。"))


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem("malformed", gettext("请求正文要写成 JSON。"))


@api.exception_handler(RequestDataTooBig)
def _too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problem("too-large", gettext("一次最多发 2 MB，大的文件请在页面上传。"))


@csrf_exempt
def unknown(request: HttpRequest) -> HttpResponse:
    """Whatever else is asked for under ``/api/``."""
    return problem("missing", gettext("接口里没有这个地址。"))


me = Router(auth=SIGNED, tags=["me"])


class PostOut(Schema):
    """A post in force today."""

    role: str
    label: str
    region: str
    organ: int
    station: int
    on_behalf_of: int


class Me(Schema):
    """Whose token this is."""

    person: int
    name: str
    posts: list[PostOut]


class Named(Schema):
    """Something a command takes by its number."""

    id: int
    name: str
    note: str


class CodesOut(Schema):
    """What a command takes by its code in one place, as its playbook says today."""

    edition: str
    codes: dict[str, dict[str, str]]


class Where(Asked):
    """In which place."""

    region: Place


@me.get("/me", response=reads(Me), summary="我是谁", operation_id="me")
def who_am_i(request: HttpRequest) -> HttpResponse:
    """The account of the token, with its posts of today."""
    actor = actor_of(request)
    posts = [
        {
            "role": post.role,
            "label": gettext(ROLE_LABELS[post.role]),
            **picked(post, "region", "organ", "station", "on_behalf_of"),
        }
        for post in actor.posts
    ]
    return answer({"person": actor.person, "name": actor.name, "posts": posts})


@me.get("/units", response=reads(list[Named]), summary="承办单位", operation_id="units")
def units(request: HttpRequest, asked: Query[Where]) -> HttpResponse:
    """The units at work in a place."""
    found = organs.units(asked.region, timezone.localdate())
    return answer([{"id": unit.pk, "name": unit.name, "note": unit.short} for unit in found])


@me.get("/deputies", response=reads(list[Named]), summary="代表", operation_id="deputies")
def deputies(request: HttpRequest, asked: Query[Where]) -> HttpResponse:
    """The deputies in office of a congress; ``id`` is the person."""
    found = people.deputies(asked.region, timezone.localdate())
    return answer([{"id": seat.person_id, "name": seat.person.name, "note": seat.constituency} for seat in found])


@me.get("/codes", response=reads(CodesOut), summary="代码表", operation_id="codes")
def codes(request: HttpRequest, asked: Query[Where]) -> HttpResponse:
    """Categories, classes, grades and reasons of the place's own playbook."""
    organs.region(asked.region)
    book = organs.book_for(asked.region, timezone.localdate())
    return answer({"edition": book.edition, "codes": _codes(book)})


LISTS = {
    "voices": ("categories", "guides", "explain_reasons"),
    "suggestions": ("categories", "kinds", "classes", "return_reasons", "revise_reasons", "refuse_reasons"),
}


def _codes(book: Book) -> dict[str, dict[str, str]]:
    named = {f"{room}.{name}": getattr(getattr(book, room), name) for room, names in LISTS.items() for name in names}
    named["suggestions.grades"] = book.suggestions.evaluation.grades
    language = get_language() or ""
    told = {name: {row.code: row.shown(language) for row in rows} for name, rows in named.items()}
    for known in book.voices.categories:
        if known.questions:
            told[f"voices.questions.{known.code}"] = {row.code: row.asked(language) for row in known.questions}
    return told


api.add_router("", me)
api.add_router("/stations", stations)
api.add_router("/voices", voices)
api.add_router("/surveys", surveys)
api.add_router("/topics", topics)
api.add_router("/track", track)
api.add_router("/suggestions", suggestions)
api.add_router("/suggestions", tasks)

urlpatterns = [path("v1/", api.urls), re_path("", unknown)]
