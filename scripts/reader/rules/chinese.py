"""Edits of a Chinese sentence that keep what it says or change it: parts exchanged, turned round, denied, renamed."""

from __future__ import annotations

import re
from itertools import pairwise

from reader.rules.chinese_words import clauses_of, cut, named, phrases, subject_of
from reader.rules.drafts import Draft, Phrase, Words, put, swap
from reader.rules.statement_tables_zh import (
    ZH_ADJECTIVES,
    ZH_AFFIRMED,
    ZH_DENIED,
    ZH_DEPENDENT,
    ZH_IDENTITY,
    ZH_LEAD,
    ZH_OPPOSITES,
    ZH_PASSIVE,
    ZH_RELATION,
    ZH_SAME,
    ZH_SYMMETRIC,
)

_ZH_BREAK = re.compile(r"[，；。：]")


def _swappable(draft: Draft, one: Phrase, two: Phrase) -> bool:
    """Whether to exchange the two changes what is said: no list, no symmetry, a verb between."""
    text = draft.text
    if text.count(one.text) > 1 or text.count(two.text) > 1 or one.text[:2] == two.text[:2]:
        return False
    between = text[one.span[1] : two.span[0]]
    inner = draft.words[one.last + 1 : two.first]
    if len(between) > 40 or not between or ZH_SYMMETRIC.search(text[one.span[0] - 1 : one.span[0]]):
        return False
    if ZH_SYMMETRIC.search(
        between if not _ZH_BREAK.search(between) else between[:2] + between[-2:]
    ):
        return False
    verbs = [word for word, flag in inner if flag in {"v", "p", "vd", "vi"} and len(word) > 0]
    if not verbs or all(word in ZH_IDENTITY or word in {"在", "于"} for word in verbs):
        return False
    return not re.match(r"等|和|与|、", text[two.span[1] :])


def _swap_phrases(draft: Draft, found: list[Phrase]) -> str | None:
    pairs = [
        (x, y)
        for i, x in enumerate(found)
        for y in found[i + 1 :]
        if x.kind == y.kind and _swappable(draft, x, y)
    ]
    if not pairs:
        return None
    one, two = draft.rng.choice(pairs)
    return swap(draft.text, one.span, two.span)


def swap_names_zh(draft: Draft) -> str | None:
    """Exchange two persons, places or bodies around a verb or across clauses."""
    return _swap_phrases(draft, named(draft.words))


def _whole(draft: Draft, one: Phrase, two: Phrase) -> bool:
    """Whether the two are in one clause, each a whole subject or object of its verb or preposition."""
    text, words = draft.text, draft.words
    if _ZH_BREAK.search(text[one.span[1] : two.span[0]]):
        return False
    starts = not one.first or words[one.first - 1][1] in {"x", "p"}
    ends = two.last + 1 == len(words) or words[two.last + 1][1] in {"x", "v", "p"}
    verb, object_lead = words[one.last + 1][1][0], words[two.first - 1][1][0]
    return starts and ends and verb in "vdp" and object_lead in "vpu"


def swap_nouns_zh(draft: Draft) -> str | None:
    """Exchange two noun phrases of one clause around a verb: 系统通知用户 -> 用户通知系统."""
    found = [x for x in phrases(draft.words) if x.kind == "n"]
    pairs = [
        (x, y)
        for i, x in enumerate(found)
        for y in found[i + 1 :]
        if _swappable(draft, x, y) and _whole(draft, x, y)
    ]
    if not pairs:
        return None
    one, two = draft.rng.choice(pairs)
    return swap(draft.text, one.span, two.span)


def swap_subjects_zh(draft: Draft) -> str | None:
    """销量增长，利润下降 -> 利润增长，销量下降."""
    subjects = [found for clause in clauses_of(draft.text) if (found := subject_of(clause))]
    subjects = [name for name in subjects if draft.text.count(name) == 1]
    if len(subjects) < 2:
        return None
    one, two = draft.rng.sample(subjects, 2)
    a, b = draft.text.index(one), draft.text.index(two)
    return swap(draft.text, (a, a + len(one)), (b, b + len(two)))


def _told(draft: Draft) -> tuple[str, str, str, str, str] | None:
    """(before, A, verb and 了, B, after) of a clause that is "A verb B" with a verb that has a passive."""
    found = phrases(draft.words)
    for one, two in pairwise(found):
        middle = [word for word, _ in draft.words[one.last + 1 : two.first]]
        before, after = draft.text[: one.span[0]], draft.text[two.span[1] :]
        bare = middle[:1] and middle[0] in ZH_PASSIVE and middle[1:] in ([], ["了"])
        alone = re.search(r"(?:^|[，；。])$", before) and re.match(r"[，；。]|$", after)
        if bare and alone:
            return before, one.text, middle[0], two.text, after
    return None


