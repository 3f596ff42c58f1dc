"""Plausible contents for the style guide."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from huying.base.web.acts import ActForm


class Example(ActForm):
    """One of every kind of field."""

    title = forms.CharField(label=_("标题"), help_text=_("一事一议，一句话说清是什么事。"))
    body = forms.CharField(
        label=_("情况"), required=False, widget=forms.Textarea(attrs={"rows": 3, "data-limit": 2000})
    )
    unit = forms.ChoiceField(label=_("承办单位"), choices=[("1", _("县交通运输局")), ("2", _("县水利局"))])
    result = forms.ChoiceField(
        label=_("办理结果"),
        choices=[("a", _("满意")), ("b", _("基本满意")), ("c", _("不满意"))],
        widget=forms.RadioSelect,
    )
    publish = forms.BooleanField(label=_("办的过程和结果可以公开，不公开姓名和电话"), required=False)
    photos = forms.FileField(label=_("照片"), help_text=_("最多 9 张，发送前会自动缩小。"), required=False)
    share = forms.BooleanField(label=_("把我的电话给承办单位"), required=False, initial=True)


def context() -> dict[str, Any]:
    """What the style guide shows."""
    return {**_case(), **_rest()}


def _case() -> dict[str, Any]:
    now = timezone.now()
    clock = SimpleNamespace(
        due_text=_("还剩 12 天"),
        due_level="soon",
        provisional=True,
        steps=[_("交办 2026-07-01 + 3 个月 = 10-01"), _("国庆放假，顺延至 10-08")],
    )
    wrong = Example({"body": ""})
    wrong.is_valid()
    return {
        "clock": clock,
        "form": Example(),
        "wrong": wrong,
        "verbs": [
            SimpleNamespace(
                name="a", label=_("催办"), allowed=True, reason="", consequence=_("发给经办人，记入台账。")
            ),
            SimpleNamespace(
                name="b", label=_("开始再测评"), allowed=False, reason=_("要等第二次答复送达。"), consequence=""
            ),
        ],
        "stages": [(_("提出"), "done", now - timedelta(90)), (_("办理"), "now", now), (_("测评"), "next", None)],
        "lines": [
            SimpleNamespace(text=_("县水利局签收"), at=now, who=_("县水利局"), note="", state="now"),
            SimpleNamespace(
                text=_("交办"), at=now - timedelta(3), who=_("政府办"), note=_("三个月内答复"), state="done"
            ),
        ],
    }


def _rest() -> dict[str, Any]:
    return {
        "bars": [(_("道路交通"), 34, ""), (_("教育"), 12, ""), (_("水利"), 7, "")],
        "desk": SimpleNamespace(
            place=_("呼应县人大"),
            posts=_("代工委经办"),
            nav=[
                (_("待办"), "/desk/", True, 17),
                (_("代表建议"), "#suggestions", False, None),
                (_("民声"), "#voices", False, 5),
                (_("联络站"), "#stations", False, None),
                (_("统计"), "#figures", False, None),
            ],
        ),
        "svg": Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 60"><g fill="none" stroke="#1d2126">'
            '<rect x="1" y="10" width="90" height="40" rx="6"/><path d="M92 30h46m-8-5 8 5-8 5"/>'
            '<rect x="140" y="10" width="90" height="40" rx="6" stroke="#a3211d" stroke-width="3"/></g></svg>'
        ),
        "points": [(str(month), value) for month, value in enumerate((12, 18, 9, 22, 30, 26), 1)],
    }
