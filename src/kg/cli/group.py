"""The group `kg`, and what every command shares: kinds of parameters, and errors turned into messages."""

from __future__ import annotations

import contextlib
import errno
import functools
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from kg import __version__

__all__ = ["ENDPOINT", "PATH", "main", "mended"]

PATH = click.Path(path_type=Path)

# A password is no option: other users of a machine can read the options of a command.
ENDPOINT = click.option(
    "--endpoint",
    metavar="URL",
    help="Ask this SPARQL 1.1 endpoint in the place of GRAPH [login: KG_ENDPOINT_LOGIN or KG_ENDPOINT_TOKEN].",
)


def mended(command: Callable[..., None]) -> Callable[..., None]:
    """Turns errors that the user can mend into one line and the right exit status."""

    @functools.wraps(command)
    def run(*args: Any, **options: Any) -> None:
        from kg.errors import KgError

        try:
            command(*args, **options)
        except KgError as e:
            click.echo("kg: " + " ".join(str(e).split()), err=True)
            sys.exit(1 if type(e).__name__ == "NotValid" else 2)

    return run


class _Group(click.Group):
    """A group that tells in one line that standard output has no room; commands name their own files."""

    def main(self, *args: Any, **more: Any) -> Any:
        """Runs the command line."""
        try:
            return super().main(*args, **more)
        except OSError as e:
            if e.filename is not None or e.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO):
                raise
            click.echo(f"kg: the output cannot be written: {e.strerror}", err=True)
            # What was not written is dropped, or Python would try again when it ends, and say so.
            with contextlib.suppress(OSError), Path(os.devnull).open("wb") as nowhere:
                os.dup2(nowhere.fileno(), sys.stdout.fileno())
            sys.exit(2)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kg")
def main() -> None:
    """Knowledge graphs from Chinese county reports: every fact with its words, every number accounted for.

    Example: kg build seeds -o exports
    """
