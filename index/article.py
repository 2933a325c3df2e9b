"""From a source text to its articles and passages: the whole offline path of one text.

``SourceText ─clean─▶ ─segment─▶ ─split─▶ Articles(articles, drops, warnings)``. Every offset is
in the source text. Pure: the same source text and config give the same result in any process.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from index.aliases import Alias, find_aliases
from index.clean import clean
from index.config import IndexConfig
from index.language import Language, detect_language
from index.metadata import Stated
from index.passage import Passage, make_passage, split_block
from index.relative_dates import year_aliases
from index.segment import ArticleDraft, segment
from index.source import CleanText, Drop, SourceText, Span


@dataclass(frozen=True, slots=True)
class Article:
    """An article of one source text, with its metadata and passages in order."""

    article_id: str
    span: Span
    language: Language
    title: Stated
    title_generated: bool
    publisher: Stated | None
    author: Stated | None
    editor: Stated | None
    reporter: Stated | None
    published: Stated | None
    published_inferred: bool
    url: str | None
    confidence: float  # that the article begins and ends here, from 0 to 1
    boundary: str  # what says that it begins here: file, label, signature, …
    passages: tuple[Passage, ...]
    aliases: tuple[Alias, ...]  # names and years as this article writes them


@dataclass(frozen=True, slots=True)
class Articles:
    """What one source text gave; the warnings do not name it."""

    articles: tuple[Article, ...]
    drops: tuple[Drop, ...]
    warnings: tuple[str, ...]


def read_articles(source: SourceText, config: IndexConfig) -> Articles:
    """Clean, segment and split one source text.

    Every code point that is not white space is in exactly one passage or one drop.
    """
    cleaned = clean(source.text)
    found = segment(
        cleaned.text,
        given=source.given,
        kind=source.kind,
        keep=config.kept_reasons,
    )
    drops = [Drop(drop.reason, cleaned.offsets.span(drop.span)) for drop in found.drops]
    articles: list[Article] = []
    for draft in found.articles:
        article = _article(source, cleaned, draft, config)
        if any(article.article_id == other.article_id for other in articles):
            drops.extend(Drop("repeated_article", passage.span) for passage in article.passages)
        else:
            articles.append(article)
    drops.extend(_unplaced(source.text, articles, drops))
    drops.sort(key=lambda drop: drop.span)
    warnings = list(found.warnings)
    if not articles:
        why = "all of it was dropped" if drops else "it is only white space"
        warnings.append(f"no article in it: {why}")
    else:
        warnings.extend(_drop_warning(source, drops, config))
    return Articles(tuple(articles), tuple(drops), tuple(warnings))


def _article(
    source: SourceText, cleaned: CleanText, draft: ArticleDraft, config: IndexConfig
) -> Article:
    spans = [
        part for block in draft.blocks for part in split_block(cleaned, source.text, block, config)
    ]
    span = cleaned.offsets.span(draft.span)
    # Invisible characters at an end are in a passage, though not in the clean text.
    span = Span(min(span.start, spans[0].start), max(span.end, spans[-1].end))
    article_id = source.article_id
    if article_id is None:
        key = f"{source.file}\0{span.of(source.text)}".encode()
        article_id = hashlib.sha256(key).hexdigest()[:16]
    passages = tuple(make_passage(article_id, part, part.of(source.text)) for part in spans)
    language = detect_language("".join(passage.text for passage in passages))
    about = draft.metadata
    assert about.title is not None  # segment generates one where none is stated

    def traced(stated: Stated | None) -> Stated | None:
        if stated is None or stated.evidence is None:
            return stated
        return Stated(stated.value, cleaned.offsets.span(stated.evidence))

    return Article(
        article_id=article_id,
        span=span,
        language=language,
        title=traced(about.title) or about.title,
        title_generated=about.title_generated,
        publisher=traced(about.publisher),
        author=traced(about.author),
        editor=traced(about.editor),
        reporter=traced(about.reporter),
        published=traced(about.published),
        published_inferred=about.published_inferred,
        url=about.url,
        confidence=draft.start.confidence,
        boundary=draft.start.cue,
        passages=passages,
        aliases=_aliases(span.of(source.text), language, about.published),
    )


def _aliases(text: str, language: Language, published: Stated | None) -> tuple[Alias, ...]:
    names = find_aliases(text) if language == "zh" else ()
    return tuple(sorted(names + year_aliases(text, published.value if published else None)))


def _unplaced(text: str, articles: list[Article], drops: list[Drop]) -> list[Drop]:
    """Invisible characters between drops: the only ones that no passage or drop reaches."""
    taken = sorted(
        [passage.span for article in articles for passage in article.passages]
        + [drop.span for drop in drops]
    )
    missing: list[Drop] = []
    position = 0
    for start, end in [*((span.start, span.end) for span in taken), (len(text), len(text))]:
        run: int | None = None
        for offset in range(position, start):
            if text[offset].isspace():
                if run is not None:
                    missing.append(Drop("invisible", Span(run, offset)))
                run = None
            elif run is None:
                run = offset
        if run is not None:
            missing.append(Drop("invisible", Span(run, start)))
        position = max(position, end)
    return missing


def _drop_warning(source: SourceText, drops: list[Drop], config: IndexConfig) -> list[str]:
    n_dropped = sum(len(drop.span) for drop in drops)
    share = n_dropped / max(1, len(source.text))
    if share <= config.drop_warning_share:
        return []
    reasons = ", ".join(sorted({drop.reason for drop in drops}))
    return [f"{share:.0%} dropped ({reasons}); build with --keep-boilerplate if that is too much"]
