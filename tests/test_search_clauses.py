"""What of a question a quote's clauses say."""

from __future__ import annotations

import pytest
from hypothesis import given
from strategies import bounded, dirty_text

from index.models import embedded_encoder
from search.asked import what_is_asked
from search.clauses import ClauseMatch, best_clause, clauses_of

QUOTE = "渡口六月收取票款八万元，轮渡公司同年收购了北岸的茶厂，茶厂的经理是林伯勤。"


def match(question: str, quote: str = QUOTE, names: tuple[str, ...] = ()) -> ClauseMatch:
    clauses = clauses_of(quote)
    held = [[name for name in names if name in clause] for clause in clauses]
    return best_clause(embedded_encoder(), question, what_is_asked(question), clauses, held)


@bounded
@given(dirty_text)
def test_clauses_are_the_text_but_for_marks_at_its_start(text: str) -> None:
    joined = "".join(clauses_of(text))
    assert text.endswith(joined)
    assert not any(char.isalnum() for char in text[: len(text) - len(joined)])


def test_a_question_in_the_clauses_words_is_said_and_lacks_little() -> None:
    found = match("渡口六月收取的票款是多少元？")
    assert found.said > 0.8
    assert found.lack < 0.15


def test_the_sum_of_another_clause_does_not_say_what_was_paid() -> None:
    """The quote has 收购, 茶厂 and a sum; the sum is in a clause of something else."""
    paid, taken = match("收购茶厂花了多少元？"), match("六月票款是多少元？")
    assert paid.said < taken.said - 0.3
    assert paid.lack > taken.lack + 0.2


@pytest.mark.parametrize("question", ["谁？", "多少", "how many?", "？"])
def test_where_nothing_but_asking_is_asked_nothing_is_said(question: str) -> None:
    assert match(question) == ClauseMatch(0.0, 1.0)


def test_a_kind_that_no_clause_holds_is_not_said() -> None:
    assert match("票款是多少元？", "票款由轮渡公司收取。") == ClauseMatch(0.0, 1.0)


def test_a_name_that_the_clause_has_in_another_form_counts_as_said() -> None:
    question = "Who manages Beian Teaworks?"
    clauses = clauses_of(QUOTE)
    names = [["Beian", "Teaworks"] if "茶厂" in clause else [] for clause in clauses]
    encoder, asked = embedded_encoder(), what_is_asked(question)
    without = best_clause(encoder, question, asked, clauses, [[] for _ in clauses])
    assert best_clause(encoder, question, asked, clauses, names).said > without.said


@bounded
@given(dirty_text, dirty_text)
def test_any_text_gives_shares(question: str, quote: str) -> None:
    found = match(question, quote)
    assert -1e-6 <= found.said <= 1 + 1e-6
    assert -1e-6 <= found.lack <= 1 + 1e-6
