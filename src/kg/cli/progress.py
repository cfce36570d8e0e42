"""How far a build is: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import click

__all__ = ["shown"]

_EVERY = 10.0  # seconds between two lines


@contextmanager
def shown(
    quiet: bool, say: Callable[[str], None]
) -> Iterator[tuple[Callable[[int, int], None], Callable[[str], None]]]:
    """A function to tell of progress (files done, files in all), and one to say a line, both silent if `quiet`.

    On a terminal a bar shows the rate and the time that is left. An interrupt ends the program with status 130.
    """
    with ExitStack() as at_end:
        shows = _Bar(at_end) if sys.stderr.isatty() else _Lines(say)
        try:
            yield (_nothing, _nothing) if quiet else (shows.progress, say)
        except KeyboardInterrupt:
            at_end.close()
            say("kg: stopped; what was read is kept, and the next build goes on from there")
            sys.exit(130)


def _nothing(*_: Any) -> None:
    pass


class _Lines:
    """A line each ten seconds."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say, self.begun = say, time.monotonic()
        self.last = self.begun

    def progress(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self.last >= _EVERY:
            self.last = now
            rate = done / max(now - self.begun, 0.001)
            left = f", {_clock((total - done) / rate)} left" if done else ""
            self.say(f"files read: {done} of {total}, {rate:.1f} a second{left}")


class _Bar:
    """click's bar, with the rate behind it."""

    def __init__(self, at_end: ExitStack) -> None:
        self.at_end, self.begun, self.done = at_end, time.monotonic(), 0
        self.bar: Any = None

    def progress(self, done: int, total: int) -> None:
        if not total:
            return
        if self.bar is None:
            self.bar = self.at_end.enter_context(
                click.progressbar(
                    length=total, label="reading", show_pos=True, file=sys.stderr, item_show_func=self._rate
                )
            )
        self.bar.update(done - self.done, done)
        self.done = done
        if done == total:
            self.bar.render_finish()

    def _rate(self, done: int | None) -> str | None:
        return f"{done / max(time.monotonic() - self.begun, 0.001):.1f}/s" if done else None


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
