"""``huying outlines FILE``: the borders of a county's townships, for its maps."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from huying.config.commands import Fault, django_ready, need_tables, out, out_json

MOST_BYTES = 20_000_000


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE.geojson", type=Path, help="边界文件 outlines with division codes")
    parser.add_argument("--system", default="wgs84", help="坐标系 wgs84, gcj02, bd09 (wgs84)")
    parser.add_argument("--region", default="", metavar="CODE", help="哪个县 which county (the only one)")
    parser.add_argument("--json", action="store_true", help="JSON: regions")


def run(args: argparse.Namespace) -> int:
    django_ready()
    need_tables()
    from django.utils import timezone

    from huying.base.organs import commands, queries
    from huying.kernel.actor import SYSTEM
    from huying.kernel.coordinates import SYSTEMS

    if args.system not in SYSTEMS:
        raise Fault(f"坐标系只能是 {'、'.join(SYSTEMS)}。")
    if not args.file.is_file() or args.file.stat().st_size > MOST_BYTES:
        raise Fault(f"没有这个文件，或者它大于 {MOST_BYTES // 1_000_000} MB：{args.file}")
    region = args.region or min(queries.highest(timezone.localdate()), default="")
    if not region:
        raise Fault("还没有登记地区；请先用 huying init 建好。")
    text = args.file.read_bytes().decode("utf-8-sig", errors="replace")
    done = commands.draw_outlines(actor=SYSTEM, now=datetime.now(UTC), region=region, geojson=text, system=args.system)
    codes = done.data["regions"]
    if args.json:
        out_json({"regions": codes})
    else:
        out(f"画好了 {len(codes)} 个地区的边界：{'、'.join(queries.names_of_regions(codes).values())}")
    return 0
