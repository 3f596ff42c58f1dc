"""Texts as citizens write them, made from a seed."""

import random
from datetime import UTC, datetime, timedelta

from huying.base.search import commands

NOW = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
COUNTY = "430599"

PLACES = [
    "云口",
    "石桥",
    "溶洞",
    "青龙",
    "白水",
    "大圳",
    "双江",
    "梅岭",
    "竹坪",
    "枫木",
    "桐油",
    "龙潭",
    "金石",
    "茶山",
    "沙坝",
]
THINGS = {
    1: ["路灯", "路面", "坑洼", "护栏", "公交", "桥梁", "道路", "红绿灯"],
    2: ["校车", "学校", "老师", "午餐", "操场", "幼儿园", "放学"],
    3: ["垃圾", "污水", "异味", "河道", "排放", "噪音", "油烟"],
    4: ["医院", "卫生室", "药品", "医保", "报销", "看病"],
    5: ["水渠", "灌溉", "稻田", "农机", "化肥", "水库"],
}
FILLERS = [
    "希望尽快解决",
    "已经半年多了",
    "老人和孩子很不方便",
    "多次反映",
    "请有关部门看看",
    "晚上尤其危险",
    "群众意见很大",
    "盼回复",
]


def text(rng: random.Random, unit: int) -> str:
    words = rng.sample(THINGS[unit], 3)
    return (
        f"{rng.choice(PLACES)}{rng.choice(['村', '社区', '镇'])}{rng.randint(1, 30)}组的{words[0]}和{words[1]}，"
        f"{rng.choice(FILLERS)}，{words[2]}{rng.choice(['坏了', '太少', '没人管', '需要修'])}。{rng.choice(FILLERS)}！"
    )


def texts(n: int, seed: int = 7) -> list[tuple[int, str]]:
    """(unit, text) pairs."""
    rng = random.Random(seed)
    return [(unit := rng.choice(list(THINGS)), text(rng, unit)) for _ in range(n)]


def indexed(n: int, *, kind: str = "voice", region: str = "430599101", seed: int = 7) -> dict[int, str]:
    """Index ``n`` texts, one a minute; id -> text."""
    made = {}
    for number, (_, words) in enumerate(texts(n, seed), start=1):
        commands.index(kind, number, region, NOW + timedelta(minutes=number), words)
        made[number] = words
    return made
