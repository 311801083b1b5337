import pytest

from emoscope.accounts.service import BadAccount, EmailTaken, create_key, create_user
from emoscope.api.keys import identify


def test_a_key_identifies_its_user(sessions):
    with sessions.begin() as session:
        user = create_user(session, " Ada@Example.org ", "Ada", "admin")
        key = create_key(session, user.id, "first")
    assert user.email == "ada@example.org"
    identity = identify(sessions, key)
    assert identity is not None
    assert (identity.user_id, identity.is_admin) == (user.id, True)
    assert identify(sessions, key + "x") is None


def test_an_address_is_taken_once(sessions):
    with sessions.begin() as session:
        create_user(session, "ada@example.org")
        with pytest.raises(EmailTaken):
            create_user(session, "ADA@example.org")


@pytest.mark.parametrize("email", ["", "ada", "@example.org", "ada@", "a da@example.org", "a" * 330 + "@x"])
def test_what_is_no_address_makes_no_user(sessions, email: str):
    with sessions.begin() as session, pytest.raises(BadAccount):
        create_user(session, email)


def test_an_unknown_role_is_refused(sessions):
    with sessions.begin() as session, pytest.raises(BadAccount, match="user and admin"):
        create_user(session, "ada@example.org", role="king")
