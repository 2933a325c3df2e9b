"""Edits and parts of an English sentence."""

from __future__ import annotations

import re

from reader.rules.drafts import Draft, Phrase, put, swap
from reader.rules.statement_tables_en import (
    EN_DENIED,
    EN_NO_SWAP,
    EN_OPPOSITES,
    EN_RELATION,
    EN_SAME,
    EN_STOP,
)


def _en_phrases(text: str) -> list[Phrase]:
    """The noun phrases that begin with a determiner, without it, of one to three words."""
    found = []
    for hit in re.finditer(
        r"\b(?:the|a|an|each|your|this|every)\s+((?:[A-Za-z][\w-]*\s*){1,4})", text, re.IGNORECASE
    ):
        words = re.findall(r"[A-Za-z][\w-]*", hit[1])
        run: list[str] = []
        for word in words:
            if word.lower() in EN_STOP or word.endswith("ly"):
                break
            run.append(word)
        if not run or len(run) > 3:
            continue
        end = hit.start(1) + len(" ".join(run))
        if text[hit.start(1) : end] == " ".join(run):
            found.append(Phrase(" ".join(run), (hit.start(1), end), 0, 0, "n"))
    return found


def en_names(text: str) -> list[Phrase]:
    """The capitalised runs inside an English sentence."""
    hits = re.finditer(r"(?<=[a-z,] )[A-Z][\w+.#]*\w(?: (?:[A-Z][\w+.#]*\w|\d+))*", text)
    return [
        Phrase(h.group(), h.span(), 0, 0, "en")
        for h in hits
        if h.group() not in {"If", "The", "When"}
    ]


def _en_swappable(text: str, one: Phrase, two: Phrase) -> bool:
    between = text[one.span[1] : two.span[0]]
    low = text.lower()
    if low.count(one.text.lower()) > 1 or low.count(two.text.lower()) > 1:
        return False
    if one.text.lower().rstrip("s")[:5] == two.text.lower().rstrip("s")[:5] or len(between) > 90:
        return False
    return len(between.split()) >= 2 and not EN_NO_SWAP.search(
        re.sub(r"\b(?:the|an?|each|your|this|every)\s*$", "", between)
    )


def _swap_en(draft: Draft, found: list[Phrase]) -> str | None:
    pairs = [
        (x, y)
        for i, x in enumerate(found)
        for y in found[i + 1 :]
        if _en_swappable(draft.text, x, y)
    ]
    if not pairs:
        return None
    one, two = draft.rng.choice(pairs)
    new = swap(draft.text, one.span, two.span)
    if new is None:
        return None
    new = re.sub(r"\b([Aa]) (?=[aeioAEIO])", r"\1n ", new)
    return re.sub(r"\b([Aa])n (?=[b-df-hj-np-tv-zB-DF-HJ-NP-TV-Z])", r"\1 ", new)


def swap_names_en(draft: Draft) -> str | None:
    """Exchange two capitalised names."""
    return _swap_en(draft, en_names(draft.text))


def swap_nouns_en(draft: Draft) -> str | None:
    """Exchange two noun phrases."""
    return _swap_en(draft, _en_phrases(draft.text))


def from_to_en(draft: Draft) -> str | None:
    """From A to B -> from B to A."""
    hit = re.search(
        r"\bfrom ([\w' -]{3,30}?) to ([\w' -]{3,30}?)(?=[.,;]| (?:in|on|at|for|by|when|if|and)\b)",
        draft.text,
    )
    return swap(draft.text, hit.span(1), hit.span(2)) if hit else None


