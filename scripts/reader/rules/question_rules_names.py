"""Questions for who does something, for titles, lists, objects and reasons."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reader.rules.question_rules_clauses import (
    LIGHT,
    Frame,
    joined,
    listed,
    nominal,
    verbal,
    weight,
)
from reader.rules.question_rules_wording import Made, Wording
from reader.rules.tagged import Word

PASSIVE = frozenset(
    "收购 击败 任命 批准 起诉 选中 处罚 逮捕 发现 创办 开除 淘汰 打破 拘留 提名".split()
)
MADE = frozenset(
    (
        "推出 发布 研发 举办 制作 主办 建设 开发 提出 创立 组织 承办 开展 打造 启动"
        " 公布 设计 生产 投资 拍摄 执导 主持 签署 起草"
    ).split()
)


def who(wording: Wording, one: Frame) -> Iterator[Made]:
    """Questions for the person or organisation that does something."""
    named = [word for word in one.subject if word.kind in {"per", "org"}]
    if (
        one.carried
        or len(named) != 1
        or (named[0] != one.subject[-1] and named[0].kind == "org")
        or len(one.subject) > 3
    ):
        return
    core = wording.core(one.rest, None)
    verbs = [at for at, word in enumerate(core) if verbal(word)]
    if not verbs or verbs[0] > 0 or len(core) < 2 or core[0].text in LIGHT or weight(core[1:]) < 4:
        return
    name = named[0]
    wh = (
        wording.rng.choice(["谁", "谁", "哪位"])
        if name.kind == "per"
        else org_word(wording, name.text)
    )
    verb, thing = core[0].text, joined(core[1:])
    forms = [
        wh + verb + thing,
        wh + verb + "了" + thing,
        f"{verb}{thing}的是{wh}",
        f"是{wh}{verb}了{thing}",
    ]
    simple = all(nominal(word) or word.flag == "uj" for word in core[1:])
    if simple and verb in PASSIVE:
        forms = [f"{thing}被{wh}{verb}", f"{thing}被{wh}{verb}了", f"{thing}是被{wh}{verb}的"]
    elif simple and verb in MADE:
        forms += [f"{thing}是{wh}{verb}的", f"{thing}由{wh}{verb}", f"{thing}是由{wh}{verb}的"]
    kind = "who" if name.kind == "per" else "org"
    yield wording.rng.choice(forms), (name.start, name.end), kind, core


def org_word(wording: Wording, name: str) -> str:
    """The question word for an organisation."""
    for end, words in (
        ("公司", "哪家公司 哪个公司 哪家企业"), ("集团", "哪家公司 哪个集团 哪家企业"), ("银行", "哪家银行 哪个机构"), ("大学", "哪所大学 哪所高校"),
        ("学院", "哪所学院 哪所学校"), ("医院", "哪家医院"), ("平台", "哪个平台"), ("法院", "哪家法院 哪个法院"),
    ):  # fmt: skip
        if name.endswith(end):
            return wording.rng.choice(words.split())
    return wording.rng.choice(
        ["哪个机构", "哪个单位", "谁", "哪个部门" if name[-1] in "局部委" else "哪家机构"]
    )


def titles(wording: Wording, one: Frame) -> Iterator[Made]:
    """Questions for named works and papers."""
    for at, word in enumerate(one.rest):
        if (
            word.kind == "title"
            and at
            and one.rest[at - 1].flag != "p"
            and any(verbal(item) for item in one.rest[:at])
        ):
            paper = re.search(
                r"(?:办法|条例|规定|方案|意见|通知|法|规划|报告|公告|协议|白皮书)》$", word.text
            )
            wh = wording.rng.choice(
                ["什么文件", "哪份文件", "什么"] if paper else ["什么", "哪部作品", "什么"]
            )
            text, used = wording.around(one, (at, at + 1), wh)
            yield text, (word.start, word.end), "title", used


def lists(wording: Wording, one: Frame) -> Iterator[Made]:
    """Questions for the members of a list."""
    at = 0
    while at < len(one.rest):
        end = at
        while end < len(one.rest) and (
            listed(one.rest[end]) or one.rest[end].text in {"、", "和", "及", "以及", "与"}
        ):
            end += 1
        run = one.rest[at:end]
        while run and run[-1].text in {"、", "和", "及", "以及", "与"}:
            run = run[:-1]
        if (
            sum(word.text == "、" for word in run) >= 1
            and len(run) >= 5
            and run[0].text != "、"
            and at
            and verbal(one.rest[at - 1])
            and not re.search(r"[^\s]", joined(one.rest[end : end + 1]).replace("等", ""))
        ):
            text, used = wording.around(
                one, (at, at + len(run)), wording.rng.choice(["哪些", "什么", "哪些"])
            )
            text = re.sub(r"(哪些|什么)等(?:多?\d+|[几多数十百]+)?[个项种类家名座]?", r"\1", text)
            text = text.replace("包括", wording.rng.choice(["包括", "有", "包含"]))
            yield text, (run[0].start, run[-1].end), "list", used
        at = max(end, at + 1)


def objects(wording: Wording, one: Frame) -> Iterator[Made]:
    """Questions for the object at a clause's end."""
    end = len(one.rest)
    at = end
    while at and (
        listed(one.rest[at - 1]) or one.rest[at - 1].flag == "uj" or one.rest[at - 1].kind
    ):
        at -= 1
    if at == 0 or not verbal(one.rest[at - 1]) or at == end or one.rest[at].flag == "uj":
        return
    if one.rest[at - 1].text in {"让", "受", "相比", "有着", "使", "令"} or (
        at > 1 and one.rest[at - 2].flag[0] in "mq"
    ):
        return
    if any(
        word.text in {"、", "和", "与", "及"} for word in one.rest[max(0, at - 3) : at]
    ) or one.rest[at - 1].text in {"处于", "基于"}:
        return
    span = (one.rest[at].start, one.rest[-1].end)
    if not 4 <= span[1] - span[0] <= 22 or any(
        word.kind in {"num", "money", "pct", "date"} for word in one.rest[at:]
    ):
        return
    wh = "什么"
    if one.rest[-1].kind == "per":
        wh = "谁"
    elif (
        len(one.rest[at:]) > 1
        and wording.rng.random() < 0.4
        and len(one.rest[-1].text) == 2
        and one.rest[-1].flag == "n"
    ):
        wh = "什么" + one.rest[-1].text
    text, used = wording.around(one, (at, end), wh)
    if weight([word for word in used if word.kind or word.flag[0] == "n"]) >= 3:
        yield text, span, "what", used


