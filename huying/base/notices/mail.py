"""One channel: e-mail by SMTP."""

import smtplib
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import translation
from django.utils.translation import gettext, ngettext

from huying.base.notices import gateway
from huying.base.notices.models import Notice
from huying.base.notices.queries import sentence, sentences_of
from huying.base.notices.rules import one_line


def connection() -> BaseEmailBackend:
    return get_connection()


def letter(notice: Notice, address: str, language: str, through: BaseEmailBackend) -> EmailMessage:
    """The letter of a notice: its one sentence and where to look. The case itself is read after logging in."""
    with translation.override(language or settings.LANGUAGE_CODE):
        text = one_line(sentence(notice))
        where = settings.PUBLIC_URL + notice.url if settings.PUBLIC_URL else gettext("请登录呼应查看。")
        foot = gettext("这封信由系统发出，不用回复。")
        # The same id at every try lets a mailbox that got it twice drop the second.
        return EmailMessage(
            subject=f"{gettext('呼应')}：{text}",
            body=f"{text}\n\n{where}\n\n{foot}\n",
            to=[one_line(address, 254)],
            headers={"Message-ID": f"<notice-{notice.pk}@huying>", "Auto-Submitted": "auto-generated"},
            connection=through,
        )


def digest(
    notices: Sequence[Notice], address: str, language: str, through: BaseEmailBackend, more: int = 0
) -> EmailMessage:
    """One letter for a day: every sentence with its address.

    Args:
        more: how many there are besides.
    """
    with translation.override(language or settings.LANGUAGE_CODE):
        lines = [_line(notice, text) for notice, text in zip(notices, sentences_of(notices), strict=True)]
        rest = [gettext("另有 %(n)s 条，请登录呼应查看。") % {"n": more}] if more else []
        how = gettext("想改成马上发或者不发，登录后到“通知方式”里改。")
        n = len(notices) + more
        return EmailMessage(
            subject=f"{gettext('呼应')}：" + ngettext("%(n)s 条新通知", "%(n)s 条新通知", n) % {"n": n},
            body="\n\n".join([*lines, *rest, f"{gettext('这封信由系统发出，不用回复。')}{how}"]) + "\n",
            to=[one_line(address, 254)],
            headers={
                "Message-ID": f"<digest-{notices[0].pk}-{notices[-1].pk}@huying>",
                "Auto-Submitted": "auto-generated",
            },
            connection=through,
        )


def _line(notice: Notice, text: str) -> str:
    where = f"\n  {settings.PUBLIC_URL}{notice.url}" if settings.PUBLIC_URL else ""
    return f"· {one_line(text, 200)}{where}"


def fault_words(fault: Exception) -> str:
    """Why something did not go, without the address or number in it."""
    if isinstance(fault, gateway.Fault):
        return str(fault)[:200]
    code = getattr(fault, "smtp_code", "")
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        code = ",".join(str(answer[0]) for answer in fault.recipients.values())
    return f"{type(fault).__name__} {code}".strip()[:200]


def no_answer(fault: Exception) -> bool:
    """Whether there was nobody at the other end at all; then the next one would only wait in vain, too."""
    if isinstance(fault, smtplib.SMTPException):
        return isinstance(fault, smtplib.SMTPServerDisconnected | smtplib.SMTPConnectError)
    return isinstance(fault, OSError)
