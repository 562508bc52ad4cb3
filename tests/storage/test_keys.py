"""The key that signs sessions: one for all processes, and for ever."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.settings import PROJECT_ROOT
from bot.storage.keys import signing_key

PRINT = "import sys; from bot.storage.keys import signing_key; print(signing_key(sys.argv[1]))"


def test_the_key_is_made_once_and_kept(database: str) -> None:
    key = signing_key(database)
    assert re.fullmatch(r"[0-9a-f]{64}", key)
    assert signing_key(database) == key


def test_two_installations_have_two_keys(
    database: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = f"sqlite:///{tmp_path_factory.mktemp('other') / 'a.db'}"
    assert signing_key(database) != signing_key(other)


def test_the_first_processes_of_an_installation_get_the_same_key(empty_database: str) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", PRINT, empty_database],
            cwd=PROJECT_ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(4)
    ]
    keys = {process.communicate(timeout=60)[0].strip() for process in processes}
    assert keys == {signing_key(empty_database)}


def test_threads_that_ask_first_at_once_get_the_same_key(database: str) -> None:
    barrier = threading.Barrier(4)

    def ask(_: int) -> str:
        barrier.wait()
        return signing_key(database)

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(ask, range(4)))) == 1
