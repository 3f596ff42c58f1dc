"""Draw the README's pictures anew from the demo county: ``make screenshots``.

Serves the county in the data folder (``HUYING_DATA``, else ``./instance``; built when it is not there yet) on a free
port, visits six pages and writes ``docs/pictures/*.webp``, none above 60 kB. They are committed, since a README
without pictures is blind. They show today's date, so they are not the same bytes each time.
"""

import io
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
DATA = Path(os.environ.get("HUYING_DATA") or ROOT / "instance").resolve()
HUYING = [sys.executable, "-m", "huying.config.cli"]
LIMIT = 60_000
PHONE, DESK = (390, 780), (1280, 800)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SAID = "桥头小学门口的路灯坏了一个多星期，孩子们放学天就黑了"


@contextmanager
def served() -> Iterator[str]:
    """The demo county, served until the pictures are taken; yields its address."""
    env = {**os.environ, "HUYING_DATA": str(DATA), "HUYING_DEMO": "1"}
    subprocess.run([*HUYING, "demo", "--no-serve"], cwd=ROOT, env=env, check=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([*HUYING, "serve", "--port", str(port), "--workers", "1"], cwd=ROOT, env=env)
    try:
        address = f"http://127.0.0.1:{port}"
        for _ in range(100):
            try:
                urllib.request.urlopen(f"{address}/about", timeout=5).close()
                break
            except urllib.error.URLError:
                time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        server.wait(30)


def keep(page: Page, name: str) -> None:
    """Write what the page shows, as small as it has to be."""
    page.wait_for_load_state("networkidle")
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    for quality in (90, 80, 70, 60, 50, 40):
        out = io.BytesIO()
        picture.save(out, "WEBP", quality=quality, method=6)
        if out.tell() <= LIMIT:
            break
    else:
        raise SystemExit(f"{name} does not fit into {LIMIT} bytes.")
    (PICTURES / f"{name}.webp").write_bytes(out.getvalue())
    print(f"{name}.webp {out.tell()} bytes, quality {quality}")


def enter(page: Page, address: str, name: str) -> None:
    """Log in by the demo's button for this person."""
    page.context.clear_cookies()
    page.goto(f"{address}/desk/login/demo?next=/desk/account/")
    page.get_by_role("button", name=name).click()
    page.wait_for_url("**/desk/account/")


def take(page: Page, address: str, size: tuple[int, int], where: str, name: str) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(address + where)
    keep(page, name)


def anybody(page: Page, address: str) -> None:
    """What one sees without an account."""
    links = json.loads((DATA / "demo_links.json").read_text(encoding="utf-8"))
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.goto(f"{address}{links['station']}/speak")
    page.locator("textarea").first.fill(SAID)
    page.locator("textarea").first.blur()
    page.evaluate("window.scrollTo(0, 0)")
    keep(page, "speak")
    take(page, address, PHONE, links["track"], "track")
    take(page, address, DESK, "/", "portal")


def story(page: Page, address: str) -> str:
    """The desk's page of the suggestion whose story the demo tells, No. 47."""
    page.goto(f"{address}/suggestions?q=桥头公路")
    link = page.locator('a[href^="/suggestions/"]:has-text("桥头公路")').first.get_attribute("href") or ""
    return f"/desk{link}"


def main() -> int:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with served() as address, sync_playwright() as browsers:
        browser = browsers.chromium.launch(
            executable_path="/usr/bin/chromium", args=FLAGS, env={**os.environ, "LANGUAGE": "zh_CN"}
        )
        page = browser.new_page(locale="zh-CN", timezone_id="Asia/Shanghai")
        anybody(page, address)
        case = story(page, address)
        for who, size, where, name in (
            ("黄秀英", PHONE, "/desk/", "deputy"),
            ("赵立", DESK, case, "suggestion"),
            ("陈敏", DESK, "/desk/suggestions/inbox", "inbox"),
        ):
            enter(page, address, who)
            take(page, address, size, where, name)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
