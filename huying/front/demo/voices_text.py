"""What citizens say: composed from a topic's phrases in the many ways people put a complaint together. Pure."""

from random import Random

from huying.front.demo.corpus import Corpus, Scene, Topic, phrases

PATTERNS = (
    ("s", 9),
    ("what", 10),
    ("what ask", 12),
    ("what harm", 12),
    ("intro what", 6),
    ("intro what ask", 12),
    ("what more harm", 9),
    ("harm what", 6),
    ("harm what ask", 5),
    ("s more", 4),
    ("s harm ask", 5),
    ("what who", 7),
    ("what since who", 6),
    ("intro what more ask", 9),
    ("intro what harm turn:more ask close", 10),
    ("what turn:what", 5),
    ("intro what more harm turn:harm ask close", 8),
    ("intro what more what2 harm turn:more ask close", 6),
    ("ask what", 4),
    ("intro since what harm close", 5),
    ("intro what more what2 turn:harm more2 since ask who close", 3),
)
"""The order in which people put things, and how often."""

JOINS = (("，", "。", 62), ("，", "", 14), (" ", "", 8), ("，", "！", 5), ("。", "。", 8), ("，", "……", 3))
"""How they punctuate: between the parts, at the end, how often."""


def voice(corpus: Corpus, subject: Topic, scene: Scene, *, channel: str = "qr") -> str:
    """One voice of 8 to about 300 characters that was not said before.

    Args:
        corpus: the stream it belongs to.
        subject: what it is about.
        scene: where it is.
        channel: "qr", "web", "reception" (an officer wrote it down), "phone", "deputy" (a deputy's picture).
    """
    return corpus.once(lambda: _one(corpus, subject, scene, channel))


def _one(corpus: Corpus, subject: Topic, scene: Scene, channel: str) -> str:
    rng = corpus.rng
    pattern = rng.choices([p for p, _ in PATTERNS], [w for _, w in PATTERNS])[0]
    if channel not in ("qr", "web"):
        pattern = pattern.removeprefix("intro ")
    parts = _parts(corpus, subject, scene, pattern.split())
    between, end, _ = rng.choices(JOINS, [w for *_, w in JOINS])[0]
    text = _join(rng, parts, between, end)
    spoken = phrases()["voice"]
    if channel in ("reception", "phone"):
        text = corpus.say(spoken["relay"], scene.words()) + text
    elif channel == "deputy":
        text = corpus.say(spoken["snap"], scene.words()) + text
    elif rng.random() < 0.13:
        text = _slip(rng, text, spoken["typos"])
    return text[:290]


def _parts(corpus: Corpus, subject: Topic, scene: Scene, pattern: list[str]) -> list[str]:
    """One phrase for each name of the pattern; ``turn:more`` is a phrase with a turn of speech before it."""
    spoken = phrases()["voice"]
    words = {**scene.words(), "kin": corpus.rng.choice(spoken["kin"])}
    fields = "亩田" if scene.urban else "小区"
    used: set[str] = set()
    parts = []
    for name in pattern:
        turn, _, slot = name.rpartition(":")
        slot = slot.rstrip("2")
        choices = [one for one in subject.slots.get(slot, spoken.get(slot, ())) if one not in used or not one]
        choices = [one for one in choices if slot != "intro" or fields not in one]
        if not choices:
            continue
        chosen = corpus.rng.choice(choices)
        used.add(chosen)
        text = corpus.say([chosen], words)
        lead = corpus.say(spoken["turn"], words) if turn else ""
        parts.append(f"{lead}，{text}" if lead in ("另外", "还有就是", "说句实话") else lead + text)
    return [part for part in parts if part]


def _join(rng: Random, parts: list[str], between: str, end: str) -> str:
    text = parts[0]
    for index, part in enumerate(parts[1:], start=1):
        mark = between
        if between == "，" and index > 1 and rng.random() < 0.55:
            mark = "。"
        if text.endswith(("问一下", "您好", "你好", "领导好")):
            mark = "，"
        question = text.endswith(("吗", "怎么办", "找谁", "哪个部门管", "管一下", "解决", "行不行", "准话", "在哪里"))
        text += ("？" if question and rng.random() < 0.8 else mark) + part
    question = text.endswith(("吗", "怎么办", "找谁", "部门管", "行不行", "什么时候能解决", "管一下", "准话"))
    return text + ("？" if question else end)


def _slip(rng: Random, text: str, typos: list[str]) -> str:
    """One slip of the pen: a wrong character, a doubled one, or marks left out."""
    pairs = [pair.split(",") for pair in typos]
    here = [(right, wrong) for right, wrong in pairs if right in text]
    if here and rng.random() < 0.75:
        right, wrong = rng.choice(here)
        return text.replace(right, wrong, 1)
    if rng.random() < 0.5:
        return text.replace("，", "", 1)
    at = rng.randrange(len(text))
    return text[:at] + text[at] + text[at:] if text[at] not in "，。0123456789" else text
