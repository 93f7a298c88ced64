"""``onrecord extract`` over a folder in this process, on one core, timed; see :mod:`onrecord.bench.quotes`.

    python -m onrecord.bench.own_run FOLDER OUT

Writes the records to OUT and prints one JSON object: ``documents``, ``raised`` (how many could not be
done), ``quotations``, ``wall`` and ``cpu`` (seconds), ``peak`` (memory, MB). Loading (the model, word lists,
what languages are told by: :func:`onrecord.extract.extraction.load`) is not timed; reading, extracting and
writing are. :mod:`onrecord.bench.textacy_peer` does the same before its clock starts: it loads its model
and has one short text read.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path

from onrecord.extract.extraction import extract, load
from onrecord.model import Document, Extraction
from onrecord.read.files import read_paths
from onrecord.schema import dumps, extraction_records


def main() -> None:
    """Time every document of the folder named on the command line."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    load()
    documents = raised = found = 0
    wall, cpu = time.perf_counter(), time.process_time()
    with Path(sys.argv[2]).open("w", encoding="utf-8") as out:
        for item in read_paths([Path(sys.argv[1])]):
            documents += 1
            try:
                assert isinstance(item, Document)
                extraction: Extraction = extract(item)
            except Exception:  # the figure that must be 0: whatever it is, it is counted
                raised += 1
                continue
            found += len(extraction.quotations)
            out.writelines(line + "\n" for line in dumps(extraction_records(extraction)))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    record = {"documents": documents, "raised": raised, "quotations": found, "wall": wall, "cpu": cpu}
    print(json.dumps({**record, "peak": peak}))


if __name__ == "__main__":
    main()
