"""Sessions in our own table, beside their account: who somebody is and what they may do costs two statements a page."""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone

from huying.base.people.models import Account, Session


class SessionStore(db.SessionStore):
    """Django's, which reads the account in the same statement; ``account`` is None before the session is read."""

    account: Account | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row = super().create_model_instance(data)
        row.account_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None  # type: ignore[attr-defined]
        return row

    def load(self) -> dict[str, Any]:
        rows = Session.objects.select_related("account__person")
        row = rows.filter(session_key=self.session_key, expire_date__gt=timezone.now()).first()
        if row is None:
            self._session_key = None
            return {}
        self.account = row.account
        found: dict[str, Any] = self.decode(row.session_data)
        return found
