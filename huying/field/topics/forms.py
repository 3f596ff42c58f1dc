"""Forms of the desk's pages. They only parse; the commands decide."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from huying.base.organs import queries as organs
from huying.base.web.acts import ActForm
from huying.field.topics import permissions
from huying.field.topics.citations import Choice
from huying.field.topics.states import BODIES
from huying.kernel.actor import Actor
from huying.playbooks.shelf import Book

LOOSE = 4000


def uid_of(text: str) -> uuid.UUID:
    """A public id; the null id for what is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)


def _words(label: Any, rows: int = 4, help_text: Any = "", *, required: bool = True) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=LOOSE, required=required, widget=widget, help_text=help_text)


class TopicForm(ActForm):
    """What a topic is called and what it is about."""

    title = forms.CharField(
        label=_("专题名称"), max_length=200, help_text=_("写清哪里、什么事，如“云溪镇村道路灯不亮”")
    )
    summary = _words(_("大家主要说什么"), help_text=_("归纳成几句话，不写个人的姓名和电话。"), required=False)
    category = forms.ChoiceField(label=_("类别"), required=False)

    def __init__(self, *args: Any, book: Book, **more: Any) -> None:
        super().__init__(*args, **more)
        language = get_language() or "zh-hans"
        listed = [(each.code, each.shown(language)) for each in book.voices.categories]
        self.fields["category"].choices = [("", gettext("不分类")), *listed]


class Congress(forms.Form):
    """In whose name; hidden where there is no choice."""

    def choose_region(self, actor: Actor, inside: str) -> None:
        codes = [code for code in _offices(actor) if inside.startswith(code)]
        names = organs.names_of_regions(codes)
        field = forms.ChoiceField(
            label=_("列入哪级人大的清单"), choices=[(code, names.get(code, code)) for code in codes]
        )
        if len(codes) == 1:
            field.widget = forms.HiddenInput()
            self.initial["region"] = codes[0]
        self.fields["region"] = field


def _offices(actor: Actor) -> list[str]:
    return list(dict.fromkeys(post.region for post in actor.posts if post.role in permissions.OFFICE))


class ProposeForm(TopicForm, Congress):
    """A topic out of what concentrates."""

    def __init__(self, *args: Any, actor: Actor, inside: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.choose_region(actor, inside)
        del self.fields["category"]


class JoinForm(ActForm):
    """Into which topic it goes."""

    topic = forms.TypedChoiceField(label=_("并入哪个专题"), coerce=int)

    def __init__(self, *args: Any, topics: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["topic"].choices = topics


class DismissForm(ActForm, Congress):
    """Why what concentrates is not taken up."""

    title = forms.CharField(label=_("是什么事"), max_length=200)
    reason = _words(_("为什么不列入"), 3, _("如：已经在办，下月完工；不属于人大监督的范围。"))

    def __init__(self, *args: Any, actor: Actor, inside: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.choose_region(actor, inside)


class AddForm(ActForm):
    """Which voices; the page lists them."""

    said = forms.MultipleChoiceField(label=_("要加入的民声"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["said"].choices = offered

    def given(self) -> dict[str, Any]:
        """Public ids as such."""
        told = super().given()
        return {**told, "said": [uuid.UUID(each) for each in told["said"]]}


class RemoveForm(ActForm):
    """One voice by its public id; a nonsense id is nobody's."""

    said = forms.CharField(max_length=60)

    def given(self) -> dict[str, Any]:
        """The id as such."""
        told = super().given()
        return {**told, "said": uid_of(told["said"])}


class SourceForm(ActForm):
    """A questionnaire or one of its questions, as ``citations.key`` names it."""

    survey = forms.CharField(max_length=60)

    def given(self) -> dict[str, Any]:
        """Public id and code; a nonsense id is nobody's."""
        told = super().given()
        uid, _colon, question = told["survey"].partition(":")
        return {**told, "survey": uid_of(uid), "question": question}


class CiteForm(SourceForm):
    """Which questionnaire or question."""

    survey = forms.ChoiceField(label=_("哪份问卷、哪一题"))

    def __init__(self, *args: Any, offered: list[Choice], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["survey"].choices = offered


class NewForm(TopicForm, Congress):
    """A topic out of one voice."""

    def __init__(self, *args: Any, actor: Actor, inside: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.choose_region(actor, inside)


class AskedForm(SourceForm, TopicForm):
    """A topic out of a questionnaire of the same congress."""

    survey = forms.ChoiceField(label=_("引用问卷的哪一题"))
    field_order = ("title", "summary", "category", "survey")

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["survey"].choices = offered


class IntoForm(ActForm):
    """Into which topic a voice goes; the page lists them."""

    topic = forms.TypedChoiceField(label=_("加入哪个专题"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args: Any, topics: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["topic"].choices = topics


class DecideForm(ActForm):
    """Which meeting decided, and what."""

    body = forms.ChoiceField(label=_("哪个会议决定的"), choices=list(BODIES.items()))
    meeting = forms.CharField(label=_("第几次会议"), max_length=200, required=False)
    on = forms.DateField(label=_("会议日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    note = _words(_("决定的内容"), 3, _("谁牵头、怎么监督、什么时候听汇报。公开的专题里大家看得到。"), required=False)


class EndForm(ActForm):
    """What came of it."""

    outcome = _words(_("有了什么结果"), 5, _("办成了什么、还差什么。公开的专题里大家看得到。"))


class DropForm(ActForm):
    """Why it is not on the list."""

    reason = _words(_("为什么不列入"), 3)


FORMS: dict[str, type[ActForm]] = {
    "list": ActForm,
    "supervise": DecideForm,
    "schedule": DecideForm,
    "end": EndForm,
    "drop": DropForm,
    "publish": ActForm,
    "unpublish": ActForm,
}
