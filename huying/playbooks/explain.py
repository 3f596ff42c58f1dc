"""A playbook as Chinese sentences an office can sign: grouped by headings, every number with its basis."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from huying.kernel.periods import ROLLS, STARTS, Period
from huying.kernel.words import N_
from huying.playbooks.schema import APPROVERS, PASSED
from huying.playbooks.shelf import Book

VOICE_PERIODS = {
    "register": N_("联络站登记群众反映"),
    "answer": N_("联络站答复或者决定去向"),
    "refer_accept": N_("承办单位签收转办事项"),
    "refer_answer": N_("承办单位答复联络站"),
    "report_back": N_("把结果反馈给群众"),
    "verdict": N_("群众评价是否解决"),
    "revisit": N_("联络站回访"),
}
SUGGESTION_PERIODS = {
    "cosign": N_("代表答复联名邀请"),
    "examine": N_("审查代表建议"),
    "revise": N_("代表修改退回的建议"),
    "assign": N_("交办代表建议"),
    "fast_assign": N_("交办“小微急”建议"),
    "sign": N_("承办单位签收"),
    "return": N_("承办单位申请退办"),
    "return_decision": N_("决定是否同意退办"),
    "contact": N_("承办单位首次联系代表"),
    "co_opinion": N_("协办单位向主办单位提出意见"),
    "reply": N_("答复代表"),
    "fast_reply": N_("答复“小微急”建议"),
    "complex_reply": N_("答复涉及面广、处理难度大的建议"),
    "extension": N_("延长答复期限"),
    "evaluate": N_("代表测评"),
    "meeting": N_("对不满意的建议召开会议"),
    "second_assign": N_("二次交办"),
    "second_reply": N_("二次交办后答复"),
    "publish": N_("公开建议和答复"),
    "commitment_check": N_("报告承诺事项进展"),
}
_CHOICES: dict[str, tuple[str, dict[Any, str]]] = {
    "assigner": (
        N_("负责交办"),
        {"government_office": "政府办公室（督查室）交有关单位办理", "presidium": "主席团交有关单位办理"},
    ),
    "vetting": (N_("答复送出前审核"), {True: "由交办机关审核把关", False: "不另设审核"}),
    "publication": (N_("公开方式"), {"full": "全文公开", "summary": "摘要公开", "none": "不公开"}),
}
_WHO = {"lead": "由领衔代表测评", "each": "由每位联名代表分别测评"}
_PHASES = {"before": "办前", "during": "办中", "after": "办后"}
_KINDS = {"one": "选一项", "many": "可选几项"}
_PLACES = {"site": "网站", "platform": "代表履职平台"}
_WORDS = {
    "committee": N_("代表工作机构"),
    "assigner": N_("交办机关"),
    "station": N_("联络站"),
    "voice": N_("群众反映"),
    "fast": N_("快速通道"),
    "meeting": N_("不满意后的会议"),
    "second_assignment": N_("再次交办"),
    "hearing": N_("听证"),
    "democratic_review": N_("评议"),
}
HEADINGS = (N_("一、联络站"), N_("二、群众反映"), N_("三、代表建议"), N_("四、提醒"), N_("五、本地称呼"))
_LISTS = {
    ("stations", "kinds"): ("一、联络站", N_("阵地名称")),
    ("stations", "modes"): ("一、联络站", N_("站点形式")),
    ("voices", "categories"): ("二、群众反映", N_("反映类别")),
    ("voices", "guides"): ("二、群众反映", N_("引导到其他渠道")),
    ("voices", "explain_reasons"): ("二、群众反映", N_("说明不能办理的理由")),
    ("voices", "withhold_reasons"): ("二、群众反映", N_("不予公开的理由")),
    ("voices", "return_reasons"): ("二、群众反映", N_("承办单位退回转办的理由")),
    ("voices", "reopen_reasons"): ("二、群众反映", N_("群众说没有解决的理由")),
    ("voices", "templates"): ("二、群众反映", N_("常用答复")),
    ("suggestions", "kinds"): ("三、代表建议", N_("建议种类")),
    ("suggestions", "categories"): ("三、代表建议", N_("建议类别")),
    ("suggestions", "topics_fit"): ("三、代表建议", N_("选题正面清单")),
    ("suggestions", "topics_unfit"): ("三、代表建议", N_("选题负面清单")),
    ("suggestions", "methods"): ("三、代表建议", N_("提出建议的方法")),
    ("suggestions", "revise_reasons"): ("三、代表建议", N_("退回修改的理由")),
    ("suggestions", "refuse_reasons"): ("三、代表建议", N_("不予立案的理由")),
    ("suggestions", "return_reasons"): ("三、代表建议", N_("申请退办的理由")),
    ("suggestions", "classes"): ("三、代表建议", N_("办理结果分类")),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing a playbook settles: where it stands in the file, what it is about, what it says, and why."""

    path: str
    heading: str
    name: str
    words: str
    basis: str = ""

    @property
    def sentence(self) -> str:
        return f"{self.name}：{self.words}。" + (f"（依据：{self.basis}）" if self.basis else "")