def purpose(wording: Wording, one: Frame) -> Iterator[Made]:
    """Questions for a reason or purpose inside the clause."""
    for at, word in enumerate(one.rest):
        if word.text in {"因", "因为", "由于", "因涉嫌"} and at + 3 <= len(one.rest):
            verbs = [n for n in range(at + 2, len(one.rest)) if verbal(one.rest[n])]
            verbs = [n for n in verbs if one.rest[n - 1].text in {"被", "而", "遭", "获"}]
            if not verbs:
                return
            core = wording.core(one.rest[verbs[-1] :], None)
            reason = one.rest[at + 1 : verbs[-1]]
            while reason and reason[-1].flag in {"d", "uj", "c", "p"}:
                reason = reason[:-1]
            if len(reason) < 2 or core[0].text in LIGHT:
                return
            subject = wording.short_subject(one.subject)
            text = (
                joined(subject) + wording.rng.choice(["为什么", "为何", "因为什么"]) + joined(core)
            )
            yield text, (reason[0].start, reason[-1].end), "why", [*subject, *core]
            return


def linked(wording: Wording, one: Frame, parts: list[list[Word]], at: int) -> Iterator[Made]:
    """Questions for a reason or manner told by the clause before or after."""
    core, subject = wording.core(one.rest, None), wording.short_subject(one.subject)
    if not any(verbal(word) for word in core) or len(core) < 2 or core[0].text in LIGHT:
        return
    aim = at and any(word.text == "为了" for word in parts[at - 1][:2])
    why = (
        joined(subject)
        + wording.rng.choice(["为什么", "为何", "为什么要" if aim else "为什么"])
        + joined(core)
    )
    how = (
        joined(subject)
        + wording.rng.choice(["怎么", "如何", "通过什么方式", "怎样"])
        + joined(core)
    )
    if at:
        before = parts[at - 1]
        skip = 1 if len(before) > 1 and before[0].kind == "date" else 0
        words = before[skip + 1 :]
        if len(words) >= 2 and before[skip].text in {
            "因",
            "因为",
            "由于",
            "为了",
            "为",
            "受",
            "鉴于",
        }:
            if words[-1].text == "影响":
                words = words[:-1]
            while words and words[-1].text in {"的", "等", "因素"}:
                words = words[:-1]
            if words and not (before[skip].text == "为" and not verbal(words[0])):
                yield why, (words[0].start, words[-1].end), "why", [*subject, *core]
        elif (
            len(words) >= 3
            and before[skip].text in {"通过", "利用", "借助", "依托", "采用"}
            and words[0].flag not in {"ul", "uz"}
        ):
            yield how, (words[0].start, words[-1].end), "how", [*subject, *core]
    if at + 1 < len(parts):
        after = parts[at + 1]
        if len(after) >= 4 and after[0].text in {"旨在", "以便", "因为", "目的"}:
            words = after[1:] if after[0].text != "目的" else after[2:]
            yield why, (words[0].start, words[-1].end), "why", [*subject, *core]
