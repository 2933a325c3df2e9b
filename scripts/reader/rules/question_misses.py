"""Questions on a passage that it does not answer: a name or property exchanged, or its sentence gone."""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from reader.rules.question_rules import Question, Reader
from reader.rules.question_rules_wording import clean_question
from reader.rules.tagged import Sentence, Word

PROPERTY = {  # a property, and others that it is exchanged for where the passage lacks them
    words[0]: words[1:]
    for words in map(
        str.split,
        """营收 净利润 研发投入 负债 毛利率 市值
营业收入 净利润 研发费用 总负债
收入 利润 成本 支出 亏损
净利润 营收 毛利率 现金流
出口 进口
进口 出口
开业 关闭 搬迁
开通 停运 改建
增长 裁员
增加 减少
上涨 下跌
下降 上升
上升 下降
下跌 上涨
面积 高度 造价
长度 宽度 造价
收购 出售 起诉
发布 召回 停产
推出 停产 召回
上市 退市 停产
投资 负债 亏损
举行 取消 推迟
举办 取消 推迟
召开 推迟 取消
开幕 闭幕 取消
开始 结束 取消
启动 叫停 终止
成立 解散 注销
死亡 受伤 失踪 获救
受伤 失踪 获救 死亡
出生 去世 结婚
毕业 退学 入学
担任 辞去 拒绝
获得 失去 拒绝
同比 环比
环比 同比
总投资 年产值 年税收
销量 库存 退货量
产量 库存 出口量
价格 重量 产量
售价 重量 销量
重量 价格 宽度
人口 面积 海拔
参加 退出 抵制
支持 反对
提高 降低
降低 提高
购买 出租 转卖
建成 拆除 搬迁
建设 拆除 出售
签署 废除 拒绝
批准 否决 撤回
发现 销毁 隐瞒
击败 输给
全长 宽度 造价
成交额 市盈率 总股本
换手率 市盈率 负债率
净流入 净流出
净流出 净流入
最高 最低
最低 最高
最大 最小
首次 第二次 最后一次
男性 女性
女性 男性
学生 教师 家长
企业 高校 医院
游客 志愿者 商户
用户 员工 股东
志愿者 运动员 医生
医生 护士 患者
司机 乘客 行人""".splitlines(),
    )
}
UNIT_NOUNS = [
    ("名", "医生"), ("名", "学生"), ("辆", "汽车"), ("家", "餐馆"), ("台", "设备"), ("个", "摊位"), ("位", "专家"),
    ("场", "讲座"), ("座", "桥梁"), ("项", "专利"), ("间", "教室"), ("名", "警察"), ("户", "家庭"), ("款", "软件"),
    ("亩", "果园"), ("条", "航线"), ("只", "绵羊"), ("所", "学校"), ("份", "合同"), ("套", "住房"), ("件", "展品"),
]  # fmt: skip
ABSENT = {
    "why": re.compile(r"因|由于|为了|原因|受|旨在|导致|以便|所以|为|鉴于|出于|目的|影响"),
    "when": re.compile(r"\d\s?[日月年号时点]|年|月|日|昨|今|明|周|时|期间|早|晚|春|夏|秋|冬|天"),
    "money": re.compile(r"元|钱|价|资|费|镑|币|万|亿"),
    "where": re.compile(r"在|于|省|市|县|区|国|州|镇|村|地|赴|至|到|京|海"),
    "how": re.compile(r"通过|利用|采用|采取|以|用|借助|依托|方式|把|将|为"),
}


class Balance:
    """Counts of answered and unanswered questions by question word, to keep the two sides alike."""

    def __init__(self) -> None:
        self.yes: Counter[str] = Counter()
        self.no: Counter[str] = Counter()

    def wants_null(self, wh: str) -> bool:
        """Whether another unanswered question with this question word keeps the sides alike."""
        return self.no[wh] < 0.85 * self.yes[wh] + 3

    def wants_answered(self, wh: str) -> bool:
        """Whether another answered question with this question word keeps the sides alike."""
        return self.yes[wh] < 1.6 * self.no[wh] + 12

    def add(self, wh: str, answered: bool) -> None:
        """Count one question."""
        (self.yes if answered else self.no)[wh] += 1


