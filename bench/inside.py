"""What has to run inside the product, each in a process of its own: ``python -m bench.inside <task> [argument]``.

simulate: play the county the copies are made of. recount: what the nightly job keeps for "what is like this?".
cast: who asks for what; prints JSON. verify: recompute the chains of some cases, copies among them; prints JSON.
"""

import json
import random
import sys
from datetime import timedelta
from typing import Any

import django

COUNTY = "430599"
LINES = 10


def simulate() -> None:
    """Twelve months at 0.3 of a county: some 460 voices and 100 suggestions, through commands, in every state."""
    from django.core.management import call_command

    from huying.front.demo import commands

    call_command("migrate", interactive=False, verbosity=0)
    commands.simulate(months=12, scale=0.3, seed=1)


def recount() -> None:
    from huying.base.search import commands

    commands.recount()


def cast() -> None:
    """Sessions, a key and the addresses the operations ask for."""
    from django.db.models import Count, F
    from django.utils import timezone

    from huying.base.people.models import Account, Post
    from huying.field.stations.models import Station
    from huying.field.voices.models import Voice
    from huying.work.suggestions.models import Suggestion

    def account(role: str, **more: Any) -> Account:
        posts = Post.objects.filter(role=role, **more).order_by("pk")
        return Account.objects.select_related("person").get(person=posts.values_list("person", flat=True)[0])

    at = Voice.objects.values_list("station").annotate(n=Count("pk")).order_by("-n", "station")[0][0]
    officer = account("station_officer", station=at)
    clerk = account("committee_clerk", region=COUNTY)
    county = Suggestion.objects.filter(region=COUNTY).exclude(state__in=["draft", "cosigning"])
    near = county.filter(version__gte=LINES).order_by(F("version"), "-pk").first()
    far = county.order_by("-version", "-pk").first()
    assert near and far
    told = {
        "clerk": _session(clerk),
        "officer": _session(officer),
        "deputy": _session(account("deputy", region=COUNTY)),
        "key": _key(clerk, timezone.now()),
        "station": Station.objects.get(pk=at).code,
        "case": str(near.uid),
        "case_lines": near.version,
        "long": str(far.uid),
        "long_lines": far.version,
        "voice": str(Voice.objects.filter(station=at, state="closed").order_by("-pk")[0].uid),
        "cases": Voice.objects.count() + Suggestion.objects.count(),
        "voices": Voice.objects.count(),
        "suggestions": Suggestion.objects.count(),
    }
    sys.stdout.write(json.dumps(told))


def _session(account: Any) -> str:
    """A log-in that lasts for the run."""
    import time

    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from huying.base.people.sessions import SessionStore

    store = SessionStore()
    store[SESSION_KEY] = str(account.pk)
    store[BACKEND_SESSION_KEY] = "huying.base.people.backend.Backend"
    store[HASH_SESSION_KEY] = account.get_session_auth_hash()
    store["second"], store["seen"] = True, int(time.time())
    store.set_expiry(86_400)
    store.save()
    return str(store.session_key)


def _key(account: Any, now: Any) -> str:
    """A key for the API, written as ``issue_token`` writes it."""
    import secrets

    from huying.base.people.models import Token
    from huying.base.people.queries import token_hash

    raw = secrets.token_urlsafe(32)
    until = now + timedelta(days=2)
    Token.objects.create(account=account, name="bench", hash=token_hash(raw), created_at=now, expires_at=until)
    return raw


def verify(cases: int = 400) -> None:
    """Recompute the chains of some cases from first line to head."""
    from huying.base.ledger import chain
    from huying.base.ledger.commands import fields_of
    from huying.base.ledger.models import Entry
    from huying.field.voices.models import Voice
    from huying.work.suggestions.models import Suggestion

    chance, lines, wrong = random.Random(1), 0, []
    for model in (Voice, Suggestion):
        last = model.objects.order_by("-pk").values_list("pk", flat=True)[0]
        for case in model.objects.filter(pk__in=[chance.randint(1, last) for _ in range(cases // 2)]):
            at = chain.genesis(case.uid)
            entries = list(Entry.objects.filter(subject=case.subject).order_by("seq"))
            for entry in entries:
                at = chain.link(at, fields_of(entry))
                if at != entry.hash:
                    wrong.append(f"{case.subject}#{entry.seq}")
                    break
            lines += len(entries)
            if at != case.head or len(entries) != case.version:
                wrong.append(case.subject)
    sys.stdout.write(json.dumps({"cases": cases, "lines": lines, "wrong": wrong}))


if __name__ == "__main__":
    django.setup()
    {"simulate": simulate, "recount": recount, "cast": cast, "verify": verify}[sys.argv[1]]()
