from pathlib import Path

import pytest
from pydantic import ValidationError

from emoscope.settings import Settings

README = Path(__file__).parents[1] / "docs" / "settings.md"


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_described_and_documented(name: str):
    description = Settings.model_fields[name].description
    assert description
    assert description.endswith(".")
    assert f"`EMOSCOPE_{name.upper()}`" in README.read_text()


def test_settings_cannot_be_changed_after_reading(settings: Settings):
    with pytest.raises(ValidationError):
        settings.port = 1


def test_the_environment_is_read_with_our_prefix(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("EMOSCOPE_VIDEO_FPS", "5")
    assert Settings(_env_file=None).video_fps == 5


def test_a_made_key_is_kept_and_readable_by_its_owner_only(settings: Settings):
    first = settings.resolved_secret_key()
    assert len(first) == 64
    assert settings.resolved_secret_key() == first
    path = settings.data_dir / "secret.key"
    assert path.stat().st_mode & 0o077 == 0
    assert [p.name for p in settings.data_dir.iterdir() if "secret" in p.name] == ["secret.key"]


def test_a_given_key_goes_before_a_made_one(tmp_path: Path):
    settings = Settings(_env_file=None, data_dir=tmp_path, secret_key="given")
    assert settings.resolved_secret_key() == b"given"
    assert not (tmp_path / "secret.key").exists()
