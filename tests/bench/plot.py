"""The plot of a run: for each measurement with a peer, how many times better ours is, and the bar it is held to."""

from __future__ import annotations

import io

from .records import Run

__all__ = ["plot"]

GOOD, BAD, PLAIN = "#0072B2", "#D55E00", "#8C8C8C"


def plot(run: Run) -> str:
    """The plot as SVG: the same bytes for the same results and the same matplotlib."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    rows = [
        (section.name, result, result.ratio)
        for section in run.sections
        for result in section.results
        if result.ratio is not None
    ]
    style = {"svg.hashsalt": "kg", "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 9}
    with mpl.rc_context(style):
        figure = Figure(figsize=(9, 1.2 + 0.24 * max(1, len(rows))), layout="constrained")
        axes = figure.add_subplot()
        axes.set_xscale("log")
        axes.axvline(1, color="#444444", linewidth=1)
        for place, (_, result, ratio) in enumerate(rows):
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
        axes.set_yticks(
            range(len(rows)), [f"{section}: {result.name}, {result.peer}" for section, result, _ in rows]
        )
        axes.invert_yaxis()
        axes.margins(x=0.12, y=0.01)
        axes.set_xlabel(
            "times better than the peer (log scale; black: the bar; blue: met, orange: missed, grey: no bar)"
        )
        axes.spines[["top", "right"]].set_visible(False)
        written = io.StringIO()
        figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    return written.getvalue()
