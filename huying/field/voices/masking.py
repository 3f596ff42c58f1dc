"""What of a citizen's words should not stand before everybody: a proposal for the person who decides on publication.

Numbers that lead to somebody are replaced by what they were, a given name by 某. It errs on the side of too much.
"""

import re
from collections.abc import Iterator

_DIGITS = "0123456789"
_SAME = str.maketrans(
    "０１２３４５６７８９〇零一二三四五六七八九幺－—‐－＠．：ｘＸｑＱ",
    "012345678900123456789" + "1" + "----" + "@.:xXqQ",
)
"""Digits as people write them to get past a filter; one character for one, so that places stay where they were."""

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆"
    "汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔汤康易乔赖文匡申粟禹阳欧卿银"
)
_COMPOUND = "欧阳|司马|上官|诸葛|皇甫|令狐|夏侯|尉迟|公孙|慕容"
_TITLES = (
    "先生|女士|小姐|同志|老师|医生|大爷|大妈|大娘|大姐|大哥|大叔|大伯|大嫂|阿姨|爷爷|奶奶|师傅|书记|主任|村长|支书|镇长|乡长|县长"
    "|局长|所长|校长|院长|站长|组长|队长|会长|老板|经理|警官"
)
_CALLED = r"我叫|名叫|叫做|姓名\s*[:是]?\s*|本人\s*(?=[\u4e00-\u9fff]{2,4}\s*[,，。])"
_FAMILY = rf"(?:{_COMPOUND}|[{_SURNAMES}])"

_NUMBERS: tuple[tuple[str, str], ...] = (
    ("〔邮箱〕", r"[A-Za-z0-9][A-Za-z0-9._+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"),
    ("〔证件号〕", r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?!\d)"),
    ("〔证件号〕", r"(?<!\d)[1-9]\d{7}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}(?!\d)"),
    ("〔银行卡号〕", r"(?<!\d)[3-6]\d{3}(?:[ -]?\d{4}){3}(?:[ -]?\d{1,3})?(?!\d)"),
    ("〔电话〕", r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)"),
    ("〔电话〕", r"(?<!\d)0\d{2,3}[ -]?\d{7,8}(?!\d)"),
    ("〔电话〕", r"(?<=电话)[号码是: ]{0,4}\d{7,8}(?!\d)"),
    (
        "〔车牌〕",
        r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Za-z][·・. ]?(?=[A-Za-z]*\d)"
        r"[A-Za-z0-9]{4,5}[A-Za-z0-9挂学警港澳](?![A-Za-z0-9])",
    ),
    ("〔QQ号〕", r"(?<=[qQ])[号群是: ]{0,3}\d{5,11}(?!\d)"),
    ("〔微信号〕", r"(?i)(?<=微信|威信|薇信|加微)[号码是: ]{0,4}[A-Za-z][A-Za-z0-9_-]{5,19}"),
    ("〔微信号〕", r"(?i)(?<![A-Za-z])(?:wechat|weixin|wx|vx)[号是: ]{0,3}[A-Za-z0-9][A-Za-z0-9_-]{5,19}"),
    ("〔门牌〕", r"\d{1,3}[栋幢座](?:\d{1,2}单元)?(?:\d{1,2}[楼层])?\d{2,4}[室号房]?"),
)
_FINDERS = [(word, re.compile(pattern)) for word, pattern in _NUMBERS]
_NAMES = (
    re.compile(rf"(?P<family>{_FAMILY})(?P<given>(?:(?!某)[\u4e00-\u9fff]){{1,2}})(?=(?:{_TITLES}))"),
    re.compile(rf"(?:{_CALLED})(?P<family>{_FAMILY})(?P<given>(?:(?!某)[\u4e00-\u9fff]){{1,2}})"),
)


def masked(text: str) -> str:
    """The text without phone, identity, bank card, plate, chat and door numbers, and with 某 for given names."""
    plain = text.translate(_SAME)
    shown, at = "", 0
    for start, end, word in sorted(_spans(text, plain)):
        if start >= at:
            shown += text[at:start] + word
            at = end
    return shown + text[at:]


def _spans(text: str, plain: str) -> Iterator[tuple[int, int, str]]:
    """What to replace, and by what; where two begin together the sorting takes the shorter first, so none overlap."""
    taken: list[tuple[int, int]] = []

    def free(start: int, end: int) -> bool:
        return all(end <= left or start >= right for left, right in taken)

    for word, finder in _FINDERS:
        for found in finder.finditer(plain):
            start, end = found.span()
            if free(start, end):
                taken.append((start, end))
                yield start, end, word
    for finder in _NAMES:
        for found in finder.finditer(text):
            start, end = found.span("given")
            if free(start, end):
                taken.append((start, end))
                yield start, end, "某"
