"""Learn where a sentence ends whose mark was lost, and write index/data/joins.tsv.

    python scripts/train_joins.py NEWS.jsonl [--out FILE] [--limit N]

Each line of NEWS.jsonl is a JSON object with ``text``: clean Chinese news. Each is taken four times:
intact, and without any 。！？ and with all, half or none of ，；：. What is learned is P(an end mark
was here) for the gaps of runs without marks that ``index.lost_marks`` looks at, from the
characters around the gap and its place in the run: a logistic regression, by AdaGrad, pruned and
trained again. Records that begin alike go to the same side of the held-out split. Figures over
strings of one to four characters only, no text. Five minutes on one core, 4 GB; the same NEWS gives
the same table.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from typing import TypeVar

import numpy as np
import orjson
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the script runs from the checkout

from index.lost_marks import GRAMS, MARGIN, MIN_RUN, PLACES

DATA = Path(__file__).resolve().parents[1] / "index" / "data"
ENDS, PAUSES = "。！？", "，；："
MARKS = "。！？；，：,;:!?…\n"  # what ends a run; a point does too unless a Latin letter or digit follows
INTACT, ENDS_LOST, HALF_LOST, ALL_LOST = range(4)
PAUSE_LOSS = np.array([0.0, 0.0, 0.5, 1.0])
NONE, END, PAUSE = range(3)
KEPT_PLAIN = 0.06  # share of the gaps where no mark was that is trained on
MIN_COUNT = 40  # samples that a gram must stand in
MAX_BYTES = 235_000  # of grams in the table
EPOCHS, BATCH, RATE, L1 = 3, 8192, 0.3, 0.05
CHUNK = 2000  # records that are worked on at once
THRESHOLDS = (0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95)

Array = NDArray[np.int64]
_Value = TypeVar("_Value", bound=np.generic)


@dataclass(slots=True)
class Gaps:
    """n gaps. ``keys`` (n, 14) uint64, ``places`` (n, 2) int64, ``labels`` and ``kinds`` (n,) int8."""

    keys: NDArray[np.uint64]
    places: Array
    labels: NDArray[np.int8]
    kinds: NDArray[np.int8]


def read_texts(path: Path, *, held_out: bool, limit: int | None) -> Iterator[str]:
    """The texts of one side of the split: a twentieth is held out."""
    with path.open("rb") as lines:
        for line in islice(lines, limit):
            text = orjson.loads(line)["text"]
            digest = hashlib.blake2b(text[:16].encode("utf-8", "replace")).digest()
            if (digest[0] % 20 == 0) == held_out:
                yield text


def gaps_of(texts: Sequence[str], seed: int, turn: int, kept_plain: float) -> Gaps:
    """The gaps of some records after marks were lost, with what is looked at around them."""
    rng = np.random.default_rng(seed)
    whole = "\n".join([*texts, ""])
    code = np.frombuffer(whole.encode("utf-32-le", "replace"), np.uint32).astype(np.int64)
    record = np.repeat(np.arange(len(texts)), [len(text) + 1 for text in texts])
    kind = ((rng.integers(0, 4, len(texts)) + turn) % 4)[record]
    lost_end = _among(code, ENDS) & (kind != INTACT)
    lost_pause = _among(code, PAUSES) & (rng.random(len(code)) < PAUSE_LOSS[kind])
    kept = ~(lost_end | lost_pause)
    n_ends, n_pauses = np.cumsum(lost_end)[kept], np.cumsum(lost_pause)[kept]
    code, kind = code[kept], kind[kept]
    labels = np.zeros(len(code), np.int8)
    labels[1:][np.diff(n_pauses) > 0] = PAUSE
    labels[1:][np.diff(n_ends) > 0] = END
    gaps, places = _looked_at(code)
    chosen = (labels[gaps] != NONE) | (rng.random(len(gaps)) < kept_plain)
    gaps, places = gaps[chosen], places[chosen]
    return Gaps(_keys(code, gaps), places, labels[gaps], kind[gaps].astype(np.int8))


def _among(code: Array, chars: str) -> NDArray[np.bool_]:
    return np.isin(code, [ord(char) for char in chars])


def _looked_at(code: Array) -> tuple[Array, Array]:
    """The gaps inside long runs, and their buckets from the run's start and end (n, 2)."""
    han = (code >= 0x4E00) & (code <= 0x9FFF)
    is_mark = _among(code, MARKS)
    latin = (code < 128) & _latin(code)
    is_mark |= (code == ord(".")) & ~np.append(latin[1:], False)
    n_han = np.concatenate([[0], np.cumsum(han)])
    bounds = np.concatenate([[-1], np.flatnonzero(is_mark), [len(code)]])
    lengths = n_han[bounds[1:]] - n_han[bounds[:-1] + 1]
    run = np.cumsum(is_mark)  # of the run that a character is in
    at = np.flatnonzero(han[1:] & han[:-1]) + 1
    before, after = at - bounds[run[at]] - 1, bounds[run[at] + 1] - at
    asked = (lengths[run[at]] >= MIN_RUN) & (before >= MARGIN) & (after >= MARGIN)
    distances = np.stack([before[asked], after[asked]], axis=1)
    return at[asked], np.searchsorted(PLACES, distances, side="right")


