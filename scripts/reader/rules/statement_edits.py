"""The edits in their order: those that exchange roles, other false ones, and true ones."""

from __future__ import annotations

from collections.abc import Iterable

from reader.rules.chinese import (
    cause_zh,
    deny_zh,
    move_time_zh,
    new_name_zh,
    opposite_zh,
    passive_zh,
    relation_zh,
    reorder_zh,
    swap_names_zh,
    swap_nouns_zh,
    swap_subjects_zh,
    synonyms_zh,
    turn_false_zh,
    turn_true_zh,
    wrong_passive_zh,
)
from reader.rules.chinese_words import cut
from reader.rules.drafts import Draft, Edit
from reader.rules.english import (
    deny_en,
    from_to_en,
    new_name_en,
    opposite_en,
    relation_en,
    reorder_en,
    swap_names_en,
    swap_nouns_en,
    synonyms_en,
)
from reader.rules.figures import (
    mix_figures_zh,
    new_date_en,
    new_date_zh,
    new_figure_en,
    new_figure_zh,
    rewrite_figure_en,
    rewrite_figure_zh,
    swap_figures_en,
    swap_figures_zh,
)

ROLE_ZH: tuple[Edit, ...] = (
    turn_false_zh,
    wrong_passive_zh,
    swap_figures_zh,
    swap_names_zh,
    swap_subjects_zh,
)
FALSE_ZH: dict[str, tuple[Edit, ...]] = {
    "number": (new_figure_zh, mix_figures_zh),
    "date": (new_date_zh,),
    "name": (new_name_zh,),
    "negation": (opposite_zh, deny_zh),
    "relation": (relation_zh,),
}
TRUE_ZH: tuple[Edit, ...] = (
    turn_true_zh,
    passive_zh,
    cause_zh,
    move_time_zh,
    reorder_zh,
    rewrite_figure_zh,
    synonyms_zh,
)
ROLE_EN: tuple[Edit, ...] = (from_to_en, swap_figures_en, swap_names_en, swap_nouns_en)
FALSE_EN: dict[str, tuple[Edit, ...]] = {
    "number": (new_figure_en,),
    "date": (new_date_en,),
    "name": (new_name_en,),
    "negation": (opposite_en, deny_en),
    "relation": (relation_en,),
}
TRUE_EN: tuple[Edit, ...] = (reorder_en, rewrite_figure_en, synonyms_en)


def _first(draft: Draft, edits: Iterable[Edit]) -> str | None:
    """What the first edit that applies makes of the sentence, if it is changed."""
    for edit in edits:
        new = edit(draft)
        if new and new != draft.text:
            return new
    return None


def role(draft: Draft, zh: bool) -> str | None:
    """The sentence with two of its parts exchanged."""
    if not zh:
        edits = list(ROLE_EN[:2]) + draft.rng.sample(ROLE_EN[2:], 2)
        return _first(draft, edits)
    new = _first(draft, [*ROLE_ZH[:2], *draft.rng.sample(ROLE_ZH[2:], 3)])
    return new or (swap_nouns_zh(draft) if draft.rng.random() < 0.5 else None)


def false(draft: Draft, zh: bool) -> tuple[str, str] | None:
    """One of the other false edits: its kind and what it makes."""
    table = FALSE_ZH if zh else FALSE_EN
    for kind in draft.rng.sample(list(table), len(table)):
        edits = draft.rng.sample(table[kind], len(table[kind]))
        if new := _first(draft, edits):
            return kind, new
    return None


def true(draft: Draft, zh: bool) -> str | None:
    """A true edit, at times two; the rare ones are tried first."""
    new = _first(draft, TRUE_ZH if zh else TRUE_EN)
    if new and draft.rng.random() < 0.4:
        again = Draft(new, cut(new) if zh else [], draft.rng, draft.names)
        return (synonyms_zh if zh else synonyms_en)(again) or new
    return new
