"""Which words of a question a text holds, in any of their forms.

``groups, terms of a text ─▶ indices of the groups held``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from search.group import Group
from search.search import Searcher, SearchResult

_LEAD = 160  # code points of an article's beginning that name what it is about
_MAX_NAMING = 300  # code points of a question that turns on the names in it
_WORD_WEIGHT = 0.5  # groups from this weight on are words, not the net of bigrams under them


class Matcher:
    """Finds the groups that a text holds, by the first term of each of their members."""

    def __init__(self, groups: Sequence[Group]) -> None:
        self._members: dict[str, list[tuple[int, tuple[str, ...]]]] = defaultdict(list)
        for i, group in enumerate(groups):
            for member in group.members:
                self._members[member.terms[0]].append((i, member.terms))

    def held(self, terms: Iterable[str]) -> set[int]:
        """The indices of the groups of which a member has all its terms among these."""
        present = set(terms)
        return {
            i
            for term in present & self._members.keys()
            for i, member in self._members[term]
            if all(other in present for other in member)
        }


def is_word(group: Group) -> bool:
    """Whether a group is a word, not one of the bigrams that are the net under words."""
    return group.weight >= _WORD_WEIGHT


def topics_of(searcher: Searcher, result: SearchResult) -> dict[int, set[int]]:
    """For each article of the hits the groups that its title or its lead names."""
    topics: dict[int, set[int]] = {}
    matcher = Matcher(result.query.groups)
    for hit in result.hits:
        number = hit.article.article_no
        if number not in topics:
            lead = searcher.snapshot.store.lead(number)[:_LEAD]
            terms = searcher.terms(f"{hit.article.title}\n{lead}", number)
            topics[number] = matcher.held(terms)
    return topics


def lacks(searcher: Searcher, result: SearchResult, held: Collection[int]) -> list[float]:
    """The words of the question that no hit holds, each as its share of all its words' weight.

    ``held``: the groups that the hits' passages hold; their titles are looked at here. Bigrams are
    left out. The shares sum to 1 for a question none of whose words is in any hit.
    """
    groups, weights = result.query.groups, result.weights
    named = _held_or_titled(searcher, result, held)
    words = [i for i, group in enumerate(groups) if is_word(group)]
    total = sum(weights[i] for i in words)
    return [weights[i] / total for i in words if i not in named] if total else [1.0]


def groups_of(searcher: Searcher, result: SearchResult, text: str) -> frozenset[int]:
    """The words of a question that a text in its language holds."""
    understood = searcher.understand(text).groups
    own = {member.terms for group in understood if is_word(group) for member in group.members}
    return frozenset(
        i
        for i, group in enumerate(result.query.groups)
        if is_word(group) and any(member.terms in own for member in group.members)
    )


def names_of(searcher: Searcher, result: SearchResult, text: str) -> list[frozenset[int]]:
    """The names of several words in a text of the question's, each as groups of the question: Ma Fujie.

    One word may be a name that is written otherwise in an article; a place is where something was and
    may be left out; a long text names much by the way.
    """
    from search.follow_up_names import PERIODS, mentions  # the names table, for this alone

    if len(text) > _MAX_NAMING or " " not in text:
        return []
    spans = [one for one in mentions(text) if one.kind not in PERIODS and one.kind != "place"]
    names = (text[one.start : one.end] for one in spans)
    found = [groups_of(searcher, result, name) for name in names if " " in name]
    return [own for own in found if own]


def lacks_name(searcher: Searcher, result: SearchResult, held: Collection[int]) -> bool:
    """Whether a name of several words that the question names is in no hit.

    ``held``: as for :func:`lacks`.
    """
    names = names_of(searcher, result, result.query.text)
    named = _held_or_titled(searcher, result, held) if names else set()
    return any(not own & named for own in names)


def _held_or_titled(searcher: Searcher, result: SearchResult, held: Collection[int]) -> set[int]:
    """The groups that the hits' passages hold, ``held``, or their titles."""
    matcher = Matcher(result.query.groups)
    titles = {hit.article.title for hit in result.hits}
    return set(held).union(*(matcher.held(searcher.analyzer.terms(title)) for title in titles))
