"""What a process of the house under attack can do; forked through ``doorway``, or started: ``… worker dues``."""

import json
import os
import sys
import uuid
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout, suppress
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huying.config.settings")
django.setup()

from django.conf import settings  # noqa: E402 - Django is set up first
from django.core.files.base import ContentFile  # noqa: E402
from django.db import connections  # noqa: E402
from django.db.models import CharField, Value  # noqa: E402
from django.db.models.functions import Cast, Concat  # noqa: E402
from django.utils import timezone  # noqa: E402

from huying.base.clocks.models import Clock  # noqa: E402
from huying.base.ledger import queries as ledger  # noqa: E402
from huying.base.ledger.models import Receipt  # noqa: E402
from huying.base.notices import jobs as notices  # noqa: E402
from huying.base.notices.models import Delivery, Notice  # noqa: E402
from huying.base.organs import queries as organs  # noqa: E402
from huying.base.people import queries as who  # noqa: E402
from huying.base.people.models import Account  # noqa: E402
from huying.base.tallies import queries as tallies  # noqa: E402
from huying.config import env, tick  # noqa: E402
from huying.config.cli import main  # noqa: E402
from huying.field.imports import commands as imports  # noqa: E402
from huying.field.imports import work  # noqa: E402
from huying.field.imports.models import Batch, Row  # noqa: E402
from huying.field.stations import queries as stations  # noqa: E402
from huying.field.voices import commands as voices  # noqa: E402
from huying.field.voices.models import Voice  # noqa: E402
from huying.kernel import calendar, periods  # noqa: E402
from huying.kernel.actor import PUBLIC, SYSTEM, Actor  # noqa: E402
from huying.kernel.errors import HouseError  # noqa: E402
from huying.work.suggestions import commands as suggestions  # noqa: E402
from huying.work.suggestions.models import Round, Suggestion, Task  # noqa: E402
from tests.journeys import make  # noqa: E402

NOW = make.NOW


def actor(name: str) -> Actor:
    return who.actor_of(Account.objects.select_related("person").get(username=name), NOW.date())


say: Callable[[Any], None] = print


def move_in(data: str, url: str) -> None:
    """Work in this folder and this database from now on."""
    os.environ.update(HUYING_DATA=data, HUYING_DATABASE_URL=url)
    settings.DATA = Path(data)
    settings.MEDIA_ROOT = Path(data) / "media"
    settings.DATABASES = {"default": env.database("HUYING_DATABASE_URL", Path(data) / "huying.sqlite3")}
    with suppress(AttributeError):
        del connections["default"]
    connections.settings = connections.configure_settings(settings.DATABASES)


def cli(*argv: str) -> tuple[int, str]:
    """The operator's command; its exit code and all it said."""
    with redirect_stdout(StringIO()) as said, redirect_stderr(said):
        code = main(list(argv))
    return code, said.getvalue()


def found() -> dict[str, Any]:
    """The county; one suggestion filed and one assigned; a letter box."""
    h = make.house()
    filed = make.suggestions.filed(h.world)
    assigned = make.suggestions.assigned(h.world)
    return {"filed": filed.pk, "assigned": assigned.pk}


def write(seed: str) -> None:
    """Speak, register and answer for ever; every line is a promise: "pk version command id"."""
    station = stations.by_code("yunxi").pk
    officer = actor("yunxi_officer")
    for number in range(100_000):
        key = uuid.uuid4()
        row = voices.receive(
            actor=PUBLIC, now=NOW, channel="qr", station=station, text=f"{seed} 第 {number} 件事", command_id=key
        )
        say((row.pk, row.version, str(key)))
        if number % 2:
            row = voices.register(actor=officer, now=NOW, voice=row.pk, command_id=uuid.uuid4())
            say((row.pk, row.version, str(key)))
        if number % 3 == 0:
            row = voices.answer(actor=officer, now=NOW, voice=row.pk, text="已经办好", command_id=uuid.uuid4())
            say((row.pk, row.version, str(key)))


def old_ledger(rows: str) -> int:
    """An old ledger of so many rows that ended elsewhere, looked at and begun; its batch."""
    lines = [f"{number},2025-03-01,第 {number} 盏路灯坏了,已经换好,2025-03-04" for number in range(int(rows))]
    text = "\n".join(["编号,反映时间,反映内容,办理结果,办结时间", *lines])
    station = stations.by_code("yunxi").pk
    given = {"file": ContentFile(text.encode(), name="台账.csv"), "source": "12345", "station": station}
    batch = imports.upload(actor=SYSTEM, now=NOW, **given)
    imports.plan(actor=SYSTEM, now=NOW, batch=batch.pk, mapping=batch.columns)
    work.advance(batch.pk, now=NOW, seconds=60)
    imports.start(actor=SYSTEM, now=NOW, batch=batch.pk)
    return batch.pk


def bring_in(batch: str) -> list[Any]:
    """Go on with it to the end, saying after every few rows how far it is; state and figures."""
    work.CHUNK, work.BREATH = 5, 0
    work.advance(int(batch), now=NOW, seconds=1e6, tell=lambda row: say(row.cursor))
    row = Batch.objects.get(pk=int(batch))
    done = Row.objects.filter(batch=row.pk, state="done")
    return [row.state, row.made, done.count(), done.values("voice").distinct().count()]


