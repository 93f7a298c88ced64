"""How two numbers stand to each other: the same, one rounded, or different."""

from __future__ import annotations

from fractions import Fraction

from onrecord.text.numbers import Number


def compatible(a: Number, b: Number) -> str:
    """How two numbers stand to each other: ``equal``, ``rounding`` or ``different``.

    ``rounding``: one is the other with fewer digits ("26.4 per cent", "more than 26 %"). Zeros that end a
    whole number may or may not be digits, so they are taken for rounding only within a twentieth of the
    value: 300,000 does not round 270,000. Units both given must agree.
    """
    if a.unit and b.unit and a.unit != b.unit:
        return "different"
    left, right = _ends(a), _ends(b)
    if len(left) != len(right):
        return "different"
    if left == right:
        return "equal"
    rounded = all(_rounds(x, y, a, b) or _rounds(y, x, b, a) for x, y in zip(left, right, strict=True))
    return "rounding" if rounded else "different"


def _ends(number: Number) -> tuple[float, ...]:
    return number.value if isinstance(number.value, tuple) else (number.value,)


def _rounds(coarse: float, fine: float, a: Number, b: Number) -> bool:
    """True when ``coarse`` (of ``a``) is ``fine`` (of ``b``) with fewer digits."""
    if coarse == fine:
        return True
    if a.quantum <= b.quantum:
        return False
    # Exact arithmetic: a half must not depend on binary fractions.
    step, exact, given = Fraction(str(a.quantum)), Fraction(str(fine)), Fraction(str(coarse))
    low, high = (given, given + step) if a.bound == "at least" else (given - step / 2, given + step / 2)
    if a.bound == "at most":
        low, high = given - step, given
    if a.bound == "about":
        low, high = given - step / 2, given + step / 2
    near = abs(coarse - fine) <= max(abs(coarse), abs(fine)) / 20
    return low <= exact <= high and (near or (a.quantum <= 1 and b.quantum < 1))
