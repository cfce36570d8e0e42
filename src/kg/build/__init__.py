"""A tree of reports becomes a tree of exports: read in several processes, kept from build to build, written whole.

folders (what is there) → shard (one report, in a worker) → kept (on the disk) → export (a dataset's files) → done.
Results depend on the reports and on our own code and data alone: not on the number of processes, nor on what was kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from math import inf
from pathlib import Path
from typing import Any

from kg.build import done
from kg.build.export import FAILED, LIMIT, NAMES, TEXTS
from kg.build.files import Unread
from kg.build.folders import Folder, find_folders
from kg.build.reading import Task, Told, make
from kg.build.shard import NotValid
from kg.build.shelf import kept, key_of, made_by, tidy
from kg.build.workers import Lost, cores, results
from kg.build.writing import Writing, Written, write
from kg.errors import BadInput
from kg.read import Dataset
from kg.store import alone, moved, recovered, scratch

__all__ = ["LIMIT", "Export", "NotValid", "build", "cores"]

_LARGE = 65_000  # triples, which take some 250 MB while their pages are made


@dataclass(frozen=True, slots=True)
class Export:
    """What a build made of one dataset: the folder, its counts, and what could not be read.

    `counts` has triples, classes, figures, predicates, numerals, rules, aside (facts set aside) and checked; it is empty, and
    the folder's other files are as they were, where no report could be built. `unchanged` says that nothing was written.
    """

    dataset: Dataset
    folder: Path
    counts: Mapping[str, Any]
    failed: tuple[Unread, ...] = ()
    unchanged: bool = False

    @property
    def quarantined(self) -> int:
        """How many facts were set aside; they stand in quarantine.jsonl and nowhere else."""
        return int(self.counts.get("aside", 0))


@dataclass(slots=True)
class _Plan:
    """A dataset under way: its files in order, each with its shard's place, or "" where it could not even be opened."""

    folder: Folder
    out: Path
    shards: Path
    tasks: list[Task] = field(default_factory=list)
    told: dict[Path, Told] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)
    before: Any = None

    def failed(self) -> tuple[Unread, ...]:
        """What could not be read, in the order of the files."""
        found = {name: [Unread(name, reason)] for name, reason in self.lost.items()}
        found |= {t.file.name: list(self.told[t.place].unread) for t in self.tasks if t.place in self.told}
        return tuple(u for name in sorted(found) for u in found[name])

    @property
    def good(self) -> list[Task]:
        """The files of which at least one report was built."""
        return [t for t in self.tasks if t.place in self.told and self.told[t.place].reports]

    def made_of(self, pages: bool) -> str:
        """What the export is made of, as forty hexadecimal digits."""
        about = {k: v for k, v in asdict(self.folder.dataset).items() if k not in ("folder", "files")}
        parts = [about, pages, made_by(), [t.place.name for t in self.tasks], sorted(self.lost.items())]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:40]


