"""A log-log plot as SVG text, from nothing but the points."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

WIDTH, HEIGHT = 640, 400
LEFT, RIGHT, TOP, BOTTOM = 60, 130, 20, 45
COLOURS = ["#c0392b", "#2471a3", "#e59866", "#7fb3d5"]
Points = Sequence[tuple[float, float]]
Place = Callable[[float, float], tuple[float, float]]


def log_log_plot(lines: Mapping[str, Points], x_title: str, y_title: str) -> str:
    """Lines with a name each over two logarithmic axes."""
    shown = {name: points for name, points in lines.items() if points}
    x_decades = decades([x for points in shown.values() for x, _ in points])
    y_decades = decades([y for points in shown.values() for _, y in points])

    def at(x: float, y: float) -> tuple[float, float]:
        return (
            LEFT + share(x, x_decades) * (WIDTH - LEFT - RIGHT),
            HEIGHT - BOTTOM - share(y, y_decades) * (HEIGHT - TOP - BOTTOM),
        )

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"',
        ' font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
    ]
    parts.extend(grid(x_decades, y_decades, at))
    parts.append(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, x_title, "middle"))
    turned = f'transform="rotate(-90 14 {HEIGHT / 2})"'
    parts.append(text(14, HEIGHT / 2, y_title, "middle", turned))
    for (name, points), colour in zip(shown.items(), COLOURS, strict=False):
        places = [at(x, y) for x, y in points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.extend(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places)
        parts.append(text(places[-1][0] + 8, places[-1][1] + 4, name, "start", f'fill="{colour}"'))
    return "\n".join([*parts, "</svg>"]) + "\n"


def decades(values: Sequence[float]) -> tuple[int, int]:
    """The powers of ten around the values."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)


def share(value: float, span: tuple[int, int]) -> float:
    """Where the value lies between the two powers of ten, from 0 to 1."""
    return (math.log10(value) - span[0]) / (span[1] - span[0])


def grid(x_decades: tuple[int, int], y_decades: tuple[int, int], at: Place) -> list[str]:
    """Lines and labels at the powers of ten."""
    parts = []
    for power in range(x_decades[0], x_decades[1] + 1):
        x, _ = at(10.0**power, 10.0 ** y_decades[0])
        parts.append(f'<line x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{HEIGHT - BOTTOM}" stroke="#dddddd"/>')
        parts.append(text(x, HEIGHT - BOTTOM + 16, f"{10**power:,}", "middle"))
    for power in range(y_decades[0], y_decades[1] + 1):
        _, y = at(10.0 ** x_decades[0], 10.0**power)
        parts.append(f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" stroke="#dddddd"/>')
        parts.append(text(LEFT - 6, y + 4, f"{10.0**power:g}", "end"))
    return parts


def text(x: float, y: float, content: str, anchor: str, extra: str = "") -> str:
    """A line of text."""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {extra}>{content}</text>'
