"""The tables of a suggestion: the root row and its parts, which change only under the root's lock."""

from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import Q

from huying.base.ledger.models import Case
from huying.kernel.words import N_
from huying.work.suggestions import states


def _choices(words: Mapping[str, str]) -> list[tuple[str, str]]:
    return list(words.items())


class HandlingGroup(models.Model):
    """Similar suggestions handled as one piece of work (并案办理); each keeps its number, reply and evaluation."""

    region = models.CharField(max_length=12)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"group {self.pk}"


class Suggestion(Case):
    """A deputy's suggestion. ``lead`` is the leading proposer's person id; ``number`` is given at filing, gapless.

    ``lead_unit``, ``round_no``, ``outcome`` and ``verdict`` repeat what the parts say, for lists.
    ``decision_code`` and ``decision_text`` are what the committee last told the deputy (revise, not filed).
    """

    case_kind: ClassVar[str] = "suggestion"

    title = models.CharField(max_length=80)
    body = models.TextField()
    category = models.CharField(max_length=40, default="", blank=True)
    kind = models.CharField(max_length=40, default="general")
    in_session = models.BooleanField(default=False)
    session = models.ForeignKey("organs.Session", null=True, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(null=True)
    lead = models.PositiveBigIntegerField()
    identity_protected = models.BooleanField(default=False)
    suggested_unit = models.ForeignKey("organs.Organ", null=True, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(HandlingGroup, null=True, on_delete=models.PROTECT, related_name="members")
    decision_code = models.CharField(max_length=40, default="", blank=True)
    decision_text = models.CharField(max_length=1000, default="", blank=True)
    filed_on = models.DateField(null=True)
    round_no = models.PositiveSmallIntegerField(default=0)
    lead_unit = models.ForeignKey("organs.Organ", null=True, on_delete=models.PROTECT, related_name="+")
    answered_on = models.DateField(null=True)
    outcome = models.CharField(max_length=20, default="", blank=True)
    verdict = models.CharField(max_length=12, default="", blank=True)
    publication = models.CharField(max_length=8, choices=_choices(states.PUBLICATION), default="", blank=True)
    public_summary = models.TextField(default="", blank=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "number"], name="suggestion_number_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["region", "-id"], name="suggestion_region"),
            models.Index(fields=["region", "state", "-id"], name="suggestion_state"),
            models.Index(fields=["region", "category", "-id"], name="suggestion_category"),
            models.Index(fields=["lead", "-id"], name="suggestion_lead"),
            models.Index(fields=["lead_unit", "-id"], name="suggestion_unit"),
            models.Index(
                fields=["region", "-published_at"], name="suggestion_public", condition=Q(published_at__isnull=False)
            ),
            models.Index(fields=["answered_on"], name="suggestion_judging", condition=Q(state="answered")),
        ]

    def __str__(self) -> str:
        return self.title


class TextVersion(models.Model):
    """What the title and body said each time it was submitted."""

    suggestion = models.ForeignKey(Suggestion, on_delete=models.PROTECT, related_name="texts")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=80)
    body = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["suggestion", "number"], name="suggestion_text_once"),
        ]

    def __str__(self) -> str:
        return f"{self.suggestion_id} v{self.number}"


class CoSigner(models.Model):
    """A deputy asked to put their name to it (联名); silence and refusal are not consent."""

    class State(models.TextChoices):
        INVITED = "invited", N_("待确认")
        AGREED = "agreed", N_("已联名")
        DECLINED = "declined", N_("不联名")

    suggestion = models.ForeignKey(Suggestion, on_delete=models.PROTECT, related_name="cosigners")
    person = models.PositiveBigIntegerField(db_index=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.INVITED)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["suggestion", "person"], name="cosigner_once")]

    def __str__(self) -> str:
        return f"{self.suggestion_id} {self.person} {self.state}"


