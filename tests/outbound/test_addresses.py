"""Which addresses we go to."""

from __future__ import annotations

import ipaddress

import pytest

from emoscope.outbound.addresses import AddressPolicy, AddressRefused, is_public, resolve

REFUSED = [
    "0.0.0.0",  # noqa: S104 - nothing is bound to it
    "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254", "169.254.169.254",
    "169.254.170.2", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.168.1.1", "198.18.0.1",
    "198.51.100.7", "203.0.113.7", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "168.63.129.16", "192.88.99.1",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "fe80::1",
    "fe80::1%eth0", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::808:808", "2002:7f00:1::", "2001:0:53aa:64c::1", "2001:db8::1", "2001:10::1", "3fff::1",
    "100::1", "5f00::1", "::ffff:0:7f00:1",
]  # fmt: skip
PUBLIC = [
    "8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "192.0.1.1", "2606:4700:4700::1111", "2a00:1450::1",
    "::ffff:8.8.8.8", "64:ff9b::808:808",
]  # fmt: skip


@pytest.mark.parametrize("address", REFUSED)
def test_private_and_reserved_addresses_are_refused(address: str):
    assert not is_public(ipaddress.ip_address(address))
    with pytest.raises(AddressRefused, match="EMOSCOPE_ALLOWED_PRIVATE_HOSTS"):
        AddressPolicy().addresses("name.example", 80, lambda *_: [address])


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_not(address: str):
    assert AddressPolicy().addresses("name.example", 80, lambda *_: [address]) == [address]


def test_one_refused_address_among_good_ones_is_enough():
    with pytest.raises(AddressRefused):
        AddressPolicy().addresses("name.example", 80, lambda *_: ["8.8.8.8", "10.0.0.1"])


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/a.mp4", "file:///etc/passwd", "gopher://example.org", "example.org/a.mp4", "http://",
        "https:///a.mp4", "http://user:secret@example.org/a.mp4", "http://user@example.org/",
        "http://example.org:25/", "http://example.org:6379x/", "http://example.org:22/", "http://127.0.0.1/",
        "http://[::1]/", "http://[::ffff:127.0.0.1]:8080/", "http://169.254.169.254/latest/meta-data",
        "http://example.org/" + "a" * 2048, "", "javascript:alert(1)",
    ],
)  # fmt: skip
def test_urls_that_are_refused_by_their_form(url: str):
    with pytest.raises(AddressRefused):
        AddressPolicy().check_url(url)


@pytest.mark.parametrize(
    "url",
    ["http://example.org", "HTTPS://Example.org:8443/a?b=c#d", "http://[2606:4700::1]/", "http://8.8.8.8/"],
)
def test_urls_of_good_form(url: str):
    assert AddressPolicy().check_url(url).host


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "localhost", "0177.0.0.1"])
def test_other_spellings_of_this_machine_lead_to_it_and_are_refused(host: str):
    with pytest.raises(AddressRefused):
        AddressPolicy().addresses(host, 80, resolve)


def test_the_owner_allows_names_addresses_and_networks():
    policy = AddressPolicy.parse(" NAS.lan, *.home.arpa,10.1.0.0/16 ,fd12::/64, 192.168.7.7")
    for host, address in [
        ("nas.lan", "192.168.1.1"), ("NAS.LAN.", "10.9.9.9"), ("tv.home.arpa", "127.0.0.1"),
        ("any.example", "10.1.2.3"), ("any.example", "fd12::5"), ("any.example", "192.168.7.7"),
    ]:  # fmt: skip
        assert policy.addresses(host, 80, lambda *_, found=address: [found]) == [address]
    for host, address in [
        ("nas.lan.example", "10.0.0.1"), ("home.arpa", "10.0.0.1"), ("any.example", "10.2.0.1"),
    ]:  # fmt: skip
        with pytest.raises(AddressRefused):
            policy.addresses(host, 80, lambda *_, found=address: [found])
    assert policy.check_url("http://10.1.2.3/x").host == "10.1.2.3"


@pytest.mark.parametrize("text", ["10.0.0.0/99", "10.0.0.1/8", "host:80", "http://nas.lan/"])
def test_an_entry_that_is_none_is_an_error_at_the_start(text: str):
    with pytest.raises(ValueError, match=r".+"):
        AddressPolicy.parse(text)
