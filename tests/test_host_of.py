"""The host of an address."""

from __future__ import annotations

import pytest

from onrecord.text.addresses import host_of


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.courier.example/a", "www.courier.example"),
        ("HTTP://Courier.Example:8080/a", "courier.example"),
        ("a/b.html", ""),
        ("http://[x/a", ""),
        (None, ""),
    ],
)
def test_an_address_that_is_none_has_no_host(url: str | None, host: str) -> None:
    """What cannot be read as an address, as documents may give it, is no error."""
    assert host_of(url) == host
