"""What is wrong with a file is said in a sentence, with the file and the line."""

import pytest

from huying.kernel.errors import Invalid
from huying.playbooks import shelf
from huying.playbooks.check import check_files

HEAD = 'extends = "county"\nid = "ours"\nname = "我县"\neffective = 2026-05-01\n'

CLASS_A = '[[suggestions.classes]]\ncode = "A"\nlabel = "甲"\noutcome = "resolved"\n'

QUESTIONS = """[[voices.categories]]
code = "other"
label = "其他"
[[voices.categories]]
code = "roads"
label = "道路"
group = "设施"
[[voices.categories.questions]]
code = "passable"
text = "还能通行吗"
kind = "one"
required = true
options = [{ code = "yes", label = "能" }, { code = "no", label = "过不去" }]
[[voices.categories.questions]]
code = "often"
text = "常常这样吗"
kind = "text"
"""

TEMPLATE = """[[voices.templates]]
code = "seen"
verb = "answer"
label = "看过了"
text = "{station}看过了：……"
"""


def problems(tmp_path, text: str, head: str = HEAD) -> list[str]:
    path = tmp_path / "ours.toml"
    path.write_text(head + text, "utf-8")
    return check_files([path])


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("vettin = true", 5, "不认识的键“vettin”"),
        ("[suggestions]\nvettin = true", 6, "是不是“vetting”"),
        ("[suggestions.periods]\nrepl = { value = 3 }", 6, "是不是“reply”"),
        ('[suggestions.periods]\nreply = { valu = 3, basis = "x" }', 6, "不认识的键“valu”"),
        ('[suggestions.periods]\nsign = { value = 0, basis = "x" }', 6, "时长要在 1 到 2500"),
        ('[suggestions.periods]\nsign = { value = "3", basis = "x" }', 6, "类型不对"),
        ('[suggestions.periods]\nsign = { start = "birth" }', 6, "起算事项“birth”"),
        ('[suggestions.periods]\nsign = { approver = "me" }', 6, "批准人“me”"),
        ('[suggestions.periods]\nsign = { passed = "jail" }', 6, "逾期后果“jail”"),
        ('[suggestions.periods.reply]\nvalue = 0\nfixed = "2026-09-31"\nbasis = "x"', 5, "没有 2026 年 9 月"),
        ('[suggestions.periods]\nreply = { value = 4, basis = "x" }', 6, "超过代表法第51条的 3 个月"),
        ('[suggestions.periods]\nreply = { value = 90, unit = "days", basis = "x" }', 6, "超过代表法第51条"),
        ('[suggestions.periods]\nextension = { value = 7, basis = "x" }', 6, "的 6 个月"),
        ("[suggestions.periods]\nsign = { value = 4 }", 6, "没有写依据"),
        ('[suggestions]\nassigner = "mayor"', 6, "只能是 government_office、presidium"),
        ('[suggestions]\nladder = ["meeting", "prison"]', 6, "“prison”"),
        ('[suggestions]\nladder = ["meeting", "meeting"]', 0, "写了两次"),
        ('[suggestions]\nvetting = "也许"', 6, "应为 true 或 false"),
        (TEMPLATE.replace("……", "{phone}"), 9, "不认识“{phone}”"),
        (TEMPLATE + TEMPLATE, 0, "写了两次"),
        ('[suggestions]\nnumber_format = "第 号"', 6, "写法不对"),
        ("[suggestions]\ncosigners_min_motion = 0", 6, "太小，至少 1"),
        ('[suggestions.evaluation]\nreassign_when = ["soso"]', 5, "测评档次里没有“soso”"),
        ('[[suggestions.classes]]\ncode = "A"\nlabel = "甲"\noutcome = "done"', 8, "“done”"),
        (CLASS_A + '[[suggestions.classes]]\ncode = "B"\nlabel = ""\noutcome = "planned"', 11, "不能为空"),
        ("[labels]\nvoice = 3", 6, "应为一张表"),
        (QUESTIONS.replace('"one"', '"yesno"'), 15, "只能是 text、long、number、date、one、many"),
        (QUESTIONS.replace("required", "requierd"), 16, "是不是“required”"),
        (QUESTIONS.replace("options", "# options"), 12, "至少要有两个选项"),
        (QUESTIONS.replace('"one"', '"long"'), 12, "没有选项可选"),
        (QUESTIONS.replace('code = "no"', 'code = "yes"'), 12, "选项“yes”写了两次"),
        (QUESTIONS.replace('code = "often"', 'code = "passable"'), 8, "问题“passable”写了两次"),
        (QUESTIONS + QUESTIONS.replace("roads", "water").replace("还能", "能"), 0, "两个类别里问法不同"),
        ("[clocks]\ndue_soon = 1.5", 6, "应为整数"),
    ],
)
def test_each_fault_with_its_line(tmp_path, text, line, says):
    found = problems(tmp_path, text)
    assert len(found) == 1
    assert says in found[0]
    assert found[0].startswith(f"ours.toml 第 {line} 行：" if line else "ours.toml")


def test_several_faults_come_together(tmp_path):
    text = (
        "[suggestions]\nvettin = true\n[suggestions.periods]\nrepl = { value = 3, basis = 'x' }\nsign = { value = 4 }"
    )
    assert len(problems(tmp_path, text)) == 3


def test_a_good_file_has_no_problems(tmp_path):
    assert problems(tmp_path, '[suggestions.periods]\nreply = { value = 2, basis = "我县办法第三条" }') == []


def test_broken_files(tmp_path):
    assert "不是正确的 TOML" in problems(tmp_path, "[suggestions\n")[0]
    assert "打不开" in check_files([tmp_path / "nothing.toml"])[0]
    bad = tmp_path / "gbk.toml"
    bad.write_bytes('name = "县"'.encode("gbk"))
    assert "不是 UTF-8" in check_files([bad])[0]


def test_extends_that_leads_nowhere_or_round_in_circles(tmp_path):
    assert "没有名为“atlantis”" in problems(tmp_path, "", 'extends = "atlantis"\nid = "ours"\n')[0]
    (tmp_path / "other.toml").write_text('extends = "ours"\n', "utf-8")
    assert "绕成了圈" in problems(tmp_path, "", 'extends = "other"\nid = "ours"\n')[0]


def test_id_must_be_the_file_name(tmp_path):
    assert "和文件名不一致" in problems(tmp_path, "", HEAD.replace('"ours"', '"theirs"'))[0]


def test_opening_a_faulty_book_says_the_same(tmp_path):
    (tmp_path / "ours.toml").write_text(HEAD + "[clocks]\nsnooze = 3\n", "utf-8")
    with pytest.raises(Invalid, match=r"ours\.toml 第 6 行：不认识的键“clocks\.snooze”"):
        shelf.open_book("ours", folder=tmp_path)
