"""All documents of a bank on an engine; as a program, those of the invented bank on Spark.

Spark leaves threads and a Java behind, so it runs in a process of its own.
"""

import json
import subprocess
import sys
from typing import Any

from advisor_app.analysis.aum import Frame
from advisor_app.analysis.features import Parts, Span, columns, facts, features, habits, rfm
from advisor_app.domain.policy import Policy
from tests.analysis.features.bank import AS_OF, Bank, frames, invented, rules
from tests.analysis.features.engines import Make, batches, engine

SEED, CUSTOMERS = 7, 25
SPAN = Span(AS_OF)
Documents = list[facts.Document]


def documents(bank: Bank, make: Make, policy: Policy, kept: Any = None) -> Documents:
    """Return the documents of a bank on the engine of `make`."""

    def as_it_is(frame: Frame) -> Frame:
        return frame

    kept = kept or as_it_is
    inputs, active = frames(bank, make)
    parts = Parts(inputs, policy, SPAN, kept)
    table = kept(features(parts))
    places = rfm(table, active, AS_OF, policy.features)
    return [
        *facts.features(table.sort("customer"), columns(policy), "CNY", batches),
        *facts.rfm(places.sort("customer"), "CNY", batches),
        *facts.habits(habits(parts), parts.totals(), "CNY", SPAN, policy.features, batches),
    ]


def on_spark() -> Documents:
    """Return the documents of the invented bank on Spark, from a process of its own."""
    answer = subprocess.run([sys.executable, "-m", __name__], check=True, stdout=subprocess.PIPE, text=True)
    return [facts.Document(bytes.fromhex(key), kind, text) for key, kind, text in json.loads(answer.stdout)]


def _main() -> None:
    with engine("spark") as make:

        def kept(frame: Frame) -> Frame:
            return make(frame.collect("pyarrow").to_native())

        told = documents(invented(SEED, CUSTOMERS), make, rules(), kept)
    print(json.dumps([(key.hex(), kind, text) for key, kind, text in told]))


if __name__ == "__main__":
    _main()
