"""Every knob of a running Emoscope, read once at the entry points and passed on as arguments."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Read from the environment (prefix `EMOSCOPE_`) and from a file `.env` in the working folder."""

    model_config = SettingsConfigDict(env_prefix="EMOSCOPE_", env_file=".env", extra="ignore", frozen=True)

    data_dir: Path = Field(
        Path("data"), description="Folder that holds the database, the queue, stored media and secrets."
    )
    database_url: str = Field(
        "",
        description="SQLAlchemy address of the database; empty means SQLite in the data folder. "
        "PostgreSQL: postgresql+psycopg://user:password@host/name.",
    )
    broker_url: str = Field(
        "",
        description="Address of the message broker; empty means files in the data folder. "
        "Redis: redis://host:6379/0. RabbitMQ: amqp://user:password@host:5672//.",
    )
    storage_url: str = Field(
        "",
        description="Where media are stored; empty means the data folder. "
        "Object stores: s3://bucket/prefix, gs://bucket/prefix, az://container/prefix.",
    )
    secret_key: SecretStr = Field(
        SecretStr(""),
        description="Key that signs links and from which the secrets of webhooks are derived; "
        "empty means one made on first start and kept in the data folder.",
    )
    host: str = Field("127.0.0.1", description="Address the server listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port the server listens on.")
    public_url: str = Field(
        "", description="Base of the links in replies; empty means the address the request came to."
    )
    embedded_worker: bool = Field(
        True, description="Whether `emoscope serve` starts a worker of its own beside the API."
    )
    worker_processes: int = Field(1, ge=1, le=64, description="Jobs that one worker runs side by side.")
    inference_threads: int = Field(1, ge=1, le=64, description="Threads that one model run may use.")
    voice_emotion_model: Literal["voice-emotion-1", "voice-emotion-cc0-1"] = Field(
        "voice-emotion-1",
        description="What hears emotion in voices; voice-emotion-cc0-1 learned from free recordings alone "
        "and is much weaker.",
    )
    transcriber: Literal["moonshine", "faster-whisper"] = Field(
        "moonshine",
        description="What writes speech down: moonshine (English), or faster-whisper (the languages of its "
        "model), which needs the packages of emoscope[whisper] and EMOSCOPE_WHISPER_MODEL.",
    )
    whisper_model: Path | None = Field(
        None, description="Folder with the model that faster-whisper runs, in the form of CTranslate2."
    )
    video_fps: float | None = Field(
        None,
        gt=0,
        description="Frames per second to analyse at most; empty means every frame of the video.",
    )
    max_upload_bytes: int = Field(
        4 * 1024**3, ge=1, description="Largest accepted upload in bytes; more is refused with 413."
    )
    upload_dir: Path | None = Field(
        None,
        description="Folder in which resumable uploads grow; empty means one in the data folder. Servers "
        "behind one address must share it.",
    )
    upload_lifetime_h: float = Field(
        24.0, gt=0, description="Hours after which a resumable upload is erased to which no byte came."
    )
    open_uploads_per_user: int = Field(
        16, ge=1, description="Resumable uploads that one user may have that are not finished or not used."
    )
    max_video_pixels: int = Field(
        8192 * 4320, ge=1, description="Largest accepted frame, in pixels (width times height)."
    )
    max_video_duration_s: float = Field(
        6 * 3600, gt=0, description="Longest accepted video or analysed part of one, in seconds."
    )
    allowed_private_hosts: str = Field(
        "",
        description="Host names, addresses and networks, with commas, that media and callbacks may lie at "
        "although they are private: nas.lan, *.home.arpa, 10.1.0.0/16.",
    )
    fetch_timeout_s: float = Field(
        3600.0, gt=0, description="How long fetching one medium from its address may take, in seconds."
    )
    site_downloads: bool = Field(
        True, description="Whether yt-dlp fetches media from YouTube, Instagram, Facebook and X."
    )
    sign_up: Literal["invitation", "open"] = Field(
        "invitation",
        description="Who may sign up: who has an invitation, or everybody. The first user may always, and "
        "becomes the admin.",
    )
    session_days: int = Field(14, ge=1, le=365, description="Days after which a browser is logged out.")
    rate_limit_per_minute: int = Field(
        1200, ge=0, description="Requests that one key or log-in may make a minute; 0 sets no limit."
    )
    live_sessions: int = Field(
        2,
        ge=0,
        le=16,
        description="Live sessions (webcam analysis) that one server holds at a time, each in a process of "
        "its own; 0 turns them off.",
    )
    llm_base_url: str = Field(
        "",
        description="Address of an OpenAI-compatible server that answers questions about media; empty means "
        "that the built-in analyst does. Figures and words of the media asked about are sent there.",
    )
    llm_model: str = Field("", description="Name of the language model at that server.")
    llm_api_key: SecretStr = Field(
        SecretStr(""), description="Key for that server; empty where it wants none."
    )
    llm_timeout_s: float = Field(
        60.0,
        gt=0,
        le=600,
        description="How long the language model may take for an answer, in seconds; then the built-in "
        "analyst answers.",
    )
    llm_tokens_per_day: int = Field(
        0,
        ge=0,
        description="Tokens of the language model that one user may use a day (UTC); then the built-in "
        "analyst answers. 0 sets no limit.",
    )
    callback_senders: int = Field(
        4, ge=0, le=64, description="Callbacks that one server sends side by side; 0 sends none."
    )
    callback_timeout_s: float = Field(
        15.0, gt=0, description="How long the receiver of a callback may take to answer, in seconds."
    )
    link_lifetime_s: int = Field(3600, ge=1, description="How long a signed link works, in seconds.")
    job_attempts: int = Field(
        3, ge=1, le=20, description="How often a job is tried before it is marked failed."
    )
    job_lease_s: float = Field(
        30.0, gt=0, description="Seconds without a sign of life after which a job is given to another worker."
    )
    job_stall_s: float = Field(
        300.0, gt=0, description="Seconds without progress after which a job's process is stopped."
    )
    sweep_interval_s: float = Field(
        5.0, gt=0, description="Seconds between two looks for jobs whose message or worker was lost."
    )
    otlp_endpoint: str = Field(
        "",
        description="Address of an OpenTelemetry collector that takes OTLP over HTTP, such as "
        "http://127.0.0.1:4318; empty sends no traces. Needs the packages of emoscope[telemetry].",
    )
    log_format: Literal["console", "json"] = Field("console", description="Form of log lines.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="Least severity that is logged."
    )

    def resolved_database_url(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'emoscope.db'}"

    def resolved_upload_dir(self) -> Path:
        return (self.upload_dir or self.data_dir / "uploads" / "resumable").resolve()

    def resolved_broker_url(self) -> str:
        return self.broker_url or "filesystem://localhost"

    def resolved_secret_key(self) -> bytes:
        """The link-signing key; made on first use where none is set, readable by the owner only."""
        if self.secret_key.get_secret_value():
            return self.secret_key.get_secret_value().encode()
        path = self.data_dir / "secret.key"
        self.data_dir.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            draft = path.with_suffix(f".{secrets.token_hex(4)}")
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_hex(32))
            try:
                path.hardlink_to(draft)  # atomic: of two starting processes one wins, both read the same
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return path.read_text().strip().encode()
