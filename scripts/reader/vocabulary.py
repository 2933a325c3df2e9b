"""Which pieces of the base model's 250,000 the reader keeps: those Chinese and English text needs.

The rest stands for other languages and is three quarters of the base model's size. A text whose piece
was left out is cut into smaller pieces that were kept; every single character seen is one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")


def tokenizer_of(pieces: list[str], scores: list[float]) -> Tokenizer:
    """A Unigram tokenizer over `pieces`; the first four are `SPECIAL`. Expects and makes NFKC text."""
    made = Tokenizer(models.Unigram(list(zip(pieces, scores, strict=True)), unk_id=3))
    made.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")]
    )
    made.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always", split=False)
    made.decoder = decoders.Metaspace(prepend_scheme="always", split=False)
    return made


def _counted(tokenizer: Tokenizer, texts: Iterable[str]) -> Counter[int]:
    counts: Counter[int] = Counter()
    batch: list[str] = []
    for text in texts:
        batch.append(text)
        if len(batch) == 2000:
            for encoding in tokenizer.encode_batch_fast(batch):
                counts.update(encoding.ids)
            batch = []
    for encoding in tokenizer.encode_batch_fast(batch):
        counts.update(encoding.ids)
    return counts


def kept_pieces(
    pieces: list[str], scores: list[float], texts: Iterable[str], size: int
) -> list[int]:
    """The ids of `size` pieces, ascending: the special ones, single characters that `texts` use, and
    those that are most often used in them."""
    counts = _counted(tokenizer_of(pieces, scores), texts)
    single = [i for i in counts if len(pieces[i].lstrip("▁")) <= 1]
    keep = {0, 1, 2, 3, *single}
    for i, _ in counts.most_common():
        if len(keep) >= size:
            break
        keep.add(i)
    return sorted(keep)
