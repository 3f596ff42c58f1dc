"""One suggestion from end to end, and its papers."""

import uuid

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext

from huying.base.ledger import queries as ledger
from huying.base.papers import queries as papers
from huying.base.papers.queries import Paper
from huying.base.papers.views import send
from huying.base.web import pages
from huying.field.voices import queries as voices
from huying.playbooks import shelf
from huying.work.suggestions import queries, showing, telling
from huying.work.suggestions.forms import Matter
from huying.work.suggestions.sentences import DONE
from huying.work.suggestions.states import MEETINGS
from huying.work.suggestions.views.doors import actor_of, matter_of, page

PAPER_KINDS = ("photo", "contact", "reply", "evidence")


@page()
def case(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """What it is, whose turn it is and by when, what the reader can do, what happened so far."""
    matter = matter_of(request, uid)
    story, actor = matter.story, matter.actor
    done = DONE.get(request.GET.get("done", ""), "")
    buttons, refused = showing.buttons(actor, story)
    open_clocks = [clock for clock in story.clocks if clock.settled is None]
    context = {
        **about(matter),
        "done": gettext(done) if done else "",
        "stages": showing.stages(story),
        "buttons": buttons,
        "refused": refused,
        "work": showing.work(story, matter.on),
        "grades": showing.grades(story),
        "ordinals": showing.ORDINALS,
        "meeting_names": {kind: gettext(label) for kind, label in MEETINGS.items()},
        "promises": _promises(matter),
        "lines": showing.timeline(story),
        "papers": [(row.name, paper_url(story, row), row.size, thumb_url(story, row)) for row in story.papers],
        "clocks": [telling.deadline(clock, matter.on) for clock in sorted(open_clocks, key=lambda c: (c.due, c.pk))],
        "voices": _voices(matter),
        "group": queries.group_of(actor, story.case),
    }
    return pages.render(request, "suggestions/case.html", context)


def about(matter: Matter) -> dict[str, object]:
    """What every page on one suggestion says at its head."""
    story, book = matter.story, matter.book
    signed = [story.names[row.person] for row in story.cosigners if row.state == "agreed" and row.person in story.names]
    categories = dict(showing.options(book.suggestions.categories))
    return {
        "story": story,
        "case": story.case,
        "turn": story.turn,
        "signed": signed,
        "category": categories.get(story.case.category, ""),
        "fast": story.case.kind == "small_urgent",
        "rules": shelf.by_edition(story.case.edition).shown(get_language() or ""),
        "today": matter.on,
        "organ": telling.organ_name,
        "classes": dict(showing.options(book.suggestions.classes)),
    }


def _promises(matter: Matter) -> list[tuple[object, str, telling.Deadline | None]]:
    clocks = {clock.about: clock for clock in matter.story.clocks if clock.kind == "commitment"}
    return [
        (
            row,
            telling.organ_name(row.unit_id),
            telling.deadline(clocks[row.about], matter.on) if row.about in clocks else None,
        )
        for row in matter.story.commitments
    ]


def _voices(matter: Matter) -> dict[str, object]:
    """The voices it grew out of: how many, and those the reader may open."""
    ids = [int(s.partition(":")[2]) for s in ledger.family(matter.case.subject) if s.startswith("voice:")]
    rows = list(voices.visible_to(matter.actor).filter(pk__in=ids).order_by("pk")[:20]) if ids else []
    return {"n": len(ids), "rows": rows}


def paper_url(story: queries.Story, row: Paper) -> str:
    return f"/desk/suggestions/{story.case.uid}/papers/{row.uid}"


def thumb_url(story: queries.Story, row: Paper) -> str:
    return f"{paper_url(story, row)}?thumb=1" if row.thumb else ""


@page()
def paper(request: HttpRequest, uid: uuid.UUID, paper: uuid.UUID) -> FileResponse:
    """A file of a suggestion, through the gate: first the suggestion, then this paper of it."""
    actor = actor_of(request)
    found = queries.get_for(actor, uid)
    sought = papers.open_for(found.subject, paper, queries.audiences(actor, found))
    return send(sought, thumb="thumb" in request.GET)