def explain(book: Book) -> str:
    """The whole book as text: title, edition, sources, then one line a rule under its heading."""
    lines = [book.name, f"版本 {book.edition}，自 {book.effective} 起施行。"]
    if about := book.data.get("about"):
        lines.append(str(about))
    if sources := book.data.get("sources"):
        lines += ["", "依据", *(f"  {number}. {source}" for number, source in enumerate(sources, start=1))]
    heading = ""
    for fact in facts(book.data):
        if fact.heading != heading:
            heading = fact.heading
            lines += ["", heading]
        lines.append(f"  {fact.sentence}")
    return "\n".join(lines) + "\n"


def facts(data: Mapping[str, Any]) -> list[Fact]:
    """Every rule of a resolved book, in the order an office reads them; what is not said is left out."""
    found = [*_lists(data), *_periods(data, "voices", "二、群众反映", VOICE_PERIODS)]
    found += _periods(data, "suggestions", "三、代表建议", SUGGESTION_PERIODS)
    found += [*_voices(data), *_suggestions(data), *_evaluation(data), *_clocks(data), *_labels(data)]
    return sorted(found, key=lambda fact: "一二三四五".index(fact.heading[0]))


def period_words(period: Period) -> str:
    """自交办之日起 3 个月内，末日遇休息日顺延到下一个工作日"""
    start = STARTS.get(period.start, period.start) or "起算"
    msgid, params = period.length
    parts = (
        [msgid % params] if period.fixed else [f"自{start}之日起{'总共' if period.in_all else ''} {msgid % params}内"]
    )
    if period.count_first_day:
        parts.append("当日计入")
    if period.unit != "working_days" or period.fixed:
        parts.append(ROLLS[period.roll])
    if period.approver:
        parts.append(f"须经{APPROVERS.get(period.approver, period.approver)}同意")
    if period.passed:
        parts.append(f"逾期的{PASSED.get(period.passed, period.passed)}")
    return "，".join(parts)


def _periods(data: Mapping[str, Any], section: str, heading: str, names: Mapping[str, str]) -> Iterator[Fact]:
    periods = data.get(section, {}).get("periods", {})
    for key, name in names.items():
        if key in periods:
            period = Period(**periods[key])
            yield Fact(f"{section}.periods.{key}", heading, name, period_words(period), period.basis)


def _lists(data: Mapping[str, Any]) -> Iterator[Fact]:
    for (section, key), (heading, name) in _LISTS.items():
        if items := data.get(section, {}).get(key):
            labels = [item["label"] for item in items]
            words = ("；" if any(set("、，：") & set(label) for label in labels) else "、").join(labels)
            basis = "；".join(dict.fromkeys(item["basis"] for item in items if item.get("basis")))
            yield Fact(f"{section}.{key}", heading, name, words, basis)


def _voices(data: Mapping[str, Any]) -> Iterator[Fact]:
    voices = data.get("voices", {})
    for category in voices.get("categories", ()):
        if asked := category.get("questions"):
            words = f"{category['label']}：" + "；".join(_question(question) for question in asked)
            yield Fact(f"voices.categories.{category['code']}", "二、群众反映", N_("另外问一句"), words)
    if "retention_days" in voices:
        words = f"办结后保存 {voices['retention_days']} 日，期满删除或者匿名化"
        basis = voices.get("basis", {}).get("retention_days", "")
        yield Fact("voices.retention_days", "二、群众反映", N_("个人信息保存"), words, basis)
    yield from _following(voices, voices.get("basis", {}))
    yield from _privacy(voices, voices.get("basis", {}))
    if asked := voices.get("concentration"):
        words = f"{asked['days']} 日内同一个地方有 {asked['voices']} 件说的是同一件事，算作集中反映，供列入民情清单"
        basis = voices.get("basis", {}).get("concentration", "")
        yield Fact("voices.concentration", "二、群众反映", N_("集中反映"), words, basis)


def _following(voices: Mapping[str, Any], why: Mapping[str, str]) -> Iterator[Fact]:
    """What the station asks of whoever spoke, checks on site and asks again."""
    heading = "二、群众反映"
    if asked := voices.get("asking"):
        words = f"请群众补充的，最多等 {asked.get('days', 7)} 日，等不到的接着办"
        words += "，这几天不算在联络站的时限里" if asked.get("pauses") else "，联络站的时限不变"
        yield Fact("voices.asking", heading, N_("请群众补充"), words, why.get("asking", ""))
    if required := voices.get("check_required"):
        names = {each["code"]: each["label"] for each in voices.get("categories", ())}
        parts = ["单位答复的"] if required.get("exits") else []
        parts += [f"“{names.get(code, code)}”类" for code in required.get("categories", ())]
        words = f"{'、'.join(parts)}先到现场核查，再反馈群众" if parts else "不作统一要求，由联络站决定"
        yield Fact("voices.check_required", heading, N_("现场核查"), words, why.get("check_required", ""))
    if (visits := voices.get("revisits")) and visits.get("days"):
        days = "、".join(str(day) for day in visits["days"])
        words = f"办结后第 {days} 日再问一次群众，{visits.get('tries', 3)} 次没打通的记为未能联系"
        yield Fact("voices.revisits", heading, N_("办结后回访"), words, why.get("revisits", ""))


