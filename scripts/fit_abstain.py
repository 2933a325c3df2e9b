"""Fit the probability that a question is answered: writes ``search/abstain.json``.

    scripts/fit_abstain.py --benchmarks DIR --written SET [--per-set N]

DIR holds BEIR folders whose questions have ``answers``; SET is another, of our own questions on the news
(`scripts/reader/written.py`), half of them near misses. Questions on articles that the reader was trained
on are left out. What is answered: a question whose first quote
holds one. What is not: the same question with every sentence that holds an answer cut out of its
passages, with its article taken out of the ranking, a question of another set, one of
``unanswerable.jsonl``, and of our own near misses (SET, ``scripts/abstention``), which weigh most, since they
ask as people ask of news. Every second question is held out; the figures printed are of those.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from reader.split import Split, relevant_articles

from api.opening import encoder_of, searcher_of
from index.build import build
from index.clean import clean
from index.config import IndexConfig
from index.models import DEFAULT_MODEL
from index.passage import Passage
from index.sentence import split_sentences
from index.source import Span
from search.abstain import FEATURES, features
from search.evidence import find_evidence
from search.search import Hit, Searcher, SearchResult

SETS = {  # by language: (set, another set whose questions it cannot answer)
    "zh": (("squad2_zh_dev", "cmrc2018_dev"), ("cmrc2018_dev", "drcd_dev"), ("drcd_dev", "")),
    "en": (("xquad_dev_en2zh", ""), ("cmrc2018_dev", "xquad_dev_en2zh")),
}
OWN = {  # corpora of scripts/abstention/questions.jsonl
    "examples": "examples/articles",
    "regression_mixed": "tests/data/regression_mixed/corpus.jsonl",
    "regression_en": "tests/data/regression_en/corpus.jsonl",
}
SHARE = {  # weights of a question
    "answered": 3.0, "cut": 1.0, "unanswerable": 1.0, "away": 0.5, "other": 0.5,
    "own answered": 9.0, "own near miss": 5.0, "own missed": 0.0,
}  # fmt: skip
ROOT = Path(__file__).parents[1]
RIDGE = 1e-3
STEPS, RATE = 4000, 2.0
# Of our own questions whose quote holds the answer: the bias is moved until so many are answered. Chosen with
# the gold questions in sight; both halves count, so that the printed share of them is not held out.
ANSWERED = 0.98
OUT = ROOT / "search" / "abstain.json"


@dataclass(frozen=True, slots=True)
class Example:
    """Features of one question asked of one index, and whether it is answered or how it is not."""

    values: list[float]
    kind: str
    held_out: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--benchmarks", type=Path, required=True, metavar="DIR")
    parser.add_argument("--written", type=Path, required=True, metavar="SET")
    parser.add_argument("--per-set", type=int, default=16, metavar="N")
    parser.add_argument(
        "--own", type=int, default=200, metavar="N", help="questions of SET, each kind"
    )
    arguments = parser.parse_args()
    weights: dict[str, dict[str, float]] = {}
    for language, names in SETS.items():
        examples = [
            example
            for name, other in names
            for example in examples_of(
                arguments.benchmarks / name,
                arguments.benchmarks / other if other else None,
                language,
                arguments.per_set,
            )
        ]
        examples += own_examples(language)
        examples += written_examples(arguments.written, language, arguments.own)
        weights[language] = fitted_weights(language, examples)
    OUT.write_text(json.dumps(weights, indent=2) + "\n", encoding="utf-8")
    print(OUT.read_text(encoding="utf-8"))


def fitted_weights(language: str, examples: Sequence[Example]) -> dict[str, float]:
    """Weights by feature and the bias, and a report on the half that they were not fitted on."""
    x = np.array([example.values for example in examples])
    y = np.array([is_answered(example.kind) for example in examples], dtype=float)
    share = np.array([SHARE[example.kind] for example in examples])
    held_out = np.array([example.held_out for example in examples])
    fitted = fit(x[~held_out], y[~held_out], share[~held_out])
    kinds = [example.kind for example in examples if example.held_out]
    raw = x @ fitted[1:] + fitted[0]
    own = np.array([example.kind == "own answered" for example in examples])
    bar = float(np.quantile(raw[own], 1 - ANSWERED))
    report(language, raw[held_out] - bar, kinds)
    pairs = zip(FEATURES, fitted[1:], strict=True)
    named = {name: round(float(weight), 4) for name, weight in pairs}
    return {"bias": round(float(fitted[0]) - bar, 4)} | named


def examples_of(folder: Path, other: Path | None, language: str, limit: int) -> Iterator[Example]:
    """Ask a set's questions of its articles, as they are and with the answer taken away."""
    with tempfile.TemporaryDirectory() as temporary:
        index = Path(temporary, "index")
        encoder = encoder_of(DEFAULT_MODEL)
        build([folder / "corpus.jsonl"], index, config=IndexConfig(), encoder=encoder, jobs=2)
        searcher = searcher_of(index)
        relevant, split = relevant_articles(folder), Split(folder)
        for number, row in enumerate(sampled(folder / "queries.jsonl", limit)):
            if split.knows(row["_id"]):
                continue
            result = searcher.search(row["text"], k=30)
            if result.query.language == language:
                yield from of_question(searcher, result, row, relevant[row["_id"]], number)
        asked = [("unanswerable", folder / "unanswerable.jsonl")]
        asked += [("other", other / "queries.jsonl")] if other else []
        for kind, path in asked:
            for number, row in enumerate(sampled(path, limit)):
                result = searcher.search(row["text"], k=10)
                found = [hit.article.article_id for hit in result.hits[:1]]
                if result.query.language == language and not split.has(found):
                    yield from example(searcher, result, kind, number)


