"""What a command says when it will not do what was asked.

Every text is Chinese, meant for the person who asked, and says what to do next. ``%(name)s`` places are
filled from ``params`` after translation, where the text is shown.
"""

from typing import Any


class HouseError(Exception):
    """A refusal that a person can read.

    Args:
        text: the sentence, marked with ``N_`` for translation.
        field: the name of the input it is about, or "" for the whole act.
        **params: values for the ``%(name)s`` places in ``text``; plain values, never HTML.
    """

    def __init__(self, text: str, *, field: str = "", **params: Any) -> None:
        super().__init__(text)
        self.text = text
        self.field = field
        self.params = params

    def __str__(self) -> str:
        return self.text % self.params if self.params else self.text


class Denied(HouseError):
    """This person may not do this (who)."""


class BadMove(HouseError):
    """Nobody may do this now (when)."""


class Invalid(HouseError):
    """What was given cannot be used (what)."""


class Missing(HouseError):
    """It does not exist, or not for this person; the two are never told apart."""


class Stale(HouseError):
    """Somebody else changed the case since the form was shown."""


class TooOften(HouseError):
    """Tried too many times; ``params["seconds"]`` says how long to wait."""
