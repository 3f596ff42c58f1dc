"""The table, what is wrong with one, and how it is drawn."""

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huying.kernel.actor import Actor, Post, Role
from huying.kernel.errors import BadMove, Invalid
from huying.kernel.flow import svg
from huying.kernel.machine import Machine

MACHINE = Machine(
    name="paper",
    start="draft",
    states={"draft": "草稿", "sent": "已送 <审>", "back": "退回", "done": "办结"},
    verbs={"edit": "修改", "send": "送 & 审", "return": "退回", "end": "办结", "void": "作废"},
    table={
        ("draft", "edit"): "draft",
        ("draft", "send"): "sent",
        ("sent", "return"): "back",
        ("back", "send"): "sent",
        ("sent", "end"): "done",
        ("back", "void"): "done",
    },
    ends=frozenset({"done"}),
)
SVG = "{http://www.w3.org/2000/svg}"


def words(drawing: str) -> list[str]:
    return [node.text or "" for node in ElementTree.fromstring(drawing).iter(f"{SVG}text")]


def test_moves():
    assert MACHINE.after("draft", "send") == "sent"
    assert MACHINE.moves("sent") == ("return", "end")
    assert MACHINE.may("draft", "edit")
    assert not MACHINE.may("done", "edit")
    with pytest.raises(BadMove, match="现在是“办结”，不能“修改”"):
        MACHINE.after("done", "edit")


def test_sound_table_has_no_problems():
    assert MACHINE.problems() == []


def test_faults_are_named():
    broken = Machine("x", "a", {"a": "甲", "b": "乙", "c": "丙"}, {"go": "去", "no": "不"}, {("a", "go"): "b"})
    found = broken.problems()
    assert "nobody reaches c" in found
    assert "dead end at b" in found
    assert "verb no is never used" in found
    assert any("no label for state z" in p for p in Machine("x", "a", {"a": "甲"}, {}, {("a", "go"): "z"}).problems())


def test_drawing_says_every_state_and_verb_and_escapes_them():
    drawing = svg(MACHINE, title='流程 "<b>"')
    text = "".join(words(drawing))
    for label in [*MACHINE.states.values(), "送 & 审", "修改", "作废"]:
        assert label.replace(" ", "") in text.replace(" ", "")
    assert "aria-label='流程 \"&lt;b&gt;\"'" in drawing
    assert "<b>" not in drawing
    assert "<style" not in drawing
    assert "http://www.w3.org/2000/svg" in drawing


def test_drawing_lights_one_state():
    red = 'fill="#a3211d" stroke="#a3211d"'
    assert svg(MACHINE).count(red) == 0
    assert svg(MACHINE, lit="sent").count(red) == 1


def test_drawing_speaks_another_language():
    drawing = svg(MACHINE, translate=lambda msgid: {"草稿": "Draft paper of a deputy"}.get(msgid, msgid))
    assert "Draft" in " ".join(words(drawing))


def test_labels_and_boxes_never_lie_on_each_other():
    nodes = ElementTree.fromstring(svg(MACHINE)).iter(f"{SVG}rect")
    boxes = [tuple(float(n.get(k)) for k in ("x", "y", "width", "height")) for n in nodes if n.get("rx") == "12"]
    assert len(boxes) == len(MACHINE.states)
    for a in boxes:
        for b in boxes:
            apart = a[0] + a[2] <= b[0] or b[0] + b[2] <= a[0] or a[1] + a[3] <= b[1] or b[1] + b[3] <= a[1]
            assert a == b or apart


@settings(deadline=None)  # a busy machine is no fault of the drawing
@given(st.dictionaries(st.tuples(st.sampled_from("abcdef"), st.sampled_from("uvwxyz")), st.sampled_from("abcdef")))
def test_any_table_can_be_drawn(table):
    machine = Machine("any", "a", {s: s for s in "abcdef"}, {v: v for v in "uvwxyz"}, table, frozenset("f"))
    assert ElementTree.fromstring(svg(machine, lit="b")).tag == f"{SVG}svg"


def test_a_post_fits_exactly_and_reads_downwards():
    post = Post(1, Role.COMMITTEE_CLERK, region="430599", organ=7)
    actor = Actor(account=1, person=2, posts=(post,), kind="account")
    assert actor.post(Role.COMMITTEE_CLERK, region="430599") is post
    assert actor.post(Role.COMMITTEE_CLERK, region="430599101") is None
    assert actor.post(Role.DEPUTY) is None
    assert actor.covers("430599101", Role.COMMITTEE_CLERK)
    assert not actor.covers("4305", Role.COMMITTEE_CLERK)
    assert not Actor(posts=(Post(1, Role.DEPUTY),)).covers("430599", Role.DEPUTY)


def test_an_error_fills_its_sentence():
    assert str(Invalid("缺 %(n)s 份", n=2)) == "缺 2 份"
    assert str(Invalid("100% 完成")) == "100% 完成"
