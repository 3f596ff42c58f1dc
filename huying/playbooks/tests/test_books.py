"""The shipped books: whole, lawful, kept for ever, and saying what their sources say."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from huying import playbooks
from huying.kernel.errors import Invalid, Missing
from huying.playbooks import shelf
from huying.playbooks.check import check_files
from huying.playbooks.scenario import run_file
from huying.playbooks.schema import APPROVERS

HOME = Path(playbooks.__file__).parent
FILES = sorted(HOME.glob("*.toml"))
SCENARIOS = sorted((HOME / "scenarios").glob("*.toml"))
OURS = """extends = "county"
id = "ours"
name = "我县办法"
effective = 2026-05-01
[suggestions.periods]
second_reply = { value = 2, basis = "我县办法第十条" }
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "ours.toml").write_text(OURS, "utf-8")
    return tmp_path


def test_shipped_files_have_no_problems():
    assert check_files(FILES) == []


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_scenarios(path):
    assert run_file(path) == []


def test_every_shipped_book_has_scenarios():
    assert {path.stem for path in SCENARIOS} == set(shelf.ids())


def test_every_number_has_a_basis():
    for id in shelf.ids():
        book = shelf.open_book(id)
        for section in (book.voices, book.suggestions):
            periods = section.periods
            assert all(getattr(periods, name).basis for name in type(periods).__dataclass_fields__)
        assert book.suggestions.basis["cosigners_min_motion"]
        assert set(book.clocks.basis) == {"remind_before", "due_soon"}


def test_county_says_national_law():
    book = shelf.open_book("county").suggestions
    assert (book.periods.reply.value, book.periods.reply.unit, book.periods.reply.start) == (3, "months", "assigned")
    assert book.periods.complex_reply.in_all is True
    assert book.periods["return"].passed == "deemed_accepted"
    assert book.cosigners_min_motion == 10
    assert [(c.code, c.outcome) for c in book.classes] == [
        ("A", "resolved"),
        ("B", "in_progress"),
        ("C", "cannot_now"),
        ("D", "reference"),
    ]


def test_township_differs_where_the_law_says_so():
    book = shelf.open_book("township").suggestions
    assert (book.assigner, book.periods.reply.value, book.periods.extension.value) == ("presidium", 2, 4)
    assert book.periods.extension.approver in APPROVERS
    assert book.cosigners_min_motion == 5


def test_xunyang_says_what_its_source_says_and_admits_what_it_does_not():
    book = shelf.open_book("xunyang").suggestions
    assert book.contacts_required == ("before", "during", "after")
    assert book.evaluation.reassign_when == ("basically_satisfied", "dissatisfied")
    assert book.ladder == ("meeting", "second_assignment")
    assert book.published_at == ("site", "platform")
    assert "".join(method.label[0] for method in book.methods) == "学听思查研写"
    assert "没有写明数值" in book.periods.fast_reply.basis
    assert book.topics_fit
    assert book.topics_unfit


def test_qiankeng_is_a_township_that_explains_and_gathers():
    book = shelf.open_book("qiankeng")
    assert book.suggestions.assigner == "presidium"
    assert book.voices.explain_reasons[0].code == "not_to_hand_on"
    assert book.voices.concentration.voices == 3 and "没有写明数值" in book.voices.basis["concentration"]
    assert [kind.code for kind in book.stations.kinds] == ["home", "station", "point"]
    assert book.voices.categories == shelf.open_book("county").voices.categories


def test_lists_are_rich_enough_for_a_station():
    voices = shelf.open_book("county").voices
    assert len(voices.categories) >= 14
    assert all(len(category.keywords) >= 8 for category in voices.categories if category.code != "other")
    assert [guide.code for guide in voices.guides] == ["petition", "court", "hotline", "emergency"]
    assert all(guide.basis and guide.told("en").isascii() for guide in voices.guides)
    assert "15日内" in voices.guides[0].told("zh-hans")
    assert voices.categories[0].shown("en-gb") == "Roads and transport"


