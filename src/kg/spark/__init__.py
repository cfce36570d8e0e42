"""A build and a merge on Apache Spark, for more than one machine handles in the time that there is (the extra `spark`).

session (Spark, quiet and closed to the network unless a cluster is named) → worker (reports to shards, in Python
processes of Spark) → tables (shards to the rows of Parquet files, in Spark SQL) → build (the order, and files in place).
The graph is the one that `kg build` makes: `kg.spark.local` holds all that is done with one file.

session → reading (graph files to quads, in Python processes) → merge (the joins of `kg.merge`, in Spark SQL).
"""

from kg.spark.build import Built, build
from kg.spark.merge import on_spark

__all__ = ["Built", "build", "on_spark"]
