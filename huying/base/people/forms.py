"""What each verb of this room asks for."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from huying.base.web.acts import PlainForm
from huying.kernel.actor import ROLE_LABELS, Role

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class LogIn(PlainForm):
    """Name and password."""

    username = forms.CharField(
        label=_("用户名"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("密码"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class Code(PlainForm):
    """Six digits, or a recovery code."""

    code = forms.CharField(
        label=_("验证码"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True}),
    )


class ChangePassword(PlainForm):
    """The old one and a new one, twice."""

    old = forms.CharField(
        label=_("原密码"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    new = forms.CharField(
        label=_("新密码"),
        strip=False,
        help_text=_("至少 10 位，大写字母、小写字母、数字、符号里有三种，不能是最近用过的。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("再输一次"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("new") != given.pop("again", None):
            self.add_error("again", _("两次输入的新密码不一样。"))
        return given


class Preferences(PlainForm):
    """Large type, language, e-mail."""

    large_type = forms.BooleanField(label=_("长辈版（大字）"), required=False)
    language = forms.ChoiceField(label=_("语言"), required=False, choices=[("", _("跟随浏览器")), *settings.LANGUAGES])
    email = forms.EmailField(label=_("接收通知的邮箱"), required=False)


class NewKey(PlainForm):
    """A key for the API."""

    name = forms.CharField(label=_("用在哪里"), max_length=60, help_text=_("例如：县政务平台每日取数"))
    days = forms.IntegerField(label=_("有效天数"), min_value=1, max_value=366, initial=90)


class Lend(PlainForm):
    """To whom, from when to when."""

    to = forms.TypedChoiceField(label=_("交给"), coerce=int)
    since = forms.DateField(label=_("从"), widget=DAY)
    until = forms.DateField(label=_("到（含当天）"), widget=DAY)

    def __init__(self, *args: Any, colleagues: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["to"].choices = colleagues  # type: ignore[attr-defined]


class Particulars(PlainForm):
    """Who somebody is."""

    name = forms.CharField(label=_("姓名"), max_length=40)
    phone = forms.CharField(label=_("电话"), max_length=20, required=False)
    trade = forms.CharField(label=_("职业"), max_length=40, required=False)
    about = forms.CharField(label=_("备注"), max_length=200, required=False)


class NewPerson(Particulars):
    """Who, and in whose register."""

    region = forms.ChoiceField(label=_("所属"))
    field_order = ("region", "name", "phone", "trade", "about")

    def __init__(self, *args: Any, regions: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["region"].choices = regions  # type: ignore[attr-defined]


class OpenAccount(PlainForm):
    """The user name; the first password is made and shown once."""

    username = forms.CharField(label=_("用户名"), max_length=40, help_text=_("字母、数字和 . _ - @"))


class GivePost(PlainForm):
    """Role, place, body, first and last day. Station staff are appointed at their station, deputies by their seat."""

    role = forms.TypedChoiceField(label=_("职务"), coerce=Role)
    region = forms.ChoiceField(label=_("所属人大"))
    organ = forms.TypedChoiceField(label=_("单位"), coerce=int, required=False, empty_value=None)
    since = forms.DateField(label=_("从"), widget=DAY)
    until = forms.DateField(label=_("到（含当天）"), widget=DAY, required=False)

    def __init__(self, *args: Any, regions: list[tuple[str, str]], organs: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        elsewhere = (Role.DEPUTY, Role.STATION_HEAD, Role.STATION_OFFICER)
        roles = [(role.value, _(label)) for role, label in ROLE_LABELS.items() if role not in elsewhere]
        self.fields["role"].choices = roles  # type: ignore[attr-defined]
        self.fields["region"].choices = regions  # type: ignore[attr-defined]
        self.fields["organ"].choices = [("", _("不填")), *organs]  # type: ignore[attr-defined]


class Seat(PlainForm):
    """A seat in a congress."""

    term = forms.TypedChoiceField(label=_("届次"), coerce=int)
    constituency = forms.CharField(label=_("选区或者选举单位"), max_length=60)
    home = forms.ChoiceField(label=_("居住或者工作的乡镇、街道"), required=False)
    group = forms.CharField(label=_("代表团或者代表小组"), max_length=60, required=False)

    def __init__(self, *args: Any, terms: list[tuple[int, str]], regions: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["term"].choices = terms  # type: ignore[attr-defined]
        self.fields["home"].choices = [("", _("不填")), *regions]  # type: ignore[attr-defined]
