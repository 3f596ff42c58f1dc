"""A browser without script: reads a page's form as it stands, changes what it is told to, sends it."""

from html.parser import HTMLParser
from typing import Any

from django.test import Client

from huying.base.people.middleware import SECOND
from huying.work.suggestions.tests.make import World


class _Forms(HTMLParser):
    """Every form of a page as name -> values, prefilled as a browser would send it."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self.select = self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self.forms.append({})
        elif not self.forms:
            return
        elif tag == "input" and name and given.get("type") not in ("submit", "file"):
            box = given.get("type") in ("checkbox", "radio")
            if not box or "checked" in given:
                self.forms[-1].setdefault(name, []).append(given.get("value", "on" if box else ""))
        elif tag == "textarea":
            self.area = name
            self.forms[-1][name] = [""]
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in given:
            self.forms[-1].setdefault(self.select, []).append(given.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self.area:
            self.forms[-1][self.area][0] += data.lstrip("\n")

    def handle_endtag(self, tag: str) -> None:
        self.area = "" if tag == "textarea" else self.area
        self.select = "" if tag == "select" else self.select


def fields(page: Any) -> dict[str, list[str]]:
    """What the page's own form would send now."""
    read = _Forms()
    read.feed(page.text)
    (found,) = [form for form in read.forms if "command_id" in form]
    return found


def client_of(w: World, name: str) -> Client:
    """Somebody of the cast, logged in with their second factor."""
    client = Client()
    client.force_login(w.accounts[name])
    session = client.session
    session[SECOND] = True
    session.save()
    return client


def press(client: Client, url: str, **given: Any) -> Any:
    """Open the form at ``url``, fill it in, send it; the page that comes after."""
    page = client.get(url)
    assert page.status_code == 200, (url, page.status_code, page.text[-2000:])
    sent = client.post(url, {**fields(page), **given})
    assert sent.status_code == 302, (url, sent.status_code, errors(sent))
    after = client.get(sent.url)
    assert after.status_code == 200, sent.url
    return after


def errors(page: Any) -> list[str]:
    """The lines of the error summary."""
    inside = page.text.partition('id="problem"')[2].partition("</div>")[0]
    return [part.partition("</li>")[0] for part in inside.split("<li>")[1:]]
