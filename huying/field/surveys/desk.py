"""The desk's pages: the questionnaires of one's office, the editor, what came back, posters and tablets."""

import uuid
from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huying.base.people import queries as people
from huying.base.web import acts, pages, paging
from huying.base.web.acts import ActForm
from huying.field.stations import queries as stations
from huying.field.surveys import commands, export, permissions, queries, rules, views
from huying.field.surveys.commands.steps import GONE, facts_of, questions_of, url_of
from huying.field.surveys.forms import FORMS, NewSurveyForm, QuestionForm, SurveyForm, condition_key
from huying.field.surveys.models import Survey
from huying.field.surveys.permissions import ENDED
from huying.field.surveys.states import MACHINE
from huying.field.surveys.views import actor_of
from huying.kernel.actor import Actor
from huying.kernel.errors import BadMove, Denied, HouseError, Missing
from huying.kernel.words import N_

RUNS: dict[str, Callable[..., Survey]] = {
    "open": commands.open_survey,
    "draw": commands.draw,
    "remind": commands.remind,
    "extend": commands.extend,
    "close": commands.close_survey,
    "publish": commands.publish,
    "void": commands.void,
}
FIRST = ("open", "draw", "publish")
"""What comes next, where it can: its card stands open."""
View = Callable[..., HttpResponse]


@acts.signed_in
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """One's own questionnaires; for stations, those to hang up."""
    actor, today = actor_of(request), timezone.localdate()
    if not any(post.role in (*permissions.HOSTS, *permissions.WATCHERS) for post in actor.posts):
        return acts.refuse(request, Denied(N_("您的职务不办问卷。请您答的问卷在待办里。")))
    state = request.GET.get("state", "")
    rows = queries.visible_to(actor)
    page = paging.keyset(
        rows.filter(state=state) if state in MACHINE.states else rows, size=50, before=request.GET.get("before")
    )
    tabs = [(gettext("全部"), "?", not state, None)]
    tabs += [(gettext(label), f"?state={key}", state == key, None) for key, label in MACHINE.states.items()]
    context = {
        "rows": [(row, queries.turn_of(row, today), gettext(MACHINE.states[row.state])) for row in page.items],
        "page": page,
        "query": f"state={state}" if state in MACHINE.states else "",
        "tabs": tabs,
        "hosted": list(queries.hosted_by(actor).order_by("closes_on", "pk")[:50]),
        "may_ask": any(post.role in permissions.ASKERS for post in actor.posts),
        "own": any(post.role in (*permissions.ASKERS, *permissions.WATCHERS) for post in actor.posts),
    }
    return pages.render(request, "surveys/index.html", context)


def of_desk(view: View) -> View:
    """Pages of one questionnaire at the desk: found and read by right, or a refusal. ``view(request, row, …)``."""

    @wraps(view)
    def shown(request: HttpRequest, uid: uuid.UUID, **more: Any) -> HttpResponse:
        try:
            return view(request, queries.get_for(actor_of(request), uid), **more)
        except HouseError as refusal:
            return acts.refuse(request, refusal)

    return acts.signed_in(shown)


def _check_draft(request: HttpRequest, row: Survey) -> None:
    """Only the asking desk writes, and only a draft."""
    permissions.check_run(actor_of(request), facts_of(row))
    MACHINE.after(row.state, "edit")


@acts.signed_in
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin one."""
    actor, now = actor_of(request), timezone.now()
    if not any(post.role in permissions.ASKERS for post in actor.posts):
        return acts.refuse(request, Denied(N_("问卷由本级人大的代工委、专委会工委或乡镇人大发起。")))
    today = timezone.localdate(now)
    form = acts.form_for(NewSurveyForm, request, initial={"opens_on": today, "audience": "anyone"}, actor=actor)

    def begin(**given: Any) -> Survey:
        given.pop("version", None)
        return commands.draft(actor=actor, now=now, **given)

    if request.method == "POST" and (made := acts.perform(form, begin)) is not None:
        return redirect("surveys:case", uid=made.uid)
    return _form_page(request, form, None, gettext("新的问卷"), gettext("接下来写题目。写好以前谁也看不到。"))


@of_desk
def edit(request: HttpRequest, row: Survey) -> HttpResponse:
    """Change a draft's words, audience, days."""
    _check_draft(request, row)
    fields = ("title", "intro", "audience", "named", "opens_on", "closes_on", "version")
    form = acts.form_for(SurveyForm, request, initial={name: getattr(row, name) for name in fields})
    change = _bound(request, commands.edit, row)
    if request.method == "POST" and acts.perform(form, change) is not None:
        return redirect("surveys:case", uid=row.uid)
    return _form_page(request, form, row, gettext("修改说明和对象"), "")


