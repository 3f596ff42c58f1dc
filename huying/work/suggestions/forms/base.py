"""What every form of this room is made of. Forms only parse; whether something may be done, the commands decide."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from huying.base.web.acts import ActForm
from huying.kernel.actor import Actor
from huying.playbooks import shelf
from huying.playbooks.shelf import Book
from huying.work.suggestions.models import Commitment, Contact, Suggestion
from huying.work.suggestions.story import Story, TaskPart

LOOSE = 50_000
"""Far above every limit: the command refuses with a sentence that counts; this only stops floods."""
FILES = 10


@dataclass(frozen=True, slots=True)
class Matter:
    """What a form is about: a suggestion as the reader sees it, and the part of it the verb belongs to."""

    actor: Actor
    story: Story
    on: date
    part: TaskPart | None = None
    contact: Contact | None = None
    promise: Commitment | None = None

    @property
    def case(self) -> Suggestion:
        return self.story.case

    @property
    def book(self) -> Book:
        return shelf.by_edition(self.case.edition)


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files in one field; [] when there is none."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(each, initial) for each in given][: FILES + 1]


def photos(label: Any, help_text: Any = "") -> FilesField:
    widget = FilesInput(attrs={"multiple": True, "accept": "image/*"})
    return FilesField(label=label, required=False, help_text=help_text, widget=widget)


def files(label: Any) -> FilesField:
    accept = "image/*,.pdf,.doc,.docx,.xls,.xlsx,.wps,.ofd"
    widget = FilesInput(attrs={"multiple": True, "accept": accept})
    return FilesField(label=label, required=False, widget=widget)


def words(
    label: Any, *, most: int = 1000, required: bool = True, rows: int = 4, help_text: Any = ""
) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows, "data-limit": most})
    return forms.CharField(label=label, required=required, max_length=LOOSE, widget=area, help_text=help_text)


def line(label: Any, *, most: int = 200, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, **more)


def day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, help_text=help_text)


def pick(label: Any, *, required: bool = True, help_text: Any = "") -> forms.ChoiceField:
    """One of a short list, all of it in sight."""
    return forms.ChoiceField(label=label, required=required, widget=forms.RadioSelect, help_text=help_text)


def unit(label: Any, *, required: bool = True, help_text: Any = "") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, required=required, coerce=int, empty_value=None, help_text=help_text)


def several(label: Any, *, help_text: Any = "") -> forms.TypedMultipleChoiceField:
    widget = forms.CheckboxSelectMultiple
    return forms.TypedMultipleChoiceField(label=label, required=False, coerce=int, widget=widget, help_text=help_text)


class VerbForm(ActForm):
    """A verb on one suggestion or task; lists come from the case's own playbook edition."""

    def __init__(self, *args: Any, matter: Matter, **more: Any) -> None:
        super().__init__(*args, **more)
        self.matter = matter
        self.initial.setdefault("version", matter.case.version)
        self.prepare()

    def prepare(self) -> None:
        """Fill in choices; verbs without lists need nothing."""

    def offer(self, name: str, listed: Iterable[tuple[Any, Any]], *, empty: str = "") -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - the classes below say so
        field.choices = [("", empty)] * bool(empty) + list(listed)

    def prefill(self, **values: Any) -> None:
        """What is known already, where nothing else was put in before."""
        for name, value in values.items():
            self.initial.setdefault(name, value)
