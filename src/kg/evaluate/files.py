"""Gold files and annotations files as read, with one clear line for what is wrong in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kg.errors import BadInput

__all__ = ["KINDS", "gold_files", "read_gold", "read_rows"]

KINDS = ("report", "entity", "figure", "relation")

_SPAN: dict[str, type] = {"start": int, "end": int, "quote": str}
_TOLD = ("value", "value_max", "unit", "qualifier", "measure", "about", "area", "period")
_GOLD: dict[str, dict[str, type]] = {
    "entities": {"type": str, "name": str, "aliases": list, "optional": bool},
    "figures": {**_SPAN, **dict.fromkeys(_TOLD, object)},
    "relations": {"subject": str, "predicate": str, "object": str},
}
_NAMES: dict[type, str] = {
    bool: "true or false",
    dict: "an object",
    int: "a whole number",
    list: "a list",
    str: "a string",
}


def gold_files(path: Path) -> list[Path]:
    """The gold files that a path means: the file itself, or all `*.json` of a folder by name.

    Raises BadInput when there is none.
    """
    if path.is_dir():
        found = sorted(path.glob("*.json"))
        if not found:
            raise BadInput(f"{path}: no gold file (*.json) in this folder")
        return found
    if not path.is_file():
        raise BadInput(f"{path}: no such file or folder")
    return [path]


def read_gold(path: Path) -> dict[str, Any]:
    """The gold annotations of one report.

    Raises BadInput with file, place and reason when the file cannot be read or is not in the form.
    """
    try:
        gold = json.loads(path.read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError as e:
        raise BadInput(f"{path}:{e.lineno}: not JSON: {e.msg}") from e
    except (OSError, UnicodeDecodeError) as e:
        raise BadInput(f"{path}: {_reason(e)}") from e
    if fault := next(_gold_faults(gold), ""):
        raise BadInput(f"{path}: {fault}")
    return dict(gold)


def _gold_faults(gold: object) -> Iterator[str]:
    if not isinstance(gold, dict):
        yield "a gold file must be one JSON object"
        return
    forms: dict[str, type] = {"doc": str, "report": dict, **dict.fromkeys(_GOLD, list)}
    for key, form in forms.items():
        if not isinstance(gold.get(key), form):
            yield f"{key}: must be there and be {_NAMES[form]}"
    for part, keys in _GOLD.items():
        for i, item in enumerate(gold[part]):
            if not isinstance(item, dict):
                yield f"{part}[{i}]: must be an object"
                continue
            for key, form in keys.items():
                if key not in item:
                    yield f"{part}[{i}]: no {key}"
                elif not isinstance(item[key], form):
                    yield f"{part}[{i}].{key}: must be {_NAMES[form]}"


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of an annotations file (JSON lines, blank lines passed over).

    A row whose quote is wrong is no error here: it is counted as ungrounded. Raises BadInput with file, line
    and reason for what is not a row at all.
    """
    rows = []
    try:
        # Lines end at a line feed only: str.splitlines would cut a row at U+2028 inside a quote.
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    rows.append(_row(line, f"{path}:{number}"))
    except (OSError, UnicodeDecodeError) as e:
        raise BadInput(f"{path}: {_reason(e)}") from e
    return rows


def _row(line: str, where: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as e:
        raise BadInput(f"{where}: not JSON: {e.msg}") from e
    if not isinstance(row, dict) or row.get("kind") not in KINDS:
        raise BadInput(f"{where}: kind must be {', '.join(KINDS[:-1])} or {KINDS[-1]}")
    for key in ("aliases", "mentions", "header"):
        if not isinstance(row.get(key) or [], list):
            raise BadInput(f"{where}: {key} must be a list")
    for key in ("mentions", "header"):
        if not all(isinstance(span, dict) for span in row.get(key) or []):
            raise BadInput(f"{where}: each of {key} must be an object with start, end and quote")
    for key in ("id", "subject", "predicate", "object"):
        if not isinstance(row.get(key), str | None):
            raise BadInput(f"{where}: {key} must be a string")
    return row


def _reason(error: OSError | UnicodeDecodeError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"not UTF-8 at byte {error.start}"
    return error.strerror or str(error)
