"""Somebody who calls the API, in tests."""

import json
import uuid
from datetime import datetime
from typing import Any

from django.test import Client

from huying.base.people import commands as people
from huying.base.people import queries
from huying.base.people.models import Account

HOME = "/api/v1"


class Caller:
    """Calls with a token of ``account``, or as nobody. ``status`` and ``told`` are the last answer's."""

    def __init__(self, account: Account | None = None, now: datetime | None = None, **headers: str) -> None:
        self.client, self.headers = Client(), headers
        self.status, self.told, self.response = 0, None, None
        if account is not None and now is not None:
            actor = queries.actor_of(account, now.date())
            token = people.issue_token(actor=actor, now=now, account=account.pk, name="测试", days=30)
            self.headers["Authorization"] = f"Bearer {token.raw}"

    def get(self, path: str, **query: Any) -> Any:
        return self._heard(self.client.get(f"{HOME}{path}", query, headers=self.headers))

    def post(self, path: str, data: Any = None, *, key: uuid.UUID | None = None, raw: str | None = None) -> Any:
        headers = {**self.headers, **({"Idempotency-Key": str(key)} if key else {})}
        body = json.dumps(data or {}, default=str) if raw is None else raw
        return self._heard(self.client.post(f"{HOME}{path}", body, content_type="application/json", headers=headers))

    def _heard(self, response: Any) -> Any:
        self.response, self.status = response, response.status_code
        self.told = response.json() if "json" in response.headers.get("Content-Type", "") else None
        return self.told
