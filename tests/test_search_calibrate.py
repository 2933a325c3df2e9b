"""Cosines of two languages made comparable."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from search.calibrate import language_shift


def vectors_of(cosines: list[float]) -> Any:
    """An index whose passages have these cosines with any question."""
    known = np.array(cosines)

    def scores(question: NDArray[Any], ids: NDArray[Any]) -> NDArray[np.float64]:
        found: NDArray[np.float64] = known[ids]
        return found

    return SimpleNamespace(rows=np.zeros((len(cosines), 2)), scores=scores)


QUESTION = np.zeros(2, dtype=np.float32)


def test_an_index_of_one_language_is_left_as_it_is() -> None:
    shift = language_shift(vectors_of([0.1, 0.9, 0.3]), QUESTION, (np.arange(3),))
    assert not shift.any()


def test_the_smaller_language_is_moved_by_the_difference_of_medians_by_hand() -> None:
    """Six Chinese passages, median 0.1; two English, median 0.3. 2 / (2 + 8) of 0.2 is 0.04."""
    vectors = vectors_of([0.1] * 5 + [0.9] + [0.2, 0.4])
    shift = language_shift(vectors, QUESTION, (np.arange(6), np.arange(6, 8)))
    assert_allclose(shift, [0.0] * 6 + [0.04] * 2)


@pytest.mark.parametrize("n", [200, 5000])
def test_with_many_passages_nearly_all_of_the_difference_is_taken(n: int) -> None:
    cosines = [0.05, 0.15] * n + [0.3, 0.4, 0.35] * (n // 3)
    languages = (np.arange(2 * n), np.arange(2 * n, len(cosines)))
    shift = language_shift(vectors_of(cosines), QUESTION, languages)
    assert shift[-1] == pytest.approx(0.25, abs=0.06)
    assert not shift[: 2 * n].any()