def test_baseline_is_not_a_book_to_work_by():
    assert "baseline" not in shelf.ids()
    with pytest.raises(Invalid, match="只是底本"):
        shelf.open_book("baseline")


def test_edition_names_the_content():
    book = shelf.open_book("county")
    assert book.edition.startswith("county@2026-01-01#")
    assert len(book.edition) <= 60
    assert shelf.by_edition(book.edition).content == book.content
    assert len({shelf.open_book(id).edition for id in shelf.ids()}) == len(shelf.ids())


def test_present_editions_are_kept_in_shipped():
    kept = {path.name for path in (HOME / "shipped").glob("*.json")}
    now = {shelf.open_book(id).edition.replace("#", "-") + ".json" for id in shelf.ids()}
    assert now <= kept, "run: python -c 'from huying.playbooks.shelf import keep_shipped; keep_shipped()'"


@pytest.mark.parametrize("path", sorted((HOME / "shipped").glob("*.json")), ids=lambda path: path.stem)
def test_every_edition_ever_shipped_still_opens(path):
    edition = "#".join(path.stem.rsplit("-", 1))
    assert shelf.by_edition(edition).edition == edition


def test_own_book_is_laid_over_the_county_one(folder):
    book = shelf.open_book("ours", folder=folder)
    assert book.suggestions.periods.second_reply.value == 2
    assert book.suggestions.periods.second_reply.unit == "months"
    assert book.suggestions.categories == shelf.open_book("county").suggestions.categories
    assert shelf.ids(folder) == ["county", "ours", "qiankeng", "township", "xunyang"]


def test_an_edited_book_is_a_new_edition_and_the_old_one_is_not_forgotten(folder):
    before = shelf.open_book("ours", folder=folder)
    later = OURS.replace("2026-05-01", "2026-09-01").replace("value = 2", "value = 1")
    (folder / "ours.toml").write_text(later, "utf-8")
    after = shelf.open_book("ours", folder=folder)
    assert before.edition != after.edition
    assert shelf.by_edition(before.edition, folder).suggestions.periods.second_reply.value == 2
    assert shelf.open_book("ours", date(2026, 8, 31), folder).edition == before.edition
    assert shelf.open_book("ours", date(2026, 9, 1), folder).edition == after.edition


def test_a_changed_archive_is_noticed(folder):
    edition = shelf.open_book("ours", folder=folder).edition
    kept = next((folder / "editions").glob("*.json"))
    kept.write_text(kept.read_text("utf-8").replace("我县办法第十条", "改过"), "utf-8")
    with pytest.raises(Invalid, match="内容被改动过"):
        shelf.by_edition(edition, folder)


def test_folder_may_come_from_the_environment(folder, monkeypatch):
    monkeypatch.setenv("HUYING_PLAYBOOKS", str(folder))
    assert shelf.open_book("ours").name == "我县办法"
    assert shelf.by_edition(shelf.open_book("county").edition).id == "county"


@pytest.mark.parametrize("id", ["nowhere", "../county", "", "shipped/county"])
def test_unknown_books_are_missing(id):
    with pytest.raises(Missing, match="没有名为"):
        shelf.open_book(id)


@pytest.mark.parametrize("edition", ["county@2026-01-01#00000000", "../../x@1#2", "", "nowhere@2026-01-01#abcdef01"])
def test_unknown_editions_are_missing(edition):
    with pytest.raises(Missing, match="找不到办法的版本"):
        shelf.by_edition(edition)


def test_tables_merge_and_lists_are_replaced():
    below = {"a": {"x": 1, "y": [1, 2]}, "b": 1}
    assert shelf.merge(below, {"a": {"y": [3]}, "c": 2}) == {"a": {"x": 1, "y": [3]}, "b": 1, "c": 2}
    assert below == {"a": {"x": 1, "y": [1, 2]}, "b": 1}


def test_files_are_utf8_toml_with_effective_days():
    assert all(isinstance(tomllib.loads(path.read_text("utf-8"))["effective"], date) for path in FILES)