class Misses:
    """Makes the unanswered questions of a batch's passages, with names of the passages before."""

    def __init__(self, rng: random.Random, reader: Reader, balance: Balance) -> None:
        self.rng = rng
        self.reader = reader
        self.balance = balance
        self.pool: dict[str, list[str]] = defaultdict(list)

    def remember(self, sentence: Sentence) -> None:
        """Keep the names of a sentence for exchanges in later passages."""
        for word in sentence.words:
            if word.kind in {"org", "per", "loc", "name", "title"} and 2 <= len(word.text) <= 12:
                pool = self.pool[word.kind]
                if len(pool) < 400:
                    pool.append(word.text)
                else:
                    pool[self.rng.randrange(400)] = word.text

    def near_misses(
        self,
        text: str,
        sentences: list[Sentence],
        here: list[Question],
        lost: list[Question],
        others: list[Question],
    ) -> Iterator[tuple[Question, str]]:
        """Unanswered questions, one family after another in random order, without end of supply."""
        families: list[Iterator[tuple[Question, str]]] = [
            self.swaps(text, sentences, here),
            self.swaps(text, sentences, here),
            self.attributes(text, sentences, here),
            self.attributes(text, sentences, here),
            self.gone(text, lost, "cut"),
            self.gone(text, others, "neighbour"),
        ]
        while families:
            family = self.rng.choice(families)
            row = next(family, None)
            if row is None:
                families.remove(family)
            else:
                yield row

    def gone(self, text: str, asked: list[Question], kind: str) -> Iterator[tuple[Question, str]]:
        """Questions of a sentence that the passage does not hold."""
        for ask in self.rng.sample(asked, len(asked)):
            if ask.answer_text not in text and not covered(ask, text):
                yield ask.without_answer(), kind

    def swaps(
        self, text: str, sentences: list[Sentence], asked: list[Question]
    ) -> Iterator[tuple[Question, str]]:
        """Answerable questions with one name, year or quarter exchanged."""
        for ask in self.rng.sample(asked, len(asked)):
            names = [
                word
                for word in ask.words
                if word.kind in {"org", "per", "loc", "name", "title", "date"}
            ]
            names = [word for word in names if word.text in ask.text]
            if not names:
                continue
            old = self.rng.choice(names)
            new = self.other_name(old, ask, text, sentences)
            if new:
                kind = (
                    "subject" if old.text in ask.subject and old.kind in {"org", "per"} else "swap"
                )
                question = clean_question(ask.text.replace(old.text, new, 1))
                yield ask.without_answer(question), kind

    def other_name(self, old: Word, ask: Question, text: str, sentences: list[Sentence]) -> str:
        """Another name of the same type of which the question is not true, or nothing."""
        if old.kind == "date":
            return self.other_date(old.text, text)
        own = next(
            (one.text for one in sentences if ask.answer_text in one.text and old.text in one.text),
            "",
        )
        inside = [
            word.text
            for one in sentences
            for word in one.words
            if word.kind == old.kind and word.text not in own and not alike(word.text, old.text)
        ]
        inside = [
            name
            for name in inside
            if name not in ask.text and not told(name, old.text, ask.text, sentences)
        ]
        if inside and self.rng.random() < 0.75:
            return self.rng.choice(inside)
        outside = [
            name for name in self.pool[old.kind] if name not in text and not alike(name, old.text)
        ]
        return self.rng.choice(outside) if outside else ""

    def other_date(self, old: str, text: str) -> str:
        """Another year, month or quarter than `old`, absent from the passage."""
        new = old
        if "季度" in old:
            new = re.sub(r"[一二三四1-4](?=季度)", lambda _: self.rng.choice("一二三四"), old)
        elif "上半年" in old or "下半年" in old:
            new = old.replace("上半年", "下#").replace("下半年", "上半年").replace("下#", "下半年")
        elif re.search(r"\d{4}\s?年", old):
            new = re.sub(
                r"\d{4}", lambda m: str(int(m[0]) + self.rng.choice((-3, -2, -1, 1, 2))), old
            )
        elif re.search(r"\d\s?月", old):
            new = re.sub(r"\d+(?=\s?月)", lambda _: str(self.rng.randint(1, 12)), old)
        elif old[:2] in {"今年", "去年"}:
            new = {"今年": "前年", "去年": "前年"}[old[:2]] + old[2:]
        return new if new != old and new not in text else ""

    def attributes(
        self, text: str, sentences: list[Sentence], asked: list[Question]
    ) -> Iterator[tuple[Question, str]]:
        """Questions for a property that the passage does not give."""
        makers = [self.other_property, self.other_property, self.other_wh, self.other_count]
        for ask in self.rng.sample(asked, len(asked)) * 2:
            row = self.rng.choice(makers)(ask, text, sentences)
            if row:
                yield row, "attribute"

    def other_property(
        self, ask: Question, text: str, sentences: list[Sentence]
    ) -> Question | None:
        """The question with its property exchanged for one of which the passage says nothing."""
        held = [
            word
            for word in PROPERTY
            if word in ask.text and not any(word in w.text for w in ask.names())
        ]
        if not held:
            return None
        old = self.rng.choice(held)
        new = self.rng.choice(PROPERTY[old])
        if new in text or new[:2] in text:
            return None
        return ask.without_answer(clean_question(ask.text.replace(old, new, 1)))

    def other_wh(self, ask: Question, text: str, sentences: list[Sentence]) -> Question | None:
        """The same event asked for its reason, time, price, place or manner where none is given."""
        span = sentences_near(ask, sentences)
        open_kinds = [
            kind for kind, mark in ABSENT.items() if not mark.search(span) and kind != ask.wh
        ]
        if not open_kinds:
            return None
        wanted = min(open_kinds, key=lambda kind: self.balance.no[kind] - self.balance.yes[kind])
        return self.reader.reask(ask, wanted)

    def other_count(self, ask: Question, text: str, sentences: list[Sentence]) -> Question | None:
        """A question for a number of things that the passage does not count."""
        held = re.search(
            r"(多少|几)(名|辆|家|台|个|位|场|座|项|间|户|款|亩|条|只|所|份|套|件)([\u4e00-\u9fff]{2})",
            ask.text,
        )
        if not held:
            return None
        unit, noun = self.rng.choice(UNIT_NOUNS)
        if noun in text or (noun[:1] in text and noun[1:] in text):
            return None
        tail = ask.text[held.end() :]
        if held[3] not in text or (tail and not re.match(r"[？的在参]", tail)):
            return None
        return ask.without_answer(ask.text[: held.start()] + held[1] + unit + noun + tail)


