import pytest

from emoscope.storage.links import BadLink, LinkSigner


def parts(link: str) -> tuple[str, int, str]:
    path, _, query = link.partition("?")
    fields = dict(pair.split("=") for pair in query.split("&"))
    return path, int(fields["expires"]), fields["signature"]


def test_a_link_opens_its_path_until_its_hour_has_passed():
    moment = [1_000_000.0]
    signer = LinkSigner(b"key", 3600, clock=lambda: moment[0])
    path, expires, signature = parts(signer.sign("/files/a"))
    assert 3600 <= expires - moment[0] < 3660
    signer.check(path, expires, signature)
    moment[0] = expires + 1
    with pytest.raises(BadLink, match="expired"):
        signer.check(path, expires, signature)


def test_a_link_opens_nothing_else():
    signer = LinkSigner(b"key", 3600)
    path, expires, signature = parts(signer.sign("/files/a"))
    for wrong in [("/files/b", expires, signature), (path, expires + 60, signature), (path, expires, "é")]:
        with pytest.raises(BadLink, match="not made by this server"):
            signer.check(*wrong)
    with pytest.raises(BadLink):
        LinkSigner(b"other key", 3600).check(path, expires, signature)
