"""The report of ``wenju eval``: one HTML file with plots, without a script or anything from outside.

``payload ─view─▶ panels ─template─▶ HTML``. Shapes are drawn by ``templates/eval_plots.html``; here is
only the geometry that a template should not compute.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from api.cli.eval_show import comparison_line, shown_comparisons, signed
from api.templating import make_environment, style_sheet

Payload = dict[str, Any]
_HEADLINES = ("nDCG@10", "R@10", "evidence@10", "answered", "citations evidence", "refused")
_BANDS = ((1, 1), (2, 3), (4, 10), (11, 30), (31, 100))  # ranks; a further band is "not found"
BAND_NAMES = ("1", "2–3", "4–10", "11–30", "31–100", "none")
_MAX_MISSES = 200  # a set; all are in the JSON
_LINE = 13.0  # least distance of two labels at a curve's end


def report_html(payload: Payload) -> str:
    """The report as one page."""
    environment = make_environment()
    environment.filters |= {"signed": signed, "figure": figure}
    comparisons = payload["comparisons"]
    return environment.get_template("eval.html").render(
        style=style_sheet("eval.css"),
        payload=payload,
        lanes=list(dict.fromkeys(row["lane"] for s in payload["sets"] for row in s["rows"])),
        macro=dot_panels(payload["macro"]),
        sets=[set_view(found, comparisons) for found in payload["sets"]],
        comparisons=comparison_view(comparisons),
        max_misses=_MAX_MISSES,
        band_names=BAND_NAMES,
    )


def figure(value: float | None) -> str:
    """Three decimals."""
    return "–" if value is None else f"{value:.3f}"


def set_view(found: Payload, comparisons: Sequence[Payload]) -> Payload:
    """A set with its panels."""
    return {
        "data": found,
        "dots": dot_panels(found["rows"]),
        "curves": curve_view([row for row in found["rows"] if row["curve"]]),
        "grid": grid_view(found, _pair(found, comparisons)),
        "tables": _tables(found),
        "misses": found["misses"][:_MAX_MISSES],
    }


def dot_panels(rows: Sequence[Payload]) -> list[Payload]:
    """A dot plot a headline measure: the scale begins below the lowest interval, at a tenth."""
    panels: list[Payload] = []
    for measure in _HEADLINES:
        dots = [
            {
                "label": row["label"],
                "lane": row["label"].rpartition(":")[2],
                **row["measures"][measure],
            }
            for row in rows
            if row["measures"].get(measure, {}).get("mean") is not None
        ]
        if not dots:
            continue
        low = min(dot["low"] for dot in dots)
        floor = max(0.0, math.floor(low * 10 - 0.2) / 10)
        panels.append({"measure": measure, "dots": dots, "floor": floor, "ticks": ticks(floor)})
    return panels


def ticks(floor: float) -> list[float]:
    """Round values from ``floor``, which is a tenth, to 1: three to six of them."""
    step = 0.05 if floor > 0.75 else 0.1 if floor > 0.45 else 0.2
    wanted = [round(1 - i * step, 2) for i in range(6)]
    return [value for value in wanted if value >= floor - 1e-9][::-1]


def curve_view(rows: Sequence[Payload]) -> Payload | None:
    """Recall at depth, a line a lane: points and ticks as shares of the plot, y from the top."""
    if not rows:
        return None
    deepest = rows[0]["curve"][-1][0]
    first = next((row["model"] for row in rows if row["model"]), None)
    lowest = min(value for row in rows for _, value in row["curve"])
    floor = max(0.0, math.floor(lowest * 10 - 0.2) / 10)

    def at(depth: int, value: float) -> tuple[float, float]:
        x = math.log(depth) / math.log(deepest) if deepest > 1 else 0.0
        return x, 1 - (value - floor) / (1 - floor)

    lines = [
        {
            "label": row["label"],
            "lane": row["lane"],
            "second": row["model"] not in (None, first),
            "points": [at(depth, value) for depth, value in row["curve"]],
            "values": row["curve"],
        }
        for row in rows
    ]
    ys = [(value, at(1, value)[1]) for value in ticks(floor)]
    xs = [(depth, at(depth, 1)[0]) for depth in (1, 3, 10, 30, 100, 300, 1000) if depth <= deepest]
    starts = spread([line["points"][0][1] for line in lines], _LINE / 190)
    for line, y in zip(lines, starts, strict=True):
        line["label_y"] = y
    return {"lines": lines, "xs": xs, "ys": ys}


def spread(wanted: Sequence[float], gap: float) -> list[float]:
    """Positions near those wanted, at least ``gap`` apart, in the same order."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    placed = list(wanted)
    for before, i in pairwise(order):
        placed[i] = max(placed[i], placed[before] + gap)
    overflow = max((placed[i] for i in order), default=0.0) - 1.0
    if overflow > 0:
        limit = 1.0
        for i in reversed(order):
            placed[i] = min(placed[i], limit)
            limit = placed[i] - gap
    return placed


