"""What deputies and units write: suggestions and replies, put together paragraph by paragraph. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from huying.front.demo.corpus import Corpus, Scene, Topic, phrases
from huying.front.demo.grammar import Words

NUMERALS = "一二三四五六七"
SECOND = ("二、", "二、", "（二）")
"""How each way of making points numbers its second one."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A suggestion's words."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A unit's reply: its text, the class (A to D) it claims, and what it promises (without the date)."""

    text: str
    outcome: str
    promise: str


def suggestion(corpus: Corpus, subject: Topic, scene: Scene, trade: str) -> Paper:
    """One suggestion of 150 to 600 characters: 案由、情况、建议, in one of several hands."""
    words = {**corpus.words_of(subject, scene), "trade": trade}
    title = corpus.once(lambda: _title(corpus, subject, scene, words))
    body = corpus.once(lambda: _body(corpus, subject, words))
    return Paper(title, body)


def _title(corpus: Corpus, subject: Topic, scene: Scene, words: Words) -> str:
    """The topic's title; said before, it is tied to the place."""
    title = corpus.say(subject.slots["title"], words)
    if title not in corpus.said:
        return title
    if "全县" in title:
        return title.replace("全县", corpus.rng.choice([scene.town, f"{scene.town}{scene.village}"]))
    for named in (scene.village, scene.town):
        if named in title:
            return title.replace(named, f"{scene.town}{scene.village}", 1)
    place = corpus.rng.choice([scene.village, scene.town, f"{scene.town}{scene.village}", f"{scene.village}等地"])
    return title.replace("关于", corpus.rng.choice([f"关于在{place}", f"关于{place}"]), 1).replace("关于在", "关于", 1)


def _body(corpus: Corpus, subject: Topic, words: Words) -> str:
    rng, formal = corpus.rng, phrases()["suggestion"]
    because = corpus.say(subject.slots["because"], words)
    facts = corpus.several(subject.slots["facts"], rng.randint(2, 5), words)
    wants = corpus.several(subject.slots["want"], rng.randint(2, 5), words)
    if rng.random() < 0.7:
        because += corpus.say(formal["seen"], words)
    if rng.random() < 0.4:
        said = corpus.say(rng.choice([subject.slots["harm"], subject.slots["ask"], subject.slots["more"]]), words)
        facts.append(corpus.say(formal["who_says"], {**words, "say": said}))
    close = corpus.say(formal["close"], words)
    hand = rng.choices([_headed, _numbered, _plain, _bracketed], [34, 26, 25, 15])[0]
    return "\n".join(part for part in (*hand(because, facts, wants), close) if part)


def _headed(because: str, facts: Sequence[str], wants: Sequence[str]) -> list[str]:
    return ["一、案由", because, "二、基本情况", "".join(facts), "三、建议", *_list(wants, "{}．")]


def _numbered(because: str, facts: Sequence[str], wants: Sequence[str]) -> list[str]:
    listed = "".join(f"{NUMERALS[i]}是{one}" for i, one in enumerate(facts))
    return [because + "主要表现在：" + listed, "为此建议：", *[f"{NUMERALS[i]}、{one}" for i, one in enumerate(wants)]]


def _plain(because: str, facts: Sequence[str], wants: Sequence[str]) -> list[str]:
    return [because, "".join(facts), "建议：" + "".join(f"（{i}）{one}" for i, one in enumerate(wants, 1))]


def _bracketed(because: str, facts: Sequence[str], wants: Sequence[str]) -> list[str]:
    return [f"【案由】{because}", f"【情况】{''.join(facts)}", "【建议】", *_list(wants, "（{}）")]


def _list(items: Sequence[str], mark: str) -> list[str]:
    return [mark.format(i) + one for i, one in enumerate(items, 1)]


def reply(corpus: Corpus, subject: Topic, scene: Scene, outcome: str, **given: str) -> Answer:
    """One reply of 200 to 500 characters, point by point, with its class and a dated promise.

    Args:
        corpus: the stream it belongs to.
        subject: what the suggestion is about.
        scene: where.
        outcome: "A" solved, "B" planned, "C" not now, "D" not ours.
        **given: ``deputy title number session officer date month`` as they stand in the letter.
    """
    return _reply(corpus, subject, scene, outcome, given)


def _reply(corpus: Corpus, subject: Topic, scene: Scene, outcome: str, given: dict[str, str]) -> Answer:
    rng, letter = corpus.rng, phrases()["reply"]
    words = {**corpus.words_of(subject, scene), **given}
    words["short"] = given["title"].removeprefix("关于").removesuffix("的建议").translate({0x201C: "", 0x201D: ""})
    # A letter says the same thing the same way all through: its own facts, deeds and plans are fixed first.
    for name in ("fact", "did", "did2", "plan", "plan2", "want"):
        slot = subject.slots["facts"] if name == "fact" else words[name]
        words[name] = corpus.say([slot] if isinstance(slot, str) else slot, words).rstrip("。")
    words["fact_cut"] = str(words["fact"]).split("，")[0]
    words["want_cut"] = str(words["want"]).split("，")[0]
    words["piece"] = str(words["plan"]).split("，")[0]

    def make() -> str:
        parts = [corpus.say(letter["head"], words)]
        if rng.random() < 0.75 or outcome in "CD":
            parts.append(corpus.say(letter["fact"], words).rstrip("。") + "。")
        hand = rng.randrange(len(letter["point"]))
        parts.append(corpus.say([letter["point"][hand]], words))
        if outcome in "AB":
            parts.append(corpus.say([letter["then"][hand]], words))
        else:
            parts.append(SECOND[hand] + corpus.say(letter["hard"], words))
        if outcome in "AB":
            parts.append(corpus.say(letter["promise"], words))
        parts += [corpus.say(letter[f"class_{outcome.lower()}"], words), corpus.say(letter["tail"], words)]
        return "\n".join(part for part in parts if part)

    return Answer(corpus.once(make), outcome, str(words["piece"]) if outcome in "AB" else "")
