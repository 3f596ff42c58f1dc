"""Marking words for translation in files that know nothing of Django."""


def N_(text: str) -> str:
    """Return ``text`` unchanged; it is translated where it is shown, not where it is written."""
    return text