def check() -> dict[str, Any]:
    """The ledger's faults; cases by pk with their versions; whether clocks, counters and receipts agree with them."""
    rows = list(Voice.objects.values_list("pk", "version", "state"))
    counted = sum(n for n in tallies.by_key("voices", make.TOWN).values())
    open_clocks = set(Clock.objects.filter(settled=None, kind="register").values_list("subject", flat=True))
    return {
        "faults": [f"{f.subject} {f.seq} {f.what}" for f in ledger.verify().faults],
        "versions": {pk: version for pk, version, _ in rows},
        "counted": counted == len(rows),
        "owed": open_clocks == {f"voice:{pk}" for pk, _, state in rows if state == "received"},
        "receipts": {str(key): result for key, result in Receipt.objects.values_list("command_id", "result")},
    }


def attempt(run: Any) -> str:
    try:
        run()
    except HouseError as refusal:
        return type(refusal).__name__
    return "done"


def assign(unit: str, version: str) -> str:
    """The government office assigns the filed suggestion."""
    case = Suggestion.objects.order_by("pk").first()
    assert case is not None
    lead = next(row.pk for row in organs.units(make.COUNTY, NOW.date()) if row.name.endswith(unit))
    office = actor(f"office-{make.COUNTY}")
    return attempt(
        lambda: suggestions.assign(actor=office, now=NOW, suggestion=case.pk, version=int(version), lead=lead)
    )


def assigned() -> dict[str, int]:
    case = Suggestion.objects.order_by("pk").first()
    assert case is not None
    mine = {"suggestion": case.pk}
    return {
        "rounds": Round.objects.filter(**mine).count(),
        "tasks": Task.objects.filter(**mine).count(),
        "clocks": Clock.objects.filter(subject=case.subject, kind="reply").count(),
        "version": case.version,
    }


def file_many(name: str) -> list[int]:
    """Draft, submit and file five suggestions; their numbers."""
    lead, clerk = actor(f"{name}-{make.COUNTY}"), actor(f"clerk-{make.COUNTY}")
    numbers = []
    for _ in range(5):
        given = {"region": make.COUNTY, "title": make.suggestions.TITLE, "body": make.suggestions.BODY}
        case = suggestions.draft(actor=lead, now=NOW, **given)
        suggestions.submit(actor=lead, now=NOW, suggestion=case.pk)
        case = suggestions.file(actor=clerk, now=NOW, suggestion=case.pk, category="transport")
        numbers.append(case.number or 0)
    return numbers


def tap(key: str) -> list[Any]:
    """The same form sent eight times."""
    at = stations.by_code("yunxi").pk
    rows = [
        voices.receive(actor=PUBLIC, now=NOW, channel="qr", station=at, text="灯坏了", command_id=uuid.UUID(key))
        for _ in range(8)
    ]
    return sorted({(row.pk, row.code) for row in rows})


def dues() -> list[Any]:
    """Days of all kinds, and a voice said at the edges of a local day."""
    found: list[Any] = []
    for anchor, text in (
        ("2026-07-01", "3 months"),
        ("2026-02-12", "5 working-days"),
        ("2026-09-30", "5 working-days"),
    ):
        found.append(str(periods.due(periods.Period.parse(text), date.fromisoformat(anchor), calendar.national()).due))
    at = stations.by_code("yunxi").pk
    for moment in ("2026-02-12T23:59:59+08:00", "2026-02-13T00:00:00+08:00", "2026-02-12T16:00:00+00:00"):
        now = datetime.fromisoformat(moment)
        row = voices.receive(actor=PUBLIC, now=now, channel="qr", station=at, text="灯坏了")
        clock = Clock.objects.get(subject=row.subject)
        line = ledger.last(row.subject)
        found.append([str(clock.anchor), str(clock.due), str(line.effective) if line else ""])
    row = Voice.objects.order_by("pk").first()
    assert row is not None
    last = Clock.objects.get(subject=row.subject).due
    late = datetime.fromisoformat(f"{last}T23:59:59+08:00")
    voices.register(actor=actor("yunxi_officer"), now=late, voice=row.pk)
    found.append(Clock.objects.get(subject=row.subject, kind="register").state)
    found.append(str(timezone.localdate(late + timedelta(seconds=1))))
    return found


def beat(moment: str, folder: str = "") -> Any:
    """One tick, its letters into ``folder``; None when another tick was at it, faults when there were any."""
    if folder:
        settings.MAIL, settings.EMAIL_FILE_PATH = True, folder
        settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    results = tick.run(datetime.fromisoformat(moment))
    bad = [result.error for result in results or () if not result.ok]
    return bad or (None if results is None else len(results))


def remind(moment: str) -> int:
    """Only the reminders, without the lock that keeps two ticks apart."""
    return notices.remind(datetime.fromisoformat(moment))


def told() -> list[Any]:
    """Every notice: person, key; letters by state."""
    keys = sorted(Notice.objects.values_list("person", "key", "verb"))
    return [keys, sorted(Delivery.objects.values_list("state", flat=True))]


def letter_boxes() -> int:
    """Everybody gives an address, so that notices become letters."""
    return Account.objects.filter(email="").update(email=Concat(Value("a"), Cast("pk", CharField()), Value("@hy.cn")))


if __name__ == "__main__":
    say(json.dumps(globals()[sys.argv[1]]()))
