"""Writing regions, organs, terms, sessions, playbooks and rest days. Each act leaves a line in the register."""

from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from huying.base.ledger.commands import command, record
from huying.base.ledger.models import Audience, Entry
from huying.base.organs import memory, outlines, queries
from huying.base.organs.models import Adoption, Organ, Outline, Region, Register, RestDay, Session, Term
from huying.base.organs.permissions import check_arrange, check_decide
from huying.base.organs.rules import check_code, home, parent
from huying.base.organs.states import OPEN
from huying.kernel.actor import Actor, Post
from huying.kernel.errors import Invalid, Missing
from huying.kernel.words import N_
from huying.playbooks import shelf


def note(
    region: str,
    verb: str,
    actor: Actor,
    *,
    now: datetime,
    post: Post | None = None,
    data: dict[str, Any] | None = None,
    effective: date | None = None,
) -> Entry:
    """Write one line into the register of the congress that ``region`` belongs to. Inside a command only.

    ``data`` holds codes and ids, never names. Takes the register's row lock: call it after the rows it is about.
    """
    book = Register.objects.select_for_update().filter(region=home(region)).first()
    book = book or Register(region=home(region), state=OPEN, edition="", created_at=now)
    return record(book, verb, actor, now=now, post=post, audience=Audience.CONGRESS, data=data, effective=effective)


@command
def add_region(*, actor: Actor, now: datetime, code: str, name: str, level: str) -> Region:
    """A region by its official division code. A county or township gets its register.

    Raises Invalid for a code of the wrong shape, an unknown parent, or one that is there already.
    """
    post = check_arrange(actor, code)
    check_code(code, level)
    if parent(code) and not Region.objects.filter(pk=parent(code)).exists():
        raise Invalid(N_("请先登记上一级地区 %(code)s。"), field="code", code=parent(code))
    if Region.objects.filter(pk=code).exists():
        raise Invalid(N_("区划代码 %(code)s 已经登记过。"), field="code", code=code)
    region = Region.objects.create(code=code, name=_named(name), level=level)
    memory.changed()
    verb = "register.opened" if home(code) == code else "region.added"
    note(code, verb, actor, now=now, post=post, data={"region": code})
    return region


@command
def rename_region(*, actor: Actor, now: datetime, code: str, name: str) -> Region:
    """Correct the name of a region. Its code is official and stays."""
    region = Region.objects.select_for_update().filter(pk=code).first()
    if region is None:
        raise Missing(N_("没有这个地区。"))
    post = check_arrange(actor, code)
    region.name = _named(name)
    region.save(update_fields=["name"])
    memory.changed()
    note(code, "region.renamed", actor, now=now, post=post, data={"region": code})
    return region


@command
def draw_outlines(*, actor: Actor, now: datetime, region: str, geojson: str, system: str = "wgs84") -> Entry:
    """The borders of the regions of a county or township, from a file; those it names are replaced.

    Args:
        geojson: as ``outlines.read`` takes it; regions outside ``region`` or not registered are left out.
        system: of its coordinates.

    Returns the register's line, whose data names the regions.
    """
    post = check_arrange(actor, region)
    read = outlines.read(geojson, system)
    known = Region.objects.filter(pk__in=read, pk__startswith=region).values_list("pk", flat=True)
    codes = sorted(known)
    if not codes:
        raise Invalid(N_("文件里的区划代码，一个也没有登记过；请先登记地区。"), field="file")
    rows = [Outline(region=code, rings=read[code]) for code in codes]
    Outline.objects.bulk_create(rows, update_conflicts=True, unique_fields=["region"], update_fields=["rings"])
    memory.changed()
    return note(region, "region.outlined", actor, now=now, post=post, data={"regions": codes})


