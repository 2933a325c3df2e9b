"""Facets and unmatched words: what a page can say beside an answer."""

from __future__ import annotations

import json
from collections import Counter

import numpy as np
import pytest
from small_index import bilingual_searcher, quick_build

from search.facets import count_facets
from search.filters import Filters
from search.search import Searcher
from search.snapshot import open_index


@pytest.fixture(scope="module")
def searcher(tmp_path_factory):
    """Thirty records of three publishers, two languages and undated ones, all about the ferry."""
    folder = tmp_path_factory.mktemp("facets")
    records = []
    for n in range(30):
        english = n % 5 == 0
        text = f"The ferry {n} left late." if english else f"第{n}班渡船晚点离岸，货主等在码头。"
        record = {"_id": f"r{n}", "text": text, "publisher": ("甲报", "乙报", "Post")[n % 3]}
        if n % 4:
            record["date"] = f"{2020 + n % 3}-05"
        records.append(record)
    lines = "\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    (folder / "a.jsonl").write_text(lines, "utf-8")
    quick_build(folder / "index", folder / "a.jsonl")
    return Searcher(open_index(folder / "index"))


def counts(facets):
    return {facet.value: facet.n_articles for facet in facets}


def test_facets_count_the_articles_of_the_matching_passages(searcher):
    ranking = searcher.rank("渡船 码头")
    facets = count_facets(searcher.snapshot, ranking)
    numbers = {int(searcher.snapshot.passage_articles[n]) for n in np.flatnonzero(ranking.scores)}
    articles = searcher.snapshot.store.articles(numbers).values()
    assert counts(facets.publishers) == Counter(a.publisher for a in articles)
    assert counts(facets.years) == Counter(a.published[:4] for a in articles if a.published)
    assert counts(facets.languages) == {"zh": 24}
    assert [f.value for f in facets.years] == ["2022", "2021", "2020"]


def test_a_facet_chosen_as_filter_leaves_as_many_articles_as_it_says(searcher):
    question = "渡船 ferry"
    facets = count_facets(searcher.snapshot, searcher.rank(question))
    assert len(facets.publishers) == 3
    filters = [(f.n_articles, Filters(publisher=f.value)) for f in facets.publishers]
    filters += [(f.n_articles, Filters(date_from=f.value, date_to=f.value)) for f in facets.years]
    filters += [(f.n_articles, Filters(language=f.value)) for f in facets.languages]
    for n_articles, narrowed in filters:
        hits = searcher.search(question, k=100, filters=narrowed).hits
        assert len({hit.article.article_id for hit in hits}) == n_articles


def test_facets_look_at_the_best_passages_alone(searcher):
    ranking = searcher.rank("第7班渡船")
    facets = count_facets(searcher.snapshot, ranking, depth=1)
    assert sum(counts(facets.publishers).values()) == 1


@pytest.mark.parametrize(
    ("question", "unmatched"),
    [
        ("渡口的飞船有多快？", ("飞船",)),
        ("Do the ferries carry astronauts or submarines?", ("astronauts", "submarines")),
        ("松岭茶厂的潜水艇和宇航员", ("潜水艇", "宇航员")),
        ("电费由谁平摊？", ()),
        ("……？！", ()),
    ],
)
def test_words_that_no_passage_holds_are_named_as_they_were_asked(question, unmatched):
    assert bilingual_searcher().search(question).unmatched == unmatched
