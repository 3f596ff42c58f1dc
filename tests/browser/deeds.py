"""What people do on the pages, by names of fields and addresses, never by words on buttons: those are translated."""

import io
import re
from datetime import date, timedelta
from typing import Any

from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.walker import Walk

SUGGESTIONS = "/desk/suggestions"


def picture() -> dict[str, Any]:
    """A photo as a phone would send it."""
    out = io.BytesIO()
    Image.new("RGB", (640, 480), (90, 110, 90)).save(out, "JPEG")
    return {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def days(count: int) -> str:
    """A date so many days from today, as a date field takes it."""
    return (date.today() + timedelta(days=count)).isoformat()


def fill(form: Locator, /, **given: Any) -> None:
    """Put each value into the field of that name: words, a choice by its code or its text, ticks."""
    for name, value in given.items():
        put(form, name, value)


def put(form: Locator, name: str, value: Any) -> None:
    field = form.locator(f'[name="{name}"]:not([type=hidden])')
    kind = field.first.evaluate("(each) => each.type")
    unfold(field.first)
    if kind in ("radio", "checkbox"):
        tick(form, name, value)
    elif kind == "select-one":
        wanted = first_of(field.locator(f'option[value="{value}"]'), field.locator("option", has_text=str(value)))
        field.select_option(value=wanted.get_attribute("value"))
    elif kind == "file":
        field.set_input_files([value])
    else:
        field.fill(str(value))


def unfold(inner: Locator) -> None:
    """Open what hides it, from the outside in."""
    while (shut := inner.locator("xpath=ancestor::details[not(@open)]/summary")).count():
        shut.first.click()


def tick(form: Locator, name: str, value: Any) -> None:
    """``True``/``False`` for a lone box; otherwise the option with this code, or whose words hold it."""
    if isinstance(value, bool):
        form.locator(f'[name="{name}"]').set_checked(value)
        return
    by_code = form.locator(f'[name="{name}"][value="{value}"]')
    by_word = form.locator("label", has_text=str(value)).locator(f'[name="{name}"]')
    first_of(by_code, by_word).check()


def first_of(by_code: Locator, by_word: Locator) -> Locator:
    """What bears the code; else the first whose words hold it."""
    return by_code.first if by_code.count() else by_word.first


def send(form: Locator) -> None:
    """Press its button, and wait until it was answered: a form with files is sent by the script, not by the browser."""
    form.locator("button.btn-main, button.btn-danger").first.click()
    answered(form.page)


def answered(page: Page) -> None:
    """No form is on its way any more."""
    page.wait_for_function("() => !document.querySelector('form[data-once] [aria-busy]')")


def main_form(page: Page) -> Locator:
    return page.locator("main form[data-once]").first


# ── citizens ──


def speak(walk: Walk, page: Page, text: str, /, **more: Any) -> str:
    """From the station's page, as its QR code opens it, to the tracking code."""
    walk.go(page, "/stations")
    walk.look(page, "stations")
    page.get_by_role("link", name="云溪镇代表联络站").first.click()
    page.wait_for_url(re.compile(r"/s/\w+$"))
    walk.look(page, "station")
    page.locator('main a[href$="/speak"]').first.click()
    page.wait_for_url("**/speak")
    form = main_form(page)
    fill(form, text=text, **more)
    walk.look(page, "speak")
    send(form)
    return taken(walk, page)


def taken(walk: Walk, page: Page) -> str:
    """Past “somebody said the like already” to the code."""
    answered(page)
    page.wait_for_load_state("load")
    if "/speak/done/" not in page.url and page.locator("input[name=seen]").count():
        walk.look(page, "alike")
        send(main_form(page))
    page.wait_for_url("**/speak/done/*")
    walk.look(page, "code")
    return page.locator("p.code").inner_text().strip()


# ── desks ──


def open_voice(walk: Walk, page: Page, words: str) -> None:
    """From the queue to the voice that says this."""
    walk.go(page, "/desk/voices/")
    walk.look(page, "queue")
    page.locator("main a", has_text=words).first.click()
    page.wait_for_url(re.compile(r"/desk/voices/[0-9a-f-]{36}"))
    walk.look(page, "voice")


def on_voice(walk: Walk, page: Page, verb: str, /, **given: Any) -> None:
    """One verb on the voice that is open, by the address of its form."""
    address = re.sub(r"(voices/[0-9a-f-]{36}).*", r"\1", page.url)
    page.goto(f"{address}/{verb}")
    form = page.locator(f'form[action$="/{verb}"]')
    unfold(form)
    fill(form, **given)
    send(form)
    expect(page).to_have_url(address)
    expect(page.locator(".problem")).to_have_count(0)
    walk.look(page, f"voice {verb}")


def on_case(walk: Walk, page: Page, path: str, verb: str, /, **given: Any) -> None:
    """One verb on a suggestion or on this unit's task in it: by the button on its page, then by its form."""
    walk.go(page, path)
    walk.read(page, f"before {verb}")
    page.locator(f'.verbs a[href$="/{verb}"]').first.click()
    page.wait_for_url(re.compile(f"/{verb}$"))
    walk.look(page, verb)
    form = main_form(page)
    fill(form, **given)
    send(form)
    page.wait_for_url(re.compile(r"done="))
    walk.look(page, f"after {verb}")


def answer_contact(walk: Walk, page: Page, path: str) -> None:
    """The deputy confirms the talk that waits for a word."""
    walk.go(page, path)
    page.locator('.verbs a[href*="/contacts/"]').first.click()
    form = main_form(page)
    fill(form, confirmed="yes")
    walk.look(page, "contact")
    send(form)
    page.wait_for_url(re.compile(r"done="))
