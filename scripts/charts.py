"""Two charts of how sure answers are, as one SVG: risk–coverage, and stated against true rates.

``confidences, right or wrong ─▶ SVG``. Plain shapes and text, readable on a light and a dark page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

Point = tuple[float, float]  # both in [0, 1]
SIDE, GAP, TOP, LEFT, FOOT = 240, 90, 34, 56, 46  # pixels
COLOURS = ("#2f6fb3", "#c2622d")
STYLE = (
    "text{font:12px sans-serif;fill:#777}.name{font-weight:bold}"
    "polyline{fill:none;stroke-width:2}.grid{stroke:#888;stroke-opacity:.3}"
    ".even{stroke:#888;stroke-dasharray:4 4}"
)


def svg_of(
    curves: Mapping[str, Sequence[Point]], reliability: Sequence[Point], *, title: str
) -> str:
    """The charts.

    Args:
        curves: By name: (coverage, share of wrong answers among those that are given).
        reliability: (mean stated probability, true rate) of each bin.
        title: What was asked of what.
    """
    width, height = LEFT + 2 * SIDE + GAP + 20, TOP + SIDE + FOOT
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        f"<title>{title}</title><style>{STYLE}</style>",
        *_frame(LEFT, "risk–coverage", "questions answered", "wrong"),
    ]
    for number, (name, points) in enumerate(curves.items()):
        colour = COLOURS[number % len(COLOURS)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (_place(LEFT, p) for p in points))
        lines.append(f'<polyline points="{path}" stroke="{colour}"/>')
        legend_y = TOP + SIDE - 12 - 16 * number
        lines.append(f'<text x="{LEFT + 10}" y="{legend_y}" style="fill:{colour}">{name}</text>')
    right = LEFT + SIDE + GAP
    lines += _frame(right, "stated and true", "stated confidence", "has an answer")
    (x1, y1), (x2, y2) = _place(right, (0, 0)), _place(right, (1, 1))
    lines.append(f'<line class="even" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>')
    for point in reliability:
        x, y = _place(right, point)
        lines.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{COLOURS[0]}"/>')
    return "\n".join([*lines, "</svg>", ""])


def _frame(left: int, name: str, below: str, beside: str) -> Iterator[str]:
    yield f'<text class="name" x="{left}" y="16">{name}</text>'
    for tick in (0, 0.25, 0.5, 0.75, 1):
        x, y = _place(left, (tick, tick))
        yield f'<line class="grid" x1="{left}" x2="{left + SIDE}" y1="{y}" y2="{y}"/>'
        yield f'<text x="{left - 6}" y="{y + 4}" text-anchor="end">{tick:g}</text>'
        yield f'<text x="{x}" y="{TOP + SIDE + 16}" text-anchor="middle">{tick:g}</text>'
    middle = TOP + SIDE / 2
    yield (
        f'<text x="{left + SIDE / 2}" y="{TOP + SIDE + 36}" text-anchor="middle">{below}</text>'
        f'<text text-anchor="middle" transform="translate({left - 38} {middle}) rotate(-90)">'
        f"{beside}</text>"
    )


def _place(left: int, point: Point) -> Point:
    return left + point[0] * SIDE, TOP + (1 - point[1]) * SIDE
