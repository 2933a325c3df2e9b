"""A model of one's own in the support check: what it decides, what it is not asked, and when it is asked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_index import quick_build
from test_search_support import CASES, read_pairs

from api.opening import searcher_of
from search.answer import ask
from search.generate import answer_language
from search.prompt import make_prompt
from search.receipts import ReceiptFinder
from search.search import Searcher
from search.snapshot import open_index
from search.support import (
    CONTRADICTED,
    ENTAILED,
    Support,
    Verdict,
    check_each,
    check_support,
)

GENERATED = Path(__file__).parent / "data" / "generated"
YES, NO, CONTRARY = Verdict(0.97, 0.01), Verdict(0.2, 0.1), Verdict(0.02, 0.9)
QUOTE = "The museum in Suzhou owns 300 paintings."
FOLLOWS = "The museum in Suzhou has 300 paintings."  # our own check says so too
ACROSS = ("大坝有危险。", "Inspectors say the dam is unsafe.")  # our own check is not sure enough


class FakeJudge:
    """Says the same of every pair, and remembers what it was asked, call by call."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        self.calls: list[list[tuple[str, str]]] = []

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Verdict]:
        self.calls.append(list(pairs))
        return [self.verdict] * len(pairs)


# What it decides


@pytest.mark.parametrize(
    ("verdict", "found"),
    [
        (Verdict(0.97, 0.01), Support(True, 0.97, None)),
        (Verdict(ENTAILED, 0.0), Support(True, ENTAILED, None)),
        (Verdict(ENTAILED - 0.01, 0.0), Support(False, ENTAILED - 0.01, "content")),
        (Verdict(0.2, 0.1), Support(False, 0.2, "content")),
        (Verdict(0.3, CONTRADICTED), Support(False, 0.3, "contradiction")),
        (Verdict(0.0, 1.0), Support(False, 0.0, "contradiction")),
    ],
)
@pytest.mark.parametrize(("statement", "quote"), [(FOLLOWS, QUOTE), ACROSS])
def test_where_nothing_speaks_against_a_statement_the_judge_decides(
    statement, quote, verdict, found
) -> None:
    judge = FakeJudge(verdict)
    assert check_support(statement, [quote], judge=judge) == found
    assert judge.calls == [[(quote, statement)]]


def test_the_two_statements_are_one_of_each_kind() -> None:
    assert check_support(FOLLOWS, [QUOTE]).supported
    assert not check_support(ACROSS[0], [ACROSS[1]]).supported


@pytest.mark.parametrize(
    ("statement", "quote", "why"), [case for case in CASES if case[2] is not None]
)
def test_what_is_surely_wrong_is_refused_unasked(statement, quote, why) -> None:
    judge = FakeJudge(YES)
    assert check_support(statement, [quote], judge=judge).why == why
    assert judge.calls == []


@pytest.mark.parametrize("verdict", [YES, NO, CONTRARY])
def test_what_stands_in_the_quote_is_supported_unasked(verdict) -> None:
    judge = FakeJudge(verdict)
    quote = "别的事。" + QUOTE
    assert check_support(QUOTE, [quote], judge=judge) == Support(True, 1.0, None)
    assert not check_support("", [quote], judge=judge).supported
    assert judge.calls == []


def test_a_judge_that_knows_makes_the_check_precise_and_finds_more() -> None:
    pairs = read_pairs("held_out_3")[::8]

    class Knowing:
        def judge(self, asked: Sequence[tuple[str, str]]) -> list[Verdict]:
            true = {(p["quote"], p["statement"]) for p in pairs if p["label"] == "supported"}
            return [YES if pair in true else NO for pair in asked]

    def told(judge: Knowing | None) -> list[bool]:
        return [check_support(p["statement"], [p["quote"]], judge=judge).supported for p in pairs]

    right = [pair["label"] == "supported" for pair in pairs]
    knowing, alone = told(Knowing()), told(None)
    assert not any(said and not true for said, true in zip(knowing, right, strict=True))
    assert sum(knowing) / sum(right) >= 0.75  # the rest is refused before it is asked
    assert sum(knowing) > sum(said and true for said, true in zip(alone, right, strict=True))


@given(
    st.lists(st.text(alphabet="工厂关闭没有3 a.。", max_size=8), min_size=1, max_size=3),
    st.floats(0, 1),
    st.floats(0, 1),
)
@settings(max_examples=60, deadline=None)
def test_a_judge_never_adds_what_is_refused_for_a_number_or_a_name(
    quotes, entailment, share
) -> None:
    judge = FakeJudge(Verdict(entailment, (1 - entailment) * share))
    statement = "工厂关闭了3年。"
    alone = check_support(statement, quotes, by_words=True)
    judged = check_support(statement, quotes, judge=judge)
    assert judged.supported == (judged.why is None)
    if alone.why in ("number", "date", "name", "negation"):
        assert judged == alone
    if judge.calls:
        assert judged.probability == entailment


