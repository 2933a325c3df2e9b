"""How an index is searched: every figure that moves a score or an answer, in one place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchConfig:
    """Weights of terms and answers, chosen on dev sets (docs/measured.md); lanes: fusion.json."""

    # Weight of a query term group in BM25.
    bigram_weight: float = 0.3  # Han bigrams that are not words: a net under the segmenter
    part_weight: float = 0.3  # parts of a number or date beside the whole
    weak_translation_weight: float = 0.5  # a word found only inside longer glosses
    max_translations: int = 12  # members of a translated group
    sense_temperature: float = 0.12  # cosine that makes a translation e times likelier
    least_translation: float = 0.01  # weight, of the likeliest one's, that a translation must have

    # Answers; what a sentence is worth: evidence.json.
    n_read: int = 3  # passages that the reader reads
    max_evidence: int = 5  # quotes in an answer
    quote_length: int = 200  # code points of a quote of several sentences
    quote_cost: float = 0.0001  # log odds that a code point of it must bring
    aspect_reach: float = 0.4  # of a term that belongs to another thing asked in the same question
    other_matter: float = 2.0  # log odds for each e times fewer of the words of what else is asked
    max_other_matter: float = 4.0  # the most of it: a sentence may answer another question outright
    aspect_margin: float = 2.0  # by which a sentence elsewhere must beat those quoted already
    max_lack: float = 0.5  # of the question's word weight that one word found nowhere may be
    max_lacks: float = 0.79  # the same of all words found nowhere
    # The same of one word where what is asked for (a number, a date) stands far from the best sentence:
    unsure_lack: float = 0.15
    unsure_gap: float = 1.5  # by which its sentence is worth less


MAX_QUESTION = 20_000  # code points, the contract's limit
