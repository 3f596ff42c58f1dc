"""Typed readers of the environment that fail with a sentence."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def flag(name: str, *, default: bool) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if value in ("", None):
        return default
    if value in ("1", "true", "yes", "on"):
        return True
    if value in ("0", "false", "no", "off"):
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def words(name: str, default: list[str]) -> list[str]:
    value = os.environ.get(name, "")
    return [word.strip() for word in value.split(",") if word.strip()] or default


def some_of(name: str, known: tuple[str, ...], *, everything: bool) -> tuple[str, ...]:
    """Some of ``known``, with commas, or "all"; without a word: everything, or nothing."""
    given = words(name, ["all"] if everything else [])
    if unknown := sorted(set(given) - {*known, "all", "none"}):
        raise ImproperlyConfigured(f"{name} knows {', '.join(known)}, all and none, not {unknown[0]!r}.")
    return known if "all" in given else tuple(word for word in known if word in given)


def folder(name: str, default: Path) -> Path:
    path = Path(os.environ.get(name) or default).resolve()
    path.mkdir(parents=True, exist_ok=True)
    return path


def secret(name: str, file: Path) -> str:
    """The secret from the environment, or the one kept in ``file``, made at the first start."""
    if value := os.environ.get(name):
        return value
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(48))
    return file.read_text().strip()


def database(name: str, default: Path) -> dict[str, Any]:
    """``postgres://user:password@host:port/name`` or ``sqlite:///path``; without one, SQLite in the data folder."""
    url = os.environ.get(name, "")
    parts = urlsplit(url)
    if parts.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
            "DISABLE_SERVER_SIDE_CURSORS": True,
        }
    if url and parts.scheme != "sqlite":
        raise ImproperlyConfigured(f"{name} must begin with postgres:// or sqlite:///.")
    path = Path(unquote(parts.path)) if url else default
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                "PRAGMA cache_size=-64000; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
            ),
        },
    }


def mail(name: str) -> dict[str, Any]:
    """``smtp://user:password@host:port?tls=1`` (STARTTLS) or ``smtps://…`` as Django's mail settings; none: no mail."""
    url = os.environ.get(name, "")
    parts = urlsplit(url)
    if url and (parts.scheme not in ("smtp", "smtps") or not parts.hostname):
        raise ImproperlyConfigured(f"{name} must look like smtp://user:password@host:587?tls=1.")
    return {
        "EMAIL_BACKEND": f"django.core.mail.backends.{'smtp' if url else 'dummy'}.EmailBackend",
        "EMAIL_HOST": parts.hostname or "",
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": "tls=1" in parts.query,
        "EMAIL_TIMEOUT": 20,
    }


def hook(name: str) -> str:
    """An address that takes posts: ``https://``, or ``http://`` on this machine itself; "" when there is none.

    What is sent there holds people's numbers, so nothing goes over the net in the clear.
    """
    url = os.environ.get(name, "")
    parts = urlsplit(url)
    near = parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1")
    if url and (not parts.hostname or parts.username or not (parts.scheme == "https" or near)):
        raise ImproperlyConfigured(f"{name} must begin with https:// and hold no password.")
    return url
