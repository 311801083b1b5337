"""Charts of findings as SVG, drawn by matplotlib. The same input gives the same bytes."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import StepPatch
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from emoscope.domain.clock import clock
from emoscope.domain.emotions import EMOTIONS
from emoscope.domain.findings import FaceFindings, FaceSeries, SegmentFindings
from emoscope.domain.palette import EMOTION_COLOURS, SENTIMENT_COLOURS

_STYLE: Any = {
    "svg.fonttype": "none",  # letters stay letters: small, sharp, and found by a search in the report
    "svg.hashsalt": "emoscope",
    "font.family": "DejaVu Sans",
    "font.size": 7,
    "axes.linewidth": 0.5,
    "axes.edgecolor": "#666666",
    "xtick.major.width": 0.5,
    "ytick.major.width": 0.5,
    "xtick.color": "#333333",
    "ytick.color": "#333333",
}
_COLOURS = {**EMOTION_COLOURS, "uncertain": "#000000"}
_AWAY = "#EEEEEE"
_MOST_STEPS = 240
_ROW = 0.86
"""How much of a row's height is its 100%."""


@dataclass(frozen=True, slots=True)
class Course:
    """Shares over time on an even grid: step i lasts from `edges[i]` to `edges[i + 1]` (ms or a count).

    `rows` maps a label to one value in [0, 1] a step, NaN where there is nothing to show; `colours` and
    `means`, which are printed beside the rows, likewise.
    """

    edges: NDArray[np.float64]
    rows: Mapping[str, NDArray[np.float64]]
    colours: Mapping[str, str]
    means: Mapping[str, float]


def face_course(face: FaceFindings, series: FaceSeries, duration_ms: int) -> Course:
    """A face's emotions with, in the last row, the share of frames that cannot be read."""
    rows = np.column_stack([series.emotions, series.uncertain])
    begins = series.start_ms.astype(np.float64)
    means = {**face.emotions, "uncertain": face.uncertain_share}
    return _gridded(
        begins, begins + series.bin_ms, rows, means, max(duration_ms, face.last_ms), series.bin_ms
    )


def voice_course(segments: Sequence[SegmentFindings], means: Mapping[str, float], duration_ms: int) -> Course:
    """The emotions heard in the segments whose voice was judged; `means` are the voice's over all of them."""
    heard = [(one.start_ms, one.end_ms, one.emotions) for one in segments if one.emotions]
    shares = np.array([[emotions[name] for name in EMOTIONS] for _, _, emotions in heard]).reshape(-1, 8)
    begins, ends = (np.array([one[side] for one in heard], np.float64) for side in (0, 1))
    return _gridded(begins, ends, shares, means, duration_ms, 250)