class Round(models.Model):
    """One assignment and what came of it (办理轮次). ``assigned_on`` is 交办之日, the anchor of its clocks.

    ``verdict`` is set at closing: satisfied, unsatisfied, or silent when nobody answered.
    """

    suggestion = models.ForeignKey(Suggestion, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    assigned_on = models.DateField()
    complex = models.BooleanField(default=False)
    note = models.CharField(max_length=1000, default="", blank=True)
    closed_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=12, default="", blank=True)
    silent = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["suggestion", "number"], name="round_once"),
            models.UniqueConstraint(fields=["suggestion"], condition=Q(closed_at=None), name="round_open_once"),
        ]

    def __str__(self) -> str:
        return f"{self.suggestion_id} round {self.number}"


class Task(models.Model):
    """What one unit has to do in one round. A co-handler's task ends with an opinion, the others with a reply."""

    suggestion = models.ForeignKey(Suggestion, on_delete=models.PROTECT, related_name="tasks")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="tasks")
    unit = models.ForeignKey("organs.Organ", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=8, choices=_choices(states.ROLES))
    state = models.CharField(max_length=14, choices=_choices(states.TASK_STATES), default="offered")
    offered_on = models.DateField()
    accepted_on = models.DateField(null=True)
    deemed = models.BooleanField(default=False)
    return_locked = models.BooleanField(default=False)
    plan_leader = models.CharField(max_length=30, default="", blank=True)
    plan_handler = models.CharField(max_length=30, default="", blank=True)
    plan_phone = models.CharField(max_length=20, default="", blank=True)
    plan_text = models.TextField(default="", blank=True)
    plan_until = models.DateField(null=True)
    opinion = models.TextField(default="", blank=True)
    opinion_on = models.DateField(null=True)
    opinions_missing = models.CharField(max_length=300, default="", blank=True)
    sent_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round"],
                condition=Q(role="lead") & ~Q(state__in=["returned", "cancelled"]),
                name="task_lead_once",
            ),
            models.UniqueConstraint(
                fields=["round", "unit"],
                condition=~Q(state__in=["returned", "cancelled"]),
                name="task_unit_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["unit", "-id"], name="task_unit"),
            models.Index(
                fields=["offered_on"], name="task_waiting", condition=Q(state__in=["offered", "return_asked"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.suggestion_id} {self.role} {self.unit_id}"

    @property
    def about(self) -> str:
        """How clocks name this part: ``task:55``."""
        return f"task:{self.pk}"


class ReturnRequest(models.Model):
    """A unit says it is the wrong one (退办申请), signed by its head; the office decides."""

    class Decision(models.TextChoices):
        WAITING = "", N_("待批复")
        GRANTED = "granted", N_("同意")
        REFUSED = "refused", N_("不同意")
        LAPSED = "lapsed", N_("逾期未批，视为签收")

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="returns")
    reason = models.CharField(max_length=40)
    text = models.CharField(max_length=1000)
    proposed = models.ForeignKey("organs.Organ", null=True, on_delete=models.PROTECT, related_name="+")
    asked_by = models.PositiveBigIntegerField()
    asked_at = models.DateTimeField()
    decision = models.CharField(max_length=8, choices=Decision.choices, default=Decision.WAITING, blank=True)
    decided_by = models.PositiveBigIntegerField(default=0)
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=1000, default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task"], condition=Q(decision=""), name="return_open_once"),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.decision}"


class ExtensionRequest(models.Model):
    """A unit asks for more time (延期申请), before the date; the office decides, the playbook limits."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="extension_requests")
    reason = models.CharField(max_length=1000)
    until = models.DateField()
    asked_by = models.PositiveBigIntegerField()
    asked_at = models.DateTimeField()
    granted = models.BooleanField(null=True)
    decided_by = models.PositiveBigIntegerField(default=0)
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=1000, default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task"], condition=Q(granted=None), name="extension_open_once"),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.until}"


class Contact(models.Model):
    """The unit talked with the deputy (三联系). ``confirmed`` is the deputy's word: None is silence."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="contacts")
    deputy = models.PositiveBigIntegerField()
    phase = models.CharField(max_length=6, choices=_choices(states.PHASES))
    form = models.CharField(max_length=8, choices=_choices(states.FORMS))
    on = models.DateField()
    note = models.CharField(max_length=1000)
    by = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    confirmed = models.BooleanField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["deputy", "id"], name="contact_asked", condition=Q(confirmed=None))]

    def __str__(self) -> str:
        return f"{self.task_id} {self.phase} {self.on}"


