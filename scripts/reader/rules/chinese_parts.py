"""Parts of a Chinese sentence: a clause that stands alone, the sentence without its time or a clause."""

from __future__ import annotations

import re

from reader.rules.chinese_words import clauses_of, subject_of
from reader.rules.drafts import Draft, put
from reader.rules.statement_tables_zh import ATTRIBUTED, PLACES_ZH, ZH_DEPENDENT, ZH_LEAD, ZH_UNREAL


def part_zh(draft: Draft) -> str | None:
    """A clause or two of a sentence that stand alone, a leading connective dropped, the subject carried."""
    clauses = clauses_of(draft.text)
    if len(clauses) < 2 or ZH_UNREAL.search(draft.text) or re.search(r"[“”\"]", draft.text):
        return None
    subject = subject_of(clauses[0])
    options: list[str] = []
    for i, clause in enumerate(clauses):
        bare = ZH_LEAD.sub("", clause)
        if (
            len(bare) < 7
            or re.match(r"同比|环比|累计|均|共", bare)
            or (i and ATTRIBUTED.search(clauses[i - 1]))
        ):
            continue
        if not ZH_DEPENDENT.search(bare) and subject_of(bare):
            options.append(bare)
            if i + 1 < len(clauses) - 1 and not ZH_DEPENDENT.search(clauses[i + 1]):
                options.append(f"{bare}，{clauses[i + 1]}")
        elif (
            subject
            and i == 1
            and (hit := re.match(r"(?:并|还|也|并且|又)(?![非不])(?=.{6})", bare))
            and not ZH_DEPENDENT.search(bare[hit.end() :])
        ):
            options.append(subject + bare[hit.end() :])
    return draft.rng.choice(options) + "。" if options else None


def drop_time_zh(text: str) -> str | None:
    """The sentence without its date or its 在 and place."""
    hit = re.search(
        r"(?:(?<=^)|(?<=[，；\u4e00-\u9fff]))(?:(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?|\d{4}年)(?![至到底末初中前后以的电\d讯份度来内间，（(])",
        text,
    )
    if first := re.match(r"(?:(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?|\d{4}年)，", text):
        hit = first
    if not hit:
        hit = re.search(r"在(?:" + "|".join(PLACES_ZH) + r")(?=[举召发开成启建签])", text)
    if not hit or re.search(
        r"[至到从自于在\-—截当是网社京海为今明去约近和与、年]$", text[: hit.start()]
    ):
        return None
    return put(text, hit.span(), "")


def shorter_zh(draft: Draft) -> str | None:
    """The sentence without one or more of its clauses, at least ten characters of it."""
    parts = re.split(r"(?<=[，；])", draft.text)
    if len(parts) < 3:
        return None
    keep = sorted(draft.rng.sample(range(len(parts)), draft.rng.randint(1, len(parts) - 1)))
    lost = "".join(part for i, part in enumerate(parts) if i not in keep)
    kept = "".join(parts[i] for i in keep).strip("，；。") + "。"
    return kept if len(lost) >= 10 and len(kept) >= 12 else None
