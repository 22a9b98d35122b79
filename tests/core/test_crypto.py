import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from core.crypto import CryptoError, blind_index, decrypt, encrypt, key_id_of

OLD, NEW = bytes(range(16)), bytes(range(16, 32))


@given(st.text())
def test_decrypt_opens_what_encrypt_sealed(text: str) -> None:
    assert decrypt(encrypt(text, context="a.b"), context="a.b") == text


def test_encrypt_gives_other_bytes_each_time_and_hides_the_text() -> None:
    first, second = (encrypt("510104199001010019", context="a.b") for _again in range(2))
    assert first != second
    assert b"5101" not in first
    assert len(first) == 1 + 1 + 12 + 18 + 16


def test_decrypt_refuses_another_column() -> None:
    with pytest.raises(CryptoError, match=r"a\.c"):
        decrypt(encrypt("text", context="a.b"), context="a.c")


@pytest.mark.parametrize("place", [0, 1, 2, 14, -1])
def test_decrypt_refuses_a_changed_byte(place: int) -> None:
    blob = bytearray(encrypt("text", context="a.b"))
    blob[place] ^= 1
    with pytest.raises(CryptoError):
        decrypt(bytes(blob), context="a.b")


@pytest.mark.parametrize("blob", [b"", b"\x01", b"\x01" * 29])
def test_decrypt_refuses_what_was_never_sealed(blob: bytes) -> None:
    with pytest.raises(CryptoError):
        decrypt(blob, context="a.b")


def test_rotation_seals_with_the_first_key_and_opens_with_all(settings: Settings) -> None:
    settings.FIELD_KEYS = {1: OLD}
    before = encrypt("text", context="a.b")
    settings.FIELD_KEYS = {2: NEW, 1: OLD}
    after = encrypt("text", context="a.b")
    assert (key_id_of(before), key_id_of(after)) == (1, 2)
    assert decrypt(before, context="a.b") == decrypt(after, context="a.b") == "text"
    settings.FIELD_KEYS = {2: NEW}
    with pytest.raises(CryptoError, match="no key 1"):
        decrypt(before, context="a.b")


def test_blind_index_finds_equal_texts_of_one_purpose(settings: Settings) -> None:
    found = blind_index("510104199001010019", purpose="id")
    assert len(found) == 32
    assert found == blind_index("510104199001010019", purpose="id")
    assert found != blind_index("510104199001010019", purpose="phone")
    assert found != blind_index("510104199001010018", purpose="id")
    settings.INDEX_KEY = bytes(32)
    assert found != blind_index("510104199001010019", purpose="id")


def test_purposes_cannot_run_into_texts() -> None:
    assert blind_index("bc", purpose="a") != blind_index("c", purpose="ab")


@pytest.mark.parametrize("keys", [{}, {0: OLD}, {256: OLD}, {1: OLD[:15]}, {1: "not hex"}])
def test_wrong_keys_are_a_clear_error(settings: Settings, keys: dict[int, bytes]) -> None:
    settings.FIELD_KEYS = keys
    with pytest.raises(ImproperlyConfigured, match="FIELD_KEYS"):
        encrypt("text", context="a.b")


def test_a_short_index_key_is_a_clear_error(settings: Settings) -> None:
    settings.INDEX_KEY = bytes(31)
    with pytest.raises(ImproperlyConfigured, match="INDEX_KEY"):
        blind_index("text", purpose="id")


def test_sm4_gcm_agrees_with_rfc_8998(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The vector of RFC 8998 A.1 (16 bytes more of plain text there; here its own text through our functions)."""
    key, nonce = bytes.fromhex("0123456789abcdeffedcba9876543210"), bytes.fromhex("00001234567800000000abcd")
    settings.FIELD_KEYS = {7: key}
    monkeypatch.setattr("core.crypto.os.urandom", lambda count: nonce[:count])
    # GCM is CTR underneath: block 2 of the counter stream, XOR the text, is the ciphertext
    blob = encrypt("a" * 32, context="")
    assert blob[2:14] == nonce
    stream = bytes.fromhex("17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735")
    plain = bytes.fromhex("aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd")
    expected = bytes(c ^ p ^ ord("a") for c, p in zip(stream, plain, strict=True))
    assert blob[14:46] == expected
