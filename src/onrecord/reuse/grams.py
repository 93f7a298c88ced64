"""Parts to the runs of three words they hold: the keys under which parts that share wording meet."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from onrecord.plan import Batches

WIDTH = 3
"""Words of a run: of a sentence in which every third word was replaced, runs of three still survive."""

GRAMS = pa.schema([("key", pa.int64()), ("part", pa.int64()), ("place", pa.int32())])
"""``place`` is the number of the word in the part at which the run begins."""


def runs(words: NDArray[np.uint16]) -> NDArray[np.int64]:
    """The key of the run that begins at each word but the last two."""
    wide = words.astype(np.int64)
    if len(wide) < WIDTH:
        return wide[:0]
    return wide[:-2] << 32 | wide[1:-1] << 16 | wide[2:]


def grams(batches: Batches) -> Batches:
    """Rows of PARTS to rows of :data:`GRAMS`: every run once a part, where it first stands."""
    for batch in batches:
        keys, owners, places = [], [], []
        for part, words in zip(batch.column("part").to_pylist(), batch.column("words"), strict=True):
            found, first = np.unique(runs(np.frombuffer(words.as_py(), "<u2")), return_index=True)
            keys.append(found)
            owners.append(np.full(len(found), part, np.int64))
            places.append(first.astype(np.int32))
        if keys:
            columns = [pa.array(np.concatenate(column)) for column in (keys, owners, places)]
            yield pa.RecordBatch.from_arrays(columns, schema=GRAMS)
