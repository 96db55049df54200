import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from server.config import Settings
from server.scope_guard import ROLE

HERE = Path(__file__).parents[2]
SECRET = re.compile(r"PASSWORD|SECRET|TOKEN|KEY")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    parsed: dict[str, Any] = yaml.safe_load((HERE / "docker-compose.yml").read_text())
    return parsed


def instructions(word: str) -> list[str]:
    joined = (HERE / "Dockerfile").read_text().replace("\\\n", " ")
    return [line.removeprefix(word).strip() for line in joined.splitlines() if line.startswith(f"{word} ")]


def test_people_reach_the_proxy_the_calls_and_nothing_else(compose: dict[str, Any]) -> None:
    published = {name: service["ports"] for name, service in compose["services"].items() if "ports" in service}
    port = compose["services"]["server"]["environment"]["RECEPTION_MEDIA_PORT"]
    assert published == {"proxy": ["80:80", "443:443", "443:443/udp"], "server": [f"{port}:{port}/udp"]}
    assert "reverse_proxy server:8080" in compose["configs"]["caddyfile"]["content"]
    assert instructions("EXPOSE") == ["8080"]


def test_the_proxy_cannot_reach_the_database_nor_the_database_the_world(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert (services["proxy"]["networks"], services["database"]["networks"]) == (["front"], ["back"])
    assert compose["networks"]["back"] == {"internal": True}


def test_the_server_believes_the_addresses_of_the_proxys_network_only(compose: dict[str, Any]) -> None:
    subnets = [part["subnet"] for part in compose["networks"]["front"]["ipam"]["config"]]
    assert compose["services"]["server"]["environment"]["RECEPTION_TRUSTED_PROXIES"].split(",") == subnets


def test_every_setting_of_the_server_is_one_that_it_knows(compose: dict[str, Any]) -> None:
    given = [
        *compose["services"]["server"]["environment"],
        *re.findall(r"RECEPTION_\w+", " ".join(instructions("ENV"))),
    ]
    assert given != []
    assert {name.removeprefix("RECEPTION_").lower() for name in given} <= set(Settings.model_fields)


def test_the_image_holds_the_bytecode_that_its_read_only_container_cannot_write() -> None:
    assert "UV_COMPILE_BYTECODE=1" in instructions("ENV")
    assert any(step.endswith("-m compileall -q server") for step in instructions("RUN"))


def test_no_secret_stands_in_the_file(compose: dict[str, Any]) -> None:
    settings = {k: v for service in compose["services"].values() for k, v in service.get("environment", {}).items()}
    assert [v for k, v in settings.items() if SECRET.search(k)] == ["/run/secrets/superuser_password"]
    assert [url for url in map(str, settings.values()) if re.search(r"//[^/:]*:(?!\$\{)[^/]*@", url)] == []
    assert compose["secrets"] == {
        "database_password": {"environment": "DATABASE_PASSWORD"},
        "superuser_password": {"environment": "SUPERUSER_PASSWORD"},
    }


def test_what_is_required_has_no_default_to_forget() -> None:
    variables = re.findall(r"(?<!\$)\$\{(\w+)([^}]*)\}", (HERE / "docker-compose.yml").read_text())
    assert {name for name, _ in variables} == {
        "DATABASE_PASSWORD",
        "DOMAIN",
        "MEDIA_ADDRESS",
    }  # and the secrets, which have none to forget
    assert {rest[:2] for _, rest in variables} == {":?"}


@pytest.mark.parametrize("name", ["proxy", "server", "database"])
def test_each_service_tells_its_health_and_comes_back(compose: dict[str, Any], name: str) -> None:
    service = compose["services"][name]
    assert service["healthcheck"]["test"][0] == "CMD"
    assert service["restart"] == "unless-stopped"
    assert service["security_opt"] == ["no-new-privileges:true"]


def test_what_must_outlive_a_container_lies_in_named_volumes(compose: dict[str, Any]) -> None:
    mounted = {v.split(":")[0]: v.split(":")[1] for s in compose["services"].values() for v in s["volumes"]}
    assert set(mounted) == set(compose["volumes"])
    assert mounted["database-data"] == "/var/lib/postgresql/data"
    assert [mounted["server-data"]] == instructions("VOLUME")


def test_the_server_runs_without_rights_on_a_tree_it_cannot_write(compose: dict[str, Any]) -> None:
    server = compose["services"]["server"]
    assert (server["read_only"], server["cap_drop"], server["tmpfs"]) == (True, ["ALL"], ["/tmp"])  # noqa: S108  # inside the container
    assert instructions("USER") == ["reception"]
    assert "useradd --uid 10001" in (HERE / "Dockerfile").read_text()


def test_the_servers_role_is_no_superuser(compose: dict[str, Any]) -> None:
    first_start = compose["configs"]["first-start"]["content"]
    assert "CREATE ROLE reception LOGIN PASSWORD :'password';" in first_start
    assert "SUPERUSER" not in first_start
    assert "POSTGRES_USER" not in compose["services"]["database"]["environment"]


def test_the_superuser_of_the_database_has_a_password_that_the_server_never_gets(compose: dict[str, Any]) -> None:
    database = compose["services"]["database"]
    assert database["environment"]["POSTGRES_PASSWORD_FILE"] == "/run/secrets/superuser_password"
    assert "superuser_password" not in compose["configs"]["first-start"]["content"]
    assert "secrets" not in compose["services"]["server"]
    assert "SUPERUSER_PASSWORD" not in str(compose["services"])


def test_the_image_is_built_from_the_locks() -> None:
    runs = " ".join(instructions("RUN"))
    assert "npm ci" in runs
    assert "--require-hashes -r requirements.lock" in runs


def test_the_database_has_the_role_that_row_security_needs(compose: dict[str, Any]) -> None:
    first_start = compose["configs"]["first-start"]["content"]
    assert f"CREATE ROLE {ROLE} NOLOGIN;" in first_start
    assert f"GRANT {ROLE} TO reception;" in first_start