class Reply(models.Model):
    """One version of a unit's answer (答复). The last one counts; ``outcome`` is the meaning behind the local class."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="replies")
    version = models.PositiveSmallIntegerField()
    text = models.TextField()
    outcome_class = models.CharField(max_length=40)
    outcome = models.CharField(max_length=20)
    promise = models.CharField(max_length=500, default="", blank=True)
    promise_by = models.DateField(null=True)
    drafted_by = models.PositiveBigIntegerField()
    drafted_at = models.DateTimeField()
    signed_by = models.PositiveBigIntegerField(default=0)
    signed_at = models.DateTimeField(null=True)
    vetted_by = models.PositiveBigIntegerField(default=0)
    vetted_at = models.DateTimeField(null=True)
    back_reason = models.CharField(max_length=500, default="", blank=True)
    document_number = models.CharField(max_length=60, default="", blank=True)
    sent_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["task", "version"], name="reply_version_once")]

    def __str__(self) -> str:
        return f"{self.task_id} v{self.version}"


class Evaluation(models.Model):
    """What one proposer thinks of one round: attitude and result apart. Sealed until the round closes."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="evaluations")
    person = models.PositiveBigIntegerField()
    attitude = models.CharField(max_length=40)
    result = models.CharField(max_length=40)
    reason = models.CharField(max_length=1000, default="", blank=True)
    at = models.DateTimeField()
    amended = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "person"], name="evaluation_once")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.person}"


class Meeting(models.Model):
    """A step of the ladder after dissatisfaction where people meet: 知情议政会, hearing, democratic review."""

    suggestion = models.ForeignKey(Suggestion, on_delete=models.PROTECT, related_name="meetings")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="meetings")
    kind = models.CharField(max_length=20, choices=_choices(states.MEETINGS))
    planned_on = models.DateField()
    place = models.CharField(max_length=80, default="", blank=True)
    called_at = models.DateTimeField()
    held_on = models.DateField(null=True)
    resolved = models.BooleanField(null=True)
    note = models.TextField(default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["suggestion"], condition=Q(held_on=None), name="meeting_open_once"),
        ]

    def __str__(self) -> str:
        return f"{self.suggestion_id} {self.kind}"


class Commitment(models.Model):
    """A promise in a reply (承诺事项) with its own date, followed after the suggestion is concluded."""

    class State(models.TextChoices):
        OPEN = "open", N_("未到期")
        REPORTED = "reported", N_("已报兑现，待代表确认")
        KEPT = "kept", N_("已兑现")
        BROKEN = "broken", N_("未兑现")

    suggestion = models.ForeignKey(Suggestion, on_delete=models.PROTECT, related_name="commitments")
    reply = models.OneToOneField(Reply, on_delete=models.PROTECT, related_name="commitment")
    unit = models.ForeignKey("organs.Organ", on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=500)
    by = models.DateField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    evidence = models.CharField(max_length=1000, default="", blank=True)
    reported_on = models.DateField(null=True)
    settled_on = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["by"], name="commitment_open", condition=Q(settled_on=None)),
            models.Index(fields=["suggestion"], name="commitment_asked", condition=Q(state="reported")),
        ]

    def __str__(self) -> str:
        return f"{self.suggestion_id} {self.by} {self.state}"

    @property
    def about(self) -> str:
        """How clocks name this part: ``commitment:7``."""
        return f"commitment:{self.pk}"
