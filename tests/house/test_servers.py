import os
import signal
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from tests.support import servers
from tests.support.memory import clear_leftovers
from tests.support.servers import Postgres, Redis, running_redis


async def connect(url: str) -> "asyncpg.Connection[asyncpg.Record]":
    return await asyncpg.connect(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False))


async def test_each_database_is_fresh_and_its_owner_is_bound_by_row_level_security(postgres: Postgres) -> None:
    first, second = postgres.fresh(), postgres.fresh()
    connection = await connect(first)
    await connection.execute("CREATE TABLE here (id int)")
    role = await connection.fetchrow("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
    await connection.close()
    assert role is not None
    assert tuple(role) == (False, False)
    connection = await connect(second)
    assert await connection.fetchval("SELECT to_regclass('here')") is None
    await connection.close()


async def test_a_template_is_cloned_with_its_rows(postgres: Postgres) -> None:
    template = postgres.fresh()
    connection = await connect(template)
    await connection.execute("CREATE TABLE word AS SELECT '漏水' AS said")
    await connection.close()
    connection = await connect(postgres.fresh(template=make_url(template).database or ""))
    assert await connection.fetchval("SELECT said FROM word") == "漏水"
    await connection.close()


async def test_a_database_is_reached_by_its_url(postgres_url: str) -> None:
    connection = await connect(postgres_url)
    assert await connection.fetchval("SELECT current_database()") == make_url(postgres_url).database
    await connection.close()


def test_redis_comes_back_empty_on_the_same_port_after_a_kill() -> None:
    with running_redis() as server:
        server.ask("SET kept yes")
        server.kill()
        server.start()
        assert server.ask("EXISTS kept") == ":0"


def test_redis_is_empty_at_the_start_of_a_test(redis: Redis, redis_url: str) -> None:
    assert redis.ask("DBSIZE") == ":0"
    assert redis_url == redis.url


def test_a_port_is_its_servers_own_also_while_it_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    port = servers.reserve_port()
    monkeypatch.setattr(servers, "PORTS", range(port, port + 1))
    with pytest.raises(pytest.fail.Exception):
        servers.reserve_port()


def test_what_a_killed_run_left_is_stopped_and_removed_and_what_a_running_one_has_is_left(tmp_path: Path) -> None:
    data = tmp_path / "reception-postgres-x" / "data"
    data.mkdir(parents=True)
    nobodys = int(Path("/proc/sys/kernel/pid_max").read_text()) + 1  # an ended process' number may be another's by now
    before = signal.signal(signal.SIGQUIT, signal.SIG_DFL)  # else ignored behind a shell
    server = subprocess.Popen(["sleep", "600"], cwd=data)
    signal.signal(signal.SIGQUIT, before)
    with server:
        (data / "postmaster.pid").write_text(f"{server.pid}\n{data}\n")
        (data.parent / "owner").write_text(str(os.getpid()))
        clear_leftovers(tmp_path, "reception-postgres-")
        assert (server.poll(), data.exists()) == (None, True)
        (data.parent / "owner").write_text(str(nobodys))
        clear_leftovers(tmp_path, "reception-postgres-")
        assert (server.wait(), data.exists()) == (-signal.SIGQUIT, False)


def test_a_process_that_reserved_a_port_ends_without_a_word() -> None:
    program = "from tests.support.servers import reserve_port; reserve_port()"
    done = subprocess.run([sys.executable, "-Walways", "-c", program], capture_output=True, text=True, check=True)
    assert "Exception ignored" not in done.stderr
    assert "unclosed" not in done.stderr
