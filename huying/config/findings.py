"""What can be wrong with an installation: one function a thing, each a sentence and what to do about it."""

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import Count
from django.utils import timezone

from huying.base.clocks import queries as clocks
from huying.base.ledger import queries as ledger
from huying.base.notices import queries as notices
from huying.base.papers import queries as papers
from huying.base.tallies import queries as tallies
from huying.config import tick
from huying.kernel.calendar import national


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing: what is the matter, what to do, and whether the house can be trusted to run with it."""

    what: str
    do: str
    grave: bool = True


Findings = Iterator[Finding]


def settings_right(now: datetime) -> Findings:
    if settings.DEBUG:
        yield Finding("调试方式开着，出错时会把内部情况显示给外人。", "去掉环境变量 HUYING_DEBUG，重新打开网站。")
    if "*" in settings.ALLOWED_HOSTS:
        yield Finding("网站接受任何域名。", "把 HUYING_HOSTS 设成真正的域名。")
    elif not set(settings.ALLOWED_HOSTS) - {"localhost", "127.0.0.1", "[::1]"}:
        yield Finding("只有这台机器自己打得开网站。", "把 HUYING_HOSTS 设成网站的域名。", grave=False)
    if not settings.SESSION_COOKIE_SECURE:
        yield Finding("登录没有要求加密连接。", "前面装好 HTTPS 后，设 HUYING_HTTPS=1。", grave=False)
    if not settings.PUBLIC_URL:
        yield Finding("没有设网站的地址，信里和墙上的码不能带上它。", "设 HUYING_URL=https://域名。", grave=False)
    if not settings.MAIL:
        yield Finding("没有设发信的邮箱，通知只在网站里看得到。", "要发邮件就设 HUYING_MAIL_URL。", grave=False)
    if settings.GATEWAY and len(settings.GATEWAY_SECRET) < 16:
        yield Finding(
            "短信网关没有密钥，或者太短，网关认不出是谁发的。", "两边设同一个 HUYING_GATEWAY_SECRET，16 位以上。"
        )
    if settings.OPEN:
        yield Finding(
            f"开放接口开着：{'、'.join(settings.OPEN)}，谁都能读公开的部分。", "要关掉就改 HUYING_OPEN。", grave=False
        )
    else:
        yield Finding("没有开放数据，别的软件读不了公开的部分。", "要开放就设 HUYING_OPEN=all。", grave=False)
    if settings.DEMO:
        yield Finding("这是演示系统，不用密码就能登录。", "正式使用时去掉 HUYING_DEMO，换一个数据文件夹。", grave=False)


def secret_kept(now: datetime) -> Findings:
    file = Path(settings.DATA) / "secret"
    if os.environ.get("HUYING_SECRET"):
        if len(os.environ["HUYING_SECRET"]) < 32:
            yield Finding(
                "密钥太短。",
                "把 HUYING_SECRET 换成 50 位以上的随机字符；旧的写进 HUYING_OLD_SECRETS，"
                "否则群众的查询码和联系方式就打不开了。",
            )
    elif file.exists() and stat.S_IMODE(file.stat().st_mode) & 0o077:
        yield Finding(f"密钥文件 {file} 别人也能读。", f"运行 chmod 600 {file}。")
    database = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite" and Path(database).is_file() and Path(database).stat().st_mode & stat.S_IWOTH:
        yield Finding(f"数据库文件 {database} 谁都能改。", f"运行 chmod 640 {database}。")


def disk_room(now: datetime) -> Findings:
    usage = shutil.disk_usage(settings.DATA)
    if usage.free < 1024**3 or usage.free < usage.total * 0.05:
        yield Finding(
            f"放数据的磁盘只剩 {usage.free // 1024**2} MB。", "清理磁盘，或者把 HUYING_DATA 移到大一些的盘上。"
        )


def database_fit(now: datetime) -> Findings:
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT datctype, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()"
        )
        kind, encoding = cursor.fetchone()
    if encoding != "UTF8":
        yield Finding(f"数据库的编码是 {encoding}，中文存不全。", "用 UTF8 重建数据库，再从备份恢复。")
    if kind in ("C", "POSIX"):
        yield Finding("数据库的 LC_CTYPE 是 C，认不得中文字。", "用 C.UTF-8 或 zh_CN.UTF-8 重建数据库，再从备份恢复。")


def built(now: datetime) -> Findings:
    package = Path(settings.PACKAGE)
    if not any((package / "base/web/static/web/build").glob("*")):
        yield Finding("样式和脚本还没有做好，网页会没有样子。", "在源码里运行 make setup，或者改装发行的 wheel。")
    if not (package / "locale/en/LC_MESSAGES/django.mo").exists():
        yield Finding("英文译文还没有做好。", "在源码里运行 make setup，或者改装发行的 wheel。", grave=False)


def calendar_known(now: datetime) -> Findings:
    today = timezone.localdate(now)
    calendar = national()
    if not calendar.published(today):
        yield Finding(f"没有 {today.year} 年的放假安排，算出的期限都是暂定的。", "升级到带有今年放假安排的版本。")
    if today.month == 12 and not calendar.published(date(today.year + 1, 1, 1)):
        yield Finding(
            f"还没有 {today.year + 1} 年的放假安排，跨年的期限是暂定的。", "国务院公布后升级版本。", grave=False
        )


def playbook_adopted(now: datetime) -> Findings:
    if not apps.get_model("organs.Region").objects.exists():
        yield Finding(
            "还没有登记任何地区。", "用 huying init 从一个文件建起来；huying init --example 给出样本。", grave=False
        )
    elif not apps.get_model("organs.Adoption").objects.exists():
        yield Finding(
            "还没有选定办法，眼下只按全国通行的规定走。",
            "由代工委登录，在“地区与机构”的“办法”里采用一份。",
            grave=False,
        )


def clock_walks(now: datetime) -> Findings:
    last = tick.last()
    if last is None:
        yield Finding(
            "时钟还从来没有走过，不会提醒谁，也不会封签。", "运行 huying worker，或者每分钟运行一次 huying tick。"
        )
        return
    at, failed = last
    if now - at > timedelta(minutes=15):
        minutes = int((now - at).total_seconds() // 60)
        yield Finding(f"时钟已经 {minutes} 分钟没有走了。", "看看 huying worker 是不是停了。")
    for job, error in failed.items():
        yield Finding(f"时钟的“{job}”上一次没有做成：{error}", "照上面的原因处理；下一分钟会再试。")
    if clocks.due_actions(timezone.localdate(now) - timedelta(days=1), limit=1):
        yield Finding("有时限该提醒而没有提醒。", "运行 huying tick 补上，并看看 huying worker 是不是停了。")


def ledger_sealed(now: datetime) -> Findings:
    yesterday = timezone.localdate(now) - timedelta(days=1)
    first = apps.get_model("ledger.Entry").objects.order_by("at").values_list("at", flat=True).first()
    if first is None or timezone.localdate(first) > yesterday:
        return
    newest = ledger.seals(limit=1)
    # The night's first tick seals yesterday; give it an hour.
    if not newest or newest[0].day < yesterday - timedelta(days=1 if timezone.localtime(now).hour < 1 else 0):
        since = f"自 {newest[0].day} 以后" if newest else "从来"
        yield Finding(f"台账{since}没有封签。", "运行 huying tick；再不行就运行 huying ledger verify 看看。")


def letters_go(now: datetime) -> Findings:
    stuck = notices.stuck(now, limit=100)
    if not stuck:
        return
    reasons = sorted({delivery.error for delivery in stuck if delivery.error})[:3]
    more = "（" + "；".join(reasons) + "）" if reasons else ""
    texts = sum(isinstance(each, notices.Message) for each in stuck)
    letters = len(stuck) - texts
    amounts = [f"{n} {what}" for n, what in ((letters, "封信"), (texts, "条短信")) if n]
    yield Finding(
        f"有{'、'.join(amounts)}没有发出去{more}。",
        "由系统管理员在“发送情况”里处理；先看 HUYING_MAIL_URL、HUYING_GATEWAY_URL 通不通。",
        grave=False,
    )


def files_there(now: datetime) -> Findings:
    if lost := papers.lost():
        yield Finding(
            f"最近的附件里有 {len(lost)} 个文件不在磁盘上。", f"从备份里把 media 文件夹找回到 {settings.MEDIA_ROOT}。"
        )


def counters_agree(now: datetime) -> Findings:
    voices = apps.get_model("voices.Voice").objects.count()
    if sum(tallies.by_key("voices", "").values()) != voices:
        yield Finding("民声的计数与实际件数对不上。", "请把这条连同 huying count --json 的结果告诉维护的人。")
    states = apps.get_model("suggestions.Suggestion").objects.order_by("state").values_list("state")
    counted = {state: n for state, n in tallies.by_key("suggestion.state", "").items() if n}
    if counted != dict(states.annotate(n=Count("pk"))):
        yield Finding("建议的计数与实际件数对不上。", "请把这条连同 huying count --json 的结果告诉维护的人。")


BEFORE_TABLES: tuple[Callable[[datetime], Findings], ...] = (
    settings_right,
    secret_kept,
    disk_room,
    database_fit,
    built,
)
WITH_TABLES: tuple[Callable[[datetime], Findings], ...] = (
    calendar_known,
    playbook_adopted,
    clock_walks,
    ledger_sealed,
    letters_go,
    files_there,
    counters_agree,
)
