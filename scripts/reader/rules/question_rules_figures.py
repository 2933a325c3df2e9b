"""Questions for the amounts, times and places that a clause gives."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reader.rules.question_rules_clauses import LIGHT, Frame, joined, nominal, verbal
from reader.rules.question_rules_wording import Made, Wording
from reader.rules.tagged import Word

GROWTH = frozenset("增长 下降 上升 上涨 下跌 减少 增加 提高 提升 降低 涨 跌 大涨 下滑 回落".split())
DURATIONS = ("小时", "分钟", "天", "年", "个月", "周", "秒")


def amounts(wording: Wording, one: Frame) -> Iterator[Made]:
    """Questions for numbers, shares and sums of money."""
    for at, word in enumerate(one.rest):
        if word.kind not in {"num", "pct", "money"}:
            continue
        near = {item.text for item in one.rest[max(0, at - 5) : at]}
        if near & {"从", "比", "由", "自", "每", "第"} or (
            at + 1 < len(one.rest)
            and one.rest[at + 1].text
            in {"以上", "以下", "的", "以内", "左右的", "不等", "数", "年"}
        ):
            continue
        before = one.rest[at - 1].text if at else ""
        last = at + 1 == len(one.rest)
        wh = amount_word(wording, word)
        subject = wording.short_subject(one.subject)
        if before in GROWTH and last:
            text, used = growth(wording, one, at, subject)
        elif (
            last
            and at <= 2
            and all(item.text in LIGHT or item.flag == "d" for item in one.rest[:at])
            and len(subject) > 1
        ):
            form = wording.rng.choice(
                ["是多少", "有多少", "是" + wh, "达到" + wh, "为" + wh, "多少", "有多少"]
            )
            mark = (
                "的"
                if len(subject) > 1 and subject[-1].kind == "" and wording.rng.random() < 0.5
                else ""
            )
            text = joined(subject[:-1]) + mark + subject[-1].text + form
            used = subject
        else:
            text, used = wording.around(one, (at, at + 1), wh)
            if not any(verbal(item) for item in used):
                continue
        yield text, (word.start, word.end), word.kind, used


def growth(wording: Wording, one: Frame, at: int, subject: list[Word]) -> tuple[str, list[Word]]:
    """A question for the size of a rise or fall."""
    verb = one.rest[at - 1]
    kept = [word for word in one.rest[: at - 1] if nominal(word) or word.text in {"同比", "环比"}]
    if kept and kept[-1].text in {"同比", "环比"} and wording.rng.random() < 0.4:
        kept = kept[:-1]
    rise = verb.text[-1] in "长升涨加高"
    noun = wording.rng.choice(["增幅", "涨幅"] if rise else ["降幅", "跌幅"])
    forms = (
        ["了多少", "多少", "多少", "了百分之多少", "百分之几"]
        if one.rest[at].kind == "pct"
        else ["了多少", "多少"]
    )
    head = joined(subject + kept)
    text = (
        head + "的" + noun + wording.rng.choice(["是多少", "有多大"])
        if wording.rng.random() < 0.25
        else head + verb.text + wording.rng.choice(forms)
    )
    return text, [*subject, *kept, verb]


def amount_word(wording: Wording, word: Word) -> str:
    """The question word that fits an amount."""
    unit = re.sub(r"^[\d,.\s]+|^[两三四五六七八九十]+", "", word.text).strip()
    if word.kind == "pct":
        return (
            wording.rng.choice(["多少", "百分之多少", "多少"])
            if "%" in word.text
            else "多少个百分点"
        )
    if word.kind == "money":
        return wording.rng.choice(
            [
                "多少钱",
                "多少钱",
                "多少",
                "多少" + unit,
                "多少" + re.sub(r"^[万亿千百多余\s]+", "", unit),
            ]
        )
    bare = re.sub(r"^[万亿千百多余\s]+", "", unit)
    if bare in DURATIONS:
        return wording.rng.choice(["多久", "多长时间", "多少" + bare, "几" + bare])
    if bare == "岁":
        return wording.rng.choice(["多大", "多少岁", "几岁"])
    small = re.match(r"^(?:[1-9]|[两三四五六七八九])(?!\d)", word.text) and len(unit) == len(bare)
    return ("几" if small and wording.rng.random() < 0.5 else "多少") + (
        bare if wording.rng.random() < 0.85 else unit
    )


def times(wording: Wording, one: Frame) -> Iterator[Made]:
    """Questions for dates."""
    dates = [
        word
        for word in [*one.lead, *one.rest[:4]]
        if word.kind == "date" and re.search(r"\d", word.text)
    ]
    if len(dates) != 1 or (one.carried and wording.rng.random() < 0.3):
        return
    whole = [*one.lead, *one.subject, *one.rest]
    spot = whole.index(dates[0])
    if spot + 1 < len(whole) and whole[spot + 1].text in {
        "起",
        "前",
        "后",
        "以来",
        "至",
        "的",
        "到",
        "之前",
        "之后",
        "至今",
        "止",
        "以前",
        "以后",
        "底前",
        "、",
        "和",
        "版",
    }:
        return
    if spot and whole[spot - 1].text in {
        "自",
        "从",
        "截至",
        "截止",
        "至",
        "到",
        "的",
        "、",
        "和",
    }:
        return
    rest = [word for word in one.rest if word not in dates]
    core, subject = wording.core(rest, None), wording.short_subject(one.subject)
    if not any(verbal(word) for word in core) or len(core) < 2 or core[0].text in LIGHT:
        return
    text = when_form(wording, joined(subject), joined(core), dates[0].text)
    yield text, (dates[0].start, dates[0].end), "when", [*subject, *core]


def when_form(wording: Wording, subject: str, core: str, date: str) -> str:
    """A question for a time in one of its usual orders."""
    words = ["什么时候", "什么时候", "何时"]
    if re.search(r"\d\s?[日号]", date):
        words += ["哪天", "哪一天", "几月几日"]
    elif re.fullmatch(r"\d{4}\s?年", date):
        words += ["哪一年", "哪年"]
    elif "月" in date:
        words += ["几月", "哪个月"]
    word = wording.rng.choice(words)
    forms = [
        f"{subject}{word}{core}",
        f"{subject}{word}{core}",
        f"{subject}是{word}{core}的",
        f"{word}{subject}{core}",
    ]
    return wording.rng.choice(forms)


def where(wording: Wording, one: Frame) -> Iterator[Made]:
    """Questions for places after 在, 位于, 来自, 赴 and the like."""
    for words, in_lead in ((one.lead, True), (one.rest, False)):
        for at, word in enumerate(words[:-1]):
            if word.text not in {
                "在",
                "位于",
                "来自",
                "赴",
                "前往",
                "抵达",
                "坐落于",
                "落户",
                "于",
                "飞往",
            }:
                continue
            end = at + 1
            while end < len(words) and (nominal(words[end]) or words[end].text == "·"):
                end += 1
            place = words[at + 1 : end]
            if (
                (end < len(words) and words[end].flag in {"f", "uj"})
                or not place
                or place[0].kind != "loc"
            ):
                continue
            if not (
                place[-1].kind == "loc"
                or re.search(
                    r"[省市县区镇乡村路馆院站场园厅店楼城湖山岛校港国州旗社]$", place[-1].text
                )
            ):
                continue
            if end < len(words) and (
                words[end].text in "、和与" or (not in_lead and not verbal(words[end]))
            ):
                continue
            core = wording.core(one.rest if in_lead else one.rest[:at] + one.rest[end:], None)
            subject = wording.short_subject(one.subject)
            if word.text in {"在", "于"} and (len(core) < 2 or not verbal(core[0])):
                continue
            country = place[-1].text[-1] == "国" and len(place) == 1
            city = place[-1].text[-1] == "市" and len(place) == 1
            ask = wording.rng.choice(
                [
                    "哪里",
                    "哪里",
                    "哪",
                    "哪个国家" if country else "哪个城市" if city else "什么地方",
                ]
            )
            verb = "在" if word.text == "于" else word.text
            text = joined(subject) + verb + ask + ("" if verb != "在" else joined(core))
            used = [*subject, *(core if verb == "在" else [])]
            yield text, (place[0].start, place[-1].end), "where", used
