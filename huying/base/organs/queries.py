"""Reading regions, organs, terms, the calendar and the playbook of a place. Mostly from memory: see ``memory.py``."""

import hashlib
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.translation import get_language, gettext

from huying.base.organs import memory
from huying.base.organs.models import Adoption, Organ, Outline, Region, Register, RestDay, Session, Term
from huying.base.organs.outlines import Ring
from huying.base.organs.rules import home, numeral, prefixes
from huying.kernel import calendar
from huying.kernel.calendar import WorkCalendar
from huying.kernel.errors import Missing
from huying.kernel.words import N_
from huying.playbooks import shelf
from huying.playbooks.shelf import Book

DEFAULT_BOOKS = {6: "county", 9: "township"}
"""What a congress works by that adopted nothing, by the digits of its code."""


def region(code: str) -> Region:
    """The region with this division code; Missing when there is none."""
    found = regions_by_code([code]).get(code)
    if found is None:
        raise Missing(N_("没有这个地区。"))
    return found


def regions_by_code(codes: Iterable[str]) -> dict[str, Region]:
    """Regions by code, unknown codes left out. At most one statement."""
    return memory.recall_many("region", codes, Region.objects.in_bulk)


def names_of_regions(codes: Iterable[str]) -> dict[str, str]:
    """Names by code, unknown codes left out."""
    return {code: found.name for code, found in regions_by_code(codes).items()}


def regions_under(code: str, level: str = "") -> list[Region]:
    """Every region inside ``code`` (itself left out), by code; of one level ("town", "village" …) when given."""
    below = memory.recall(
        ("under", code), lambda: list(Region.objects.filter(code__startswith=code).exclude(code=code).order_by("code"))
    )
    return [found for found in below if level in ("", found.level)]


def outlines(code: str) -> dict[str, list[Ring]]:
    """The borders of a region and of every region inside it that has one, by code."""
    return memory.recall(
        ("outlines", code),
        lambda: dict(Outline.objects.filter(pk__startswith=code).values_list("pk", "rings")),
    )


def places(regions: Iterable[str]) -> list[tuple[str, str]]:
    """These congresses and those of the townships inside them, as choices: (code, name)."""
    codes = {row.code for region in regions for row in regions_under(region) if len(row.code) == 9} | set(regions)
    names = names_of_regions(codes)
    return [(code, names[code]) for code in sorted(codes) if code in names]


def organ(pk: int) -> Organ:
    """The organ with this id; Missing when there is none."""
    found = organs_by_id([pk]).get(pk)
    if found is None:
        raise Missing(N_("没有这个机构。"))
    return found


def organs_by_id(ids: Iterable[int]) -> dict[int, Organ]:
    """Organs by id, unknown ids left out. At most one statement."""
    return memory.recall_many("organ", ids, Organ.objects.in_bulk)


def organs(region: str, on: date, *kinds: str) -> list[Organ]:
    """The organs of exactly this congress that exist on ``on``, by kind and name; of these kinds only when given."""
    return [row for row in organs_ever(region) if _exists(row, on) and (not kinds or row.kind in kinds)]


def organs_ever(region: str) -> list[Organ]:
    """Every organ that this congress has or had, by kind and name."""
    return memory.recall(("organs", region), lambda: list(Organ.objects.filter(region=region).order_by("kind", "name")))


def organ_by_uid(uid: UUID) -> Organ:
    """The organ at this address; Missing when there is none."""
    found = Organ.objects.filter(uid=uid).first()
    if found is None:
        raise Missing(N_("没有这个机构。"))
    return found


def units(region: str, on: date) -> list[Organ]:
    """The handling units (承办单位) that a congress of this region may assign to on ``on``."""
    return organs(region, on, Organ.Kind.UNIT)


def congress_of(region: str, on: date | None = None) -> Organ:
    """The congress of exactly this region; Missing when it has none (a street, a village)."""
    rows = memory.recall(
        ("congress", region), lambda: list(Organ.objects.filter(region=region, kind=Organ.Kind.CONGRESS))
    )
    for row in rows:
        if row.until is None if on is None else _exists(row, on):
            return row
    raise Missing(N_("这里没有本级人民代表大会。"))


def highest(on: date) -> list[str]:
    """The regions of the congresses kept here that lie inside no other's: a county, a city, or a township alone."""
    rows = Organ.objects.filter(kind=Organ.Kind.CONGRESS).order_by("region")
    codes = list(dict.fromkeys(row.region for row in rows if _exists(row, on)))
    return [code for code in codes if not any(code != other and code.startswith(other) for other in codes)]


