"""One voice as its handlers see it: what was said, what may be done with it and by which key, what happened."""

from dataclasses import dataclass
from typing import Any

from django.forms import CharField
from django.urls import reverse
from django.utils.translation import get_language, gettext

from huying.base.clocks import queries as clocks
from huying.base.ledger.models import Audience
from huying.base.organs import queries as organs
from huying.base.papers import queries as papers
from huying.field.voices import listening, matters, permissions, queries, reception, rules, sketch, telling
from huying.field.voices.board import AT_DESK, STANDS, Board
from huying.field.voices.buttons import FORMS
from huying.field.voices.commands.hold import held
from huying.field.voices.commands.steps import facts_of
from huying.field.voices.commands.triage import DOORS
from huying.field.voices.forms import JoinForm, ReferForm, VerbForm
from huying.field.voices.models import Voice
from huying.field.voices.publishing import decision
from huying.field.voices.sentences import DOORS as HINTS
from huying.field.voices.states import CHANNELS
from huying.kernel.errors import Missing
from huying.playbooks import shelf

TRIAGE = ("received", "triaged")
BESIDES = (
    *("ask", "stop_waiting", "add_words", "split", "unite", "mediate", "register"),
    *("publish", "unpublish", "withhold"),
    *("leave_contact", "reissue_code", "undo", "withdraw", "erase"),
)
"""What one may also do, the likeliest first; none of these sends a voice on, so the desk stays with it."""
FIRST = ("report_back", "check", "revisit")
"""What is most likely the next step once a voice has left triage."""
LATER = ("pass_up", "join", "split")
"""Forms that ask much of the database: fetched when they are opened."""


@dataclass(slots=True)
class Act:
    """One thing to do with a voice: its key, its form (None: fetched when opened), what follows from it."""

    name: str
    label: str
    consequence: str
    href: str
    hint: str = ""
    key: str = ""
    form: VerbForm | None = None
    opened: bool = False
    templates: tuple[Any, ...] = ()


def sheet(board: Board, voice: Voice, bound: dict[str, VerbForm] | None = None) -> dict[str, Any]:
    """Everything the page of one voice shows: three statements, one more with photos."""
    actor = board.actor
    seen, handles = queries.audiences(actor, voice), queries.handles(actor, voice)
    owed = clocks.of(voice.subject, extensions=False)
    lines = queries.timeline(voice, seen)
    contact = queries.contact_for(actor, voice)
    keeps = permissions.keeper(actor, facts_of(voice)) is not None
    found = held(voice, board.now) if keeps and voice.state in AT_DESK else None
    shown = brief(board, voice, bound, erasable=contact is not None)
    offered = {each.name for each in (*shown["acts"], *shown["besides_acts"])}
    lost = next((form for name, form in (bound or {}).items() if name not in offered and form.is_bound), None)
    return {
        **shown,
        "lost": lost,
        "lost_words": _words(lost) if lost else "",
        "turn": queries.turn_of(voice, board.today, [clock for clock in owed if clock.settled is None]),
        "clocks": [telling.deadline(clock, board.today) for clock in owed],
        "lines": lines,
        "later": [line for line in lines if line.note],
        "sounds": listening.of(voice, seen),
        "photos": papers.of(voice.subject, seen) if voice.photos else [],
        "contact": contact,
        "may_contact": permissions.may_read_contact(actor, facts_of(voice)),
        "place": voice.place if handles else queries.address(voice),
        "words": voice.words if handles else voice.text,
        "decision": decision(voice) if handles else None,
        "besides": telling.besides(voice) if handles else [],
        "hold": found if found is not None and found.person_id != actor.person else None,
        "matters": matters.of(voice, board.today) if handles and voice.state not in TRIAGE else [],
        "reception": reception.told(voice) if handles else [],
        "keeps": keeps,
        "waits": voice.waits_until if Audience.PARTIES in seen else None,
        "gathers": permissions.may_gather(actor, facts_of(voice)),
        "helped": voice.state in TRIAGE and keeps,
    }


def _words(form: VerbForm) -> str:
    """What somebody wrote into a form that is no longer offered; a code that was picked is nobody's words."""
    written = (name for name in ("text", "reason", "note") if isinstance(form.fields.get(name), CharField))
    return "\n".join(form.data.get(name, "") for name in written).strip()