@command
def add_organ(
    *,
    actor: Actor,
    now: datetime,
    kind: str,
    region: str,
    name: str,
    short: str = "",
    unit_kind: str = "",
    duties: str = "",
    parent: int | None = None,
    since: date | None = None,
) -> Organ:
    """A congress, committee, office or handling unit of this region, from ``since`` (default: the day of ``now``)."""
    post = check_arrange(actor, region)
    if not Region.objects.filter(pk=region).exists():
        raise Invalid(N_("没有这个地区。"), field="region")
    if kind not in Organ.Kind.values or unit_kind not in Organ.UnitKind.values:
        raise Invalid(N_("没有这种机构。"), field="kind")
    if (kind == Organ.Kind.UNIT) != bool(unit_kind):
        raise Invalid(N_("承办单位要写明是哪一类单位，其他机构不写。"), field="unit_kind")
    if kind == Organ.Kind.CONGRESS and Organ.objects.filter(region=region, kind=kind, until=None).exists():
        raise Invalid(N_("本级人民代表大会已经登记过。"), field="kind")
    organ = Organ.objects.create(
        kind=kind,
        region=region,
        name=_free(name, region),
        short=_short(short, name),
        unit_kind=unit_kind,
        duties=duties,
        parent_id=parent,
        since=since or timezone.localdate(now),
    )
    memory.changed()
    note(region, "organ.added", actor, now=now, post=post, data={"organ": organ.pk}, effective=organ.since)
    return organ


@command
def edit_organ(*, actor: Actor, now: datetime, organ: int, name: str, short: str = "", duties: str = "") -> Organ:
    """Correct what an organ is called, and what it is for (承办范围). Every page shows the new name, old cases too.

    A reform that renames a body is no correction: add the new one and merge the old one into it.
    """
    row = Organ.objects.select_for_update().filter(pk=organ).first()
    if row is None:
        raise Missing(N_("没有这个机构。"))
    post = check_arrange(actor, row.region)
    if row.until is not None:
        raise Invalid(N_("已经撤并的机构保留原来的名称。"), field="name")
    row.name, row.short, row.duties = _free(name, row.region, row.pk), _short(short, name), duties.strip()
    row.save(update_fields=["name", "short", "duties"])
    memory.changed()
    note(row.region, "organ.edited", actor, now=now, post=post, data={"organ": row.pk})
    return row


@command
def merge_units(*, actor: Actor, now: datetime, old: int, new: int) -> Organ:
    """Let ``new`` take over from ``old`` (机构改革). Nothing moves here: rooms hand on their open work afterwards.

    ``old`` keeps its row, its name and its history; it exists until the day before. Returns ``old``.
    """
    if old == new:
        raise Invalid(N_("不能并入自己。"), field="new")
    rows = {row.pk: row for row in Organ.objects.select_for_update().filter(pk__in=[old, new]).order_by("pk")}
    if len(rows) < 2:
        raise Missing(N_("没有这个机构。"))
    gone, heir = rows[old], rows[new]
    post = check_arrange(actor, gone.region)
    if gone.successor_id or gone.until or heir.until or heir.kind != gone.kind or heir.region != gone.region:
        raise Invalid(N_("只能并入本级同类、仍在运行的机构。"), field="new")
    gone.successor, gone.until = heir, timezone.localdate(now)
    gone.save(update_fields=["successor", "until"])
    memory.changed()
    note(gone.region, "organ.merged", actor, now=now, post=post, data={"organ": old, "into": new})
    return gone


@command
def add_term(*, actor: Actor, now: datetime, region: str, number: int, since: date, until: date | None = None) -> Term:
    """A term (届) of the congress of this region; five years by 宪法 第98条, so ``until`` may be given."""
    post = check_decide(actor, region)
    if until is not None and until <= since:
        raise Invalid(N_("届满日要在起始日之后。"), field="until")
    if Term.objects.filter(region=region, number=number).exists():
        raise Invalid(N_("这一届已经登记过。"), field="number")
    term = Term.objects.create(region=region, number=number, since=since, until=until)
    memory.changed()
    note(region, "term.added", actor, now=now, post=post, data={"term": term.pk}, effective=since)
    return term


