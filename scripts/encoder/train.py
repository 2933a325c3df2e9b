"""Train the table on pairs: what means the same comes near, all else in the batch goes away.

``start table + streams ─contrastive steps─▶ table``. Rows and the logarithms of their weights are
learned with Adam and drawn back to the start; the best of the steps measured is kept. On the
central processor, one seed, so that the same inputs give the same bytes for one thread count.

Source of the loss: van den Oord, Li and Vinyals 2018 (InfoNCE), with in-batch negatives.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn.functional import cross_entropy, embedding_bag, normalize

from scripts.encoder.pairs import Drawn, Ids
from scripts.encoder.start import Table
from scripts.encoder.streams import Streams

Log = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """How the table is trained."""

    seed: int = 7
    steps: int = 1500
    measure_every: int = 250  # steps
    translations: int = 2048  # pairs of each stream in a step
    surroundings: int = 1536
    titles: int = 512
    glosses: int = 1536
    glossed: int = 2048
    temperature: float = 0.05
    row_rate: float = 4e-3  # Adam's rate for elements of rows
    weight_rate: float = 1e-2  # and for logarithms of weights
    pull: float = 1.0  # share of the rate by which a step draws rows back to the start
    dropout: float = 0.15  # share of the ids of a text that are left out
    gloss_share: float = 0.5  # of the gloss stream's loss


class Model:
    """Rows and logarithms of weights as tensors, with where they started."""

    def __init__(self, table: Table) -> None:
        self.rows = torch.tensor(table.rows, requires_grad=True)
        self.logs = torch.zeros(len(table.rows), requires_grad=True)
        self._start_weights = torch.tensor(table.weights)
        self._start_rows = torch.tensor(table.rows)

    def encode(self, bags: Sequence[Ids]) -> torch.Tensor:
        """(n, d), each of length 1."""
        ids = torch.from_numpy(np.concatenate(bags).astype(np.int64))
        starts = torch.from_numpy(np.cumsum([0, *map(len, bags[:-1])]))
        weights = (self._start_weights * self.logs.exp())[ids]
        summed = embedding_bag(ids, self.rows, starts, mode="sum", per_sample_weights=weights)
        return normalize(summed)

    def pull(self, share: float) -> None:
        """Draw the rows back to the start by a share of the way."""
        with torch.no_grad():
            self.rows.lerp_(self._start_rows, share)

    def table(self) -> Table:
        """What has been learned so far."""
        with torch.no_grad():
            weights = (self._start_weights * self.logs.exp()).numpy()
            return Table(self.rows.numpy().copy(), weights.copy())


def contrast(questions: torch.Tensor, passages: torch.Tensor, temperature: float) -> torch.Tensor:
    """The loss of n questions against m >= n passages of which the first n are theirs, both ways."""
    scores = questions @ passages.T / temperature
    own = torch.arange(len(questions))
    return (cross_entropy(scores, own) + cross_entropy(scores[:, : len(own)].T, own)) / 2


def train(
    table: Table,
    streams: Streams,
    config: TrainConfig,
    *,
    measure: Callable[[Table], float],
    log: Log = print,
) -> Table:
    """The best table met on the way, as ``measure`` says; that of the start where none is better.

    Args:
        table: The start.
        streams: Where pairs come from.
        config: Sizes and rates.
        measure: A figure that is better when higher, of sets that are neither trained nor reported.
        log: Told the loss and the figure whenever it is measured.
    """
    torch.manual_seed(config.seed)
    random = np.random.default_rng(config.seed)
    model = Model(table)
    optimizer = torch.optim.Adam(
        [
            {"params": [model.rows], "lr": config.row_rate},
            {"params": [model.logs], "lr": config.weight_rate},
        ],
        betas=(0.9, 0.99),
        fused=True,
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / 20) * (1 - step / config.steps)
    )
    best, best_figure = table, measure(table)
    log(f"start: {best_figure:.2f}")
    for step in range(1, config.steps + 1):
        loss = _loss(model, streams, config, random)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        model.pull(config.pull * schedule.get_last_lr()[0])
        schedule.step()
        if step % config.measure_every == 0 or step == config.steps:
            figure = measure(model.table())
            log(f"step {step}: loss {loss.item():.3f}, {figure:.2f}")
            if figure > best_figure:
                best, best_figure = model.table(), figure
    return best


def _loss(
    model: Model, streams: Streams, config: TrainConfig, random: np.random.Generator
) -> torch.Tensor:
    """The loss of one step over all streams, all bags summed at once.

    The passages of the news are also among those that English lines are compared with, so that
    Chinese of another field does not come near to them.
    """
    drawn = [
        _dropped(stream.draw(random, n) if stream else ([], []), config.dropout, random)
        for stream, n in (
            (streams.translations, config.translations),
            (streams.surroundings, config.surroundings),
            (streams.titles, config.titles),
            (streams.glosses, config.glosses),
            (streams.glossed, config.glossed),
        )
    ]
    vectors = model.encode([ids for pair in drawn for side in pair for ids in side])
    parts = vectors.split([len(side) for pair in drawn for side in pair])
    english, chinese, sentences, around, titles, openings, glosses, words, said, told = parts
    news = torch.cat([around, openings])
    loss = contrast(english, torch.cat([chinese, news]), config.temperature)
    if len(said):
        loss = loss + contrast(said, torch.cat([told, news]), config.temperature)
    loss = loss + contrast(torch.cat([sentences, titles]), news, config.temperature)
    return loss + config.gloss_share * contrast(glosses, words, config.temperature)


def _dropped(drawn: Drawn, share: float, random: np.random.Generator) -> Drawn:
    """The pairs with a share of the ids of longer texts left out."""

    def thin(ids: Ids) -> Ids:
        kept = ids[random.random(len(ids)) >= share] if len(ids) > 4 else ids
        return kept if len(kept) else ids

    return [thin(ids) for ids in drawn[0]], [thin(ids) for ids in drawn[1]]
