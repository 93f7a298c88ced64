"""Things of a text by place."""

from hypothesis import given
from hypothesis import strategies as st

from onrecord.extract.speakers.nearby import Nearby
from onrecord.model import Span

_SPANS = st.tuples(st.integers(0, 3000), st.integers(0, 1500)).map(lambda t: Span(t[0], t[0] + t[1]))


@given(st.lists(_SPANS, max_size=30), _SPANS)
def test_what_overlaps_is_found_in_the_order_given(spans: list[Span], wanted: Span) -> None:
    """Asking by place gives what asking every item gives."""
    items = list(enumerate(spans))
    found = Nearby((span, (i, span)) for i, span in items).over(wanted)
    assert found == [(i, span) for i, span in items if span.overlaps(wanted)]