def _bound(request: HttpRequest, run: Callable[..., Survey], row: Survey, **fixed: Any) -> Callable[..., Survey]:
    """The command for this person and this questionnaire."""
    actor, now = actor_of(request), timezone.now()

    def call(**given: Any) -> Survey:
        return run(actor=actor, now=now, survey=row.pk, **fixed, **given)

    return call


def _form_page(request: HttpRequest, form: ActForm, row: Survey | None, title: str, note: str) -> HttpResponse:
    if row is not None:
        row.refresh_from_db()
        form.renew(row.version)
    context = {"form": form, "survey": row, "title": title, "note": note}
    return pages.render(request, "surveys/form.html", context, status=422 if form.is_bound else 200)


@of_desk
def case(request: HttpRequest, row: Survey) -> HttpResponse:
    """One questionnaire: its questions, what may be done now, what happened."""
    return _case(request, row)


def _case(
    request: HttpRequest, row: Survey, bound: dict[str, ActForm] | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    actor, today = actor_of(request), timezone.localdate()
    verbs = queries.verbs_for(actor, row, today)
    initial = {"version": row.version, "closes_on": row.closes_on}
    forms = {verb.name: FORMS[verb.name](initial=initial) for verb in verbs if verb.allowed}
    questions = questions_of(row)
    known = {each.code: (number, each) for number, each in enumerate(questions, 1)}
    context = {
        "survey": row,
        "state": gettext(MACHINE.states[row.state]),
        "turn": queries.turn_of(row, today),
        "questions": [(number, each, _told(each, known)) for number, each in known.values()],
        "kinds": rules.KINDS,
        "verbs": verbs,
        "forms": forms | (bound or {}),
        "opened": next(iter(bound or {}), ""),
        "first": next((verb.name for verb in verbs if verb.allowed and verb.name in FIRST), ""),
        "lines": queries.timeline(row),
        "asker": queries.asker(row),
        "drafting": row.state == "draft" and permissions.desk(actor, facts_of(row)) is not None,
        "hosted": permissions.may_host(actor, facts_of(row)),
        "ended": row.state in ENDED,
        "proposes": permissions.may_propose(actor, facts_of(row)),
        "act": ActForm(initial={"version": row.version}),
        "problem": problem,
    }
    return pages.render(request, "surveys/case.html", context, status=status)


def _told(each: rules.Question, known: dict[str, tuple[int, rules.Question]]) -> str:
    """A question's condition in words."""
    if each.when is None:
        return ""
    number, earlier = known[each.when.question]
    labels = {option.code: option.label for option in earlier.options}
    said = gettext(rules.OPS[earlier.kind][each.when.op])
    value = labels.get(each.when.value, each.when.value)
    return gettext("第 %(n)d 题%(said)s“%(value)s”时才问") % {"n": number, "said": said, "value": value}


@of_desk
def act(request: HttpRequest, row: Survey, verb: str) -> HttpResponse:
    """One verb of the desk."""
    permissions.check_run(actor_of(request), facts_of(row))
    if verb not in RUNS:
        raise Missing(GONE)
    form = acts.form_for(FORMS[verb], request, initial={"version": row.version, "closes_on": row.closes_on})
    if request.method != "POST":
        return _case(request, row, {verb: form})
    if acts.perform(form, _bound(request, RUNS[verb], row)) is None:
        row.refresh_from_db()
        form.renew(row.version)
        return _case(request, row, {verb: form}, status=422)
    return redirect("surveys:case", uid=row.uid)


# ── questions ──


@of_desk
def question_new(request: HttpRequest, row: Survey) -> HttpResponse:
    """One more question, of the kind that ``?kind=`` names."""
    _check_draft(request, row)
    kind = request.GET.get("kind", "")
    if kind not in rules.KINDS:
        raise Missing(GONE)
    form = acts.form_for(QuestionForm, request, initial={"version": row.version}, sort=kind, earlier=questions_of(row))
    add = _bound(request, commands.add_question, row, kind=kind)
    if request.method == "POST" and acts.perform(form, add) is not None:
        return redirect("surveys:case", uid=row.uid)
    return _form_page(request, form, row, gettext("加一题：%(kind)s") % {"kind": gettext(rules.KINDS[kind])}, "")


@of_desk
def question(request: HttpRequest, row: Survey, code: str) -> HttpResponse:
    """Reword a question."""
    _check_draft(request, row)
    known = questions_of(row)
    place = next((n for n, each in enumerate(known) if each.code == code), None)
    if place is None:
        raise Missing(N_("问卷里没有这一题。"))
    each, earlier = known[place], known[:place]
    when, number = condition_key(each.when, earlier)
    initial = asdict(each) | {"version": row.version, "when": when, "when_number": number}
    initial["options"] = "\n".join(option.label for option in each.options)
    form = acts.form_for(QuestionForm, request, initial=initial, sort=each.kind, earlier=earlier)
    change = _bound(request, commands.edit_question, row, question=code)
    if request.method == "POST" and acts.perform(form, change) is not None:
        return redirect("surveys:case", uid=row.uid)
    return _form_page(request, form, row, gettext("改第 %(n)d 题") % {"n": place + 1}, "")


@of_desk
@require_POST
def question_act(request: HttpRequest, row: Survey, code: str, way: str) -> HttpResponse:
    """Up, down, out."""
    runs = {
        "up": _bound(request, commands.move_question, row, question=code, up=True),
        "down": _bound(request, commands.move_question, row, question=code, up=False),
        "remove": _bound(request, commands.remove_question, row, question=code),
    }
    form = ActForm(request.POST)
    if way not in runs:
        raise Missing(GONE)
    if acts.perform(form, runs[way]) is None:
        row.refresh_from_db()
        problem = "".join(str(text) for errors in form.errors.values() for text in errors)
        return _case(request, row, problem=problem, status=422)
    return redirect("surveys:case", uid=row.uid)


@of_desk
def preview(request: HttpRequest, row: Survey) -> HttpResponse:
    """As it will look to whoever answers."""
    return views.preview(request, row)


# ── what came back ──


@of_desk
def results(request: HttpRequest, row: Survey) -> HttpResponse:
    """The figures; people's own words and named sheets for the asking desk alone."""
    mine = permissions.desk(actor_of(request), facts_of(row)) is not None
    context = {
        "survey": row,
        "found": queries.results(row),
        "state": gettext(MACHINE.states[row.state]),
        "mine": mine,
        "asker": queries.asker(row),
    }
    return pages.render(request, "surveys/results.html", context)


@of_desk
def texts(request: HttpRequest, row: Survey, code: str) -> HttpResponse:
    """People's own words to one question; tick those that may be published."""
    permissions.check_run(actor_of(request), facts_of(row))
    each = next((each for each in questions_of(row) if each.code == code and each.kind == "text"), None)
    if each is None or row.state not in ENDED:
        raise Missing(GONE)
    rows, following = queries.words(row, code, request.GET.get("after", ""))
    form = ActForm(request.POST or None, initial={"version": row.version})
    if request.method == "POST":
        ticked = set(request.POST.getlist("shown")[:100])
        shown = [said.pk for said in rows if str(said.pk) in ticked]
        choose = _bound(request, commands.choose, row, question=code, shown=shown, among=[said.pk for said in rows])
        if acts.perform(form, choose) is not None:
            on = f"?after={following}" if following else ""
            return redirect(request.path + on) if on else redirect("surveys:results", uid=row.uid)
        row.refresh_from_db()
        form.renew(row.version)
    context = {"survey": row, "question": each, "rows": rows, "next": following, "form": form}
    return pages.render(request, "surveys/texts.html", context, status=422 if form.is_bound else 200)


@of_desk
def workbook(request: HttpRequest, row: Survey) -> HttpResponse:
    """Everything that came back as an Excel file."""
    permissions.check_run(actor_of(request), facts_of(row))
    names = people.names(sheet.person for sheet in queries.sheets(row))
    answer = HttpResponse(
        export.workbook(row, names),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    answer["Content-Disposition"] = f'attachment; filename="survey-{row.uid.hex[:8]}.xlsx"'
    return answer


# ── posters and tablets ──


@acts.signed_in
@require_GET
def poster(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The poster with its QR code; a station's own says where it hangs."""
    try:
        row = queries.get_hosted(actor_of(request), uid)
        if not facts_of(row).public:
            raise BadMove(N_("只问代表的问卷没有海报，代表在待办里就能看到。"))
    except HouseError as refusal:
        return acts.refuse(request, refusal)
    station = _own_station(actor_of(request))
    query = f"?at={station.code}" if station else ""
    address = (settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")) + url_of(row) + query
    own = permissions.desk(actor_of(request), facts_of(row)) is not None
    context = {
        "survey": row,
        "address": address,
        "qr": stations.qr_svg(address),
        "asker": queries.asker(row),
        "own": own,
    }
    return pages.render(request, "surveys/poster.html", context)


@acts.signed_in
@require_GET
def tablet(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Open it on the tablet of one of one's stations: one visitor after another, for a day."""
    actor = actor_of(request)
    try:
        row = queries.get_hosted(actor, uid)
        own = _own_station(actor)
        if own is None or not permissions.may_host(actor, facts_of(row)):
            raise Denied(N_("平板由联络站的人员打开。"))
    except HouseError as refusal:
        return acts.refuse(request, refusal)
    return redirect(f"{url_of(row)}?k={views.tablet_key(row, own.code)}")


def _own_station(actor: Actor) -> stations.Station | None:
    kept = stations.by_id(stations.kept_by(actor))
    return next((station for station in kept.values() if station.active), None)
