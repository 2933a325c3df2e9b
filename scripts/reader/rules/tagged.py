"""Words of a Chinese news sentence with their kinds: dates, amounts, titles, names of people, places, organisations."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field
from typing import NamedTuple

import jieba
import jieba.posseg

jieba.setLogLevel(logging.WARNING)

NUMBER = r"(?:\d[\d,]*(?:\.\d+)?)"
SCALE = r"(?:\s?(?:万亿|千万|百万|亿|万|千|百))?(?:多|余)?\s?"
CURRENCY = r"(?:元人民币|美元|欧元|日元|港元|英镑|韩元|卢布|卢比|块钱|元)"
UNIT = (
    r"(?:平方公里|平方米|立方米|千瓦时|毫安时|摄氏度|公里|毫米|厘米|英寸|小时|分钟|个月|人次|兆瓦|吉瓦|千瓦|公斤|千克|"
    r"mAh|GB|TB|Hz|km|nit|人|名|位|家|个|辆|台|件|户|亩|米|吨|克|天|岁|次|场|项|种|条|部|款|支|只|座|处|所|间|套|枚|"
    r"张|本|篇|架|艘|列|趟|例|起|份|股|手|层|年|周|秒|票|分|届)"
)
SPECIAL = re.compile(
    rf"(?P<title>《[^《》]{{2,30}}》)"
    r"|(?P<date>(?:(?:\d{4}|今|去|前|明)\s?年\s?)?\d{1,2}\s?月(?:份|底|初|末|上旬|中旬|下旬)?"
    r"(?:\s?\d{1,2}\s?[日号])?(?:上午|下午|晚上|晚间|凌晨|晚)?"
    r"|(?:\d{4}|今|去|前|明)\s?年(?:第?[一二三四1-4]季度|上半年|下半年|年?底|年?初)?(?!级|龄|轻|度)"
    r"|第?[一二三四]季度|[上下]半年|\d{1,2}\s?[日号](?:上午|下午|晚上|晚间|凌晨|晚)?(?!线|楼)|\d{1,2}[时点]\d{1,2}分)"
    rf"|(?P<pct>(?<![\d.～~\-—至到]){NUMBER}\s?%|{NUMBER}\s?个百分点)"
    rf"|(?P<money>(?<![第\d.～~\-—至到]){NUMBER}{SCALE}{CURRENCY})"
    rf"|(?P<num>(?<![第A-Za-z\d.～~\-—至到]){NUMBER}{SCALE}{UNIT}(?![\d～~\-—至数]|年(?!来))|[两三四五六七八九十]{{1,3}}(?:名|位|家|座|项|场|辆|起|个月|天|所|款|条))"
    r"|(?P<name>(?!IT之家|PM\d|APP)[A-Za-z][A-Za-z0-9+\-.]*(?: [A-Z0-9][A-Za-z0-9+\-.]*){0,3})"
)
ORG_END = re.compile(
    r"(?:公司|集团|银行|大学|学院|医院|委员会|委|总局|局|部|研究院|研究所|中心|协会|法院|检察院|基金会|联盟|政府|学会|"
    r"证券|电视台|报社|大队|支队|俱乐部|交易所|总队|实验室|学校|中学|小学)$"
)
ORG_BAD = frozenset(
    (
        "全部 内部 部 局 委 外部 结局 局部 东部 西部 南部 北部 中部 总部 干部 部部"
        " 头部 格局 布局 中心 俱部 政府 公司 集团 医院 学校 大学 腰部 面部"
    ).split()
)
SURNAMES = set(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜戚谢邹章苏潘葛范彭鲁韦马苗方俞任袁柳鲍史唐费岑薛"
    "雷贺倪汤滕殷罗毕郝安常于傅卞齐康伍余顾孟黄穆萧尹姚邵汪祁毛狄宋庞熊纪舒屈项祝董梁杜阮蓝闵季贾江郭梅林钟徐邱骆高夏"
    "蔡田樊胡凌霍虞万柯管卢莫丁邓洪包左石崔龚程陆曾肖侯叶刘龙廖谭温牛聂关习欧阳司马"
)
TITLE_WORDS = re.compile(
    r"(?:总裁|董事长|主席|总统|总理|部长|局长|主任|书记|教授|院长|校长|记者|导演|演员|总经理|经理|专家|医生|先生|女士|CEO|创始人|教练|"
    r"队长|选手|发言人|分析师|研究员|负责人|队员|站长|市长|省长|县长|镇长|老师|委员|首相|外长|秘书长)$"
)
FOREIGN = set(
    "阿埃艾安巴拜班贝比彼宾波博伯布查达戴丹道德迪蒂杜多厄恩尔法菲费芬弗福盖戈格哈海赫亨胡霍基吉加杰金卡凯坎科克库拉"
    "莱兰朗劳勒雷里利林龙卢鲁罗洛马玛麦曼梅门蒙米莫姆穆纳奈内尼涅努诺欧帕佩皮珀普奇乔切让瑞萨塞桑沙舍施史斯苏索塔泰坦"
    "特汤图托瓦威韦维温沃乌武西希夏肖谢辛休雅亚扬耶伊因英尤约泽詹珍朱茨兹佐"
)
SPEECH = frozenset(
    "说 表示 认为 称 指出 介绍 告诉 强调 透露 坦言 先生 女士 教授 、 ， 在 担任 当选".split()
)


class Word(NamedTuple):
    """A word with its part of speech, kind of name ("" for none) and place in the sentence."""

    text: str
    flag: str
    kind: str
    start: int
    end: int


@dataclass
class Sentence:
    """A sentence and its words."""

    text: str
    words: list[Word] = field(default_factory=list)


def tag(text: str) -> Sentence:
    """Cut a sentence into words and mark its names and amounts."""
    words: list[Word] = []
    at = 0
    for match in SPECIAL.finditer(text):
        words += plain(text, at, match.start())
        kind = match.lastgroup or ""
        words.append(Word(match.group(), {"date": "t", "title": "nz", "name": "eng"}.get(kind, "m"), kind,
                          match.start(), match.end()))  # fmt: skip
        at = match.end()
    words += plain(text, at, len(text))
    return Sentence(text, places(organisations(people(words))))


def plain(text: str, start: int, end: int) -> list[Word]:
    """The words of a stretch without amounts."""
    found = []
    at = start
    for pair in jieba.posseg.cut(text[start:end], HMM=False) if end > start else ():
        found.append(Word(pair.word, pair.flag, "", at, at + len(pair.word)))
        at += len(pair.word)
    return [word for word in found if word.text.strip()]


def people(words: list[Word]) -> list[Word]:
    """Mark the names of people that their neighbours make likely."""
    words = single(words)
    found = []
    for at, word in enumerate(words):
        kind = word.kind
        if (
            not kind
            and word.flag.startswith("nr")
            and 2 <= len(word.text) <= 6
            and word.text[-1] not in "岛区市县山河湖州镇村路"
        ):
            before = words[at - 1].text if at else ""
            after = words[at + 1].text if at + 1 < len(words) else ""
            native = word.text[0] in SURNAMES and len(word.text) <= 3
            beside = (
                bool(TITLE_WORDS.search(before))
                or after in SPEECH
                or bool(TITLE_WORDS.search(after))
            )
            if (native and (len(word.text) == 3 or beside)) or (beside and len(word.text) >= 3):
                kind = "per"
        found.append(word._replace(kind=kind))
    return found


def single(words: list[Word]) -> list[Word]:
    """Join the single characters that make a name: a surname before one or two, or a foreign name's."""
    found: list[Word] = []
    at = 0
    while at < len(words):
        end = at
        while (
            end < len(words)
            and end - at < 8
            and (words[end].text in FOREIGN or words[end].text == "·")
        ):
            end += 1
        kind = "per" if words[end - 1].text not in "岛区市县山河湖州镇村路" else ""
        if end - at < 3 or not kind or words[end - 1].text == "·":
            end, kind = at, ""
            if words[at].text in SURNAMES:
                end = at + 1
                while (
                    end < len(words)
                    and end - at < 3
                    and len(words[end].text) == 1
                    and "一" <= words[end].text <= "龥"
                ):
                    if words[end].text in SPEECH or words[end].flag in {
                        "p",
                        "uj",
                        "ul",
                        "m",
                        "f",
                        "c",
                        "r",
                    }:
                        break
                    end += 1
        if end > at + 1:
            name = "".join(one.text for one in words[at:end])
            found.append(Word(name, "nr", kind, words[at].start, words[end - 1].end))
            at = end
        else:
            found.append(words[at])
            at += 1
    return found


