"""What ``wenju eval`` measured, as tables for a terminal: the same object that ``--json`` prints.

``payload ─▶ lines``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from api.cli.show import printable, width_of, wrap

Payload = dict[str, Any]
_WIDE = ("nDCG@10", "R@10", "evidence@10")  # measures shown with their interval
_SHOWN = ("nDCG@10", "R@10", "evidence@10", "answered", "citations evidence")  # of a comparison
_WIDTH = 100
_FEW = 5  # questions; of fewer a mean says little, and a gold file has many such types


def eval_lines(payload: Payload, *, n_misses: int, groups: bool = False) -> list[str]:
    """A table a set, the means over sets, comparisons, and misses if wanted.

    ``groups``: languages and types of fewer than 5 questions are shown, too.
    """
    lines: list[str] = []
    for found in payload["sets"]:
        lines += [*_set_lines(found, 1 if groups else _FEW), ""]
    for rows in _alike(payload["macro"]):
        lines += [f"mean of {rows[0]['n_sets']} sets", *_table([("", rows)]), ""]
    lines += _comparison_lines(payload["comparisons"])
    for found in payload["sets"]:
        if n_misses:
            lines += _miss_lines(found, n_misses)
    lines.append(
        f"[low, high]: 95 % of {payload['resamples']:,} bootstrap resamples over questions,"
        f" seed {payload['seed']}"
    )
    return lines


def comparison_line(entry: Payload) -> str:
    """A comparison as one plain sentence."""
    d = entry["difference"]
    where = entry["set"] or f"mean of {d['n']} sets"
    n = entry["won"] + entry["tied"] + entry["lost"]
    line = (
        f"{where}, {entry['measure']}: {entry['b']} − {entry['a']} ="
        f" {signed(d['mean'])} [{signed(d['low'])}, {signed(d['high'])}],"
        f" {entry['won']} won, {entry['lost']} lost, {entry['tied']} tied of {n}, p = {entry['p']:.3f}"
    )
    return line + (f" ({entry['n_only']} questions in one only)" if entry["n_only"] else "")


def signed(value: float | None) -> str:
    """A difference with its sign, three decimals."""
    return "–" if value is None else f"{value:+.3f}".replace("-", "−")


def shown_comparisons(comparisons: Sequence[Payload]) -> list[Payload]:
    """Those of the main measures; of all, where there is none of these."""
    main = [entry for entry in comparisons if entry["measure"] in _SHOWN]
    return main or list(comparisons)


def _set_lines(found: Payload, least: int) -> Iterator[str]:
    languages = ", ".join(f"{n} {name}" for name, n in found["languages"].items())
    pool = f"{found['n_articles']:,} articles"
    if found["n_distractors"]:
        pool += f" + {found['n_distractors']:,} distractors"
    built = f"built in {found['seconds_built']:.1f} s, " if found["seconds_built"] else ""
    yield (
        f"{printable(found['name'])}: {found['n_questions']:,} questions ({languages}), {pool},"
        f" {found['n_passages']:,} passages; {built}asked in {found['seconds_asked']} s"
    )
    if found["n_unjudged"]:
        yield f"{found['n_unjudged']:,} questions without a relevant article are not asked"
    if found["n_not_indexed"]:
        yield f"{found['n_not_indexed']:,} articles are not in the index: nothing of them is left"
    hidden = set[str]()
    for rows in _alike(found["rows"]):
        sections = list(_group_sections(rows))
        large = [(f"{name} (n {n})", part) for name, n, part in sections if n >= least]
        hidden |= {name for name, n, _ in sections if n < least}
        yield from _table([("", rows), *large])
    if hidden:
        yield f"  left out: {len(hidden)} groups of fewer than {least} questions; --groups shows them"


def _alike(rows: Sequence[Payload]) -> Iterator[list[Payload]]:
    """Rows of the same measures, together."""
    kinds = dict.fromkeys(tuple(row["measures"]) for row in rows)
    for kind in kinds:
        yield [row for row in rows if tuple(row["measures"]) == kind]


def _group_sections(rows: Sequence[Payload]) -> Iterator[tuple[str, int, list[Payload]]]:
    """The same rows for each language and type, with the number of its questions."""
    for group, names in rows[0]["groups"].items():
        for name in names:
            part = [
                {"label": row["label"], "measures": row["groups"][group][name]}
                for row in rows
                if row["groups"][group].get(name)
            ]
            if part:
                n = max(m["n"] for row in part for m in row["measures"].values())
                yield printable(name), n, part


def _table(sections: Sequence[tuple[str, Sequence[Payload]]]) -> list[str]:
    """Rows of the same measures under one heading; a section's title stands in a line of its own."""
    names = list(sections[0][1][0]["measures"])
    cells: list[list[str]] = [["", *names]]
    for title, rows in sections:
        cells += [[title]] if title else []
        cells += [
            [printable(row["label"]), *(_cell(name, row["measures"].get(name)) for name in names)]
            for row in rows
        ]
    width = [
        max(width_of(line[i]) for line in cells if i < len(line)) for i in range(len(cells[0]))
    ]
    return [
        "  " + "  ".join(pad(cell, width[i]) for i, cell in enumerate(line)).rstrip()
        for line in cells
    ]


def _cell(name: str, measured: Payload | None) -> str:
    if not measured or measured["mean"] is None:
        return "–"
    mean = f"{measured['mean']:.3f}"
    return f"{mean} [{measured['low']:.3f}, {measured['high']:.3f}]" if name in _WIDE else mean


def pad(text: str, width: int) -> str:
    """Text filled with spaces to ``width`` columns; wide characters count two."""
    return text + " " * (width - width_of(text))


def _comparison_lines(comparisons: Sequence[Payload]) -> list[str]:
    lines = [comparison_line(entry) for entry in shown_comparisons(comparisons)]
    return [*lines, ""] if lines else []


def _miss_lines(found: Payload, n_misses: int) -> Iterator[str]:
    misses = found["misses"]
    yield f"{printable(found['name'])}: {len(misses):,} missed of {found['n_questions']:,}"
    for miss in misses[:n_misses]:
        ranks = ", ".join(f"{label} {rank or 'not found'}" for label, rank in miss["ranks"].items())
        lines = [f"{miss['question_id']}: {miss['question']}", f"ranks: {ranks}"]
        for item in miss["expected"]:
            title = f"{item['title']} · " if item["title"] else ""
            lines.append(f"sought: {item['source']} · {title}{item['snippet']}")
        for number, line in enumerate(lines):
            indent = "    " if number else "  "
            yield from (indent + part for part in wrap(printable(line), _WIDTH - len(indent)))
    yield ""
