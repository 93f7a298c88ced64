"""The ordered map over processes: what comes out, and what a failure costs."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import closing
from multiprocessing import parent_process

import pytest

from onrecord.pool import Lost, ordered_map


def square(number: int) -> int:
    """The work: slow for the first item, fails at 3, dies at 5 and 6."""
    if number == 0:
        time.sleep(0.3)
    if number == 3:
        raise ValueError("three")
    if number in (5, 6) and parent_process() is not None:
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


@pytest.mark.parametrize("jobs", [1, 3])
def test_order_is_kept_and_a_failure_costs_one_item(jobs: int) -> None:
    """An exception stands in the place of its result; everything else is there, in order."""
    numbers = [0, 1, 2, 3, 4, 7, 8]
    results = list(ordered_map(square, numbers, jobs))
    assert [item for item, _ in results] == numbers
    assert dict(results) == {n: n * n if n != 3 else Lost("ValueError: three") for n in numbers}


def test_a_dead_worker_costs_one_item() -> None:
    """Its item is named with the signal; another worker takes over."""
    results = dict(ordered_map(square, range(12), 2))
    assert results[5] == results[6] == Lost("its worker process died (SIGKILL)")
    assert [n for n, r in results.items() if isinstance(r, Lost)] == [3, 5, 6]


def test_items_are_taken_as_they_are_needed() -> None:
    """An endless source is no trouble, and what is taken ahead is bounded."""
    taken = 0

    def endless() -> Iterator[int]:
        nonlocal taken
        while True:
            taken += 1
            yield 1

    with closing(ordered_map(square, endless(), 2)) as results:
        for _ in range(50):
            next(results)
    assert taken < 100


@pytest.mark.parametrize("count", [0, 1])
def test_nothing_and_one_item_need_no_process(count: int) -> None:
    """A worker would take longer to start than the work takes."""
    assert list(ordered_map(os.getpgid, [0] * count, 8)) == [(0, os.getpgid(0))] * count


def told(name: str) -> str | None:
    """A variable of the environment, as a worker sees it."""
    return os.environ.get(name)


def test_workers_see_the_environment_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is set after the first workers have run reaches the next ones, and what is taken away is gone."""
    names = ["ONRECORD_FIRST", "ONRECORD_SECOND"]
    assert [value for _, value in ordered_map(told, names, 2)] == [None, None]
    monkeypatch.setenv("ONRECORD_FIRST", "a key")
    assert [value for _, value in ordered_map(told, names, 2)] == ["a key", None]
    monkeypatch.delenv("ONRECORD_FIRST")
    assert [value for _, value in ordered_map(told, names, 2)] == [None, None]
