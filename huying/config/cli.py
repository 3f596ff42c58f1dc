"""The operator's command: ``huying <verb> …``. Only the verb asked for is imported, so ``huying due`` is instant."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from huying import __version__
from huying.config.commands import Fault, out
from huying.kernel.errors import HouseError

#: verb → what it does, in Chinese and in English. Its code is ``commands/<verb>.py``.
VERBS: dict[str, tuple[str, str]] = {
    "demo": ("建好演示县并打开网站", "build the demo county and serve it"),
    "serve": ("打开网站", "serve the site"),
    "worker": ("不停地发信、走时钟", "send letters and run the clock until stopped"),
    "tick": ("走一次时钟：提醒、封签、清理", "run the clock once: reminders, seals, tidying"),
    "migrate": ("建立或更新数据库的表", "create or update the database tables"),
    "collect": ("把样式和脚本收到一个文件夹", "collect styles and scripts into one folder"),
    "init": ("从一个文件建起一个县：地区、机构、届次、办法、管理员", "set up a place from one file"),
    "createadmin": ("开第一个系统管理员账号", "open a system administrator's account"),
    "doctor": ("看看这套系统哪里不对，该怎么办", "say what is wrong with this installation"),
    "count": ("数一数各表的行数和各状态的件数", "count rows and cases by state"),
    "backup": ("在线备份到一个文件夹，写完即核对", "copy everything while running, then check the copy"),
    "restore": ("从备份恢复，原有的留在一边", "restore from a backup, keeping the old aside"),
    "retention": ("列出并处理到了保存期限的", "list and carry out what is kept no longer"),
    "ledger": ("核对台账", "check the ledger"),
    "playbook": ("检查、讲解、比较办法", "check, explain, compare playbooks"),
    "flow": ("画流程图", "draw a flowchart"),
    "due": ("算一个期限到哪一天", "compute a due date"),
    "import": ("导入旧台账", "bring an old ledger in"),
    "simulate": ("造出几个月的模拟数据", "make months of simulated work"),
}


class Parser(argparse.ArgumentParser):
    """One sentence instead of the usage when the options are wrong."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"参数不对：{message}。请看 {self.prog} --help。\n")


def _overview() -> str:
    width = max(len(verb) for verb in VERBS)
    lines = [f"  {verb:<{width}}  {chinese} · {english}" for verb, (chinese, english) in VERBS.items()]
    return "\n".join(
        [
            f"呼应 Huying {__version__}",
            "",
            "用法 usage: huying <命令 verb> [选项 options]",
            "",
            *lines,
            "",
            "huying <命令 verb> --help 看每个命令怎么用 · tells how each is used",
            "",
        ]
    )


def _run(verb: str, rest: Sequence[str]) -> int:
    command = import_module(f"huying.config.commands.{verb}")
    chinese, english = VERBS[verb]
    parser = Parser(
        prog=f"huying {verb}",
        description=f"{chinese}。\n{english[0].upper()}{english[1:]}.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.options(parser)
    return int(command.run(parser.parse_args(rest)) or 0)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; 0 when it went well, otherwise not 0 and one sentence on the error stream."""
    given = list(sys.argv[1:] if argv is None else argv)
    if not given or given[0] in ("-h", "--help", "help"):
        out(_overview())
        return 0 if given else 2
    if given[0] in ("-V", "--version"):
        out(__version__)
        return 0
    if given[0] not in VERBS:
        return _say(f"没有“{given[0]}”这个命令，请看 huying --help。", 2)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huying.config.settings")
    return _guarded(given[0], given[1:])


def _guarded(verb: str, rest: Sequence[str]) -> int:
    """Run a verb; what an operator can mend becomes a sentence, our own mistakes keep their trace."""
    try:
        return _run(verb, rest)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except KeyboardInterrupt:
        return 130
    except (Fault, HouseError) as fault:
        return _say(str(fault), 1)
    except Exception as fault:
        if sentence := _expected(fault):
            return _say(sentence, 1)
        raise


def _say(sentence: str, code: int) -> int:
    sys.stderr.write(f"{sentence}\n")
    return code


def _expected(fault: Exception) -> str:
    """A sentence for the faults of settings, database and files that an operator can mend; "" for our own mistakes."""
    if isinstance(fault, BrokenPipeError):
        # Whoever read our output has gone; nothing more can be said to them.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return "输出被关上了。"
    if isinstance(fault, OSError):
        where = f"{fault.filename}：" if fault.filename else ""
        return f"{where}{fault.strerror or fault}。"
    if "django" not in sys.modules:
        return ""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError, ProgrammingError

    if isinstance(fault, ImproperlyConfigured):
        return f"设置不对：{fault}"
    if isinstance(fault, OperationalError | ProgrammingError):
        return f"数据库用不了：{str(fault).strip()}。请看 huying doctor；表还没有建的话先 huying migrate。"
    return ""


if __name__ == "__main__":
    sys.exit(main())