def build(
    seeds: Path,
    out: Path,
    say: Callable[[str], None] = lambda _: None,
    *,
    jobs: int | None = None,
    strict: bool = False,
    seconds: float = 300.0,
    cache: bool = True,
    pages: bool = False,
    prune: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> list[Export]:
    """Builds every dataset of a tree of folders and writes one folder of exports for each.

    All reports are read before anything is written. One that cannot be read, takes longer than `seconds` or does not conform
    stands in failed.tsv of its dataset; with `strict` it stops the build. `jobs` is the number of processes (cores),
    0 reads in this process and knows no limit of time. `cache` keeps and uses shards of earlier builds. `pages` writes Turtle
    and pages of datasets above LIMIT triples too. `prune` removes exports whose dataset is gone. `progress` is told how
    many of the files to read are done. Raises BadInput for input or a folder that cannot be used, and when no report at
    all could be built.
    """
    folders, skipped = find_folders(seeds, out)
    if skipped:
        named = ", ".join(str(f.relative_to(seeds)) for f in skipped[:5])
        say(f"skipped {len(skipped)} files that are no reports: {named}{' …' if len(skipped) > 5 else ''}")
    with ExitStack() as at_end:
        work = at_end.enter_context(alone(out))
        shards = work / "shards" if cache else at_end.enter_context(scratch(work))
        plans = [_plan(f, out / f.place, shards / f.place, pages) for f in folders]
        processes = cores() if jobs is None else jobs
        _read_all(plans, processes, seconds, strict, progress)
        if not any(p.before or p.good for p in plans):
            first = plans[0].failed()[0]
            number = sum(len(p.failed()) for p in plans)
            named_first = f"{plans[0].folder.dataset.folder / first.name}: {first.reason}"
            raise BadInput(
                named_first + (f" ({number} reports, and none could be built)" if number > 1 else "")
            )
        exports = list(_write_all(plans, seeds, pages, processes, say))
        places = {f.place for f in folders}
        for place in list(done.gone(work / "shards", seeds, places)):
            if prune:
                done.prune(work / "shards", out, place)
                say(f"{out / place}: removed, its dataset is gone")
            else:
                say(f"{out / place}: stale, its dataset is gone (--prune removes it)")
    return exports


def _plan(folder: Folder, out: Path, shards: Path, pages: bool) -> _Plan:
    """What is to be done for a dataset, with what is known of its shards."""
    plan = _Plan(folder, out, shards)
    recovered(out)
    for name, stated in folder.sums.items():
        file = folder.dataset.folder / name
        try:
            with file.open("rb") as stream:
                sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as e:
            plan.lost[name] = f"cannot be read: {e.strerror}"
            continue
        plan.tasks.append(Task(file, sha256, stated, shards / f"{key_of(name, sha256, stated)}.shard"))
    plan.before = done.noted(shards, out, plan.made_of(pages))
    if plan.before is None:
        for task in plan.tasks:
            shard = kept(task.place, whole=False)
            if shard is not None:
                plan.told[task.place] = Told.of(shard)
    return plan


def _read_all(
    plans: list[_Plan], jobs: int, seconds: float, strict: bool, progress: Callable[[int, int], None]
) -> None:
    """Reads what no shard is kept of, all datasets in one queue. Raises BadInput for the first failure if `strict`."""
    of_task = {t.place: (p, t) for p in plans if p.before is None for t in p.tasks if t.place not in p.told}
    tasks = [task for _, task in of_task.values()]
    if strict:
        for plan in plans:
            _stop_at_failure(plan)
    progress(0, len(tasks))
    given = results(tasks, make, jobs, seconds) if jobs else ((t, make(t)) for t in tasks)
    for number, (task, told) in enumerate(given, 1):
        plan = of_task[task.place][0]
        if isinstance(told, Lost):
            plan.lost[task.file.name] = told.reason
        elif told.disk:
            raise BadInput(f"{plan.shards}: cannot be written: {told.disk}")
        else:
            plan.told[task.place] = told
        if strict:
            _stop_at_failure(plan)
        progress(number, len(tasks))


def _stop_at_failure(plan: _Plan) -> None:
    failed = plan.failed() if plan.before is None else tuple(Unread(*u) for u in plan.before["failed"])
    for one in failed:
        raise BadInput(
            f"{plan.folder.dataset.folder / one.name}: {one.reason}; nothing was written (--strict)"
        )


def _write_all(
    plans: list[_Plan], seeds: Path, pages: bool, jobs: int, say: Callable[[str], None]
) -> Iterator[Export]:
    """The exports in the order of the plans: each is written beside its place by a worker, and moved there in its turn."""
    writings = [_writing(p, pages) for p in plans if p.before is None]
    given = (
        results(writings, write, jobs, inf, large=_large)
        if jobs and len(writings) > 1
        else ((w, write(w)) for w in writings)
    )
    ready: dict[Path, Written | Lost] = {}
    try:
        for plan in plans:
            if plan.before is not None:
                failed = tuple(Unread(*u) for u in plan.before["failed"])
                yield Export(plan.folder.dataset, plan.out, plan.before["counts"], failed, unchanged=True)
                continue
            while plan.out not in ready:
                writing, written = next(given)
                ready[writing.out] = written
            written = ready.pop(plan.out)
            if isinstance(written, Lost):
                raise BadInput(f"{plan.out}: cannot be written: {written.reason}")
            if written.error is not None:
                raise written.error
            yield _put(plan, written, seeds, pages, say)
    except BaseException:
        given.close()  # and with it all that is being written beside
        for writing in writings:
            recovered(writing.out)
        raise


def _writing(plan: _Plan, pages: bool) -> Writing:
    good = tuple(plan.good)
    triples = sum(plan.told[t.place].triples for t in good)
    return Writing(plan.folder.dataset, plan.out, good, plan.failed(), triples, pages or triples <= LIMIT)


def _large(writing: Writing) -> bool:
    """Whether writing takes much memory: one graph of many triples, with its pages."""
    return writing.whole and writing.triples > _LARGE


def _put(plan: _Plan, written: Written, seeds: Path, pages: bool, say: Callable[[str], None]) -> Export:
    """Moves what was written for a dataset into its place, and notes it."""
    moved(plan.out, written.aside)
    for line in written.said:
        say(line)
    here = [name for name in NAMES if (plan.out / name).exists()]
    say(f"{plan.out}: {', '.join(here if written.counts else [FAILED])}")
    failed = plan.failed()
    # A dataset of which nothing could be built keeps its other files, of which nothing is known here.
    sums = written.sums if written.counts else dict.fromkeys(_files(plan.out, here)) | written.sums
    told = {"counts": written.counts, "failed": [[u.name, u.reason] for u in failed]}
    # What was lost to time or memory is tried again the next time; so is a dataset of which nothing could be built.
    complete = bool(written.counts) and len(plan.told) == len(plan.tasks)
    try:
        plan.shards.mkdir(parents=True, exist_ok=True)
        tidy(plan.shards, {t.place for t in plan.tasks})
        done.note(plan.shards, plan.out, sums, seeds, plan.made_of(pages) if complete else "", told)
    except OSError as e:
        raise BadInput(f"{plan.shards}: cannot be written: {e.strerror}") from e
    return Export(plan.folder.dataset, plan.out, written.counts, failed)


def _files(out: Path, here: list[str]) -> list[str]:
    """The files of an export, those in its folders too."""
    files = [name for name in here if name != TEXTS]
    return files + [f.relative_to(out).as_posix() for f in (out / TEXTS).rglob("*") if f.is_file()]
