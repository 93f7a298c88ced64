"""The parts of a text near what a costly pattern cannot do without: the only parts it need be searched in."""

from __future__ import annotations

from collections.abc import Iterable


def around(
    text: str, places: Iterable[tuple[int, int]], reach: int, start: int, stop: int
) -> list[tuple[int, int]]:
    """Stretches of ``text[start:stop]`` that take in ``places`` and ``reach`` characters on either side.

    They go back over all that is written without a space, so that none begins inside an address. In order
    and apart, as half-open code-point offsets; ``places`` are in order too.
    """
    out: list[tuple[int, int]] = []
    for first, last in places:
        floor = out[-1][1] if out else start
        begin = max(floor, first - reach)
        while begin > floor and not text[begin - 1].isspace():
            begin -= 1
        if out and begin == floor:
            begin = out.pop()[0]
        out.append((begin, max(begin, min(stop, last + reach))))
    return out