def _privacy(voices: Mapping[str, Any], why: Mapping[str, str]) -> Iterator[Fact]:
    """What the public sees of a place, what a citizen agrees to, how long words are kept."""
    heading, said = "二、群众反映", {"rounded": "取到约 100 米", "exact": "照反映人给的位置"}
    if "public_places" in voices:
        words = said[voices["public_places"]]
        yield Fact("voices.public_places", heading, N_("公开的位置"), words, why.get("public_places", ""))
    if voices.get("consent"):
        words = str(voices["consent"]).rstrip("。")
        yield Fact("voices.consent", heading, N_("征得本人同意公开的话"), words, why.get("consent", ""))
    if "anonymise_days" in voices:
        days = voices["anonymise_days"]
        words = f"办结满 {days} 日，删去原话、地点和照片，留下办理的记录" if days else "不按期删去，长期保存"
        yield Fact("voices.anonymise_days", heading, N_("原话保存"), words, why.get("anonymise_days", ""))


def _question(question: Mapping[str, Any]) -> str:
    """影响通行吗（必答，选一项：能通行、要绕行、过不去）"""
    notes = ["必答"] if question.get("required") else []
    if options := question.get("options"):
        notes.append(f"{_KINDS[question['kind']]}：{'、'.join(option['label'] for option in options)}")
    return str(question["text"]).rstrip("？?") + (f"（{'，'.join(notes)}）" if notes else "")


def _suggestions(data: Mapping[str, Any]) -> Iterator[Fact]:
    part = data.get("suggestions", {})
    why, heading = part.get("basis", {}), "三、代表建议"
    for key, (name, said) in _CHOICES.items():
        if key in part:
            yield Fact(f"suggestions.{key}", heading, name, said[part[key]], why.get(key, ""))
    if "cosigners_min_motion" in part:
        words = f"{part['cosigners_min_motion']} 名以上代表"
        yield Fact(
            "suggestions.cosigners_min_motion", heading, N_("联名提出议案"), words, why.get("cosigners_min_motion", "")
        )
    if "number_format" in part:
        words = part["number_format"].replace("{n}", "47")
        yield Fact("suggestions.number_format", heading, N_("编号写作"), words, why.get("number_format", ""))
    for key, name, labels in (
        ("contacts_required", N_("承办单位应当联系代表"), _PHASES),
        ("published_at", N_("公开在"), _PLACES),
    ):
        if key in part:
            yield Fact(
                f"suggestions.{key}", heading, name, "、".join(labels[code] for code in part[key]), why.get(key, "")
            )
    if "ladder" in part:
        words = "，仍不满意的".join(
            data.get("labels", {}).get(step, {"label": step})["label"] for step in part["ladder"]
        )
        yield Fact("suggestions.ladder", heading, N_("代表不满意的"), words, why.get("ladder", ""))


def _evaluation(data: Mapping[str, Any]) -> Iterator[Fact]:
    part = data.get("suggestions", {}).get("evaluation")
    if not part:
        return
    grades = {grade["code"]: grade["label"] for grade in part["grades"]}
    words = [
        _WHO[part["who"]],
        f"分别评{'、'.join(axis['label'] for axis in part['axes'])}",
        f"分为{'、'.join(grades.values())}",
        "没有反馈的不计入满意率",
        f"任一项为{'、'.join(grades[code] for code in part['reassign_when'])}的，进入下一步",
        f"评为{'、'.join(grades[code] for code in part['reason_when'])}的，要写明理由",
    ]
    yield Fact("suggestions.evaluation", "三、代表建议", N_("测评办法"), "，".join(words), part.get("basis", ""))


def _clocks(data: Mapping[str, Any]) -> Iterator[Fact]:
    part = data.get("clocks", {})
    why = part.get("basis", {})
    if "remind_before" in part:
        words = f"到期前 {'、'.join(map(str, part['remind_before']))} 个工作日各提醒一次"
        yield Fact("clocks.remind_before", "四、提醒", N_("提醒"), words, why.get("remind_before", ""))
    if "due_soon" in part:
        words = f"剩 {part['due_soon']} 个工作日以内"
        yield Fact("clocks.due_soon", "四、提醒", N_("快到期"), words, why.get("due_soon", ""))


def _labels(data: Mapping[str, Any]) -> Iterator[Fact]:
    for key, name in data.get("labels", {}).items():
        yield Fact(f"labels.{key}", "五、本地称呼", _WORDS.get(key, key), name["label"])