def of_question(
    searcher: Searcher, result: SearchResult, row: dict[str, Any], own: set[str], number: int
) -> Iterator[Example]:
    """One question: answered, with the answer's sentences cut out, and without its article."""
    wanted = [text for text in (bare(searcher, one) for one in row.get("answers", ())) if text]
    top = replace(result, hits=result.hits[:10])
    evidence = find_evidence(searcher, top)
    if evidence:
        quote = evidence[0].span.of(evidence[0].hit.passage.passage.text)
        if any(text in bare(searcher, quote) for text in wanted):
            yield Example(features(evidence[0]), "answered", number % 2 == 1)
    yield from example(searcher, without_answers(searcher, top, wanted), "cut", number)
    away = [hit for hit in result.hits if hit.article.article_id not in own]
    yield from example(searcher, ranked(result, away[:10]), "away", number)


def own_examples(language: str) -> Iterator[Example]:
    """Our own questions, asked of our own articles."""
    lines = (ROOT / "scripts/abstention/questions.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row["lang"] == language]
    for name, source in OWN.items():
        with tempfile.TemporaryDirectory() as temporary:
            index = Path(temporary, "index")
            build([ROOT / source], index, config=IndexConfig(), encoder=encoder_of(DEFAULT_MODEL))
            searcher = searcher_of(index)
            for number, row in enumerate(row for row in rows if row["corpus"] == name):
                yield from own_example(searcher, row, number)


def written_examples(folder: Path, language: str, limit: int) -> Iterator[Example]:
    """Our own questions on the news, asked of the passages that they were written on."""
    with tempfile.TemporaryDirectory() as temporary:
        index = Path(temporary, "index")
        build(
            [folder / "corpus.jsonl"],
            index,
            config=IndexConfig(),
            encoder=encoder_of(DEFAULT_MODEL),
        )
        searcher = searcher_of(index)
        for name in ("queries", "unanswerable"):
            for number, row in enumerate(sampled(folder / f"{name}.jsonl", limit)):
                if row["lang"] == language:
                    own = {"question": row["text"], "answers": row.get("answers", [])}
                    yield from own_example(searcher, own, number // 2)


def own_example(searcher: Searcher, row: dict[str, Any], number: int) -> Iterator[Example]:
    """One of our own: answered if a quote holds an answer; else missed, which says nothing."""
    evidence = find_evidence(searcher, searcher.search(row["question"], k=10))
    if not evidence:
        return
    wanted = [bare(searcher, one) for one in row["answers"]]
    quotes = [bare(searcher, one.span.of(one.hit.passage.passage.text)) for one in evidence]
    held = [any(text in quote for text in wanted) for quote in quotes]
    if any(held):
        yield Example(features(evidence[held.index(True)]), "own answered", number % 2 == 1)
    else:
        kind = "own missed" if wanted else "own near miss"
        yield Example(features(evidence[0]), kind, number % 2 == 1)


def is_answered(kind: str) -> bool:
    """Whether examples of a kind are answered."""
    return kind in ("answered", "own answered", "own missed")


def without_answers(
    searcher: Searcher, result: SearchResult, wanted: Sequence[str]
) -> SearchResult:
    """The ranking as it would be if no sentence of its passages held an answer."""
    hits = [
        replace(hit, passage=replace(hit.passage, passage=Passage("", Span(0, len(text)), text)))
        for hit in result.hits
        if (text := cut_out(searcher, hit, wanted)).strip()
    ]
    return ranked(result, hits)


def cut_out(searcher: Searcher, hit: Hit, wanted: Sequence[str]) -> str:
    """A passage's text without the sentences that hold an answer."""
    text = hit.passage.passage.text
    cleaned = clean(text, fragment=True)
    kept, last = "", 0
    for sentence in split_sentences(cleaned.text):
        shown = bare(searcher, sentence.span.of(cleaned.text))
        if any(one in shown for one in wanted):
            span = cleaned.offsets.span(sentence.span)
            kept, last = kept + text[last : span.start], span.end
    return kept + text[last:]


def ranked(result: SearchResult, hits: Sequence[Hit]) -> SearchResult:
    """The result with these hits, in order."""
    return replace(result, hits=tuple(replace(hit, rank=i) for i, hit in enumerate(hits, start=1)))


def example(searcher: Searcher, result: SearchResult, kind: str, number: int) -> Iterator[Example]:
    """Features of what would be quoted first; none where nothing would be."""
    evidence = find_evidence(searcher, result) if result.hits else ()
    if evidence:
        yield Example(features(evidence[0]), kind, number % 2 == 1)


def sampled(path: Path, limit: int) -> Iterator[dict[str, Any]]:
    """An even sample of a file's questions; none without the file."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for line in lines[:: max(1, len(lines) // limit)]:
        yield json.loads(line)


def bare(searcher: Searcher, text: str) -> str:
    """Folded letters and figures alone."""
    return re.sub(r"\W", "", searcher.analyzer.fold(text))


def fit(
    x: NDArray[np.float64], y: NDArray[np.float64], share: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Logistic regression by projected gradient with a small ridge; both classes weigh the same.

    A weight whose sign is the wrong one is held at 0: a near miss has more of the question's words than a
    paraphrase that answers, which must not count against having them.
    """
    spread = x.std(axis=0) + 1e-9
    z = (x - x.mean(axis=0)) / spread
    balance = np.where(y == 1, share / share[y == 1].sum(), share / share[y == 0].sum()) / 2
    weights, bias = np.zeros(x.shape[1]), 0.0
    for _ in range(STEPS):
        error = balance * (1 / (1 + np.exp(-(z @ weights + bias))) - y)
        weights = np.maximum(0, weights - RATE * (z.T @ error + RIDGE * weights))
        bias -= RATE * float(error.sum())
    signed = weights / spread
    return np.concatenate([[bias - x.mean(axis=0) @ signed], signed])


def report(language: str, raw: NDArray[np.float64], kinds: Sequence[str]) -> None:
    """Held-out figures: what is answered and refused, and how stated and true rates agree."""
    p = 1 / (1 + np.exp(-raw))
    kind = np.array(kinds)
    print(f"{language}: {len(p)} held out")
    for threshold in (0.4, 0.5, 0.6, 0.7, 0.8):
        shares = [
            f"{name} {((p[kind == name] >= threshold) == is_answered(name)).mean():.3f}"
            for name in SHARE
            if (kind == name).any()
        ]
        print(f"  at {threshold}, right: {', '.join(shares)}")
    for part in np.array_split(np.argsort(p, kind="stable"), 5):
        true = np.mean([is_answered(name) for name in kind[part]])
        print(f"  stated {p[part].mean():.2f}, true {true:.2f} (n {len(part)})")


if __name__ == "__main__":
    main()
