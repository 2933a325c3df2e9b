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

    # Answers.
    max_evidence: int = 4  # quoted sentences in an answer
    evidence_passages: int = 8  # passages that sentences are taken from
    topic_reach: float = 0.7  # of a question term that the article's title or lead names
    beside_reach: float = 0.5  # of one that the sentence before or after holds
    passage_reach: float = 0.3  # of one that stands elsewhere in the passage
    passage_weight: float = 0.3  # of the passage's score
    fit_weight: float = 0.12  # of holding the kind of thing asked for
    max_lack: float = 0.5  # of the question's word weight that one word found nowhere may be
    fit_score: float = 0.6  # of the best sentence's score that one of the kind asked for must reach
    language_weight: float = 0.1  # of being written in the language of the question
    second_gain: float = 0.2  # new share of the question that a further sentence must bring
    several_gain: float = 0.1  # the same where the question asks for several things
    second_score: float = 0.6  # of the best sentence's score that a further one must reach
    second_passage: float = 0.5  # of the score of the best one's passage that its own must reach


MAX_QUESTION = 20_000  # code points, the contract's limit
