"""One form per verb. They only parse; whether something may be said or done, the commands decide."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from huying.base.organs import queries as organs
from huying.base.people import queries as people
from huying.base.web.acts import ActForm
from huying.field.voices import answers, queries, rules, texting
from huying.field.voices.models import Voice
from huying.field.voices.rules import PHOTOS_MAX, TEXT_MAX
from huying.field.voices.states import CHANNELS, CHECKED, VERDICTS
from huying.playbooks import shelf
from huying.playbooks.schema import Question
from huying.playbooks.shelf import Book

LOOSE = 20_000
"""Far above every limit: the command refuses with a sentence that counts; this only stops floods."""


class PhotosInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several pictures in one field; [] when there is none."""

    widget = PhotosInput(attrs={"multiple": True, "accept": "image/*"})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(PhotosField, self).clean(each, initial) for each in given][: PHOTOS_MAX + 1]


def sound_field() -> forms.FileField:
    """A voice note, recorded on the page or by the phone."""
    told = _("说清哪里、什么事；最多 3 分钟。只有办事的人和您听得到，从不公开。")
    field = forms.FileField(label=_("录音"), required=False, help_text=told)
    field.widget = forms.FileInput(attrs={"accept": "audio/*", "capture": ""})
    return field


def words(label: Any, *, required: bool = True, rows: int = 4, help_text: Any = "") -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows, "data-limit": TEXT_MAX})
    return forms.CharField(label=label, required=required, max_length=LOOSE, widget=area, help_text=help_text)


def degrees() -> forms.FloatField:
    """Where the phone says it is, in WGS-84, when its owner asked it."""
    return forms.FloatField(required=False, widget=forms.HiddenInput)


def phone_field() -> forms.CharField:
    dial = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"})
    return forms.CharField(label=_("电话"), required=False, max_length=60, widget=dial)


def texts_field() -> forms.BooleanField:
    return forms.BooleanField(label=_("有了结果发短信告诉我"), required=False)


def question_field(question: Question) -> forms.Field:
    """The input that answers a category's question; whether the answer will do, the command decides."""
    language = get_language() or "zh-hans"
    told: dict[str, Any] = {
        "label": question.asked(language),
        "help_text": question.helped(language),
        "required": question.required,
        "error_messages": {"required": _("请填写这一项。")},
    }
    match question.kind:
        case "one":
            return forms.ChoiceField(choices=shown(question.options), widget=forms.RadioSelect, **told)
        case "many":
            return forms.MultipleChoiceField(
                choices=shown(question.options), widget=forms.CheckboxSelectMultiple, **told
            )
    widgets = {
        "long": forms.Textarea(attrs={"rows": 3, "data-limit": TEXT_MAX}),
        "number": forms.TextInput(attrs={"inputmode": "decimal"}),
        "date": forms.DateInput(attrs={"type": "date"}),
    }
    return forms.CharField(max_length=LOOSE, widget=widgets.get(question.kind), **told)


