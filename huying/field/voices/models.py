"""Voices: what citizens said, and what was said to them. The words stand here, never in the ledger."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext

from huying.base.ledger.models import Audience, Case
from huying.field.voices import states
from huying.field.voices.sealing import SealedField
from huying.kernel.coordinates import SYSTEMS

OPEN = Q(state__in=["received", "triaged", "referred", "answered", "raised", "joined", "split"])


class Voice(Case):
    """One thing somebody said at one station.

    ``region`` is the village or township code where it is (the county's for the county's own station), ``town``
    its first nine digits. ``code_hash`` is the keyed hash of the tracking code, which is shown once and never kept.
    ``exit`` tells by which door it left triage (states.EXITS); ``unit`` who has or last had it, ``deputy`` the
    person who took it (0: nobody). ``consent`` is the citizen's leave to publish, ``published`` the officer's
    decision. ``like`` is the voice the citizen pointed at (“我也一样”), ``verdict_until`` the last day on which
    the citizen is asked. ``officer`` is the person of the station or township who has it in hand, until it is closed.
    ``answers`` are those to the category's questions: question code -> text, number, ISO day, option or options.
    ``latitude`` and ``longitude`` are WGS-84 degrees, ``datum`` the system they came in.

    ``campaign`` and ``said_to``, a deputy, come from the signed QR code by which it was said.
    ``waits_until``: the station asked the citizen something and waits until this day. ``checked`` is what was found on
    site since the unit's last answer. ``revisit_on`` is the day of the next return visit, ``visiting`` that it has come
    and nobody was reached yet, ``visits`` how many are done, ``tries`` how often nobody answered this time. ``parent``
    is the voice this matter was split off from. ``matter``, ``visitors`` and ``confidential`` come from a reception.

    ``text`` is what readers see. ``original`` keeps the citizen's own words while an edited wording is published,
    ``words`` gives them to those who handle it. ``withheld`` is the reason why it was decided not to publish it.
    ``consent_version`` names the text that the citizen agreed to. ``anonymised``: its words are gone for good.
    """

    case_kind = "voice"
    code: str = ""
    veiled = False

    station = models.ForeignKey("stations.Station", on_delete=models.PROTECT, related_name="+")
    town = models.CharField(max_length=9)
    channel = models.CharField(max_length=10, choices=list(states.CHANNELS.items()))
    code_hash = models.CharField(max_length=64, unique=True)
    text = models.TextField(max_length=2000, blank=True)
    category = models.CharField(max_length=30, default="", blank=True)
    answers = models.JSONField(default=dict, blank=True)
    village = models.CharField(max_length=12, default="", blank=True)
    place = models.CharField(max_length=80, default="", blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    datum = models.CharField(max_length=5, default="", blank=True, choices=list(SYSTEMS.items()))
    photos = models.PositiveSmallIntegerField(default=0)
    sounds = models.PositiveSmallIntegerField(default=0)
    on_behalf = models.BooleanField(default=False)
    share_contact = models.BooleanField(default=False)
    consent = models.BooleanField(default=True)
    consent_version = models.CharField(max_length=8, default="", blank=True)
    published = models.BooleanField(default=False)
    original = models.TextField(max_length=2000, default="", blank=True)
    withheld = models.CharField(max_length=30, default="", blank=True)
    anonymised = models.BooleanField(default=False)
    exit = models.CharField(max_length=12, default="", blank=True, choices=list(states.EXITS.items()))
    guide = models.CharField(max_length=20, default="", blank=True)
    unit = models.ForeignKey("organs.Organ", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    accepted = models.BooleanField(default=False)
    returned = models.BooleanField(default=False)
    deputy = models.PositiveBigIntegerField(default=0)
    speaker = models.PositiveBigIntegerField(default=0)
    officer = models.PositiveBigIntegerField(null=True, blank=True)
    like = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    joined_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="joined")
    verdict = models.CharField(max_length=12, default="", blank=True, choices=list(states.VERDICTS.items()))
    verdict_until = models.DateField(null=True, blank=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    waits_until = models.DateField(null=True, blank=True)
    checked = models.CharField(max_length=12, default="", blank=True, choices=list(states.FOUND.items()))
    revisit_on = models.DateField(null=True, blank=True)
    visiting = models.BooleanField(default=False)
    visits = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    matter = models.CharField(max_length=10, default="", blank=True, choices=list(states.MATTERS.items()))
    campaign = models.CharField(max_length=30, default="", blank=True)
    said_to = models.PositiveBigIntegerField(default=0)
    visitors = models.PositiveSmallIntegerField(default=0)
    confidential = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["station", "state", "-id"], name="voice_station"),
            models.Index(fields=["town", "state", "-id"], name="voice_town"),
            models.Index(fields=["state", "-id"], name="voice_state"),
            models.Index(fields=["unit", "-id"], name="voice_unit", condition=Q(unit__isnull=False)),
            models.Index(fields=["deputy"], name="voice_deputy", condition=Q(deputy__gt=0)),
            models.Index(fields=["speaker"], name="voice_speaker", condition=Q(speaker__gt=0)),
            models.Index(fields=["officer", "-id"], name="voice_officer", condition=Q(officer__isnull=False)),
            models.Index(fields=["town", "-id"], name="voice_public", condition=Q(published=True)),
            # Programs ask for the published ones of the last 90 days.
            models.Index(fields=["-created_at", "-id"], name="voice_newest", condition=Q(published=True)),
            # A station's page counts how its published voices ended out of this index alone.
            models.Index(
                fields=["station", "state", "verdict", "exit"], name="voice_outcome", condition=Q(published=True)
            ),
            models.Index(fields=["verdict_until"], name="voice_verdict", condition=Q(state="reported")),
            models.Index(fields=["created_at"], name="voice_kept", condition=Q(state="closed", anonymised=False)),
            models.Index(fields=["station", "campaign", "-id"], name="voice_campaign", condition=~Q(campaign="")),
            models.Index(fields=["said_to"], name="voice_said_to", condition=Q(said_to__gt=0)),
            models.Index(fields=["waits_until"], name="voice_waits", condition=Q(waits_until__isnull=False)),
            models.Index(fields=["revisit_on"], name="voice_revisit", condition=Q(revisit_on__isnull=False)),
            models.Index(fields=["station", "-id"], name="voice_visiting", condition=Q(visiting=True)),
        ]

    def __str__(self) -> str:
        return f"voice {self.pk}"

    @property
    def headline(self) -> str:
        """The first words, for lists."""
        line = " ".join(self.text.split()) or (gettext("（一段录音）") if self.sounds else "")
        return line[:40] + ("…" if len(line) > 40 else "")

    @property
    def words(self) -> str:
        """What the citizen said, for those who handle it."""
        return self.original or self.text

    @property
    def stand(self) -> str:
        return states.stand(self.state, returned=self.returned)


class VoiceContact(models.Model):
    """Who to tell, sealed. The only personal data of a voice; erased on wish or when the retention days have passed.

    ``texts``: may be told by short message; nobody is who did not say so.
    """

    voice = models.OneToOneField(Voice, on_delete=models.CASCADE, related_name="contact", primary_key=True)
    name = SealedField(default="", blank=True)
    phone = SealedField(default="", blank=True)
    others = SealedField(default="", blank=True)
    texts = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"contact of voice {self.voice_id}"


class Remark(models.Model):
    """Words that belong to one line of the voice's ledger: an answer, a reason, something the citizen added."""

    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="remarks")
    seq = models.PositiveIntegerField()
    text = models.TextField(max_length=2000)
    audience = models.CharField(max_length=8, choices=Audience.choices)

    class Meta:
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["voice", "seq"], name="voice_remark_once")]

    def __str__(self) -> str:
        return f"voice {self.voice_id}#{self.seq}"


class Suspect(models.Model):
    """A voice that was put aside because it looks like one of a flood, until somebody has looked at it.

    ``group`` is a keyed hash of a day, of who sends or of what is repeated: nobody can be told by it.
    """

    voice = models.OneToOneField(Voice, on_delete=models.CASCADE, related_name="suspect", primary_key=True)
    group = models.CharField(max_length=32, db_index=True)
    why = models.CharField(max_length=10, choices=list(states.SUSPECTS.items()))

    def __str__(self) -> str:
        return f"voice {self.voice_id} like {self.group[:6]}"


class Hold(models.Model):
    """Who has a voice open on the desk right now, so that two people do not write the same answer.

    Advice, no right and no line of the ledger: it runs out by itself, and anybody who may act may take it over.
    """

    voice = models.OneToOneField(Voice, on_delete=models.CASCADE, related_name="hold", primary_key=True)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"voice {self.voice_id} held by {self.person_id}"
