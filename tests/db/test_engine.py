import threading
import time
from pathlib import Path

from emoscope.db.engine import make_engine, make_sessions, reading
from emoscope.db.migrate import migrate
from emoscope.db.models import User


def test_writers_that_read_first_wait_for_each_other(tmp_path: Path):
    """With SQLite's default a transaction that has read fails at once when another wrote meanwhile."""
    engine = make_engine(f"sqlite:///{tmp_path / 'one.db'}")
    migrate(engine)
    sessions = make_sessions(engine)
    with sessions.begin() as session:
        session.add(User(id="u", email="ada@example.org", name="0"))
    failures: list[Exception] = []

    def count_up() -> None:
        try:
            for _ in range(5):
                with sessions.begin() as session:
                    user = session.get_one(User, "u")
                    time.sleep(0.005)
                    user.name = str(int(user.name) + 1)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test must see it
            failures.append(error)

    threads = [threading.Thread(target=count_up) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with reading(sessions) as session:
        assert session.get_one(User, "u").name == "25"
    engine.dispose()


def test_a_reader_does_not_wait_for_a_writer(tmp_path: Path):
    engine = make_engine(f"sqlite:///{tmp_path / 'one.db'}")
    migrate(engine)
    sessions = make_sessions(engine)
    with sessions.begin() as writer:
        writer.add(User(email="ada@example.org"))
        writer.flush()
        began = time.monotonic()
        with reading(sessions) as session:
            assert session.query(User).all() == []
        assert time.monotonic() - began < 5
    engine.dispose()
