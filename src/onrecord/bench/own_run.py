"""``onrecord extract`` over a folder in this process, on one core, timed; see :mod:`onrecord.bench.quotes`.

    python -m onrecord.bench.own_run FOLDER OUT

Writes the records to OUT and prints one JSON object: ``documents``, ``raised`` (how many could not be
done), ``quotations``, ``wall`` and ``cpu`` (seconds), ``peak`` (memory, MB). Loading (the model, word lists,
what languages are told by: :func:`onrecord.extract.extraction.load`) is not timed, nor one short text that
makes sure that all is loaded; reading, extracting and writing are. :mod:`onrecord.bench.textacy_peer` does
the same before its clock starts.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from onrecord.extract.extraction import extract, load
from onrecord.model import Document, Extraction
from onrecord.read.files import read_paths
from onrecord.schema import dumps, extraction_records

_FIRST = "“We waited for two years,” said the mayor of Mud, Ada Roe."


def main() -> None:
    """Time every document of the folder named on the command line."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    load()
    with TemporaryDirectory() as first:
        (Path(first) / "first.txt").write_text(_FIRST, encoding="utf-8")
        _extracted(Path(first), Path(first) / "first.jsonl")
    wall, cpu = time.perf_counter(), time.process_time()
    record = _extracted(Path(sys.argv[1]), Path(sys.argv[2]))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**record, "wall": wall, "cpu": cpu, "peak": peak}))


def _extracted(folder: Path, to: Path) -> dict[str, int]:
    """How many documents of ``folder`` there are, could not be done, and quotations in the rest."""
    documents = raised = found = 0
    with to.open("w", encoding="utf-8") as out:
        for item in read_paths([folder]):
            documents += 1
            try:
                assert isinstance(item, Document)
                extraction: Extraction = extract(item)
            except Exception:  # the figure that must be 0: whatever it is, it is counted
                raised += 1
                continue
            found += len(extraction.quotations)
            out.writelines(line + "\n" for line in dumps(extraction_records(extraction)))
    return {"documents": documents, "raised": raised, "quotations": found}


if __name__ == "__main__":
    main()
