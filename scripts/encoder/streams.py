"""The five streams that an encoder is trained on, made from all that is read.

``Material, start table ─▶ Streams``. What each draws is in ``scripts.encoder.pairs`` and
``scripts.encoder.glossed``.
"""

from __future__ import annotations

from dataclasses import dataclass

from tokenizers import Tokenizer

from scripts.encoder.glossed import Glossed
from scripts.encoder.pairs import Glosses, Stream, Surroundings, Titles, Translations
from scripts.encoder.read import Material
from scripts.encoder.start import Table
from scripts.encoder.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Streams:
    """The streams by name."""

    surroundings: Stream
    titles: Stream
    translations: Stream
    glosses: Stream
    glossed: Stream


def make_streams(
    tokenizer: Tokenizer, vocabulary: Vocabulary, start: Table, material: Material
) -> Streams:
    """Tokenize everything once."""
    lexicon = [*material.names, *material.lexicon]
    surroundings = Surroundings(tokenizer, material.news)
    return Streams(
        surroundings,
        Titles(tokenizer, material.news),
        Translations(tokenizer, material.parallel, material.parallel_weights),
        Glosses(tokenizer, lexicon),
        Glossed(tokenizer, vocabulary, start, lexicon, surroundings),
    )