def passive_zh(draft: Draft) -> str | None:
    """A收购B -> B被A收购."""
    if not (told := _told(draft)):
        return None
    before, one, verb, two, after = told
    return f"{before}{two}被{one}{verb}{after}"


def wrong_passive_zh(draft: Draft) -> str | None:
    """A收购B -> A被B收购, or B收购A."""
    if not (told := _told(draft)):
        return None
    before, one, verb, two, after = told
    first = f"{before}{one}被{two}{verb}{after}"
    return draft.rng.choice((first, f"{before}{two}{verb}{one}{after}"))


_PASSIVE_TEXT = re.compile(
    r"(^|[，；。])([^，；。被]{2,10})被([^，；。被]{2,10}?)(V)(了?)(?=[，；。]|$)".replace(
        "V", "|".join(sorted(ZH_PASSIVE))
    )
)
_BY = re.compile(
    r"(^|[，；。])([^，；。由]{2,14})由([^，；。由和与、]{2,12}?)(主办|承办|生产|制造|建造|设计|研发|开发|执导|主演|主持|负责|提供|创建|管理|控制|运营|定义|调用|生成|维护)(?=[，；。]|$)"
)
_THAN = re.compile(
    r"(^|[，；。])([^，；。比]{2,10})比([^，；。比]{2,10}?)(更?)(高|低|多|少|大|小|快|慢|早|晚|长|短|重|轻|强|弱|贵|便宜)(?=[，；。出了]|$)"
)
_GIVE = re.compile(
    r"(^|[，；。])([^，；。向给对]{2,10})(向|给|为|对)([^，；。的]{2,10}?)(提供|发送|支付|捐赠|颁发|赠送|出售|开放|发出|提出|表示)([^，；。]{2,})(?=[，；。]|$)"
)
_CAUSE = re.compile(
    r"(^|[，；。])([^，；。]{3,20})(导致|造成|引发|引起)了?([^，；。]{3,20})(?=[，；。]|$)"
)
_BA = re.compile(
    r"(^|[，；。])([^，；。把将]{2,8})把([^，；。]{2,8}?)(送|交|分|放|带|作|当|变|改|列|纳入|提升|交给)([^，；。]{1,})(?=[，；。]|$)"
)


def _turn(text: str, pattern: re.Pattern[str], form: str) -> str | None:
    hit = pattern.search(text)
    return put(text, hit.span(), hit.expand(form)) if hit else None


def turn_true_zh(draft: Draft) -> str | None:
    """Turn a clause round and keep the roles: 被, 由, 比, 把, 导致."""
    text = draft.text
    hit = _THAN.search(text)
    than = None
    if hit and hit.group(5) in ZH_ADJECTIVES:
        low = ZH_ADJECTIVES[hit.group(5)][0]
        than = put(text, hit.span(), f"{hit[1]}{hit[3]}比{hit[2]}{hit[4]}{low}")
    options = [
        _turn(text, _PASSIVE_TEXT, r"\1\3\4\5\2"),
        _turn(text, _BY, r"\1\3\4\2"),
        than,
        _turn(text, _CAUSE, r"\1\4是由\2\3的"),
        _turn(text, _BA, r"\1\3被\2\4\5"),
    ]
    true = [option for option in options if option]
    return draft.rng.choice(true) if true else None


def turn_false_zh(draft: Draft) -> str | None:
    """Turn a clause round and exchange the roles: 被, 由, 比, 把, 向, 导致."""
    forms = [
        (_PASSIVE_TEXT, (r"\1\3被\2\4\5", r"\1\2\4\5\3")),
        (_BY, (r"\1\3由\2\4", r"\1\2\4\3")),
        (_THAN, (r"\1\3比\2\4\5",)),
        (_GIVE, (r"\1\4\3\2\5\6",)),
        (_BA, (r"\1\3把\2\4\5", r"\1\2被\3\4\5")),
    ]
    options = [_turn(draft.text, pattern, draft.rng.choice(turned)) for pattern, turned in forms]
    false = [option for option in options if option and option != draft.text]
    return draft.rng.choice(false) if false else None


def reverse_cause_zh(draft: Draft) -> str | None:
    """A导致B -> B导致A; 由于A，B -> 由于B，A."""
    text = draft.text
    first = _turn(text, _CAUSE, r"\1\4\3\2")
    second = _turn(
        text,
        re.compile(r"^(由于|因为|因)([^，；。]{4,25})，([^，；。]{4,30})(?=[，；。]|$)"),
        r"\1\3，\2",
    )
    options = [option for option in (first, second) if option]
    return draft.rng.choice(options) if options else None