def successor_of(pk: int) -> Organ:
    """Who holds the work of this organ today: itself, or the last in the line of successors."""
    found = organ(pk)
    seen = {pk}
    while found.successor_id and found.successor_id not in seen:
        seen.add(found.successor_id)
        found = organ(found.successor_id)
    return found


def calendar_for(region: str) -> WorkCalendar:
    """The working days of a place: the national calendar with the rest days declared for it and around it."""
    return memory.recall(("calendar", region), lambda: _calendar(region))


def _calendar(region: str) -> WorkCalendar:
    around = prefixes(region)
    rows = RestDay.objects.filter(region__in=around).values_list("region", "day", "works")
    changes = {day: works for _, day, works in sorted(rows, key=lambda row: len(row[0]))}
    if not changes:
        return calendar.national()
    text = ";".join(f"{day}{works:d}" for day, works in sorted(changes.items()))
    mark = hashlib.sha256(text.encode()).hexdigest()[:8]
    return calendar.national().with_local(changes, f"{calendar.national().version}+{around[-1]}#{mark}")


def rest_days(region: str, since: date) -> list[RestDay]:
    """The days from ``since`` on that were declared for a place or around it, the latest first."""
    rows = RestDay.objects.filter(region__in=prefixes(region), day__gte=since)
    return list(rows.order_by("-day", "-region"))


def book_for(region: str, on: date) -> Book:
    """The playbook by which a congress works on ``on``: the longest code that fits, its latest adoption."""
    return shelf.open_book(_book(region, on), on)


def adopted(region: str, on: date) -> Adoption | None:
    """The adoption in force on ``on``, perhaps of the county around; None when nothing was adopted."""
    fitting = [row for row in adoptions(region) if row.since <= on]
    return max(fitting, key=lambda row: (len(row.region), row.since), default=None)


def adoptions(region: str) -> list[Adoption]:
    """Every adoption of this congress and of those around it, the latest first."""
    return memory.recall(
        ("adoptions", region),
        lambda: list(Adoption.objects.filter(region__in=prefixes(region)).order_by("-since", "-region")),
    )


def _book(region: str, on: date) -> str:
    row = adopted(region, on)
    return row.playbook if row else DEFAULT_BOOKS.get(len(home(region)), "county")


def current_session(region: str, on: date) -> Session | None:
    """The session in which a suggestion of ``on`` is numbered: the last one opened of the term in force, or None."""
    for session in sessions(region):
        if (
            session.opens <= on
            and session.term.since <= on
            and (session.term.until is None or on <= session.term.until)
        ):
            return session
    return None


def sessions(region: str) -> list[Session]:
    """Every session of exactly this congress, with its term, newest first."""
    return memory.recall(
        ("sessions", region),
        lambda: list(Session.objects.filter(term__region=region).select_related("term").order_by("-opens", "-id")),
    )


def session_by_id(pk: int) -> Session:
    """A session with its term; Missing when there is none."""
    rows = Session.objects.select_related("term")
    found = memory.recall_many("session", [pk], rows.in_bulk).get(pk)
    if found is None:
        raise Missing(N_("没有这次会议。"))
    return found


def session_label(session: Session) -> str:
    """“第十八届第三次会议”, with plain numbers in other languages."""
    numbers = {"term": _say(session.term.number), "session": _say(session.number)}
    return gettext(N_("第%(term)s届第%(session)s次会议")) % numbers


def _say(number: int) -> str:
    return numeral(number) if (get_language() or "zh").startswith("zh") else str(number)


def register_of(region: str) -> Register:
    """The register of the congress a place belongs to; Missing before its first line."""
    found = Register.objects.filter(region=home(region)).first()
    if found is None:
        raise Missing(N_("这里还没有登记册。"))
    return found


def _exists(organ: Organ, on: date) -> bool:
    return organ.since <= on and (organ.until is None or on <= organ.until)


def term(pk: int) -> Term:
    """A term; Missing when there is none."""
    found = Term.objects.filter(pk=pk).first()
    if found is None:
        raise Missing(N_("没有这一届。"))
    return found


def terms(region: str) -> list[Term]:
    """Every term of exactly this congress, the newest first."""
    return list(Term.objects.filter(region=region).order_by("-number"))


def terms_on(regions: Iterable[str], on: date) -> list[Term]:
    """The terms in force on ``on`` of these congresses, by code."""
    in_force = Q(since__lte=on) & (Q(until=None) | Q(until__gte=on))
    return list(Term.objects.filter(in_force, region__in=list(regions)).order_by("region", "number"))


def term_label(term: Term) -> str:
    """“第十八届”, with plain numbers in other languages."""
    return gettext(N_("第%(term)s届")) % {"term": _say(term.number)}
