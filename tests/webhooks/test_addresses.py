"""Nothing is sent into a private network, however its address is written."""

import pytest

from webhooks.addresses import NoAddressError, NotPublicError, is_public, public_addresses, resolve

PRIVATE = [
    "127.0.0.1",
    "127.8.9.1",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",  # metadata of clouds
    "100.100.100.200",  # and of Alibaba's
    "168.63.129.16",  # Azure's own
    "192.0.0.192",  # Oracle's
    "100.64.0.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd00:ec2::254",  # Amazon's
    "fec0::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::1",
    "2001:0:7f00:1::1",
    "2001:db8::1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_refused(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946"])
def test_public_ones_are_not(address):
    assert is_public(address)


@pytest.mark.parametrize("host", ["localhost", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "127.0.0.1"])
def test_ways_to_write_this_machine_are_refused(host):
    with pytest.raises(NotPublicError):
        public_addresses(host, 443, resolver=resolve)


def test_one_private_address_among_public_ones_is_enough():
    with pytest.raises(NotPublicError):
        public_addresses("two.example", 443, resolver=lambda host, port: ["8.8.8.8", "10.0.0.1"])


@pytest.mark.parametrize("host", ["nowhere.invalid", "", "a" * 64 + ".example", "a..b"])
def test_a_name_that_leads_nowhere(host):
    with pytest.raises((NoAddressError, NotPublicError)):
        public_addresses(host, 443)