@pytest.mark.parametrize("values", [(-0.1, 0.5), (0.7, 0.7), (float("nan"), 0.0)])
def test_a_verdict_is_of_probabilities(values) -> None:
    with pytest.raises(ValueError, match="not probabilities"):
        Verdict(*values)


# When it is asked


def test_several_quotes_are_put_to_it_at_once_and_each_has_its_answer() -> None:
    sets = [[QUOTE], ["The zoo has 7 lions."], [FOLLOWS], ["Suzhou has a museum.", "It is old."]]

    class ByLength(FakeJudge):
        def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Verdict]:
            self.calls.append(list(pairs))
            return [YES if quote == QUOTE else CONTRARY for quote, _ in pairs]

    judge = ByLength(YES)
    found = list(check_each(FOLLOWS, sets, judge=judge))
    assert found == [check_support(FOLLOWS, quotes, judge=ByLength(YES)) for quotes in sets]
    assert len(judge.calls) == 1
    assert [support.probability for support in found[:3]] == [YES.entailment, 0.0, 1.0]
    assert (QUOTE, FOLLOWS) in judge.calls[0]


def test_without_one_quotes_are_checked_when_they_are_come_to() -> None:
    found = check_each(FOLLOWS, [[FOLLOWS], [QUOTE]], encoder=object())  # type: ignore[arg-type]
    assert next(found).probability == 1.0  # no vectors are needed
    with pytest.raises(AttributeError):
        next(found)


# What a language model wrote


@pytest.fixture(scope="module")
def searcher(examples) -> Searcher:
    return searcher_of(examples.index)


@pytest.fixture(scope="module")
def written(searcher) -> list[tuple[dict, str, str, str]]:
    """Passages found, question, sentence, its table: all there are of every fourth question."""
    rows = [
        json.loads(line) | {"table": table}
        for table in ("lies", "honest")
        for line in (GENERATED / f"{table}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    made = []
    for question in sorted({row["question"] for row in rows})[::4]:
        quoted = ask(searcher, question)
        language = answer_language(quoted)
        hits = make_prompt(question, quoted.result.hits, language, length=6_000, history=()).hits
        of_it = [row for row in rows if row["question"] == question]
        made += [(hits, question, row["statement"], row["table"]) for row in of_it]
    return made


def shown(written, judge) -> dict[str, list[str]]:
    """Of each table the sentences that are shown."""
    found: dict[str, list[str]] = {"lies": [], "honest": []}
    for hits, question, statement, table in written:
        if ReceiptFinder(hits, question, length=200, judge=judge).find(statement, ()):
            found[table].append(statement)
    return found


def test_no_lie_is_shown_and_more_of_the_truth_with_a_judge_that_knows(written) -> None:
    class Knowing:
        def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Verdict]:
            honest = {statement for _, _, statement, table in written if table == "honest"}
            return [YES if statement in honest else NO for _, statement in pairs]

    alone, knowing = shown(written, None), shown(written, Knowing())
    assert knowing["lies"] == alone["lies"] == []
    assert len(knowing["honest"]) > len(alone["honest"])


def test_most_lies_are_told_even_with_a_judge_that_believes_everything(written) -> None:
    lies = [row for row in written if row[3] == "lies"]
    assert len(shown(lies, FakeJudge(YES))["lies"]) / len(lies) <= 0.2


NEAREST, OTHER = "渡口的夜班船五月停开。", "五月以后夜里过河都走大桥。"


@pytest.mark.parametrize(
    ("nearest", "other", "is_shown"), [(NO, YES, True), (CONTRARY, YES, False), (NO, NO, False)]
)
def test_the_nearest_sentence_that_says_the_contrary_has_the_last_word(
    tmp_path, nearest, other, is_shown
) -> None:
    (tmp_path / "two.txt").write_text(f"停航\n\n{NEAREST}\n\n{OTHER}", encoding="utf-8")
    quick_build(tmp_path / "index", tmp_path / "two.txt")
    hits = Searcher(open_index(tmp_path / "index")).search("渡口的夜班船五月").hits

    class Divided:
        def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Verdict]:
            return [nearest if quote.startswith(NEAREST) else other for quote, _ in pairs]

    finder = ReceiptFinder({1: hits[0]}, "", length=200, judge=Divided())
    found = finder.find("渡口的夜班船从五月起停开。", ())
    assert [receipt.quote for receipt in found] == ([OTHER] if is_shown else [])
