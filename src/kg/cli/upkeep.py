"""Commands for those who keep the extractor and the ontology: evaluate, document."""

from __future__ import annotations

import json
from pathlib import Path

import click

from kg.cli.group import PATH, main, mended

__all__ = ["document", "evaluate"]


@main.command()
@click.argument("gold", type=PATH)
@click.option(
    "--reports",
    type=PATH,
    help="Folder with the reports' texts [default: GOLD's own folder, else the folder ../reports beside it].",
)
@click.option(
    "--annotations", "predicted", type=PATH, help="Score this file of annotations instead of extracting."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for each gold file.")
@mended
def evaluate(gold: Path, reports: Path | None, predicted: Path | None, as_json: bool) -> None:
    """Score the extractor against GOLD, a file of gold annotations or a folder of them.

    Prints precision, recall and F1 per type, the attributes of figures, and what was missed and extra.

    Example: kg evaluate tests/gold
    """
    from kg.evaluate import evaluate as run
    from kg.evaluate import gold_files, read_gold, read_rows, render
    from kg.gazetteer import Gazetteer
    from kg.pipeline import extract as extract_facts
    from kg.read import read
    from kg.store import annotation_rows

    beside = (gold if gold.is_dir() else gold.parent).resolve()
    with Gazetteer() as gazetteer:
        for file in gold_files(gold):
            wanted = read_gold(file)
            own = (beside / wanted["doc"]).is_file()
            source = read((reports or (beside if own else beside.parent / "reports")) / wanted["doc"])
            rows = read_rows(predicted) if predicted else annotation_rows(extract_facts(source, gazetteer))
            score = run(wanted, source.text, rows)
            if as_json:
                click.echo(json.dumps(score.as_dict(), ensure_ascii=False))
            else:
                click.echo(render(score))


@main.command()
@click.option(
    "-o", "--output", type=PATH, default=Path("ontology"), show_default=True, help="Folder for the files."
)
@mended
def document(output: Path) -> None:
    """Write the documentation of the ontology: index.html (Chinese and English) and the diagram model.svg.

    Example: kg document -o ontology
    """
    from kg.document import document as run
    from kg.store import save_folder

    files = run()
    save_folder(output, files)
    for name in files:
        click.echo(str(output / name))
