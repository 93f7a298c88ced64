"""What a source phrase says besides who speaks: whom the speaker addresses, and where the words were said."""

from __future__ import annotations

from onrecord.extract.speakers.naming import Naming
from onrecord.model import Span
from onrecord.text.tokens import fold


def speaker_part(text: str, source: Span, knows: Naming) -> Span:
    """The part of a source that tells who speaks; the whole where nothing else is in it."""
    return _past_address(text, _before_venue(text, source, knows), knows)


def _before_venue(text: str, source: Span, knows: Naming) -> Span:
    """Without where it was said: "the minister in an interview with Radio One"."""
    venue = knows.venues.search(text, source.start + 1, source.end)
    led = text[source.start : venue.start()].rstrip(" ,") if venue else ""
    return Span(source.start, source.start + len(led)) if led else source


def _past_address(text: str, source: Span, knows: Naming) -> Span:
    """Without whom the speaker addresses: "Mr President, the union says"."""
    addressed, comma, rest = source.of(text).partition(",")
    led = fold(rest.split()[0]) in knows.links.get("definite", ()) if rest.split() else False
    if not led or not comma or not all(knows.is_title(fold(word)) for word in addressed.split()):
        return source
    return Span(source.end - len(rest.lstrip()), source.end)
