"""A session of Spark: on this machine, bound to its loopback and with no page of its own, or on a cluster."""

from __future__ import annotations

import contextlib
import os
import re
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from kg.errors import BadInput

__all__ = ["session"]

_MEMORY = "1g"  # of the driver: on this machine it does Spark's own work too, the reports are read by Python

_ALWAYS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    # Reports are few and long where rows of a table are many and short.
    "spark.sql.execution.arrow.maxRecordsPerBatch": "8",
    "spark.sql.parquet.compression.codec": "zstd",
}
_HERE = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.adaptive.enabled": "false",
}
# Where tables are small, making code for their queries costs more than it gains.
_SMALL = {"spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN"}
_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


@contextmanager
def session(master: str | None, *, small: bool = False) -> Iterator[Any]:
    """A SparkSession, stopped at the end. `master` is as in Spark ("local[2]", "spark://host:7077", "yarn").

    With `small` no code is made for queries on this machine, for work that is Python's and not that of tables.
    None is the master that spark-submit was told, else all cores of this machine. Other settings come from where Spark
    takes them: SPARK_CONF_DIR, PYSPARK_SUBMIT_ARGS, spark-submit. Raises BadInput where the extra, Java or the master is
    missing.
    """
    try:
        import pyarrow  # noqa: F401
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as e:
        raise BadInput("--engine spark needs more packages: pip install 'kg[spark]', and Java 17") from e
    submitted = "PYSPARK_GATEWAY_PORT" in os.environ
    if master is None and not submitted:
        master = "local[*]"
    here = master is not None and master.startswith("local")
    with contextlib.ExitStack() as at_end:
        at_end.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")  # of versions of pandas, which is not used
        work = Path(at_end.enter_context(tempfile.TemporaryDirectory(prefix="kg-spark-")))
        quiet = at_end.enter_context(as_file(files("kg.spark") / "log4j2.properties"))
        builder = SparkSession.builder.appName("kg")
        if master is not None:
            builder = builder.master(master)
        for name, value in _settings(here, small, work, quiet).items():
            builder = builder.config(name, value)
        try:
            with _aside(work / "log") as log, _environment(here):
                spark = builder.getOrCreate()
        except Exception as e:  # of Py4J or PySpark, which differ by version
            raise BadInput(f"Spark does not start: {_reason(log, e)}") from e
        try:
            yield spark
        except (PySparkException, Py4JError) as e:
            raise BadInput(f"Spark stopped: {_first(e)}") from e
        finally:
            spark.stop()


def _settings(here: bool, small: bool, work: Path, quiet: Path) -> dict[str, str]:
    found = dict(_ALWAYS)
    if here:
        found |= _HERE
        found |= _SMALL if small else {}
        found |= {
            "spark.driver.memory": os.environ.get("SPARK_DRIVER_MEMORY", _MEMORY),
            "spark.local.dir": str(work),
            "spark.sql.warehouse.dir": str(work / "warehouse"),
            "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={quiet.as_uri()} {_JAVA}",
        }
    return found


@contextmanager
def _environment(here: bool) -> Iterator[None]:
    """What Spark takes from the environment and nowhere else: its address, and the Python of the processes that read."""
    wanted = {"SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable} if here else {}
    added = {name: value for name, value in wanted.items() if name not in os.environ}
    os.environ.update(added)
    try:
        yield
    finally:
        for name in added:
            del os.environ[name]


@contextmanager
def _aside(log: Path) -> Iterator[Path]:
    """What processes that are started write to standard error goes to a file, there and later."""
    sys.stderr.flush()
    kept = os.dup(2)
    try:
        with log.open("wb") as out:
            os.dup2(out.fileno(), 2)
        yield log
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _reason(log: Path, error: Exception) -> str:
    """The last line that Java wrote, or the error's own first."""
    lines = log.read_text("utf-8", "replace").splitlines() if log.is_file() else []
    told = [line.strip() for line in lines if line.strip() and not line.startswith("WARNING")]
    return told[-1][:300] if told else _first(error)


def _first(error: Exception) -> str:
    """The line of an error that says what happened, and not where in Spark; of a traceback of Python, its last."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    if any(line.startswith("Traceback") for line in lines):
        lines = [line for line in lines if re.match(r"[\w.]+(?:Error|Exception|Exit)\b", line)] or lines
    return (lines or [type(error).__name__])[0][:300]
