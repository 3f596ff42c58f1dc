"""What is proposed to be taken out before publication, and how the difference is told."""

import pytest

from huying.field.voices.differences import pieces
from huying.field.voices.masking import masked


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("请打13907390001找我", "请打〔电话〕找我"),
        ("打 139 0739 0001 或 0739-5551234", "打 〔电话〕 或 〔电话〕"),
        ("电话：１３９０７３９０００１", "电话：〔电话〕"),
        ("一三九〇七三九〇〇〇一是我", "〔电话〕是我"),
        ("+86 139-0739-0001", "〔电话〕"),
        ("家里电话5551234", "家里电话〔电话〕"),
        ("身份证430523198803071234，另一个43052319880307123X", "身份证〔证件号〕，另一个〔证件号〕"),
        ("老证430523880307123", "老证〔证件号〕"),
        ("卡号6222 0212 3456 7890 123没到账", "卡号〔银行卡号〕没到账"),
        ("湘E12345和湘E·D12345堵了路", "〔车牌〕和〔车牌〕堵了路"),
        ("QQ：123456789，微信号：lamp_man88", "QQ〔QQ号〕，微信〔微信号〕"),
        ("加我vx:abc12345", "加我〔微信号〕"),
        ("邮箱 liu@example.com", "邮箱 〔邮箱〕"),
        ("住3栋2单元501室", "住〔门牌〕"),
        ("王小明先生收了钱，欧阳建国书记不管", "王某先生收了钱，欧阳某书记不管"),
        ("我叫刘翠莲，", "我叫刘某，"),
    ],
)
def test_what_leads_to_somebody_is_proposed_to_go(said: str, shown: str) -> None:
    assert masked(said) == shown
    assert masked(shown) == shown


@pytest.mark.parametrize(
    "said",
    [
        "桥头小学门口的路灯坏了一个多星期，孩子们放学天就黑了",
        "打了12345和110，三天没人来",
        "2026年3月6日，欠了12000元，涉及1500户",
        "李某说张先生家也一样",
        "",
        "国道G320第47公里处",
    ],
)
def test_what_leads_to_nobody_stays(said: str) -> None:
    assert masked(said) == said


def test_a_difference_is_told_by_characters() -> None:
    told = pieces("请打13907390001找刘翠莲女士", "请打〔电话〕找刘某女士")
    assert told == [
        ("same", "请打"),
        ("del", "13907390001"),
        ("ins", "〔电话〕"),
        ("same", "找刘"),
        ("del", "翠莲"),
        ("ins", "某"),
        ("same", "女士"),
    ]
    assert pieces("一样", "一样") == [("same", "一样")]
    assert pieces("", "新") == [("ins", "新")] and pieces("旧", "") == [("del", "旧")] and pieces("", "") == []


@pytest.mark.parametrize(("before", "after"), [("甲乙丙丁", "丁丙乙甲"), ("路灯坏了" * 400, "路灯修好" * 400)])
def test_every_character_is_told_once(before: str, after: str) -> None:
    told = pieces(before, after)
    assert "".join(text for kind, text in told if kind != "ins") == before
    assert "".join(text for kind, text in told if kind != "del") == after
