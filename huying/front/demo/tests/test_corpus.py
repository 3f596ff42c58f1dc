"""The corpus: distinct, of the right lengths, the same for a seed, without holes in its grammar."""

import re
from random import Random

import pytest

from huying.front.demo import world
from huying.front.demo.corpus import Corpus, Scene, Topic, phrases, topics
from huying.front.demo.grammar import expand
from huying.front.demo.papers_text import reply, suggestion
from huying.front.demo.voices_text import voice

COUNTY = world.build()


def scene_for(corpus: Corpus, subject: Topic) -> Scene:
    fitting = [town for town in COUNTY.towns if subject.where in ("", "rural" if town.congress else "urban")]
    return corpus.rng.choice(fitting).scene(corpus.rng)


def voices(seed: int, count: int) -> list[str]:
    corpus = Corpus(seed)
    found = []
    for _ in range(count):
        subject = corpus.rng.choice(topics())
        channel = corpus.rng.choice(["qr", "qr", "qr", "reception", "deputy"])
        found.append(voice(corpus, subject, scene_for(corpus, subject), channel=channel))
    return found


def letter(corpus: Corpus, subject: Topic, outcome: str) -> str:
    given = {"deputy": "黄秀英", "title": "关于路灯的建议", "number": "47", "session": "三次会议"}
    more = {"officer": "陈敏", "date": "12月20日", "month": "6"}
    return reply(corpus, subject, scene_for(corpus, subject), outcome, **given, **more).text


def test_five_thousand_voices_are_all_different_and_of_every_length() -> None:
    texts = voices(1, 5000)
    assert len(set(texts)) == 5000
    lengths = sorted(map(len, texts))
    assert lengths[0] >= 6 and lengths[0] <= 12
    assert lengths[-1] <= 290 and lengths[-1] > 100


def test_few_voices_share_their_first_words() -> None:
    starts = [text[:10] for text in voices(2, 1500)]
    assert len(set(starts)) > 1000


def test_suggestions_and_replies_are_all_different() -> None:
    corpus = Corpus(3)
    titles, bodies, letters = set(), [], set()
    for index in range(600):
        subject = corpus.rng.choice(topics())
        paper = suggestion(corpus, subject, scene_for(corpus, subject), "乡村医生")
        titles.add(paper.title)
        bodies.append(paper.body)
        letters.add(letter(corpus, subject, "ABCD"[index % 4]))
    assert len(titles) == len(set(bodies)) == len(letters) == 600
    assert all(len(title) <= 80 for title in titles)
    assert sum(150 <= len(body) <= 600 for body in bodies) > 500
    assert all(110 <= len(text) <= 600 for text in letters)


def test_the_same_seed_says_the_same() -> None:
    assert voices(7, 200) == voices(7, 200)
    assert voices(7, 200) != voices(8, 200)


def test_no_place_of_the_grammar_is_left_open() -> None:
    corpus = Corpus(4)
    hole = re.compile(r"[{}|]|[a-z_]{3,}")
    extra = dict.fromkeys(("other", "officer", "piece", "deputy", "month", "month2", "trade", "unit", "say"), "某")
    for subject in topics():
        here = scene_for(corpus, subject)
        for section in ("acts", "contact"):
            for name in phrases()[section]:
                assert not hole.search(corpus.fill(section, name, subject, here, **extra))
        for slot in subject.slots.values():
            for phrase in slot:
                assert not hole.search(expand(phrase, here.words(), corpus.rng)), phrase


def test_unbalanced_braces_are_named() -> None:
    with pytest.raises(ValueError, match="unbalanced"):
        expand("{a|b", {}, Random(1))