class AskingForm(ActForm):
    """A form that asks a category's questions besides what it asks anyway; ``given`` has them as ``answers``."""

    def __init__(self, *args: Any, questions: Iterable[Question] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.asked: dict[str, Question] = {}
        self.ask(questions)

    def ask(self, questions: Iterable[Question]) -> None:
        """Ask these, too."""
        self.asked |= {answers.field_of(question.code): question for question in questions}
        self.fields.update({name: question_field(question) for name, question in self.asked.items()})

    def given(self) -> dict[str, Any]:
        given = super().given()
        replies = {question.code: given.pop(name) for name, question in self.asked.items()}
        return {**given, "answers": replies} if replies else given


class SpeakForm(AskingForm):
    """What a citizen says. One minute, one hand, no account."""

    text = words(_("您想反映什么？"), required=False)
    photos = PhotosField(label=_("照片"), required=False)
    sound = sound_field()
    village = forms.CharField(label=_("在哪个村或社区"), required=False, max_length=12)
    place = forms.CharField(label=_("具体位置"), required=False, max_length=200)
    latitude = degrees()
    longitude = degrees()
    category = forms.CharField(label=_("是哪一类事"), required=False, max_length=40)
    contact = forms.CharField(label=_("怎么称呼您"), required=False, max_length=200)
    phone = phone_field()
    share_contact = forms.BooleanField(label=_("把电话告诉办事的单位"), required=False)
    texts = texts_field()
    publish = forms.BooleanField(label=_("这件事和办理结果可以公开"), required=False, initial=True)
    like = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if not settings.GATEWAY:
            del self.fields["texts"]

    def clean_like(self) -> int:
        return self.cleaned_data["like"] or 0

    def given(self) -> dict[str, Any]:
        return {key: value for key, value in super().given().items() if key != "version"}


class DeskSpeakForm(SpeakForm):
    """What the station writes down for a visitor or a caller."""

    channel = forms.ChoiceField(
        label=_("来访还是来电"), choices=[(key, CHANNELS[key]) for key in ("reception", "phone")]
    )
    text = words(_("说了什么"), required=False)
    contact = forms.CharField(label=_("来访人姓名"), required=False, max_length=200)


class SnapForm(ActForm):
    """What a deputy saw in passing: a picture, a few words, where."""

    photos = PhotosField(label=_("拍照片"), required=False)
    text = words(_("看到了什么"), required=False)
    place = forms.CharField(label=_("在哪里"), required=False, max_length=200)
    latitude = degrees()
    longitude = degrees()
    publish = forms.BooleanField(label=_("办的过程和结果可以公开"), required=False, initial=True)


class CodeForm(forms.Form):
    """The tracking code on the door of ``/track``: it only reads."""

    code = forms.CharField(
        label=_("查询码"),
        max_length=60,
        widget=forms.TextInput(
            attrs={
                "class": "code-in",
                "autocapitalize": "characters",
                "autocomplete": "off",
                "spellcheck": "false",
                "placeholder": "7KQD-M3XR-9TWP",
            }
        ),
        error_messages={"required": _("请填写查询码。")},
    )


class VerbForm(ActForm):
    """A verb on one voice; lists come from the voice's own playbook edition."""

    def __init__(self, *args: Any, voice: Voice, on: date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.voice, self.on = voice, on
        self.book: Book = shelf.by_edition(voice.edition)
        self.prepare()

    def prepare(self) -> None:
        """Fill in choices; verbs without lists need nothing."""

    def offer(self, name: str, options: Iterable[tuple[Any, Any]], *, empty: str = "") -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - the classes below say so
        field.choices = [("", empty)] * bool(empty) + list(options)


class RegisterForm(VerbForm):
    category = forms.ChoiceField(label=_("类别"), required=False)
    village = forms.ChoiceField(label=_("村或社区"), required=False)
    note = words(_("登记说明（群众能看到）"), required=False, rows=2)

    def prepare(self) -> None:
        self.offer("category", shown(self.book.voices.categories), empty=gettext("未分类"))
        villages = organs.regions_under(self.voice.town, "village") if len(self.voice.town) == 9 else []
        self.offer("village", [(row.code, row.name) for row in villages], empty=gettext("不清楚"))
        self.initial |= {"category": self.voice.category, "village": self.voice.village}


class DoorForm(VerbForm):
    """A way out of triage; what is still new is registered by the same form, so its category can be put right here."""

    category = forms.ChoiceField(label=_("类别"), required=False)
    because = ""

    def prepare(self) -> None:
        if self.voice.state != "received":
            del self.fields["category"]
            return
        self.offer("category", shown(self.book.voices.categories), empty=gettext("未分类"))
        code, words = rules.likely(self.voice.words, self.book.voices.categories)
        self.initial.setdefault("category", self.voice.category or code)
        if words and not self.voice.category:
            self.because = gettext("因为说到：%(words)s") % {"words": "、".join(words)}


class TextForm(DoorForm):
    text = words(_("答复（群众能看到）"))


class UnitAnswerForm(VerbForm):
    text = words(_("办理情况和答复"))


class ReasonForm(VerbForm):
    reason = words(_("理由"), rows=3)


class WhyForm(VerbForm):
    reason = words(_("说明"), required=False, rows=2)


class ReferForm(DoorForm):
    unit = forms.TypedChoiceField(label=_("转给哪个单位"), coerce=int)
    note = words(_("转办说明（群众能看到）"), required=False, rows=2)

    def prepare(self) -> None:
        super().prepare()
        self.offer("unit", queries.units_for(self.voice, self.on).items(), empty=gettext("请选择"))

    def advise(self, usual: Sequence[queries.Usual]) -> None:
        """Say who usually handles this, and choose the first of them."""
        if usual:
            self.initial.setdefault("unit", usual[0].unit)
            self.fields["unit"].help_text = "；".join(each.sentence for each in usual)


class GuideForm(DoorForm):
    guide = forms.ChoiceField(label=_("指引到"), widget=forms.RadioSelect)
    text = words(_("再补充几句"), required=False, rows=2)

    @property
    def told(self) -> dict[str, str]:
        """What the citizen will read, by the code of the door."""
        return {known.code: known.told(get_language() or "") for known in self.book.voices.guides}

    def prepare(self) -> None:
        super().prepare()
        self.offer("guide", shown(self.book.voices.guides))
        code, _found = rules.likely(self.voice.words, self.book.voices.guides)
        self.initial.setdefault("guide", code)


class ExplainForm(DoorForm):
    reason = forms.ChoiceField(label=_("不能办的原因"), widget=forms.RadioSelect)
    text = words(_("怎么向群众说明"))

    def prepare(self) -> None:
        super().prepare()
        self.offer("reason", shown(self.book.voices.explain_reasons))


class JoinForm(DoorForm):
    """Into which one: picked from those alike, or by its number."""

    into = forms.IntegerField(label=_("并入哪一件"), min_value=1, required=False)
    number = forms.IntegerField(label=_("不在上面的，填编号"), min_value=1, required=False)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        number = given.pop("number", None)
        given["into"] = number or given.get("into")
        if not given["into"] and not self.errors:
            self.add_error("into", gettext("请选一件，或者填它的编号。"))
        return given


class PassUpForm(DoorForm):
    deputy = forms.TypedChoiceField(label=_("推荐给哪位代表"), coerce=int)

    def prepare(self) -> None:
        """The deputies of the place first: those of the township's congress, and the county's who live there."""
        super().prepare()
        town = self.voice.town
        near: dict[int, str] = {}
        far: dict[int, str] = {}
        for code in dict.fromkeys((town, town[:6])):
            for seat in people.deputies(code, self.on):
                local = seat.region == town or seat.home.startswith(town)
                (near if local else far).setdefault(seat.person_id, f"{seat.person.name} · {seat.constituency}")
        far = {pk: name for pk, name in far.items() if pk not in near}
        groups = [(gettext("本镇的代表"), list(near.items())), (gettext("别的代表"), list(far.items()))]
        self.offer("deputy", [group for group in groups if group[1]], empty=gettext("请选择"))


class ReportForm(VerbForm):
    text = words(_("怎么告诉群众"))
    solved = forms.NullBooleanField(label=_("您看解决了吗"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        told = [("unknown", _("看群众怎么说")), ("true", _("解决了")), ("false", _("还没有解决"))]
        self.fields["solved"].widget.choices = told


class ConfirmForm(VerbForm):
    verdict = forms.ChoiceField(label=_("这件事解决了吗？"), choices=list(VERDICTS.items()), widget=forms.RadioSelect)
    why = forms.ChoiceField(label=_("哪里没有解决（选了就再办）"), required=False, widget=forms.RadioSelect)
    reason = words(_("想多说几句吗"), required=False, rows=2)

    def prepare(self) -> None:
        if reasons := shown(self.book.voices.reopen_reasons):
            self.offer("why", reasons, empty=gettext("不选"))
        else:
            del self.fields["why"]


class AddForm(VerbForm):
    text = words(_("补充几句"), required=False, rows=3)
    photos = PhotosField(label=_("照片"), required=False)
    sound = sound_field()


class ContactForm(VerbForm):
    phone = phone_field()
    contact = forms.CharField(label=_("怎么称呼"), required=False, max_length=200)
    share_contact = forms.BooleanField(label=_("把电话告诉办事的单位"), required=False)
    texts = texts_field()

    def prepare(self) -> None:
        self.initial |= {"share_contact": self.voice.share_contact}
        if settings.GATEWAY:
            self.initial["texts"] = texting.agreed(self.voice.pk)
        else:
            del self.fields["texts"]


class ReissueForm(VerbForm):
    checked = forms.ChoiceField(label=_("怎么核对的本人"), choices=list(CHECKED.items()), widget=forms.RadioSelect)


def shown(options: Iterable[Any]) -> list[tuple[str, str]]:
    """Entries of a playbook list as choices, in the reader's language."""
    language = get_language() or "zh-hans"
    return [(option.code, option.shown(language)) for option in options]