def sentences_near(ask: Question, sentences: list[Sentence]) -> str:
    """The text of the sentences around the one that a question was made from."""
    spot = next((at for at, one in enumerate(sentences) if one.text == ask.source), None)
    if spot is None:
        return "".join(one.text for one in sentences)
    return "".join(one.text for one in sentences[max(0, spot - 1) : spot + 2])


def alike(one: str, two: str) -> bool:
    """Whether two names may be the same thing: shared beginnings, containment or most characters."""
    return (
        one in two
        or two in one
        or len(set(one) & set(two)) * 2 >= min(len(set(one)), len(set(two)))
    )


def told(name: str, old: str, question: str, sentences: list[Sentence]) -> bool:
    """Whether a sentence that names `name` shares the question's other words."""
    rest = question.replace(old, "")
    pairs = {rest[at : at + 2] for at in range(len(rest) - 1)}
    for at, one in enumerate(sentences):
        if name in one.text:
            near = one.text + (sentences[at + 1].text if at + 1 < len(sentences) else "")
            if sum(pair in near for pair in pairs) >= 0.3 * len(pairs):
                return True
    return False


def covered(ask: Question, text: str) -> bool:
    """Whether a passage without the source sentence may still hold the question's matter."""
    pairs = {ask.text[at : at + 2] for at in range(len(ask.text) - 1)}
    return sum(pair in text for pair in pairs) >= 0.7 * len(pairs)
