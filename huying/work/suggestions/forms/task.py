"""Forms of the verbs on one unit's task."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huying.base.organs import queries as organs
from huying.work.suggestions.forms.base import Matter, VerbForm, day, files, line, pick, unit, words
from huying.work.suggestions.showing import options
from huying.work.suggestions.states import FORMS as TALKS
from huying.work.suggestions.states import PHASES


class AskReturnForm(VerbForm):
    reason = pick(_("为什么退"))
    text = words(_("依据和说明"), help_text=_("写明“三定”规定里的职责依据。"))
    proposed = unit(_("应当交给哪个单位"), required=False)

    def prepare(self) -> None:
        self.offer("reason", options(self.matter.book.suggestions.return_reasons))
        self.offer("proposed", _others(self.matter), empty=gettext("说不准"))


def _others(matter: Matter) -> list[tuple[int, str]]:
    own = matter.part.task.unit_id if matter.part else 0
    return [(row.pk, row.name) for row in organs.units(matter.case.region, matter.on) if row.pk != own]


class GrantReturnForm(VerbForm):
    new_unit = unit(_("改由哪个单位办"), required=False)
    text = words(_("批复意见"), required=False, rows=2)

    def prepare(self) -> None:
        co = self.matter.part is not None and self.matter.part.task.role == "co"
        self.offer("new_unit", _others(self.matter), empty=gettext("不再请别的单位协办") if co else gettext("请选择"))
        waiting = [row for row in (self.matter.part.returns if self.matter.part else []) if not row.decision]
        if waiting:
            self.prefill(new_unit=waiting[-1].proposed_id)


class RefuseReturnForm(VerbForm):
    text = words(_("为什么不同意"), help_text=_("单位会看到，本轮不能再申请退办。"))


class PlanForm(VerbForm):
    leader = line(_("分管负责人"), most=60)
    handler = line(_("经办人"), most=60)
    phone = line(_("联系电话"), most=40, widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel"}))
    text = words(_("怎么办"), most=2000, help_text=_("先做什么、后做什么、请谁配合。"))
    until = day(_("哪一天办完"))

    def prepare(self) -> None:
        if self.matter.part:
            task = self.matter.part.task
            self.prefill(leader=task.plan_leader, handler=task.plan_handler, phone=task.plan_phone)
            self.prefill(text=task.plan_text, until=task.plan_until)


class TalkForm(VerbForm):
    phase = pick(_("是哪一次沟通"))
    form = pick(_("怎么沟通的"))
    on = day(_("哪一天"))
    deputy = unit(_("和哪位代表"), required=False)
    note = words(_("谈了什么"), help_text=_("代表提了什么意见，单位怎么答的。代表会被请确认。"))
    files = files(_("照片或记录"))  # type: ignore[assignment]  # a declared field never lands on the class

    def prepare(self) -> None:
        story, sent = self.matter.story, self.matter.part is not None and self.matter.part.task.state == "sent"
        phases = [(code, gettext(label)) for code, label in PHASES.items() if (code == "after") == sent]
        self.offer("phase", phases)
        self.offer("form", [(code, gettext(label)) for code, label in TALKS.items()])
        agreed = [row.person for row in story.cosigners if row.state == "agreed"]
        named = [(pk, story.names[pk]) for pk in [story.case.lead, *agreed] if pk in story.names]
        self.offer("deputy", named, empty="" if named else gettext("领衔代表"))
        self.fields["deputy"].required = bool(named)
        held = {row.phase for row in self.matter.part.contacts} if self.matter.part else set()
        self.prefill(on=self.matter.on, phase=next((code for code, _ in phases if code not in held), phases[-1][0]))


class OpinionForm(VerbForm):
    text = words(_("协办意见"), most=5000, rows=8)


class ExtensionForm(VerbForm):
    reason = words(_("为什么要延期"), help_text=_("办到哪一步了，还差什么。"))
    until = day(_("想延到哪一天"), required=False, help_text=_("不填就按本级办法的最长期限。"))


class DecideExtensionForm(VerbForm):
    granted = pick(_("同意延期吗？"))
    text = words(_("批复意见"), required=False, rows=2, help_text=_("不同意的要写明原因。"))

    def prepare(self) -> None:
        self.offer("granted", [("yes", _("同意延期")), ("no", _("不同意，按原期限办"))])

    def clean_granted(self) -> bool:
        return bool(self.cleaned_data["granted"] == "yes")


class ReplyForm(VerbForm):
    text = words(_("答复"), most=20000, rows=16)
    outcome_class = pick(_("办理结果"))
    promise = words(
        _("承诺事项"), most=500, required=False, rows=2, help_text=_("正在办、列入计划的才写：做什么、做到什么程度。")
    )
    promise_by = day(_("承诺哪一天完成"), required=False)

    def prepare(self) -> None:
        self.offer("outcome_class", options(self.matter.book.suggestions.classes))
        last = self.matter.part.replies[-1] if self.matter.part and self.matter.part.replies else None
        if last is not None:
            self.prefill(text=last.text, outcome_class=last.outcome_class)
            self.prefill(promise=last.promise, promise_by=last.promise_by)


class AskSignatureForm(VerbForm):
    opinions_missing = words(
        _("不再等协办意见的原因"), most=300, required=False, rows=2, help_text=_("协办意见都交来了就不用填。")
    )


class ReplyReadForm(VerbForm):
    """A verb on the reply that was read; a newer version makes it stale."""

    reply = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def prepare(self) -> None:
        if self.matter.part and self.matter.part.replies:
            self.prefill(reply=self.matter.part.replies[-1].pk)


class SendBackForm(VerbForm):
    reason = words(_("哪里要改"), most=500, rows=3)


class SendForm(VerbForm):
    number = line(_("文号"), most=120, help_text=_("本单位答复函的文号。"))
    on = day(_("寄出日期"), help_text=_("答复时限看这一天。"))
    files = files(_("答复函扫描件"))  # type: ignore[assignment]  # a declared field never lands on the class

    def prepare(self) -> None:
        self.prefill(on=self.matter.on)
