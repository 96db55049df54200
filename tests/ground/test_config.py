from pathlib import Path

import pytest
from pydantic import ValidationError

from server.config import Settings


def test_without_a_word_it_runs_on_a_laptop() -> None:
    settings = Settings()
    assert settings.database() == f"sqlite:///{Path.cwd() / 'data' / 'reception.sqlite3'}"
    assert settings.origin() == "http://localhost:8080"


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECEPTION_PORT", "9000")
    monkeypatch.setenv("RECEPTION_TRUSTED_PROXIES", "10.0.0.0/8, 127.0.0.1")
    settings = Settings()
    assert settings.port == 9000
    assert settings.trusted_proxies == ("10.0.0.0/8", "127.0.0.1")


def test_every_setting_says_what_it_is() -> None:
    assert all(field.description for field in Settings.model_fields.values())


def test_more_workers_than_there_can_be_are_refused() -> None:
    with pytest.raises(ValidationError, match="media_workers"):
        Settings(media_workers=2)


@pytest.mark.parametrize("name", ["TRUSTED_PROXIES", "METRICS_READERS"])
def test_what_is_no_network_is_refused_before_anything_starts(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"RECEPTION_{name}", "127.0.0.1, 300.1.1.1")
    with pytest.raises(ValidationError, match="300"):
        Settings()
