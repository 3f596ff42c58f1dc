"""Names and phones of citizens are sealed before they reach the database (个人信息保护法第51条：加密等安全技术措施).

Whoever takes the database file alone, or a copy of it, reads nobody's phone. The key comes from the site's secret; when
that is changed, what the old one sealed stays readable while it is listed in ``HUYING_OLD_SECRETS``.
"""

import base64
import hashlib
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models
from django.utils.translation import gettext

from huying.kernel.words import N_

LOST = N_("打不开：密钥换过了")


@lru_cache(maxsize=4)
def _box(*secrets: str) -> MultiFernet:
    keys = (hashlib.sha256(f"voice-contact:{secret}".encode()).digest() for secret in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])


def box() -> MultiFernet:
    """What seals with the site's secret, and opens with that or an older one."""
    return _box(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


class SealedField(models.TextField):  # type: ignore[type-arg]  # generic in the stubs only
    """Text that stands encrypted in the database; empty stays empty. It cannot be searched or sorted."""

    def get_prep_value(self, value: Any) -> str:
        return box().encrypt(str(value).encode()).decode() if value else ""

    def from_db_value(self, value: str, *_: Any) -> str:
        if not value:
            return ""
        try:
            return box().decrypt(value.encode()).decode()
        except InvalidToken:
            return gettext(LOST)
