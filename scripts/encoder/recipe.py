"""The whole way from input files to a model folder, and the figures of one.

``files ─read─▶ Material ─vocabulary─▶ rows ─start─▶ Table ─train─▶ Table ─export─▶ folder``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

import index
from index.static_encoder import StaticEncoder
from scripts.encoder import development
from scripts.encoder.export import Source, export
from scripts.encoder.measure import (
    Task,
    cut_passages,
    ranks,
    read_task,
    recalls,
    sentence_tasks,
    spread,
)
from scripts.encoder.pairs import make_bags
from scripts.encoder.read import Material, name_pairs, read_news, read_pairs, sha256
from scripts.encoder.start import Table, start_table, teacher_rows
from scripts.encoder.streams import make_streams, with_glossed
from scripts.encoder.teacher import Matrix, Teacher
from scripts.encoder.train import Model, TrainConfig, train
from scripts.encoder.vocabulary import Shares, build_tokenizer, make_vocabulary

_N_DISTRACTORS = 20_000  # news passages among which the development sets are sought
_BLOCK = 4096  # texts encoded at once
_DRAFT = 6  # part of the steps that the draft is trained for
_TITLE_SHARE = 0.3  # of the development figure; the translation tasks share the rest


@dataclass(frozen=True, slots=True)
class Inputs:
    """The files that an encoder is made from."""

    news: Path
    excluded: tuple[Path, ...]  # corpora whose articles are left out of the news
    parallel: tuple[tuple[Path, float], ...]  # with how often a pair of each is drawn
    lexicons: tuple[Path, ...]
    development: tuple[tuple[Path, float], ...]  # parallel text, with the share of it, from the top

    def all(self) -> list[Path]:
        """Every file, in the order given."""
        parallel = [path for path, _ in self.parallel]
        development = [path for path, _ in self.development]
        return [self.news, *self.excluded, *parallel, *self.lexicons, *development]


def make(
    inputs: Inputs,
    out: Path,
    *,
    taught_by: Teacher,
    dimension: int,
    shares: Shares,
    config: TrainConfig,
    threads: int,
    log: Callable[[str], None] = print,
) -> None:
    """Make the model folder ``out``; the same inputs, seed and threads give the same bytes."""
    torch.set_num_threads(threads)
    material = read_material(inputs)
    log(f"read: {len(material.news)} articles")
    vocabulary = make_vocabulary(material, taught_by.words, shares)
    log(f"rows: {len(vocabulary.rows)}")
    lexicon = [*material.names, *material.lexicon]
    start = start_table(vocabulary, teacher_rows(vocabulary, lexicon, taught_by), dimension)
    tokenizer = build_tokenizer(vocabulary.rows, vocabulary.scores)
    news, held_out = development.hold_out(material.news)
    tasks = []
    for path, share in inputs.development:
        pairs = read_pairs(path)
        tasks.append(development.translation_task(path.name, pairs[: int(share * len(pairs))]))
    titles = development.title_task("titles", held_out)
    hidden_among = development.distractors(news, _N_DISTRACTORS)
    figure = development_figure(tokenizer, tasks, titles, hidden_among, log)
    streams = make_streams(tokenizer, replace(material, news=news))
    draft = train(start, streams, draft_of(config), measure=figure, log=log)
    log("draft trained; saying the news in English")
    streams = with_glossed(streams, tokenizer, vocabulary, draft, lexicon)
    table = train(start, streams, config, measure=figure, log=log)
    sources = named_sources([*inputs.all(), *own_tables(), *taught_by.files])
    export(out, vocabulary, table, sources=sources, recipe=_in_words(config))


def draft_of(config: TrainConfig) -> TrainConfig:
    """How the table that chooses glosses is trained: for a sixth of the steps, measured at the end."""
    steps = max(1, config.steps // _DRAFT)
    return replace(config, steps=steps, measure_every=steps)


def named_sources(paths: Sequence[Path]) -> list[Source]:
    """Files as the model card names them: with their folder, as ``corpus.jsonl`` says little."""
    return [Source(f"{path.parent.name}/{path.name}", sha256(path)) for path in paths]


def own_tables() -> list[Path]:
    """The tables of ours that rows come from and text is folded by."""
    folder = Path(index.__file__).parent / "data"
    return [folder / "names.tsv", folder / "lookalikes.tsv"]


def read_material(inputs: Inputs) -> Material:
    """Everything that is trained on, read and folded."""
    return Material(
        news=read_news(inputs.news, inputs.excluded),
        parallel=[read_pairs(path) for path, _ in inputs.parallel],
        parallel_weights=[weight for _, weight in inputs.parallel],
        lexicon=[pair for path in inputs.lexicons for pair in read_pairs(path)],
        names=name_pairs(),
    )


def development_figure(
    tokenizer: Tokenizer,
    translated: Sequence[Task],
    titles: Task,
    hidden_among: Sequence[str],
    log: Callable[[str], None],
) -> Callable[[Table], float]:
    """What training is stopped by: the mean reciprocal rank in percent over the sets."""
    tasks = [task for task in (*translated, titles) if task.questions]
    texts = [*hidden_among, *(text for task in tasks for text in (*task.passages, *task.questions))]
    bags = make_bags(tokenizer, texts)

    def encoded(table: Table) -> Matrix:
        model = Model(table)
        spans = [bags.span(i, i + 1) for i in range(len(bags))]
        with torch.no_grad():
            blocks = [
                model.encode(spans[first : first + _BLOCK]).numpy()
                for first in range(0, len(spans), _BLOCK)
            ]
        return np.concatenate(blocks)

    def figure(table: Table) -> float:
        vectors = encoded(table)
        others, at = vectors[: len(hidden_among)], len(hidden_among)
        found = {}
        for task in tasks:
            middle, end = at + len(task.passages), at + len(task.passages) + len(task.questions)
            passages = np.vstack([vectors[at:middle], others])
            rank = ranks(vectors[middle:end], passages, task.relevant)
            found[task.name] = 100 * float((1 / rank).mean())
            at = end
        log("  " + ", ".join(f"{name} {value:.1f}" for name, value in found.items()))
        of_titles = found.pop(titles.name, 0.0)
        return _TITLE_SHARE * of_titles + (1 - _TITLE_SHARE) * float(np.mean([*found.values()]))

    return figure


def measure(
    folder: Path, sets: Sequence[Path], pairs: Sequence[Path], news: Path, n_distractors: int
) -> None:
    """Print recall of a model folder on BEIR sets, alone and among passages of the news.

    Of parallel text: each sentence among all those of the other language, by the vectors alone.
    """
    encoder = StaticEncoder(folder, name=folder.name, identity="")
    passages = [passage for a in read_news(news) for passage in cut_passages(a.text)]
    others = encoder.encode_passages(spread(passages, n_distractors))
    for path in sets:
        task = read_task(path)
        print(task.name, "alone", recalls(task, encoder.encode_passages))
        print(task.name, f"+{len(others)}", recalls(task, encoder.encode_passages, others))
    for path in pairs:
        for task in sentence_tasks(path.name.partition(".")[0], read_pairs(path)):
            print(task.name, recalls(task, encoder.encode_passages))


def _in_words(config: TrainConfig) -> str:
    return (
        "Each English row starts at its all-MiniLM-L6-v2 vector, each Chinese row at the mean of the"
        " vectors of\nits dictionary glosses; principal components; weights by smooth inverse"
        f" frequency. Then {config.steps} contrastive\nsteps (seed {config.seed}, temperature"
        f" {config.temperature}) over {config.translations} English lines and the Chinese passages"
        f" around their\ntranslations, {config.surroundings} news sentences and their surroundings,"
        f" {config.titles} titles and articles, {config.glosses} glosses\nand words, {config.glossed} news"
        " sentences said in English word by word and the passages they stand in, a step,\ndrawn"
        " back to the start; the step kept is the best on news-like sets that are\nneither trained"
        " on nor reported. Rows are int8 with one factor each."
    )