def organisations(words: list[Word]) -> list[Word]:
    """Join the words of an organisation's name."""
    found: list[Word] = []
    for word in words:
        found.append(word)
        if (
            word.kind in {"per", "title", "date"}
            or not ORG_END.search(word.text)
            or word.flag[0] not in "nj"
        ):
            continue
        first = len(found) - 1
        while first and len(found) - first < 6 and joins(found[first - 1], found[first]):
            first -= 1
        while first < len(found) - 1 and not proper(found[first]):
            first += 1
        name = "".join(one.text for one in found[first:])
        if proper(found[first]) and name not in ORG_BAD and 3 <= len(name) <= 18:
            found[first:] = [Word(name, "nt", "org", found[first].start, word.end)]
    return found


def joins(left: Word, right: Word) -> bool:
    """Whether a word belongs to the name that begins with the next one."""
    return (
        left.end == right.start
        and left.kind in {"", "name", "org"}
        and (left.flag[0] in "nj" or left.flag in {"vn", "b", "eng"})
        and not TITLE_WORDS.search(left.text)
    )


def proper(word: Word) -> bool:
    """Whether a word can begin a name."""
    return word.flag in {"ns", "nz", "nr", "nrt", "nrfg", "nt", "eng", "j"} and len(word.text) > 1


def places(words: list[Word]) -> list[Word]:
    """Join neighbouring place words and mark other proper names."""
    found: list[Word] = []
    for word in words:
        if not word.kind and word.flag == "ns" and len(word.text) > 1:
            word = word._replace(kind="loc")
            if (
                found
                and found[-1].kind == "loc"
                and found[-1].end == word.start
                and len(found[-1].text) < 8
            ):
                last = found.pop()
                word = Word(last.text + word.text, "ns", "loc", last.start, word.end)
        elif (
            not word.kind and word.flag == "nt" and len(word.text) >= 3 and word.text not in ORG_BAD
        ):
            word = word._replace(kind="org")
        found.append(word)
    return found