def sentence_course(sentiments: Sequence[Mapping[str, float] | None]) -> Course:
    """Sentiment groups over the sentences of a text, None where a sentence has no scores."""
    names = tuple(SENTIMENT_COLOURS)
    values = np.array([[one[name] if one else np.nan for name in names] for one in sentiments])
    size = max(1, -(-len(values) // _MOST_STEPS))
    steps = np.array([_mean_known(values[first : first + size]) for first in range(0, len(values), size)])
    edges = np.append(np.arange(0, len(values), size), len(values)).astype(np.float64)
    means = dict(zip(names, _mean_known(values).tolist(), strict=True))
    return Course(edges, dict(zip(names, steps.T, strict=True)), SENTIMENT_COLOURS, means)


def _mean_known(values: NDArray[np.float64]) -> NDArray[np.float64]:
    known = values[~np.isnan(values[:, 0])]
    return known.mean(axis=0) if len(known) else np.full(values.shape[1], np.nan)


def _gridded(
    begins: NDArray[np.float64],
    ends: NDArray[np.float64],
    values: NDArray[np.float64],
    means: Mapping[str, float],
    duration_ms: int,
    finest_ms: int,
) -> Course:
    """Means over even steps, weighted by how long each stretch lasts in the step."""
    whole = max(float(duration_ms), float(ends.max(initial=finest_ms)))
    step = finest_ms * max(1, int(np.ceil(whole / finest_ms / _MOST_STEPS)))
    edges = np.arange(0, whole + step, step, dtype=np.float64)
    sums, weights = np.zeros((len(edges) - 1, values.shape[1])), np.zeros(len(edges) - 1)
    for begin, end, row in zip(begins, ends, values, strict=True):
        for index in range(int(begin // step), min(len(weights), int(np.ceil(end / step)))):
            overlap = min(end, edges[index + 1]) - max(begin, edges[index])
            sums[index] += row * overlap
            weights[index] += overlap
    steps = np.full(sums.shape, np.nan)
    seen = weights > 0
    steps[seen] = sums[seen] / weights[seen, None]
    edges[-1] = min(edges[-1], whole)
    return Course(edges, dict(zip(means, steps.T, strict=True)), _COLOURS, means)


def timeline(course: Course, unit: str = "time") -> bytes:
    """A row for each label, one above the other, each from 0 to 100%; grey where there is nothing to show.

    `unit` is "time" for edges in milliseconds, else what the steps count.
    """
    names = list(course.rows)
    height = 0.66 + 0.21 * len(names)

    def draw(figure: Figure) -> None:
        axes = figure.add_axes((0.1, 0.46 / height, 0.84, 1 - 0.64 / height))
        away = np.where(np.isnan(course.rows[names[0]]), float(len(names)), np.nan)
        _steps(axes, away, course.edges, 0, _AWAY)
        for number, name in enumerate(names):
            _row(axes, course, name, len(names) - 1 - number)
        axes.set_xlim(course.edges[0], course.edges[-1])
        axes.set_ylim(0, len(names))
        axes.set_yticks([len(names) - 1 - i + _ROW / 2 for i in range(len(names))], names)
        axes.tick_params(axis="y", length=0)
        axes.text(1.008, 1.0, "mean", transform=axes.transAxes, va="bottom", fontsize=6, color="#666666")
        for side in ("top", "right", "left"):
            axes.spines[side].set_visible(False)
        _time_axis(axes, course.edges[-1], unit)

    return _svg(6.7, height, draw)


def _row(axes: Axes, course: Course, name: str, base: int) -> None:
    top, values = base + _ROW, course.rows[name]
    _steps(axes, values * _ROW + base, course.edges, base, course.colours[name])
    axes.axhline(base, color="#999999", linewidth=0.4)
    axes.axhline(top, color="#DDDDDD", linewidth=0.3)
    mean = course.means[name]
    said = "" if np.isnan(mean) else f"{mean:.0%}"
    axes.text(1.008, base + _ROW / 2, said, transform=axes.get_yaxis_transform(), va="center")


def _steps(
    axes: Axes, tops: NDArray[np.float64], edges: NDArray[np.float64], base: float, colour: str
) -> None:
    # Added as it is: `Axes.stairs` would work out limits, which are set anyway, at half the cost of a chart.
    axes.add_artist(StepPatch(tops, edges, baseline=base, fill=True, color=colour, linewidth=0.1))


def _time_axis(axes: Axes, last: float, unit: str) -> None:
    if unit != "time":
        axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
        axes.set_xlabel(unit)
        return
    steps = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800)
    step = next((size for size in steps if last / 1000 / size <= 9), steps[-1])
    axes.xaxis.set_major_locator(FixedLocator(list(np.arange(0, last + 1, step * 1000))))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: clock(int(value))))
    axes.set_xlabel("time (h:min:s)" if last >= 3_600_000 else "time (min:s)")


def wheel(emotions: Mapping[str, float]) -> bytes:
    """The eight shares as bars around a centre; the outermost ring is the next fifth above the largest."""
    names = [*EMOTIONS]
    limit = float(np.ceil(max(emotions[name] for name in names) * 5) / 5) or 0.2
    angles = np.arange(len(names)) * 2 * np.pi / len(names)

    def draw(figure: Figure) -> None:
        axes = figure.add_axes((0.17, 0.14, 0.66, 0.72), projection="polar")
        axes.bar(
            angles, [emotions[name] for name in names], width=0.7,
            color=[EMOTION_COLOURS[name] for name in names], edgecolor="#333333", linewidth=0.3,
        )  # fmt: skip
        axes.set_theta_zero_location("N")  # type: ignore[attr-defined]
        axes.set_theta_direction(-1)  # type: ignore[attr-defined]
        axes.set_ylim(0, limit)
        rings = [limit / 2, limit]
        axes.set_yticks(rings, [f"{ring:.0%}" for ring in rings], fontsize=6, color="#666666")
        axes.set_rlabel_position(22.5)  # type: ignore[attr-defined]
        axes.set_xticks(angles, [f"{name}\n{emotions[name]:.0%}" for name in names])
        axes.tick_params(axis="x", pad=3)
        axes.grid(linewidth=0.3, color="#BBBBBB")
        axes.spines["polar"].set_color("#BBBBBB")

    return _svg(3.2, 2.6, draw)


def affect_path(series: FaceSeries) -> bytes:
    """Where valence and arousal went: dark at the beginning, light at the end, both ends marked."""
    parts = np.array_split(np.column_stack([series.valence, series.arousal]), min(60, len(series.valence)))
    points = np.array([part.mean(axis=0) for part in parts])

    def draw(figure: Figure) -> None:
        axes = figure.add_axes((0.16, 0.14, 0.76, 0.76))
        _plane(axes)
        pieces = np.stack([points[:-1], points[1:]], axis=1)
        line = LineCollection(list(pieces), cmap="cividis", linewidths=1.1, capstyle="round")
        line.set_array(np.linspace(0, 0.9, len(pieces)))
        axes.add_collection(line)
        axes.plot(*points[0], "s", color="#00204D", markersize=4.5, label="beginning")
        axes.plot(*points[-1], "o", color="#E0C84A", markeredgecolor="#333333", markeredgewidth=0.5,
                  markersize=5, label="end")  # fmt: skip
        axes.plot(
            series.valence.mean(), series.arousal.mean(), "x", color="#B00020", markersize=5, label="mean"
        )
        axes.legend(loc="lower right", fontsize=6, frameon=False, handletextpad=0.2, borderpad=0.1)

    return _svg(3.2, 2.6, draw)


def _plane(axes: Axes) -> None:
    axes.set_xlim(-1, 1)
    axes.set_ylim(-1, 1)
    axes.set_aspect("equal")
    axes.axhline(0, color="#BBBBBB", linewidth=0.5)
    axes.axvline(0, color="#BBBBBB", linewidth=0.5)
    axes.set_xticks([-1, -0.5, 0, 0.5, 1])
    axes.set_yticks([-1, -0.5, 0, 0.5, 1])
    axes.set_xlabel("valence: unpleasant to pleasant", labelpad=2)
    axes.set_ylabel("arousal: calm to excited", labelpad=1)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _svg(width_in: float, height_in: float, draw: Callable[[Figure], None]) -> bytes:
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(width_in, height_in))
        FigureCanvasSVG(figure)
        draw(figure)
        target = io.BytesIO()
        figure.savefig(target, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
    return target.getvalue()
