"""Forms of the verbs on a whole suggestion."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huying.base.organs import queries as organs
from huying.work.suggestions import queries, rules
from huying.work.suggestions.forms.base import VerbForm, day, files, line, pick, several, unit, words
from huying.work.suggestions.models import Suggestion
from huying.work.suggestions.showing import options
from huying.work.suggestions.states import MEETINGS, PUBLICATION


class WithdrawForm(VerbForm):
    reason = words(_("为什么撤回"), required=False, rows=2, help_text=_("联名代表和承办单位能看到。"))


class CosignForm(VerbForm):
    agree = pick(_("您愿意联名吗？"))

    def prepare(self) -> None:
        self.offer("agree", [("yes", _("愿意联名")), ("no", _("这次不联名"))])

    def clean_agree(self) -> bool:
        return bool(self.cleaned_data["agree"] == "yes")


class FileForm(VerbForm):
    category = forms.ChoiceField(label=_("归哪一类"))
    kind = pick(_("办理方式"))

    def prepare(self) -> None:
        section = self.matter.book.suggestions
        self.offer("category", options(section.categories), empty=gettext("请选择"))
        self.offer("kind", options(section.kinds))
        self.prefill(category=self.matter.case.category, kind=self.matter.case.kind)


class ReasonedForm(VerbForm):
    reason = pick(_("理由"))
    text = words(_("写给代表的说明"), help_text=_("说清哪里要改、怎么改，代表照着就能改好。"))
    listed = "revise_reasons"

    def prepare(self) -> None:
        self.offer("reason", options(getattr(self.matter.book.suggestions, self.listed)))


class RefuseForm(ReasonedForm):
    text = words(_("写给代表的说明"), help_text=_("说明依据，告诉代表这件事可以向哪里反映。"))
    listed = "refuse_reasons"


class GroupForm(VerbForm):
    others = several(_("和哪几件一起办"))

    def prepare(self) -> None:
        self.offer("others", [(row.pk, f"{queries.number(row)} {row.title}") for row in self.alike()])

    def alike(self) -> list[Suggestion]:
        found = queries.similar(self.matter.actor, self.matter.case)
        return [row for row in found if row.state in ("filed", "handling") and row.region == self.matter.case.region]


class AssignForm(VerbForm):
    lead = unit(_("主办单位"), required=False, help_text=_("由它统一答复代表。改为几个单位分办的，这里不选。"))
    co = several(_("协办单位"), help_text=_("协办单位把意见交给主办单位，由主办单位统一答复代表。"))
    separate = several(_("分办单位"), help_text=_("各办各的、分别答复代表。选了分办就不选主办。"))
    complex = forms.BooleanField(label=_("涉及面广、处理难度大，按法定的长期限办理"), required=False)
    on = day(_("交办日期"), help_text=_("签收和答复的时限从这一天起算。补登纸质交办的，填文件上的日期。"))
    note = words(_("交办说明"), required=False, rows=2, help_text=_("单位和代表都能看到。"))

    def prepare(self) -> None:
        self.fields["lead"].required = not (self.is_bound and self.data.getlist("separate"))
        listed = [(row.pk, row.name) for row in organs.units(self.matter.case.region, self.matter.on)]
        usual = [(pk, name) for pk, name, _why in self.usual]
        named = dict(listed)
        wished = self.matter.case.suggested_unit_id
        first = [(pk, named[pk]) for pk, _name in usual if pk in named]
        if wished in named and wished not in dict(first):
            first.insert(0, (wished, named[wished]))
        groups = [(gettext("建议的单位"), first)] * bool(first) + [(gettext("全部单位"), listed)]
        self.offer("lead", groups, empty=gettext("请选择"))
        self.offer("co", listed)
        self.offer("separate", listed)
        again = self.matter.case.lead_unit_id
        self.prefill(on=self.matter.on, lead=again or wished)

    @property
    def usual(self) -> list[tuple[int, str, list[str]]]:
        """Who usually handles such things, and why the house thinks so."""
        if not hasattr(self, "_usual"):
            self._usual = queries.usual_units(self.matter.case)
        return self._usual


class EvaluateForm(VerbForm):
    attitude = pick(_("办理态度"))
    result = pick(_("办理结果"))
    reason = words(
        _("您的意见"), required=False, rows=3, help_text=_("不满意的，请写明哪里不满意。承办单位看不到是谁写的。")
    )
    round = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def prepare(self) -> None:
        section = self.matter.book.suggestions.evaluation
        for axis in section.axes:
            if axis.code in self.fields:
                self.fields[axis.code].label, self.fields[axis.code].help_text = options([axis])[0][1], axis.hint
                self.offer(axis.code, options(section.grades))
        mine = self.matter.story.rounds[-1].mine if self.matter.story.rounds else None
        self.prefill(round=self.matter.case.round_no)
        if mine is not None:
            self.prefill(attitude=mine.attitude, result=mine.result, reason=mine.reason)


class CallMeetingForm(VerbForm):
    kind = pick(_("开什么会"))
    on = day(_("哪一天开"))
    place = line(_("在哪里开"), most=200, help_text=_("代表和承办单位都会收到通知。"))

    def prepare(self) -> None:
        case = self.matter.case
        held = [(row.kind, row.resolved) for part in self.matter.story.rounds for row in part.meetings]
        section = self.matter.book.suggestions
        steps = rules.next_steps(section, verdict=case.verdict, meetings=held, rounds=case.round_no)
        listed = [(kind, MEETINGS[kind]) for kind in steps if kind in MEETINGS]
        self.offer("kind", [(kind, gettext(label)) for kind, label in listed])
        if listed:
            self.prefill(kind=listed[0][0])


class RecordMeetingForm(VerbForm):
    on = day(_("哪一天开的"))
    resolved = pick(_("代表认可会上商定的办法吗？"))
    note = words(_("会议情况"), most=5000, rows=6, help_text=_("谁到会、代表问了什么、单位答了什么、商定了什么。"))

    def prepare(self) -> None:
        self.offer("resolved", [("yes", _("认可，可以办结")), ("no", _("不认可，走下一步"))])
        waiting = [row for part in self.matter.story.rounds for row in part.meetings if row.held_on is None]
        self.prefill(on=min(waiting[-1].planned_on, self.matter.on) if waiting else self.matter.on)

    def clean_resolved(self) -> bool:
        return bool(self.cleaned_data["resolved"] == "yes")


class PublishForm(VerbForm):
    publication = pick(_("公开多少"))
    summary = words(_("给公众看的摘要"), most=2000, required=False, help_text=_("摘要公开的要写，不要写姓名和电话。"))

    def prepare(self) -> None:
        self.offer("publication", [(code, gettext(label)) for code, label in PUBLICATION.items()])
        self.prefill(publication=self.matter.case.publication, summary=self.matter.case.public_summary)


class ConfirmContactForm(VerbForm):
    confirmed = pick(_("这次沟通是像上面写的这样吗？"))

    def prepare(self) -> None:
        self.offer("confirmed", [("yes", _("是的，属实")), ("no", _("不属实，没有这样沟通过"))])

    def clean_confirmed(self) -> bool:
        return bool(self.cleaned_data["confirmed"] == "yes")


class ReportPromiseForm(VerbForm):
    evidence = words(_("办到了什么程度"), help_text=_("代表会照着去看。"))
    files = files(_("照片或验收材料"))  # type: ignore[assignment]  # a declared field never lands on the class


class KeepPromiseForm(VerbForm):
    kept = pick(_("答应的事办到了吗？"))
    text = words(_("您看到的情况"), required=False, rows=3, help_text=_("没办到的请写一写。"))

    def prepare(self) -> None:
        self.offer("kept", [("yes", _("办到了")), ("no", _("还没有办到"))])

    def clean_kept(self) -> bool:
        return bool(self.cleaned_data["kept"] == "yes")