def grid_view(found: Payload, pair: tuple[Payload, Payload] | None) -> Payload | None:
    """How many questions stand in each band of ranks in A and in B."""
    if pair is None:
        return None
    a, b = pair
    counts = [[0] * len(BAND_NAMES) for _ in BAND_NAMES]  # [band in B][band in A]
    for rank_a, rank_b in zip(a["ranks"], b["ranks"], strict=True):
        if rank_a is not None:
            counts[band(rank_b)][band(rank_a)] += 1
    size = len(BAND_NAMES)
    cells = [(x, y, counts[y][x]) for y in range(size) for x in range(size) if counts[y][x]]
    return {
        "a": a["label"],
        "b": b["label"],
        "lane_a": a["lane"] if a["lane"] != b["lane"] else "other",
        "lane_b": b["lane"],
        "cells": [
            {"x": x, "y": y, "n": n, "size": math.log1p(n) / math.log1p(found["n_questions"])}
            for x, y, n in cells
        ],
        "better": sum(n for x, y, n in cells if y < x),
        "worse": sum(n for x, y, n in cells if y > x),
    }


def band(rank: int) -> int:
    """Which band a rank is in; 0 is not found."""
    inside = (i for i, (first, last) in enumerate(_BANDS) if first <= rank <= last)
    return next(inside, len(_BANDS))


def comparison_view(comparisons: Sequence[Payload]) -> list[Payload]:
    """The main comparisons on one scale around 0; positions as shares of the width."""
    shown = [c for c in shown_comparisons(comparisons) if c["difference"]["mean"] is not None]
    reach = max((abs(c["difference"][end]) for c in shown for end in ("low", "high")), default=0.0)
    reach = max(reach * 1.1, 0.01)

    def at(value: float) -> float:
        return 0.5 + value / (2 * reach)

    return [
        {
            "data": c,
            "line": comparison_line(c),
            "at": {end: at(c["difference"][end]) for end in ("mean", "low", "high")},
            "sure": c["difference"]["low"] > 0 or c["difference"]["high"] < 0,
        }
        for c in shown
    ]


def _pair(found: Payload, comparisons: Sequence[Payload]) -> tuple[Payload, Payload] | None:
    """The two rows to draw against each other: those compared, else terms against fused."""
    rows = {row["label"]: row for row in found["rows"] if row["ranks"]}
    asked = [(c["a"], c["b"]) for c in comparisons if c["set"] == found["name"]]
    fused = next((row["label"] for row in rows.values() if row["lane"] == "hybrid"), "")
    for a, b in [*asked, ("lexical", fused)]:
        if a in rows and b in rows:
            return rows[a], rows[b]
    return None


def _tables(found: Payload) -> list[Payload]:
    """All figures: rows of the same measures together, then each language and type."""
    tables: list[Payload] = []
    for kind in dict.fromkeys(tuple(row["measures"]) for row in found["rows"]):
        rows = [row for row in found["rows"] if tuple(row["measures"]) == kind]
        tables.append({"title": "", "names": kind, "rows": rows})
        for group, names in rows[0]["groups"].items():
            for name in names:
                part = [{**row, "measures": row["groups"][group].get(name, {})} for row in rows]
                if any(row["measures"] for row in part):
                    tables.append({"title": f"{group[:-1]} {name}", "names": kind, "rows": part})
    return tables