def _en_replaced(draft: Draft, table: dict[str, list[str]], most: int = 1) -> str | None:
    """The sentence with up to so many words replaced from a table, capitals kept."""
    text, done = draft.text, 0
    keys = [
        key
        for key in table
        if re.search(rf"(?<![\w'-]){re.escape(key)}(?![\w'-])", text, re.IGNORECASE)
    ]
    draft.rng.shuffle(keys)
    for key in keys[:most]:
        new = draft.rng.choice(table[key])
        found = re.search(rf"(?<![\w'-]){re.escape(key)}(?![\w'-])", text, re.IGNORECASE)
        if not found:
            continue
        lead = new[0].upper() if found.group()[0].isupper() else new[0]
        text, done = put(text, found.span(), lead + new[1:]), done + 1
    return text if done else None


def opposite_en(draft: Draft) -> str | None:
    """Increase -> decrease."""
    return _en_replaced(draft, EN_OPPOSITES)


def deny_en(draft: Draft) -> str | None:
    """Insert not after an auxiliary, or take it away."""
    if hit := re.search(r"\b(?:" + "|".join(EN_DENIED) + r")\b ?", draft.text):
        if re.match(r"not only|without having", draft.text[hit.start() :]):
            return None
        new = EN_DENIED[hit.group().strip()]
        return put(draft.text, hit.span(), new + " " if new else "")
    hit = re.search(
        r"\b(?:is|are|was|were|can|will|should|must|may|has been|have been)\b(?= [a-z])", draft.text
    )
    return put(draft.text, hit.span(), hit.group() + " not") if hit else None


def relation_en(draft: Draft) -> str | None:
    """If -> unless, create -> delete; or the condition and the result exchanged."""
    hit = re.match(r"(If|When|Before|After) ([^,;.]{10,70}), ([^,;.]{10,90})\.$", draft.text)
    if hit and draft.rng.random() < 0.5:
        return f"{hit[1]} {_lower(hit[3])}, {hit[2]}."
    return _en_replaced(draft, EN_RELATION)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def reorder_en(draft: Draft) -> str | None:
    """If A, B. -> B if A."""
    hit = re.match(
        r"(If|When|Before|After|Because|Although|While) ([^,;.]{6,80}), ([^,;.]{10,110})\.$",
        draft.text,
    )
    if not hit:
        return None
    return f"{hit[3][:1].upper()}{hit[3][1:]} {hit[1].lower()} {hit[2]}."


def synonyms_en(draft: Draft) -> str | None:
    """Replace one to three words by others that say the same."""
    return _en_replaced(draft, EN_SAME, draft.rng.randint(1, 3))


def new_name_en(draft: Draft) -> str | None:
    """Replace a capitalised name by another."""
    found = en_names(draft.text)
    found = [x for x in found if draft.text.count(x.text) == 1 and len(x.text) > 3]
    if not found:
        return None
    old = draft.rng.choice(found)
    new = draft.names.other("en", draft.text, draft.rng)
    return put(draft.text, old.span, new) if new else None


def part_en(draft: Draft) -> str | None:
    """One of two clauses that ", and" or ";" joins, or the sentence without an aside."""
    hit = re.match(
        r"([A-Z][^,;.()]{20,})(?:, (?:and|but)|;) ((?:you|it|the|this|they|we|a|all) [^;.()]{15,})\.$",
        draft.text,
    )
    if hit and not re.match(r"If|When|Before|After|To |For |In |Although|Because", hit[1]):
        chosen = draft.rng.choice((hit[1], hit[2]))
        return f"{chosen[:1].upper()}{chosen[1:]}."
    new = re.sub(
        r"\s?\([^()]{4,60}\)|, (?:such as|for example|including) [^.;]*(?=\.$)", "", draft.text
    )
    return new if new != draft.text and len(new) > 20 else None


def shorter_en(draft: Draft) -> str | None:
    """The sentence without one of its clauses."""
    parts = [part for part in re.split(r"(?<=[,;.]) ", draft.text) if part]
    if len(parts) < 2:
        return None
    keep = draft.rng.choice((parts[:-1], parts[1:]))
    kept = " ".join(keep).strip(",;. ") + "."
    lost = len(draft.text) - len(kept)
    return kept[:1].upper() + kept[1:] if lost >= 35 and len(kept) >= 25 else None
