"""What may be called, and what is out of bounds however it is written."""

from __future__ import annotations

import ipaddress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodfaith.platform.configuration import Configuration
from goodfaith.platform.webhooks.addresses import Reach, faults, reach_of

PUBLIC = Reach()
PRIVATE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "0.0.0.0", "255.255.255.255", "224.0.0.1", "240.0.0.1", "::1", "::", "fe80::1%eth0", "fc00::1",
    "ff02::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::a00:1", "2002:7f00:1::", "2002:a00:1::", "2001:db8::1",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_public_is_out_of_bounds(address: str):
    assert not PUBLIC.allows(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_what_is_public_may_be_called(address: str):
    assert PUBLIC.allows(address)


def test_a_network_that_was_named_may_be_called_and_no_other():
    reach = Reach(networks=(ipaddress.ip_network("10.20.0.0/16"),))
    assert reach.allows("10.20.3.4")
    assert reach.allows("::ffff:10.20.3.4")
    assert not reach.allows("10.21.0.1")


@given(st.ip_addresses(v=4))
def test_an_address_within_ipv6_is_judged_as_itself(address: ipaddress.IPv4Address):
    mapped = ipaddress.IPv6Address(b"\x00" * 10 + b"\xff\xff" + address.packed)
    translated = ipaddress.IPv6Address(b"\x00\x64\xff\x9b" + b"\x00" * 8 + address.packed)
    alone = PUBLIC.allows(str(address))
    assert {PUBLIC.allows(str(mapped)), PUBLIC.allows(str(translated))} == {alone}


def test_production_wants_https_and_a_demo_may_call_itself():
    production = reach_of(Configuration(home=Path("/nowhere")))
    demo = reach_of(Configuration(home=Path("/nowhere"), mode="demo"))
    assert faults("http://receiver.example/", production) == ["not_https"]
    assert faults("https://receiver.example:8443/x?a=b", production) == []
    assert faults("https://127.0.0.1/", production) == ["out_of_bounds"]
    assert faults("http://127.0.0.1:9000/", demo) == []
    assert faults("http://10.0.0.1/", demo) == ["out_of_bounds"]


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("ftp://receiver.example/", "unreadable"), ("https://", "unreadable"),
        ("https://receiver.example:99999/", "unreadable"), ("https://[::1", "unreadable"),
        ("https://receiver.example/ x", "unreadable"), ("https://r.example/\r\nX: y", "unreadable"),
        ("https://接收.example/", "unreadable"), ("https://a:b@receiver.example/", "has_password"),
        ("https://receiver.example/#part", "has_fragment"),
        ("https://[::ffff:10.0.0.1]/", "out_of_bounds"), ("https://r.example:0/", "unreadable"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_address_has_a_code(url: str, code: str):
    assert faults(url, PUBLIC) == [code]


@given(st.text(max_size=60))
def test_any_text_is_read_without_an_error(text: str):
    list(faults(text, PUBLIC))
    list(faults(f"https://{text}", PUBLIC))
