"""Signatures that others can verify, and addresses that lead outside only."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumiku.errors import InvalidInput
from lumiku.webhooks import rules

NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)


class TestSignature:
    def test_is_that_of_the_standards_own_libraries(self) -> None:
        """The vector in the tests of standard-webhooks/standard-webhooks."""
        secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
        body = b'{"test": 2432232314}'
        made = rules.signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
        assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

    @given(body=st.binary(max_size=200), seconds=st.integers(-300, 300))
    def test_a_delivery_verifies_while_it_is_fresh(self, body: bytes, seconds: int) -> None:
        secret = rules.new_secret()
        headers = rules.signed_headers([secret], "msg_1", body, NOW)
        assert rules.verified(secret, headers, body, NOW + timedelta(seconds=seconds))

    def test_both_secrets_fit_while_one_is_replaced(self) -> None:
        old, new = rules.new_secret(), rules.new_secret()
        headers = rules.signed_headers([new, old], "msg_1", b"{}", NOW)
        assert rules.verified(old, headers, b"{}", NOW)
        assert rules.verified(new, headers, b"{}", NOW)
        assert not rules.verified(rules.new_secret(), headers, b"{}", NOW)

    @pytest.mark.parametrize(
        "change",
        [
            {"webhook-id": "msg_2"},
            {"webhook-timestamp": str(int(NOW.timestamp()) + 1)},
            {"webhook-timestamp": ""},
            {"webhook-timestamp": "-1"},
            {"webhook-timestamp": "١٢٣"},
            {"webhook-signature": ""},
            {"webhook-signature": "v1,é"},
        ],
    )
    def test_whatever_is_changed_no_longer_verifies(self, change: dict[str, str]) -> None:
        secret = rules.new_secret()
        headers = rules.signed_headers([secret], "msg_1", b"{}", NOW) | change
        assert not rules.verified(secret, headers, b"{}", NOW)

    def test_neither_do_another_body_or_a_replay(self) -> None:
        secret = rules.new_secret()
        headers = rules.signed_headers([secret], "msg_1", b"{}", NOW)
        assert not rules.verified(secret, headers, b"{ }", NOW)
        late = NOW + rules.TOLERANCE + timedelta(seconds=1)
        assert not rules.verified(secret, headers, b"{}", late)

    @pytest.mark.parametrize("secret", ["", "abc", "whsec_%%%", "whsec_YQ"])
    def test_a_secret_that_is_none_is_an_error(self, secret: str) -> None:
        with pytest.raises(ValueError, match="secret"):
            rules.signature(secret, "msg_1", 1, b"")


class TestAddresses:
    @pytest.mark.parametrize(
        ("url", "called"),
        [
            ("https://toko.example.com/hook", "https://toko.example.com/hook"),
            ("https://TOKO.example.com", "https://toko.example.com/"),
            ("https://toko.example.com:443/a?b=c", "https://toko.example.com/a?b=c"),
            ("https://xn--toko-9ta.id./x", "https://xn--toko-9ta.id/x"),
        ],
    )
    def test_public_names_are_called(self, url: str, called: str) -> None:
        assert rules.check_url(url) == called

    @pytest.mark.parametrize(
        "url",
        [
            "",
            "toko.com",
            "http://toko.com",
            "https://toko.com:8443",
            "https://toko.com:99999",
            "https://user:pass@toko.com",
            "https://toko.com@169.254.169.254/",
            "https://169.254.169.254/latest/meta-data",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://127.0.0.1",
            "https://[::1]/",
            "https://[::1",
            "https://localhost",
            "https://db.internal",
            "https://printer.local",
            "https://toko",
            "https://toko..com",
            "https://-toko.com",
            "https://to ko.com",
            "https://toko.com/a b",
            "https://toko.com/\n",
            "https://tokó.com",
            "https://toko.com/#x",
            "https://toko.com/" + "a" * 500,
            "file:///etc/passwd",
        ],
    )
    def test_everything_else_is_refused(self, url: str) -> None:
        with pytest.raises(InvalidInput) as refusal:
            rules.check_url(url)
        assert [error.pointer for error in refusal.value.errors] == ["/url"]

    @given(url=st.text(max_size=60) | st.text(max_size=60).map("https://{}".format))
    def test_any_text_is_called_over_https_or_refused(self, url: str) -> None:
        try:
            called = rules.check_url(url)
        except InvalidInput:
            return
        assert called.startswith("https://")
        assert rules.check_url(called) == called

    @pytest.mark.parametrize("address", ["8.8.8.8", "103.10.66.1", "2404:6800:4003:c00::64"])
    def test_public_addresses(self, address: str) -> None:
        assert rules.is_public([address])
        assert not rules.is_public([address, "10.0.0.1"])

    @pytest.mark.parametrize(
        "address",
        [
            "10.0.0.1",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "192.168.1.1",
            "0.0.0.0",  # noqa: S104 an address to refuse
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::ffff:10.0.0.1",
            "::ffff:8.8.8.8",
            "64:ff9b::a00:1",
            "2002:a00:1::",
            "2001:0:53aa:64c:0:fbff:f5ff:fffe",
            "fd00:ec2::254",
            "fe80::1",
            "ff02::1",
            "nonsense",
        ],
    )
    def test_addresses_that_lead_inside_or_nowhere(self, address: str) -> None:
        assert not rules.is_public([address])

    def test_a_name_without_addresses_is_not_called(self) -> None:
        assert not rules.is_public([])