@command
def open_session(*, actor: Actor, now: datetime, term: int, number: int, opens: date, closes: date) -> Session:
    """A session (次) within a term. Suggestions are numbered within it until the next one opens."""
    row = Term.objects.filter(pk=term).first()
    if row is None:
        raise Missing(N_("没有这一届。"))
    post = check_decide(actor, row.region)
    if closes < opens:
        raise Invalid(N_("闭会日不能早于开会日。"), field="closes")
    if opens < row.since or (row.until and closes > row.until):
        raise Invalid(N_("会议要在本届任期之内。"), field="opens")
    if Session.objects.filter(term=row, number=number).exists():
        raise Invalid(N_("这次会议已经登记过。"), field="number")
    session = Session.objects.create(term=row, number=number, opens=opens, closes=closes)
    memory.changed()
    note(row.region, "session.opened", actor, now=now, post=post, data={"session": session.pk}, effective=opens)
    return session


@command
def adopt_playbook(*, actor: Actor, now: datetime, region: str, playbook: str, since: date) -> Adoption:
    """From ``since`` the congress works by this playbook. Cases under way keep the edition they began with."""
    post = check_decide(actor, region)
    if playbook not in shelf.ids():
        raise Invalid(N_("没有名为“%(name)s”的办法。"), field="playbook", name=playbook)
    if Adoption.objects.filter(region=region, since=since).exists():
        raise Invalid(N_("这一天已经定过办法，请另选生效日。"), field="since")
    adoption = Adoption.objects.create(region=region, playbook=playbook, since=since)
    memory.changed()
    note(region, "playbook.adopted", actor, now=now, post=post, data={"playbook": playbook}, effective=since)
    return adoption


@command
def declare_rest_day(*, actor: Actor, now: datetime, region: str, day: date, works: bool, reason: str) -> RestDay:
    """A local rest day, or a working day on a rest day; a second declaration replaces the first.

    Open clocks follow at the next tick (``clocks.jobs.correct``). A day gone by may become a rest day (a flood), never
    a working day: somebody's time would have run out yesterday.
    """
    post = check_decide(actor, region)
    if works and day <= timezone.localdate(now):
        raise Invalid(
            N_("上班日要提前定，只能定明天以后的日子：过去的日子改成上班，会有期限在昨天就到期。"), field="day"
        )
    if not (reason := " ".join(reason.split())):
        raise Invalid(N_("请写明原因，例如“县庆”。"), field="reason")
    if queries.calendar_for(region).works(day) == works:
        already = N_("这一天本来就上班，不用再定。") if works else N_("这一天本来就休息，不用再定。")
        raise Invalid(already, field="day")
    rest, _ = RestDay.objects.update_or_create(region=region, day=day, defaults={"works": works, "reason": reason[:80]})
    memory.changed()
    data = {"day": day.isoformat(), "works": works}
    note(region, "rest_day.declared", actor, now=now, post=post, data=data, effective=day)
    return rest


def next_number(series: str) -> int:
    """The next number of a gapless series, from 1. Inside a command: its rollback gives the number back.

    One statement; the row stays locked until the command ends, so two offices get two numbers and no hole.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("next_number outside a transaction would leave holes.")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO organs_series (name, last) VALUES (%s, 1) "
            "ON CONFLICT (name) DO UPDATE SET last = organs_series.last + 1 RETURNING last",
            [series],
        )
        number: int = cursor.fetchone()[0]
    return number


def _free(name: str, region: str, but: int = 0) -> str:
    """The name in good order; refused when another organ of this congress bears it today."""
    cleaned = _named(name)
    if Organ.objects.filter(region=region, name=cleaned, until=None).exclude(pk=but).exists():
        raise Invalid(N_("本级已有同名机构。"), field="name")
    return cleaned


def _short(short: str, name: str) -> str:
    return " ".join(short.split()) or _named(name)[:30]


def _named(name: str) -> str:
    cleaned = " ".join(name.split())
    if not cleaned:
        raise Invalid(N_("请填写名称。"), field="name")
    return cleaned
