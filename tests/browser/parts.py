"""Stretches of the way that several stories share."""

import re
from typing import Any

from playwright.sync_api import Page

from tests.browser import deeds
from tests.browser.deeds import SUGGESTIONS, days, on_case
from tests.browser.walker import Walk

BODY = "桥头公路会车难，校车等了三十八分钟。建议在三处急弯增设错车道，先装反光镜，工期告诉群众。"


def draft(walk: Walk, page: Page, title: str, voice: str = "", /, **more: Any) -> str:
    """The deputy's draft, out of a voice where there is one; returns the suggestion's path."""
    walk.go(page, f"{SUGGESTIONS}/new" + (f"?voice={voice}" if voice else ""))
    form = deeds.main_form(page)
    deeds.fill(form, title=title, body=BODY, category="transport", **more)
    walk.look(page, "draft")
    deeds.send(form)
    page.wait_for_url(re.compile(r"done=draft"))
    walk.look(page, "drafted")
    return re.sub(r".*(/desk/suggestions/[0-9a-f-]{36}).*", r"\1", page.url)


def filed(walk: Walk, path: str) -> None:
    """Submitted by the deputy, examined and filed by the committee's clerk."""
    on_case(walk, walk.person("huangxiuying"), path, "submit")
    clerk = walk.person("zhaoli")
    walk.go(clerk, f"{SUGGESTIONS}/examine")
    walk.look(clerk, "examine")
    on_case(walk, clerk, path, "file", category="transport", kind="general")


def handled(walk: Walk, path: str, answer: dict[str, Any]) -> None:
    """The lead unit signs for it, plans, talks twice and drafts its reply."""
    clerk = walk.person("chenmin")
    walk.go(clerk, f"{SUGGESTIONS}/inbox")
    walk.look(clerk, "inbox")
    on_case(walk, clerk, path, "accept")
    plan = {"leader": "罗建军", "handler": "陈敏", "phone": "0700-5260147", "text": "先核点位，再定工期"}
    on_case(walk, clerk, path, "plan", **plan, until=days(30))
    for phase in ("before", "during"):
        on_case(walk, clerk, path, "log_contact", phase=phase, form="visit", on=days(0), note="上门听了代表意见")
        deeds.answer_contact(walk, walk.person("huangxiuying"), path)
    on_case(walk, clerk, path, "draft_reply", **answer)


def dispatched(walk: Walk, path: str, number: str) -> None:
    """Signature by the unit's head, a look by the government office, the letter."""
    clerk = walk.person("chenmin")
    on_case(walk, clerk, path, "ask_signature")
    on_case(walk, walk.person("luojianjun"), path, "sign")
    on_case(walk, walk.person("hewenbin"), path, "vet")
    on_case(walk, clerk, path, "send", number=number, on=days(0))