def _latin(code: Array) -> NDArray[np.bool_]:
    digit = (code >= 48) & (code <= 57)
    lower = code | 32
    return digit | ((lower >= 97) & (lower <= 122))


def _keys(code: Array, gaps: Array) -> NDArray[np.uint64]:
    """Each gap's grams, a key of 16 bits a character; characters as ``index.lost_marks`` sees them."""
    ascii_ = code < 128
    seen = np.where(ascii_ & _latin(code), np.where(code <= 57, ord("0"), ord("a")), code)
    seen = np.minimum(seen, 0xFFFF).astype(np.uint64)
    keys = np.zeros((len(gaps), len(GRAMS)), np.uint64)
    for column, (left, right) in enumerate(GRAMS):
        for step in range(-left, right):
            keys[:, column] = (keys[:, column] << np.uint64(16)) | seen[gaps + step]
    return keys


def collect(path: Path, *, held_out: bool, limit: int | None, kept_plain: float) -> Gaps:
    """The gaps of all records of one side, each record in all four states, one after another."""
    texts = read_texts(path, held_out=held_out, limit=limit)
    parts: list[Gaps] = []
    while some := list(islice(texts, CHUNK)):
        seed = len(parts) // 4
        parts.extend(gaps_of(some, seed, turn, kept_plain) for turn in range(4))
    names = ("keys", "places", "labels", "kinds")
    return Gaps(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


@dataclass(slots=True)
class Model:
    """Weights of grams by column (sorted keys and their weights), of places (2, buckets), a bias."""

    keys: list[NDArray[np.uint64]]
    weights: list[NDArray[np.float32]]
    places: NDArray[np.float32]
    bias: float

    def score(self, gaps: Gaps) -> NDArray[np.float32]:
        """The log odds that an end mark was lost in each gap."""
        total = np.full(len(gaps.labels), self.bias, np.float32)
        total += self.places[0, gaps.places[:, 0]] + self.places[1, gaps.places[:, 1]]
        for column, (keys, weights) in enumerate(zip(self.keys, self.weights, strict=True)):
            at, known = find(keys, gaps.keys[:, column])
            total[known] += weights[at[known]]
        return total


def find(keys: NDArray[np.uint64], asked: NDArray[np.uint64]) -> tuple[Array, NDArray[np.bool_]]:
    """Where each asked key stands among sorted keys, and whether it does."""
    at = np.minimum(np.searchsorted(keys, asked), len(keys) - 1)
    return at, keys[at] == asked


def train(gaps: Gaps) -> Model:
    """A first model of every gram that is not rare, then one of those of them that tell the most."""
    loads = np.where(gaps.labels == NONE, np.float32(1 / KEPT_PLAIN), np.float32(1))
    is_end = gaps.labels == END
    counted = [np.unique(column, return_counts=True) for column in gaps.keys.T]
    keys = [unique[n >= MIN_COUNT] for unique, n in counted]
    counts = [n[n >= MIN_COUNT] for _, n in counted]
    rows, n_weights = _rows(gaps, keys)
    weights, bias = _fit(rows, is_end, loads, n_weights)
    kept = _telling(weights[: sum(map(len, keys))], np.concatenate(counts), keys)
    keys = [column[part] for column, part in zip(keys, _columns(keys, kept), strict=True)]
    print(f"{len(kept):,} grams, {sum(map(len, keys)):,} kept", flush=True)
    rows, n_weights = _rows(gaps, keys)
    weights, bias = _fit(rows, is_end, loads, n_weights)
    places = weights[sum(map(len, keys)) : -1].reshape(2, -1)
    rounded = [np.round(part, 1) for part in _columns(keys, weights)]
    return Model(keys, rounded, np.round(places, 1), round(bias, 1))


def _telling(
    weights: NDArray[np.float32], counts: Array, keys: list[NDArray[np.uint64]]
) -> NDArray[np.bool_]:
    """Which grams the table has room for, by what each tells per character: |w| sqrt(n)."""
    sizes = np.repeat([left + right for left, right in GRAMS], list(map(len, keys)))
    order = np.argsort(-np.abs(weights) * np.sqrt(counts) / sizes, kind="stable")
    n_kept = int(np.searchsorted(np.cumsum(3 * sizes[order]), MAX_BYTES))
    kept = np.zeros(len(weights), np.bool_)
    kept[order[:n_kept]] = True
    return kept


def _columns(keys: list[NDArray[np.uint64]], of_grams: NDArray[_Value]) -> list[NDArray[_Value]]:
    """What is known of each column's grams."""
    ends = np.cumsum([0, *map(len, keys)])
    return [of_grams[start:end] for start, end in pairwise(ends)]


def _rows(gaps: Gaps, keys: list[NDArray[np.uint64]]) -> tuple[NDArray[np.int32], int]:
    """Each gap's weights (n, 16) by number, and how many there are: grams, places, one always 0."""
    n_grams, n_places = sum(map(len, keys)), len(PLACES) + 1
    rows = np.full((len(gaps.labels), len(GRAMS) + 2), n_grams + 2 * n_places, np.int32)
    first = 0
    for column, known_keys in enumerate(keys):
        at, known = find(known_keys, gaps.keys[:, column])
        rows[known, column] = at[known] + first
        first += len(known_keys)
    rows[:, -2] = n_grams + gaps.places[:, 0]
    rows[:, -1] = n_grams + n_places + gaps.places[:, 1]
    return rows, n_grams + 2 * n_places + 1


def _fit(
    rows: NDArray[np.int32], is_end: NDArray[np.bool_], loads: NDArray[np.float32], n_weights: int
) -> tuple[NDArray[np.float32], float]:
    """Logistic regression by AdaGrad with an L1 pull; the last weight stays 0."""
    rng = np.random.default_rng(1)
    weights = np.zeros(n_weights, np.float32)
    squares = np.full(n_weights, 1e-2, np.float32)
    bias, bias_square = -3.0, 1e-2
    for epoch in range(EPOCHS):
        loss, order = 0.0, rng.permutation(len(rows))
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            batch, wanted, load = rows[chosen], is_end[chosen], loads[chosen]
            odds = np.clip(weights[batch].sum(1) + bias, -15, 15)
            guess = 1 / (1 + np.exp(-odds))
            error = (guess - wanted) * load
            loss -= float((np.log(np.where(wanted, guess, 1 - guess)) * load).sum())
            slope = np.bincount(batch.ravel(), np.repeat(error, batch.shape[1]), n_weights)
            slope = (slope + L1 * np.sign(weights) * (slope != 0)).astype(np.float32)
            slope[-1] = 0
            squares += slope * slope
            weights -= np.float32(RATE) * slope / np.sqrt(squares)
            bias_square += float(error.sum()) ** 2
            bias -= RATE * float(error.sum()) / bias_square**0.5
        print(f"epoch {epoch + 1}: loss {loss / float(loads.sum()):.5f}", flush=True)
    return weights, bias


def report(model: Model, gaps: Gaps) -> None:
    """Precision and recall of ends, and precision of any mark, at several thresholds."""
    odds = model.score(gaps)
    for kind, name in enumerate(("intact", "ends lost", "half of ，；： too", "all of ，；： too")):
        of_kind = gaps.kinds == kind
        labels = gaps.labels[of_kind]
        print(f"{name}: {len(labels):,} gaps, {(labels == END).sum():,} ends")
        for threshold in THRESHOLDS:
            said = labels[odds[of_kind] >= np.log(threshold / (1 - threshold))]
            n_right, n_said = int((said == END).sum()), max(1, len(said))
            print(
                f"  P >= {threshold:4}: {len(said):7,} said, precision {n_right / n_said:.3f}"
                f" (any mark {(said != NONE).sum() / n_said:.3f}),"
                f" recall {n_right / max(1, (labels == END).sum()):.3f}"
            )


def format_table(model: Model) -> str:
    """Rows of a kind, a weight and the strings that have it, in the order of ``GRAMS``."""
    lines = ["# Log odds that a sentence ended in a gap. Made by scripts/train_joins.py."]
    lines.append(f"bias\t{model.bias:.1f}\t")
    for name, weights in zip(("start", "end"), model.places, strict=True):
        lines.extend(f"{name}\t{weight:.1f}\t" for weight in weights)
    for (left, right), keys, weights in zip(GRAMS, model.keys, model.weights, strict=True):
        for weight in np.unique(weights[weights != 0]):
            strings = (_string(int(key), left + right) for key in keys[weights == weight])
            row = "".join(string for string in strings if string.isprintable())
            lines.append(f"{left}{right}\t{weight:.1f}\t{row}")
    return "\n".join(lines) + "\n"


def _string(key: int, size: int) -> str:
    """The characters of a key."""
    return "".join(chr(key >> 16 * step & 0xFFFF) for step in reversed(range(size)))


def main() -> None:
    """Read the command line, train, report, and write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("news", type=Path, metavar="NEWS.jsonl")
    parser.add_argument("--out", type=Path, default=DATA / "joins.tsv")
    parser.add_argument("--limit", type=int, help="read so many records only")
    arguments = parser.parse_args()
    began = time.monotonic()
    model = train(
        collect(arguments.news, held_out=False, limit=arguments.limit, kept_plain=KEPT_PLAIN)
    )
    report(model, collect(arguments.news, held_out=True, limit=arguments.limit, kept_plain=1.0))
    table = format_table(model)
    arguments.out.write_text(table, encoding="utf-8")
    print(f"{arguments.out}: {len(table.encode()):,} bytes, {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
