"""The plot of a run: how many times better ours is than the peer's, with the bar that it is held to.

Shown are the main measurements and those whose bar is a ratio; the tables have the rest.
"""

from __future__ import annotations

import io

from .records import Result, Run

__all__ = ["plot"]

GOOD, BAD, PLAIN = "#0072B2", "#D55E00", "#8C8C8C"


def plot(run: Run) -> str:
    """The plot as SVG: the same bytes for the same results and the same matplotlib."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    rows: list[tuple[str, Result | None]] = []  # None under a section's name
    for section in run.sections:
        told = [one for one in section.results if one.ratio and (one.main or one.bar.endswith("x"))]
        rows += [(section.name, None)] if told else []
        rows += [(f"{one.name}, {one.peer}", one) for one in told]
    style = {"svg.hashsalt": "kg", "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 9}
    with mpl.rc_context(style):
        figure = Figure(figsize=(9, 1.2 + 0.24 * max(1, len(rows))), layout="constrained")
        axes = figure.add_subplot()
        axes.set_xscale("log")
        axes.axvline(1, color="#444444", linewidth=1)
        for place, (_, result) in enumerate(rows):
            if result is None or (ratio := result.ratio) is None:
                continue
            colour = {True: GOOD, False: BAD, None: PLAIN}[result.met]
            axes.barh(place, ratio - 1, left=1, color=colour, height=0.7)
            axes.annotate(f" {ratio:.3g} ", (ratio, place), ha="left" if ratio >= 1 else "right", va="center")
            if result.bar.endswith("x"):
                axes.plot(
                    [float(result.bar.split()[1][:-1])] * 2,
                    [place - 0.42, place + 0.42],
                    color="#000000",
                    linewidth=2,
                )
        axes.set_yticks(range(len(rows)), [label for label, _ in rows])
        for tick, (_, result) in zip(axes.get_yticklabels(), rows, strict=True):
            tick.set_fontweight("normal" if result else "bold")
        axes.tick_params(axis="y", length=0)
        axes.margins(x=0.12)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xlabel(
            "times better than the peer (log scale; black: the bar; blue: met, orange: missed, grey: no bar)"
        )
        axes.spines[["top", "right"]].set_visible(False)
        written = io.StringIO()
        figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    return written.getvalue()
