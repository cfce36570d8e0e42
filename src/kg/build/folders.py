"""Which folders of a tree are datasets, and where their exports go.

A folder with a `dataset.toml` is a dataset of the files listed there. A folder without one that holds reports is a dataset
of all of them, about which nothing is known but its name. Both may lie at any depth and inside each other.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from kg.build.files import is_report
from kg.errors import BadInput
from kg.read import Dataset, read_dataset

__all__ = ["TEXTS", "Folder", "find_folders"]

TEXTS = "texts"  # in the export of a dataset: the texts of files that are no plain texts
_DESCRIPTION = "dataset.toml"


@dataclass(frozen=True, slots=True)
class Folder:
    """A dataset where it stands in the tree: `place` is the folder of its exports below the output folder.

    `sums` maps each report's file name to the SHA-256 that dataset.toml states, None where none does.
    """

    dataset: Dataset
    place: Path
    sums: dict[str, str | None]


def find_folders(seeds: Path, out: Path) -> tuple[list[Folder], list[Path]]:
    """The datasets of a tree in the order of their exports' paths, and the files that are no reports.

    `out` is left out where it lies inside the tree, as are hidden files and folders. Where `seeds` itself is a dataset its
    exports go to a folder of its name, and those of the folders inside it to folders inside that. Raises BadInput
    when there is no dataset, or a description that cannot be used.
    """
    if not seeds.is_dir():
        raise BadInput(f"{seeds}: no such folder")
    found: dict[Path, Folder] = {}
    skipped: list[Path] = []
    output, name = out.resolve(), seeds.resolve().name or "dataset"
    for at, folders, files in os.walk(seeds, onerror=_refuse):
        here = Path(at)
        folders[:] = sorted(f for f in folders if not f.startswith(".") and (here / f).resolve() != output)
        place = here.relative_to(seeds)
        if _DESCRIPTION in files:
            dataset = read_dataset(here)
            found[place] = Folder(dataset, place, dict(dataset.files))
            continue
        reports = sorted(f for f in files if is_report(f))
        skipped += [here / f for f in sorted(files) if f not in reports]
        if reports:
            title = here.resolve().name
            unknown = dict.fromkeys(("publisher", "source", "date", "licence"), "")
            dataset = Dataset(name=title, folder=here, title=title, files={}, **unknown)
            found[place] = Folder(dataset, place, dict.fromkeys(reports))
    if not found:
        raise BadInput(f"{seeds}: holds no dataset: a folder with reports or with a dataset.toml is needed")
    for place in found:
        if place.name == TEXTS and place.parent in found:
            raise BadInput(f"{seeds / place}: a folder of this name is needed for texts; rename it")
    root = Path(name) if Path() in found else Path()
    placed = [Folder(f.dataset, root / f.place, f.sums) for f in found.values()]
    return sorted(placed, key=lambda f: f.place), skipped


def _refuse(error: OSError) -> None:
    raise BadInput(f"{error.filename}: cannot be read: {error.strerror}")
