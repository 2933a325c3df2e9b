"""The five streams that an encoder is trained on, made from all that is read.

``Material ─▶ Streams ─draft table─▶ Streams with news said in English``. What each
draws is in ``scripts.encoder.pairs`` and ``scripts.encoder.glossed``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tokenizers import Tokenizer

from scripts.encoder.glossed import Glossed
from scripts.encoder.pairs import Glosses, Stream, Surroundings, Titles, Translations
from scripts.encoder.read import Material, Pair
from scripts.encoder.start import Table
from scripts.encoder.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Streams:
    """The streams by name."""

    surroundings: Surroundings
    titles: Stream
    translations: Stream
    glosses: Stream
    glossed: Stream | None  # only once there is a table that can choose glosses


def make_streams(tokenizer: Tokenizer, material: Material) -> Streams:
    """Tokenize everything once; the stream of news said in English is left to :func:`with_glossed`."""
    return Streams(
        Surroundings(tokenizer, material.news),
        Titles(tokenizer, material.news),
        Translations(tokenizer, material.parallel, material.parallel_weights),
        Glosses(tokenizer, [*material.lexicon, *material.names]),
        None,
    )


def with_glossed(
    streams: Streams,
    tokenizer: Tokenizer,
    vocabulary: Vocabulary,
    draft: Table,
    lexicon: Sequence[Pair],
) -> Streams:
    """The same with the news said in English, its glosses chosen by a table trained a little."""
    glossed = Glossed(tokenizer, vocabulary, draft, lexicon, streams.surroundings)
    return replace(streams, glossed=glossed)
