"""Marking words for translation in files that know nothing of Django."""


def N_(text: str) -> str:  # noqa: N802 - the name every gettext extractor knows
    """Return ``text`` unchanged; it is translated where it is shown, not where it is written."""
    return text
