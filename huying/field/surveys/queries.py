"""Every read of a questionnaire. Nothing that was answered is told before it is closed, to anybody."""

import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from huying.base.clocks.rules import days_left
from huying.base.ledger import queries as ledger
from huying.base.ledger.models import Audience
from huying.base.organs import queries as organs
from huying.base.tallies import queries as tallies
from huying.base.web.filters import day
from huying.field.surveys import figures, permissions, sampling
from huying.field.surveys.commands.answering import digest
from huying.field.surveys.commands.running import obstacles, seal_of
from huying.field.surveys.commands.steps import GONE, facts_of, questions_of
from huying.field.surveys.figures import Figure
from huying.field.surveys.models import Roll, Sheet, Survey, Words
from huying.field.surveys.permissions import ENDED
from huying.field.surveys.states import MACHINE, VERBS
from huying.kernel.actor import Actor
from huying.kernel.errors import Denied, Missing
from huying.kernel.machine import Verb
from huying.kernel.words import N_

PAGE = 50
QUIET = {f"survey.{what}" for what in ("edited", "asked", "reworded", "moved", "removed", "answered")}
"""Lines of the ledger that its page does not repeat."""
DESK_VERBS = ("open", "draw", "remind", "close", "extend", "publish", "void")
CONSEQUENCES = {
    "open": N_("开始以后题目不能再改。问代表的，会通知到每一位。"),
    "draw": N_("用种子抽，谁都可以照着重抽一遍来核对；每抽一次都记入台账。"),
    "remind": N_("给还没有答的代表各发一条通知，一天最多一次；您只看得到人数。"),
    "extend": N_("截止日往后推。"),
    "close": N_("截止后不能再答，这时才看得到结果。"),
    "publish": N_("各题的数字和您挑选的留言将在网上公开，不能收回。"),
    "void": N_("答卷不再使用，问卷不再显示，不能恢复。"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened, in a sentence."""

    text: str
    at: object
    note: str
    state: str
    who: str = ""


def visible_to(actor: Actor) -> QuerySet[Survey]:
    """The questionnaires of one's own desk, and those below that are closed where one watches over them."""
    reach = Q(pk__in=())
    for post in actor.posts:
        if post.role in permissions.ASKERS:
            reach |= Q(region=post.region, organ=post.organ)
        if post.role in permissions.WATCHERS and post.region:
            reach |= Q(region__startswith=post.region, state__in=ENDED)
    return Survey.objects.filter(reach)


def told_to(actor: Actor) -> QuerySet[Survey]:
    """Those whose results this reader may read: what is published, and what is closed of what is visible to him."""
    mine = visible_to(actor).filter(state__in=ENDED)
    return Survey.objects.filter(Q(state="published") | Q(pk__in=mine.values("pk")))


def hosted_by(actor: Actor) -> QuerySet[Survey]:
    """Open ones that anybody may answer, for offices and stations that hang up their posters."""
    reach = Q(pk__in=())
    for code in {post.region for post in actor.posts if post.role in permissions.HOSTS and post.region}:
        reach |= Q(region__in=[code[:length] for length in (6, 9, 12) if length <= len(code)])
    return Survey.objects.filter(reach, state="open", audience=Survey.Audience.ANYONE)


def get_for(actor: Actor, uid: uuid.UUID) -> Survey:
    """The questionnaire at the desk; Missing for strangers as for ids that never were."""
    found = Survey.objects.filter(uid=uid).first()
    if found is None or not permissions.may_see(actor, facts_of(found)):
        raise Missing(GONE)
    return found


def get_hosted(actor: Actor, uid: uuid.UUID) -> Survey:
    """The questionnaire whose poster one may hang up: one's own at any time, another's while it is open to all."""
    found = Survey.objects.filter(uid=uid).first()
    if found is None or not (permissions.desk(actor, facts_of(found)) or permissions.may_host(actor, facts_of(found))):
        raise Missing(GONE)
    return found


def listed() -> QuerySet[Survey]:
    """What anybody may find: open to all, or published."""
    return Survey.objects.filter(Q(state="open", audience=Survey.Audience.ANYONE) | Q(state="published"))


def get_public(actor: Actor, uid: uuid.UUID) -> Survey:
    """The questionnaire for whoever answers it or reads what came of it; Missing for others, Denied before log-in.

    What was open to all stays at its address after closing: its posters still hang.
    """
    found = Survey.objects.filter(uid=uid).first()
    if found is None or found.state in ("draft", "void"):
        raise Missing(GONE)
    if found.audience == Survey.Audience.ANYONE or found.state == "published":
        return found
    if not actor.signed_in:
        raise Denied(N_("这份问卷问的是代表，请先登录。"))
    if not _on_roll(actor, found):
        raise Missing(GONE)
    return found


def get_sampled(actor: Actor, uid: uuid.UUID) -> Survey:
    """The questionnaire whose draw one may check: anybody's once it is published, the desk's before."""
    found = Survey.objects.filter(uid=uid).exclude(seed="").first()
    if found is None or not (found.state == "published" or permissions.may_see(actor, facts_of(found))):
        raise Missing(GONE)
    return found


def _on_roll(actor: Actor, row: Survey) -> bool:
    return bool(actor.person) and Roll.objects.filter(survey=row, person=actor.person, drawn=True).exists()


def is_done(actor: Actor, row: Survey, token: str) -> bool:
    """Whether this person, or this browser, handed in a sheet already."""
    if row.audience == Survey.Audience.ANYONE:
        return bool(token) and Roll.objects.filter(survey=row, token=digest(row, token)).exists()
    return Roll.objects.filter(survey=row, person=actor.person or -1, done=True).exists()


def todo_for(actor: Actor, on: date) -> list[Survey]:
    """What this person is asked and has not answered yet, the most urgent first. One statement."""
    if not actor.person:
        return []
    waiting = Roll.objects.filter(person=actor.person, drawn=True, done=False).values("survey")
    rows = Survey.objects.filter(pk__in=waiting, state="open", opens_on__lte=on, closes_on__gte=on)
    return list(rows.order_by("closes_on", "pk")[:PAGE])


def turn_of(row: Survey, on: date) -> str:
    """Whose turn it is, in one sentence."""
    if row.state == "draft":
        missing = "".join(gettext(problem.text) for problem in obstacles(row, on))
        return gettext("还不能开始征集：%(why)s") % {"why": missing} if missing else gettext("写好了就可以开始征集。")
    if row.state == "open":
        if on < row.opens_on:
            return gettext("%(day)s 开始征集。") % {"day": day(row.opens_on)}
        back = gettext("已交 %(n)s 份") % {"n": row.answered}
        if row.asked:
            back = gettext("%(asked)s 人里已有 %(n)s 人交了") % {"asked": row.asked, "n": row.answered}
        if (left := (row.closes_on - on).days) < 0:
            return gettext("%(back)s，已到截止日，马上自动截止。") % {"back": back}
        said = gettext("%(back)s，还剩 %(left)s 天（%(day)s截止）。")
        return said % {"back": back, "left": left, "day": day(row.closes_on)}
    told = {
        "closed": N_("共 %(n)s 份答卷。等发起单位看过结果、挑选留言后公布。"),
        "published": N_("共 %(n)s 份答卷，结果已公布。"),
        "void": N_("这份问卷已作废。"),
    }
    return gettext(told[row.state]) % {"n": row.answered}


def verbs_for(actor: Actor, row: Survey, on: date) -> list[Verb]:
    """The buttons of the asking desk. No statement."""
    if permissions.desk(actor, facts_of(row)) is None:
        return []
    found = []
    for verb in DESK_VERBS:
        if not MACHINE.may(row.state, verb) or _pointless(verb, row):
            continue
        reason = _reason(verb, row, on)
        found.append(Verb(verb, gettext(MACHINE.verbs[verb]), not reason, reason, gettext(CONSEQUENCES[verb])))
    return found


def _pointless(verb: str, row: Survey) -> bool:
    sampled, crowd = row.audience == Survey.Audience.SAMPLE, row.audience == Survey.Audience.ANYONE
    return (verb == "draw" and not sampled) or (verb == "remind" and crowd)


def _reason(verb: str, row: Survey, on: date) -> str:
    if verb == "open":
        return "".join(gettext(problem.text) for problem in obstacles(row, on))
    if verb == "publish" and row.answered < figures.FEWEST:
        return gettext("答卷不到 %(n)s 份，公布出来就猜得出是谁答的。") % {"n": figures.FEWEST}
    return ""


def timeline(row: Survey) -> list[Line]:
    """What happened, oldest first; the seed and the fingerprints stand beside. One statement.

    The steps of writing are left out, and named answers: who answered is told with the results.
    """
    lines = []
    for entry in ledger.timeline(row.subject, [Audience.PUBLIC, Audience.PARTIES, Audience.CONGRESS]):
        if entry.verb not in QUIET:
            lines.append(Line(gettext(VERBS[entry.verb]), entry.at, _note(entry.verb, entry.data), "done"))
    return lines


def _note(verb: str, data: dict[str, object]) -> str:
    notes = {
        "survey.drawn": N_("从 %(of)s 人里抽 %(size)s 人，种子 %(seed)s，名单指纹 %(frame).12s…"),
        "survey.reminded": N_("提醒了 %(left)s 人"),
        "survey.closed": N_("%(sheets)s 份答卷，指纹 %(seal).12s…"),
        "survey.extended": N_("到 %(until)s"),
        "survey.opened": N_("到 %(until)s"),
    }
    return gettext(notes[verb]) % data if verb in notes else ""


@dataclass(frozen=True, slots=True)
class Results:
    """What came back: figures by question, and the people behind them."""

    asked: int
    answered: int
    figures: list[Figure]
    places: dict[str, str]

    @property
    def silent(self) -> int:
        return self.asked - self.answered


def results(row: Survey) -> Results:
    """The figures of a closed questionnaire, from its counters: two statements, however many answered."""
    if row.state not in ENDED:
        raise Missing(N_("截止以后才看得到结果。"))
    return results_of([row])[row.pk]


def results_of(rows: Sequence[Survey]) -> dict[int, Results]:
    """The figures of those of several questionnaires that are closed, by key. Two statements, however many."""
    ended = [row for row in rows if row.state in ENDED]
    counted = tallies.by_regions([row.subject for row in ended]) if ended else {}
    names = organs.names_of_regions({place for counts in counted.values() for place, _ in counts if place})
    return {
        row.pk: Results(row.asked, row.answered, figures.tell(questions_of(row), counted[row.subject]), names)
        for row in ended
    }


def figured(row: Survey) -> dict[str, tuple[int, figures.Question]]:
    """The questions that have figures, by code, with their numbers: all but those answered in one's own words."""
    return {each.code: (n, each) for n, each in enumerate(questions_of(row), 1) if each.kind != "text"}


def words(row: Survey, question: str, after: str = "", *, chosen: bool = False) -> tuple[list[Words], str]:
    """A page of people's own words, in no order, and the key of the next page. Nothing where too few wrote."""
    rows = Words.objects.filter(survey=row, question=question).order_by("pk")
    if len(rows.values_list("pk")[: figures.FEWEST]) < figures.FEWEST:
        return [], ""
    with suppress(ValueError):
        rows = rows.filter(pk__gt=uuid.UUID(after)) if after else rows
    found = list((rows.filter(chosen=True) if chosen else rows)[: PAGE + 1])
    return found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else ""


def sheets(row: Survey) -> QuerySet[Sheet]:
    """The sheets of a named questionnaire that is closed, person by person; none of any other."""
    return Sheet.objects.filter(survey=row if row.named and row.state in ENDED else None).order_by("person")


def frame(row: Survey) -> list[tuple[str, str, str, bool]]:
    """The list a sample was drawn from, in the order of the draw: public id, stratum, hash, drawn or not."""
    rows = Roll.objects.filter(survey=row, person__gt=0).values_list("ident", "place", "drawn")
    told = [(ident, place, sampling.order(row.seed, ident), drawn) for ident, place, drawn in rows]
    return sorted(told, key=lambda line: (line[1], line[2]))


def sealed(row: Survey) -> bool:
    """Whether the sheets are still those that the closing line sealed. Reads them all: for exports, not for pages."""
    lines = [entry for entry in ledger.timeline(row.subject, list(Audience)) if entry.verb == "survey.closed"]
    return bool(lines) and lines[-1].data["seal"] == seal_of(row)


def asker(row: Survey) -> str:
    """Who asks, as its page says it."""
    found = organs.organs_by_id([row.organ]) if row.organ else {}
    return found[row.organ].name if row.organ in found else organs.names_of_regions([row.region]).get(row.region, "")


def answer_of(sheet: Sheet, questions: Sequence[figures.Question]) -> list[str]:
    """One sheet in words, question by question."""
    said = []
    for each in questions:
        labels = {option.code: option.label for option in each.options}
        said.append("；".join(labels.get(value, value) for value in sheet.answers.get(each.code, [])))
    return said


@dataclass(slots=True)
class Until:
    """How long it may still be answered, as a page shows a clock."""

    due: date
    due_text: str
    due_level: str
    state: str = "running"
    settled: date | None = None
    provisional: bool = False


def until(row: Survey, on: date) -> Until:
    """“还剩 12 天”, and how warm."""
    left = days_left(Until(row.closes_on, "", ""), on)
    return Until(row.closes_on, gettext(left.text) % left.params, left.level)
