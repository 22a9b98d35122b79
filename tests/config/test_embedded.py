"""The servers a machine without servers brings along, started and harmed for real."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import psycopg2
import pytest
import redis

from config.embedded import postgres, processes, redis_server
from config.embedded.folders import SOCKET_PATH_BYTES, Embedded
from config.embedded.lease import servers
from config.embedded.sentences import CannotStart

LEASE = """
import sys
from pathlib import Path
from config.embedded.folders import Embedded
from config.embedded.lease import servers
with servers(Embedded(Path(sys.argv[1]), fast=True)):
    print("ready", flush=True)
    sys.stdin.read()
"""


def answer(embedded: Embedded, statement: str = "SELECT 1") -> object:
    connection = psycopg2.connect(host=str(embedded.sockets), user="postgres", dbname="corrections")
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            row: tuple[object] | None = cursor.fetchone() if cursor.description else None
            return row and row[0]
    finally:
        connection.close()


def lease_elsewhere(embedded: Embedded) -> subprocess.Popen[str]:
    """Another process that uses the servers until its input ends."""
    words = [sys.executable, "-c", LEASE, str(embedded.folder)]
    other = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert other.stdout
    assert other.stdout.readline() == "ready\n"
    return other


def leave(other: subprocess.Popen[str]) -> None:
    other.communicate("", timeout=30)


def test_both_servers_answer_and_stop(embedded: Embedded) -> None:
    with servers(embedded):
        assert answer(embedded) == 1
        assert redis.Redis.from_url(embedded.redis_url(0)).ping()
    assert postgres.running_pid(embedded) is None
    assert redis_server.running_pid(embedded) is None


def test_first_user_leaving_keeps_servers_for_the_second(embedded: Embedded) -> None:
    first, second = lease_elsewhere(embedded), lease_elsewhere(embedded)
    leave(first)
    assert answer(embedded) == 1
    leave(second)
    assert postgres.running_pid(embedded) is None


def test_two_users_at_once_start_one_server(embedded: Embedded) -> None:
    words = [sys.executable, "-c", LEASE, str(embedded.folder)]
    others = [
        subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    assert [other.stdout and other.stdout.readline() for other in others] == ["ready\n"] * 4
    for other in others:
        leave(other)
        assert other.returncode == 0
    assert postgres.running_pid(embedded) is None


def test_killed_user_leaves_servers_that_the_next_one_takes_over(embedded: Embedded) -> None:
    other = lease_elsewhere(embedded)
    other.kill()
    other.communicate()
    left = postgres.running_pid(embedded)
    assert left is not None
    with servers(embedded):
        assert postgres.running_pid(embedded) == left
    assert postgres.running_pid(embedded) is None


def test_killed_servers_start_again_with_their_rows(embedded: Embedded) -> None:
    durable = replace(embedded, fast=False)
    with servers(durable):
        answer(durable, "CREATE TABLE kept AS SELECT 7 AS number")
        redis.Redis.from_url(durable.redis_url(0)).set("kept", "7")
        for pid in (postgres.running_pid(durable), redis_server.running_pid(durable)):
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
    with servers(durable):
        assert answer(durable, "SELECT number FROM kept") == 7
        assert redis.Redis.from_url(durable.redis_url(0)).get("kept") in (b"7", None)


def test_pid_files_that_name_a_stranger_are_healed(embedded: Embedded) -> None:
    with servers(embedded):
        pid_file = embedded.postgres_folder / "postmaster.pid"
        lines = pid_file.read_text().split("\n")
    stranger = "\n".join([str(os.getpid()), *lines[1:]])
    pid_file.write_text(stranger)
    (embedded.sockets / ".s.PGSQL.5432.lock").write_text(stranger)
    (embedded.run / "redis.pid").write_text(str(os.getpid()))
    with servers(embedded):
        assert answer(embedded) == 1
    assert processes.started_at(os.getpid())


def test_long_path_uses_a_short_private_folder_for_sockets(embedded: Embedded) -> None:
    long = replace(embedded, folder=embedded.folder / ("长" * 30) / ("d" * 60))
    assert len(os.fsencode(long.sockets / ".s.PGSQL.5432")) <= SOCKET_PATH_BYTES
    with servers(long):
        assert answer(long) == 1
        assert long.sockets.stat().st_mode & 0o777 == 0o700
    assert not long.sockets.exists()


def test_socket_folder_of_somebody_else_is_refused(embedded: Embedded) -> None:
    long = replace(embedded, folder=embedded.folder / ("d" * 120))
    long.sockets.mkdir(mode=0o755)
    try:
        with pytest.raises(CannotStart, match="not private"), servers(long):
            pass
    finally:
        long.sockets.rmdir()


def test_data_of_another_version_is_refused_by_name(embedded: Embedded) -> None:
    with servers(embedded):
        pass
    (embedded.postgres_folder / "PG_VERSION").write_text("15\n")
    with pytest.raises(CannotStart, match="belongs to PostgreSQL 15"), servers(embedded):
        pass


def test_broken_append_file_is_put_aside(embedded: Embedded) -> None:
    durable = replace(embedded, fast=False)
    durable.redis_folder.mkdir()
    (durable.redis_folder / "appendonly.aof").write_bytes(b"no redis file\n")
    with servers(durable):
        assert redis.Redis.from_url(durable.redis_url(0)).ping()
    assert (durable.redis_folder / "appendonly.broken").exists()


def test_values_stay_out_of_the_server_log(own_postgres: Embedded) -> None:
    with pytest.raises(psycopg2.Error):
        answer(own_postgres, "SELECT '511723198001010010'::int")
    assert "511723198001010010" not in (own_postgres.logs / "postgres.log").read_text()


def test_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(CannotStart) as refusal, servers(Embedded(file / "data")):
        pass
    assert str(refusal.value).count("\n") == 1
