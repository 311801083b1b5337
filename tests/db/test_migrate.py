import threading
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Column, Connection, MetaData, Table, func, inspect, select, text

from emoscope import db
from emoscope.db.engine import make_engine
from emoscope.db.migrate import migrate
from emoscope.db.models import Base


def test_the_migrations_make_the_tables_of_the_models(tmp_path: Path):
    engine = make_engine(f"sqlite:///{tmp_path / 'new.db'}")
    migrate(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_no_migration_loses_what_is_stored(tmp_path: Path):
    """SQLite may rebuild a table to change it; what refers to the old one can go with that."""
    engine = make_engine(f"sqlite:///{tmp_path / 'old.db'}")
    migrate(engine, "0002")
    tables = ("users", "api_keys", "media", "edits")
    with engine.begin() as connection:
        for name in tables:
            _insert_one(connection, Table(name, MetaData(), autoload_with=connection))
    for path in sorted((Path(db.__file__).parent / "migrations" / "versions").glob("[0-9]*.py"))[2:]:
        migrate(engine, path.name[:4])
        with engine.connect() as connection:
            counts = [
                connection.scalar(select(func.count()).select_from(Table(name, MetaData(), Column("id"))))
                for name in tables
            ]
        assert counts == [1] * len(tables), path.name
    engine.dispose()


def _insert_one(connection: Connection, table: Table) -> None:
    """A row whose ids are all `x`, so that every reference leads somewhere."""
    values = {"DATETIME": "2026-01-01 00:00:00.000000", "INTEGER": 1, "BIGINT": 1, "JSON": "{}"}
    row = {column.name: values.get(str(column.type), "x") for column in table.columns}
    names = ", ".join(row)
    places = ", ".join(f":{name}" for name in row)
    connection.execute(text(f"INSERT INTO {table.name} ({names}) VALUES ({places})"), row)  # noqa: S608


def test_several_processes_may_migrate_at_once(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'new.db'}"
    failures: list[BaseException] = []

    def run() -> None:
        engine = make_engine(url)
        try:
            migrate(engine)
        except BaseException as error:  # noqa: BLE001 - whatever it is, the test must see it
            failures.append(error)
        finally:
            engine.dispose()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    engine = make_engine(url)
    assert "jobs" in inspect(engine).get_table_names()
    engine.dispose()


def test_sqlite_runs_in_wal_mode_with_foreign_keys(tmp_path: Path):
    engine = make_engine(f"sqlite:///{tmp_path / 'new.db'}")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    engine.dispose()
