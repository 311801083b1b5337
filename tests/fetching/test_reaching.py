"""Whom we connect to on the way to a file: redirects, names and their addresses, certificates, pages."""

from __future__ import annotations

import random
import socket

import pytest

from builders.servers import Seen, certificate_for, odd_server, redirects, reply, sends
from emoscope.fetching import errors, links
from emoscope.outbound.addresses import AddressPolicy

FILE = b"MEDIA" + random.Random(1).randbytes(300_000)  # noqa: S311 - any bytes will do


def test_redirects_are_followed_and_each_is_checked(server, fetch):
    server.on("/a", redirects("/b?c=1"))
    server.on("/b", redirects(server.url("/file")))
    server.on("/file", sends(reply(FILE)))
    assert fetch(server.url("/a")).path.read_bytes() == FILE


@pytest.mark.parametrize(
    "to",
    [
        "http://127.0.0.1:{port}/inner", "http://localhost:{port}/inner", "http://[::1]:{port}/inner",
        "http://inner.test:{port}/inner", "http://2130706433:{port}/inner", "http://169.254.169.254/latest",
        "http://[::ffff:127.0.0.1]:{port}/inner", "file:///etc/passwd", "ftp://media.test/a",
        "http://user:secret@media.test:{port}/inner", "http://media.test:22/", "//127.0.0.1:{port}/inner",
    ],
)  # fmt: skip
def test_a_redirect_to_where_we_do_not_go_is_refused(server, fetch, to: str):
    server.on("/inner", sends(reply(FILE)))
    server.on("/a", redirects(to.format(port=server.port)))
    with pytest.raises(errors.SourceRefused):
        fetch(server.url("/a"))
    assert [request.path for request in server.seen] == ["/a"]


def test_redirects_in_a_circle_end(server, fetch):
    server.on("/a", redirects("/a"))
    with pytest.raises(errors.SourceRefused, match="10 times"):
        fetch(server.url("/a"))


def test_a_name_whose_answer_changes_is_asked_once_a_connection_and_checked_each_time(server, fetch):
    """DNS rebinding: the first answer passes the check, the second leads to this machine."""
    asked = []

    def changing(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["192.0.2.1"] if len(asked) > 1 else ["127.0.0.1"]

    server.on("/a", sends(reply(FILE)))
    # The check sees what the connection gets: were the name asked again for connecting, this would fail.
    policy = AddressPolicy.parse("127.0.0.0/8")
    assert fetch(server.url("/a", "rebind.test"), policy=policy, resolver=changing).path.read_bytes() == FILE
    assert asked == ["rebind.test"]
    with pytest.raises(errors.SourceRefused):
        fetch(server.url("/a", "rebind.test"), policy=policy, resolver=changing)


def test_the_answer_of_every_new_connection_is_checked(server, fetch):
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    server.on("/a", sends(reply(FILE[:1000], length=len(FILE), ETag='"1"')))
    with pytest.raises(errors.SourceRefused):
        fetch(
            server.url("/a", "rebind.test"),
            policy=AddressPolicy.parse("127.0.0.0/8"),
            resolver=lambda *_: next(answers),
        )


def test_a_name_without_address_and_a_closed_port(server, fetch):
    def nothing(*_: object) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    with pytest.raises(errors.SourceUnreachable, match=r"media\.test"):
        fetch(server.url("/a"), resolver=nothing)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        with pytest.raises(errors.SourceUnreachable):
            fetch(f"http://media.test:{probe.getsockname()[1]}/a")


def test_the_certificate_is_checked_against_the_name(tmp_path, fetch):
    of_server, of_client = certificate_for("media.test", tmp_path)
    with odd_server(of_server) as server:
        server.on("/a", sends(reply(FILE)))
        assert fetch(server.url("/a", scheme="https"), tls=of_client).path.read_bytes() == FILE
        policy = AddressPolicy.parse("other.test,media.test")
        with pytest.raises(errors.SourceUnreachable, match=r"(?i)hostname mismatch"):
            fetch(server.url("/a", "other.test", "https"), tls=of_client, policy=policy)
        with pytest.raises(errors.SourceUnreachable, match=r"(?i)certificate"):
            fetch(server.url("/a", scheme="https"))


def test_the_page_of_a_file_too_large_to_be_scanned_is_confirmed(server, fetch):
    page = (
        f'<html><form id="download-form" action="{server.url("/download")}" method="get">'
        '<input type="submit" value="Download anyway"/><input type="hidden" name="id" value="abc">'
        '<input type="hidden" name="confirm" value="t"><input type="hidden" name="uuid" value="1-2"></form>'
    ).encode()

    def download(request: Seen, connection: socket.socket) -> None:
        confirmed = "confirm=t" in request.path and "uuid=1-2" in request.path and "id=abc" in request.path
        connection.sendall(reply(FILE) if confirmed else reply(page, Content_Type="text/html"))

    server.on("/download", download)
    fetched = fetch(server.url("/download?id=abc"), follow_page=links.confirmed)
    assert fetched.path.read_bytes() == FILE


def test_a_page_that_leads_to_itself_ends(server, fetch):
    page = f'<form id="download-form" action="{server.url("/a")}"><input name="id" value="x"></form>'.encode()
    server.on("/a", sends(reply(page, Content_Type="text/html")))
    with pytest.raises(errors.SourceIsPage):
        fetch(server.url("/a"), follow_page=links.confirmed)


def test_a_page_may_not_lead_inside_either(server, fetch):
    inner = f"http://127.0.0.1:{server.port}/inner"
    page = f'<form id="download-form" action="{inner}"><input name="id" value="x"></form>'.encode()
    server.on("/a", sends(reply(page, Content_Type="text/html")))
    with pytest.raises(errors.SourceRefused):
        fetch(server.url("/a"), follow_page=links.confirmed)
