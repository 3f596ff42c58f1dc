"""Forms of the desk's pages. They only parse; the commands decide."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huying.base.organs import queries as organs
from huying.base.web.acts import ActForm
from huying.field.surveys import permissions, rules
from huying.field.surveys.models import Survey
from huying.field.surveys.rules import Condition, Question
from huying.kernel.actor import Actor

LOOSE = 4000


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget)


class SurveyForm(ActForm):
    """What stands above the questions, whom they are put to, and when."""

    title = forms.CharField(
        label=_("问卷名称"), max_length=200, help_text=_("答卷人先看到它，如“镇文化站改造，您看怎么改”")
    )
    intro = forms.CharField(
        label=_("说明"),
        max_length=LOOSE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("为什么问、结果用在哪里、要几分钟。"),
    )
    audience = forms.ChoiceField(label=_("问谁"), choices=Survey.Audience.choices, widget=forms.RadioSelect)
    named = forms.BooleanField(label=_("记名：代表的姓名和答案一起交给发起单位（问群众的一律不记名）"), required=False)
    opens_on = _day(_("从哪天开始"))
    closes_on = _day(_("最后一天"))


class NewSurveyForm(SurveyForm):
    """A new one also says in whose name."""

    region = forms.ChoiceField(label=_("以哪级人大的名义"))

    def __init__(self, *args: Any, actor: Actor, **more: Any) -> None:
        super().__init__(*args, **more)
        codes = list(dict.fromkeys(post.region for post in actor.posts if post.role in permissions.ASKERS))
        names = organs.names_of_regions(codes)
        self.fields["region"].choices = [(code, names.get(code, code)) for code in codes]
        if len(codes) == 1:
            self.fields["region"].widget = forms.HiddenInput()
            self.initial["region"] = codes[0]


class QuestionForm(ActForm):
    """One question of a given kind; only the fields that this kind needs."""

    text = forms.CharField(label=_("问什么"), max_length=LOOSE)
    help = forms.CharField(label=_("提示"), max_length=LOOSE, required=False)
    options = forms.CharField(
        label=_("选项"), max_length=LOOSE, widget=forms.Textarea(attrs={"rows": 6}), help_text=_("一行一个，2 到 20 个")
    )
    low = forms.IntegerField(label=_("最小"), min_value=0, max_value=rules.NUMBER_MAX, initial=0)
    high = forms.IntegerField(label=_("最大"), min_value=0, max_value=rules.NUMBER_MAX, initial=9999)
    required = forms.BooleanField(label=_("必须回答"), required=False)
    when = forms.ChoiceField(label=_("什么时候问"), required=False)
    when_number = forms.IntegerField(
        label=_("上面那个条件里的数"), required=False, min_value=0, max_value=rules.NUMBER_MAX
    )

    def __init__(self, *args: Any, sort: str, earlier: Sequence[Question], **more: Any) -> None:
        super().__init__(*args, **more)
        listed = conditions(earlier)
        self.fields["when"].choices = [("", gettext("总是问")), *listed]
        unused = [] if sort in ("one", "many") else ["options"]
        unused += [] if sort == "number" else ["low", "high"]
        unused += [] if listed else ["when"]
        unused += [] if any(each.kind == "number" for each in earlier) else ["when_number"]
        for name in unused:
            del self.fields[name]

    def given(self) -> dict[str, Any]:
        """Options as a list, the condition as a value."""
        told = super().given()
        number = told.pop("when_number", None)
        if "options" in told:
            told["options"] = told["options"].splitlines()
        code, op, value = [*told.pop("when", "").split("|"), "", ""][:3]
        told["when"] = Condition(code, op, value or str(number if number is not None else "")) if code else None
        return told


def conditions(earlier: Sequence[Question]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every condition that may be put on these questions, grouped by question, for a select."""
    found = []
    for number, each in enumerate(earlier, 1):
        labels = {option.code: option.label for option in each.options}
        pairs = [
            (f"{each.code}|{op}|{value}", f"{gettext(said)} {labels.get(value, value)}")
            for op, said in rules.OPS.get(each.kind, {}).items()
            for value in (each.values if each.kind != "number" else ("",))
        ]
        if pairs:
            found.append((f"{number}. {each.text[:30]}", pairs))
    return found


def condition_key(when: Condition | None, earlier: Sequence[Question]) -> tuple[str, int | None]:
    """A question's condition as the two fields hold it."""
    if when is None:
        return "", None
    if any(each.code == when.question and each.kind == "number" for each in earlier):
        return f"{when.question}|{when.op}|", int(when.value)
    return f"{when.question}|{when.op}|{when.value}", None


class DrawForm(ActForm):
    """How many, and with which seed."""

    size = forms.IntegerField(label=_("抽多少人"), min_value=1, max_value=100_000)
    seed = forms.CharField(
        label=_("种子"),
        required=False,
        max_length=64,
        help_text=_("空着就由系统随机产生；也可以填一个公开的数，如当天的开奖号。"),
    )


class ExtendForm(ActForm):
    """The new last day."""

    closes_on = _day(_("新的截止日"))


FORMS: dict[str, type[ActForm]] = {
    "open": ActForm,
    "draw": DrawForm,
    "remind": ActForm,
    "extend": ExtendForm,
    "close": ActForm,
    "publish": ActForm,
    "void": ActForm,
}
