"""A book as sentences, and two books compared."""

import pytest

from huying.kernel.periods import Period
from huying.playbooks import shelf
from huying.playbooks.diff import diff, differences
from huying.playbooks.explain import explain, facts, period_words


def test_a_period_as_an_office_writes_it():
    assert period_words(Period(3, "months", "assigned")) == "自交办之日起 3 个月内，末日遇休息日顺延到下一个工作日"
    assert (
        period_words(Period(5, "working_days", "asked", count_first_day=True))
        == "自提出申请之日起 5 个工作日内，当日计入"
    )
    assert "总共 6 个月内" in period_words(Period(6, "months", "assigned", in_all=True, approver="assigner"))
    assert "须经交办机关同意" in period_words(Period(6, "months", approver="assigner"))
    assert period_words(Period(fixed="08-31", roll="none")).startswith("08-31 前，末日遇休息日不顺延")


@pytest.mark.parametrize("id", shelf.ids())
def test_explain_says_everything_with_its_basis(id):
    book = shelf.open_book(id)
    text = explain(book)
    assert book.edition in text
    for name in ("答复代表", "测评办法", "选题负面清单", "引导到其他渠道", "个人信息保存"):
        assert f"  {name}：" in text
    assert "（依据：" in text
    assert "None" not in text
    assert all(fact.words and fact.heading for fact in facts(book.data))


def test_every_period_is_explained():
    book = shelf.open_book("county")
    said = {fact.path for fact in facts(book.data)}
    for section in ("voices", "suggestions"):
        assert {f"{section}.periods.{key}" for key in book.data[section]["periods"]} <= said


def test_explain_signs_the_law():
    text = explain(shelf.open_book("county"))
    assert "答复代表：自交办之日起 3 个月内，末日遇休息日顺延到下一个工作日。（依据：代表法第51条）" in text


def test_diff_says_what_differs_and_nothing_else():
    county, township = shelf.open_book("county"), shelf.open_book("township")
    text = diff(county, township)
    assert "负责交办：县级通用办法“政府办公室（督查室）交有关单位办理”，乡镇通用办法“主席团交有关单位办理”。" in text
    assert "答复代表：县级通用办法“自交办之日起 3 个月内" in text
    assert "二次交办后答复" not in text
    assert diff(county, county).endswith("没有不同。\n")


def test_diff_names_what_only_one_of_them_says():
    county, xunyang = shelf.open_book("county"), shelf.open_book("xunyang")
    assert "提出建议的方法：县级通用办法没有规定，旬阳办法“学：" in diff(county, xunyang)
    assert "旬阳办法“学：学法律政策" in diff(xunyang, county)
    assert "县级通用办法没有规定" in diff(xunyang, county)
    assert [fact.path for fact, _ in differences(county.data, county.data)] == []


def test_questions_are_said_with_their_answers_and_compared():
    county, own = shelf.open_book("county"), shelf.open_book("county").data
    said = {fact.path: fact.words for fact in facts(own)}
    assert said["voices.categories.roads"].startswith("道路交通：还能通行吗（选一项：能通行、要绕行、过不去）；")
    assert "可选几项" in said["voices.categories.environment"]
    categories = [{**row, "questions": row["questions"][:1]} if "questions" in row else row for row in _categories(own)]
    categories[0]["questions"][0] = {**categories[0]["questions"][0], "required": True}
    other = {**own, "voices": {**own["voices"], "categories": categories}}
    differ = [fact.path for fact, _ in differences(own, other)]
    assert differ == ["voices.categories.roads", "voices.categories.water", "voices.categories.utilities"]
    assert "必答，选一项" in {fact.path: fact.words for fact in facts(other)}["voices.categories.roads"]
    assert county.voices.question("households") in county.voices.questions("utilities")
    assert county.voices.questions("roads")[1].helped("en").startswith("A plate")
    assert county.voices.categories[0].grouped("en-gb") == "Infrastructure"
    assert not any(question.required for known in county.voices.categories for question in known.questions)


def _categories(data):
    return [dict(row) for row in data["voices"]["categories"]]