def brief(
    board: Board, voice: Voice, bound: dict[str, VerbForm] | None = None, *, erasable: bool = False
) -> dict[str, Any]:
    """What can be shown of a voice without asking: its words, and the ways out. No statement."""
    actor = board.actor
    verbs = [verb for verb in queries.verbs_for(actor, voice) if verb.name not in ("erase", "reissue_code") or erasable]
    deputy = permissions.deputy_post(actor, facts_of(voice)) is not None
    drafts = deputy and any(verb.name == "pass_up" and verb.allowed for verb in verbs)
    allowed = [
        verb for verb in verbs if verb.allowed and verb.name in FORMS and not (drafts and verb.name == "pass_up")
    ]
    doors = [verb for verb in allowed if verb.name not in BESIDES]
    triage = voice.state in TRIAGE and any(verb.name == "answer" for verb in doors)
    if triage:
        doors.sort(key=lambda verb: list(DOORS).index(verb.name))
    else:
        doors.sort(key=lambda verb: FIRST.index(verb.name) if verb.name in FIRST else len(FIRST))
    made = [_act(verb, voice, board, bound or {}) for verb in doors]
    for place, each in enumerate(made, start=1):
        # A way out keeps its number where another is not to be had.
        each.key = str(list(DOORS).index(each.name) + 1 if triage else place)
    if made and not triage and not bound and made[0].name != "confirm":  # the citizen's word: nobody is led into it
        made[0].opened = True
    besides = sorted((verb for verb in allowed if verb.name in BESIDES), key=lambda verb: BESIDES.index(verb.name))
    book, language = shelf.by_edition(voice.edition).voices, get_language() or ""
    category = next((option.shown(language) for option in book.categories if option.code == voice.category), "")
    return {
        "voice": voice,
        "acts": made,
        "besides_acts": [_act(verb, voice, board, bound or {}) for verb in besides],
        "not_yet": [verb for verb in verbs if not verb.allowed],
        "triage": triage,
        "draft_suggestion": drafts,
        "channel": gettext(CHANNELS[voice.channel]),
        "state": gettext(STANDS[voice.stand]),
        "category": category,
        "village": organs.names_of_regions([voice.village]).get(voice.village, "") if voice.village else "",
    }


def act(board: Board, voice: Voice, name: str, form: VerbForm) -> Act:
    """One act with its form, for the part of the page that asked for it.

    Raises:
        Missing: it cannot be done now.
    """
    for verb in queries.verbs_for(board.actor, voice):
        if verb.name == name:
            return _act(verb, voice, board, {name: form})
    raise Missing(queries.GONE)


def _act(verb: queries.Verb, voice: Voice, board: Board, bound: dict[str, VerbForm]) -> Act:
    href = reverse("voices:act", args=[voice.uid, verb.name])
    query = board.asked.query
    made = Act(verb.name, verb.label, verb.consequence, f"{href}?{query}" if query else href)
    made.hint = gettext(HINTS[verb.name]) if verb.name in HINTS and voice.state in TRIAGE else ""
    made.form = bound.get(verb.name)
    made.opened = made.form is not None
    if made.form is None and verb.name not in LATER and not (verb.name == "publish" and voice.photos):
        made.form = FORMS[verb.name](voice=voice, on=board.today, initial={"version": voice.version})
    if made.form is not None:
        made.form.auto_id = f"{verb.name}_%s"  # several verbs stand on one page
    station, language = voice.station.name, get_language() or ""
    made.templates = tuple(
        (known.code, known.shown(language), known.filled(station))
        for known in shelf.by_edition(voice.edition).voices.templates
        if known.verb == verb.name
    )
    return made


def advice(board: Board, voice: Voice, join: JoinForm | None = None) -> dict[str, Any]:
    """What helps the keeper to decide: who usually handles such things, another door the words speak of, those alike
    with the form that joins, and where they lie. Five statements."""
    actor, today = board.actor, board.today
    book, language = shelf.by_edition(voice.edition).voices, get_language() or ""
    code, words = rules.likely(voice.words, book.guides)
    alike = queries.similar(voice.words, voice.region, today, actor, but=voice.pk)
    if voice.like_id and voice.like_id not in {row.pk for row in alike}:
        alike = [*queries.visible_to(actor).filter(pk=voice.like_id).select_related("station"), *alike]
    alike.sort(key=lambda row: row.pk != voice.like_id)
    open_still = {row.pk for row in alike if row.state not in ("joined", "reported", "closed")}
    initial = {"version": voice.version, "into": voice.like_id if voice.like_id in open_still else None}
    form = join or JoinForm(voice=voice, on=today, initial=initial)
    form.auto_id = "join_%s"
    return {
        "voice": voice,
        "alike": [(row, str(telling.turn(row, today, ())), row.pk in open_still) for row in alike],
        "units": queries.suggested_units(voice),
        "guide": next((known.shown(language) for known in book.guides if known.code == code), ""),
        "guide_words": "、".join(words),
        "join": form,
        "sketch": sketch.drawing(voice, alike),
        "where": sketch.said(voice),
    }


def advise(form: VerbForm, voice: Voice) -> None:
    """A form opened by its own address carries its advice with it; on the desk's page the advice comes beside."""
    if isinstance(form, ReferForm) and not form.is_bound:
        form.advise(queries.suggested_units(voice))


def templated(name: str, voice: Voice, code: str) -> dict[str, str]:
    """The words of a template as the beginning of a form, {} when there is no such one for this verb."""
    for known in shelf.by_edition(voice.edition).voices.templates:
        if known.code == code and known.verb == name:
            return {"text": known.filled(voice.station.name)}
    return {}
