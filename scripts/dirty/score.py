"""Counts of what was said and what is true, and the measures that are made of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Score:
    """How much was right, said and asked; 1.0 where nothing was to be found or nothing was said."""

    n_right: int = 0
    n_said: int = 0
    n_asked: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(
            self.n_right + other.n_right, self.n_said + other.n_said, self.n_asked + other.n_asked
        )

    @property
    def precision(self) -> float:
        return self.n_right / self.n_said if self.n_said else 1.0

    @property
    def recall(self) -> float:
        return self.n_right / self.n_asked if self.n_asked else 1.0

    @property
    def f1(self) -> float:
        total = self.n_said + self.n_asked
        return 2 * self.n_right / total if total else 1.0