def cause_zh(draft: Draft) -> str | None:
    """由于A，B -> B，原因是A."""
    pattern = re.compile(r"^(由于|因为|因)([^，；。]{4,25})，([^，；。]{4,30})(?=。?$)")
    return _turn(draft.text, pattern, r"\3，原因是\2")


def _adverb_fits(words: Words, i: int, flag: str) -> bool:
    """Whether 将 and its like stand before a verb: 将 may be 把, 会 a meeting."""
    if words[i][0] not in {"将", "会", "可", "正", "能", "有望", "即将", "拟"}:
        return True
    return flag[0] in "dv" and i + 1 < len(words) and words[i + 1][1][0] in "vd"


def _replaced(draft: Draft, table: dict[str, list[str]], most: int = 1) -> str | None:
    """The sentence with up to so many words replaced from a table."""
    spots = [
        i
        for i, (word, flag) in enumerate(draft.words)
        if word in table and _adverb_fits(draft.words, i, flag)
    ]
    if not spots:
        return None
    words = [word for word, _ in draft.words]
    for i in draft.rng.sample(spots, min(most, len(spots))):
        words[i] = draft.rng.choice(table[words[i]])
    return "".join(words)


_ZH_OPPOSITE_NO = re.compile(
    r"不(?:增|下|上|断|仅|但|同|少|久)|无论|是否|能否|有没有|不得不|无不|越来越|不可或缺|离不开"
)


def opposite_zh(draft: Draft) -> str | None:
    """增长 -> 下降."""
    return _replaced(draft, ZH_OPPOSITES)


def deny_zh(draft: Draft) -> str | None:
    """已 -> 未, 没有 -> 有; or 没有 before the verb after a subject."""
    if _ZH_OPPOSITE_NO.search(draft.text):
        return None
    table = {
        word: [new]
        for word, new in (ZH_AFFIRMED if draft.rng.random() < 0.6 else ZH_DENIED).items()
    }
    if (new := _replaced(draft, table)) and draft.rng.random() < 0.8:
        return new
    for clause in clauses_of(draft.text):
        subject = subject_of(clause)
        follow = cut(clause[len(subject) :])[:2] if subject else []
        if (
            len(follow) == 2
            and follow[0][1] == "v"
            and follow[1][0] not in "的者"
            and len(follow[0][0]) == 2
        ):
            place = draft.text.index(clause) + len(subject or "")
            return put(draft.text, (place, place), "没有")
    return new


def relation_zh(draft: Draft) -> str | None:
    """批准 -> 驳回, 部分 -> 全部, 将 -> 已; or a cause reversed."""
    if draft.rng.random() < 0.5 and (new := reverse_cause_zh(draft)):
        return new
    return _replaced(draft, ZH_RELATION)


def new_name_zh(draft: Draft) -> str | None:
    """Replace a name by one of its type that the sentence lacks."""
    found = [x for x in named(draft.words) if draft.text.count(x.text) == 1]
    if not found:
        return None
    old = draft.rng.choice(found)
    new = draft.names.other(old.kind, draft.text, draft.rng)
    return put(draft.text, old.span, new) if new else None


def synonyms_zh(draft: Draft) -> str | None:
    """Replace one to three words by others that say the same."""
    return _replaced(draft, ZH_SAME, draft.rng.randint(1, 3))


_TIME_FIRST = re.compile(
    r"^((?:\d{4}年)?(?:\d{1,2}月)(?:\d{1,2}日)?|\d{4}年|今年|昨日|今天|近日|日前|当天)，?([^，；。]{4,})"
)


def move_time_zh(draft: Draft) -> str | None:
    """5月3日，公司发布产品 -> 公司5月3日发布产品."""
    hit = _TIME_FIRST.match(draft.text)
    if not hit:
        return None
    subject = subject_of(hit[2])
    if not subject:
        return None
    lead = "于" if hit[1][-1] in "月日年" and hit[1][0].isdigit() else ""
    return subject + lead + hit[1] + hit[2][len(subject) :] + draft.text[hit.end() :]


def reorder_zh(draft: Draft) -> str | None:
    """Put the later of two clauses with their own subjects first."""
    mark = "；" if "；" in draft.text else "，"
    parts = draft.text.strip("。；").split(mark)
    if len(parts) < 2 or (mark == "，" and len(parts) > 2):
        return None
    if any(
        ZH_DEPENDENT.search(p) or ZH_LEAD.match(p) or not subject_of((clauses_of(p) or [""])[0])
        for p in parts
    ):
        return None
    if re.search(r"其|该|此|这|那|前者|后者|上述|随后|然后|之后", draft.text):
        return None
    return mark.join(parts[1:] + parts[:1]) + "。"
