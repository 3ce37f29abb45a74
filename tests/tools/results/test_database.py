import resource
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import duckdb
import pytest
from stored_values import KEY, batch

from tools.errors import StoreError, StoreLockedError
from tools.results.store import open_store

_RECORDS_UNTIL_KILLED = """
    import sys
    from pathlib import Path
    from stored_values import KEY, batch
    from tools.results.store import open_store
    store = open_store(Path(sys.argv[1]))
    for i in range(10_000):
        store.record_window(KEY, batch(start=4 * i))
        print(i, flush=True)
"""


def run_python(code: str, path: Path) -> subprocess.Popen[str]:
    here = Path(__file__).parent
    setup = f"import sys; sys.path.insert(0, {str(here)!r})\n"
    return subprocess.Popen(
        [sys.executable, "-c", setup + textwrap.dedent(code), str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=here.parents[2],
    )


def test_every_batch_reported_before_kill_9_is_there_afterwards(path: Path):
    with run_python(_RECORDS_UNTIL_KILLED, path) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(25)]
        process.send_signal(signal.SIGKILL)
        printed = [*lines, *process.stdout.readlines()]
    with open_store(path) as store:
        (windows,) = store.windows(KEY).values()
    # The batch in flight may have been committed and not been printed yet.
    assert len(windows) in (len(printed), len(printed) + 1)
    assert all(len(window.correct) == 4 for window in windows)


def test_a_store_held_by_another_process_is_named_with_its_pid(path: Path):
    holds = """
        import sys
        from pathlib import Path
        from tools.results.store import open_store
        store = open_store(Path(sys.argv[1]))
        print("open", flush=True)
        sys.stdin.read()
    """
    with run_python(holds, path) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        with pytest.raises(StoreLockedError, match=rf"process {process.pid}\).*has finished"):
            open_store(path)
        process.communicate()


@pytest.mark.parametrize("content", [b"a,b\n1,2\n" * 999, b"\0" * 9_000, b""])
def test_a_file_that_is_no_database_is_refused_and_left_alone(path: Path, content: bytes):
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"could not be opened.*move it away"):
        open_store(path)
    assert path.read_bytes() == content


def test_a_damaged_database_is_refused(path: Path):
    with open_store(path) as store:
        store.record_window(KEY, batch())
    content = bytearray(path.read_bytes())
    content[12_288:17_000] = b"\xff" * (17_000 - 12_288)
    path.write_bytes(content)
    with pytest.raises(StoreError, match="could not be opened"):
        open_store(path)


def test_a_folder_that_is_not_there_is_an_error_in_words(tmp_path: Path):
    with pytest.raises(StoreError, match="No such file or directory"):
        open_store(tmp_path / "nowhere" / "results.duckdb")


def test_a_newer_schema_is_not_touched(path: Path):
    open_store(path).close()
    with duckdb.connect(str(path)) as raw:
        raw.execute("UPDATE schema_version SET version = 99")
    with pytest.raises(StoreError, match=r"another version of Green Runner.*99"):
        open_store(path)


def test_a_database_of_something_else_is_not_written_to(path: Path):
    with duckdb.connect(str(path)) as raw:
        raw.execute("CREATE TABLE invoices (total DOUBLE)")
    with pytest.raises(StoreError, match="did not make"):
        open_store(path)
    with duckdb.connect(str(path)) as raw:
        assert raw.execute("SHOW TABLES").fetchall() == [("invoices",)]


def test_a_full_disk_keeps_whole_batches_only(path: Path):
    fills = """
        import resource, sys
        from pathlib import Path
        from stored_values import KEY, batch
        from tools.errors import StoreError
        from tools.results.store import open_store
        store = open_store(Path(sys.argv[1]))
        resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, resource.RLIM_INFINITY))
        try:
            for i in range(10_000):
                store.record_window(KEY, batch(start=64 * i, correct="10" * 32))
                print(i, flush=True)
        except StoreError as error:
            print(error, flush=True)
    """
    with run_python(fills, path) as process:
        output, _ = process.communicate()
    *printed, message = output.splitlines()
    assert "could not be read or written" in message
    assert "disk space" in message
    with open_store(path) as store:
        (windows,) = store.windows(KEY).values()
    assert len(windows) == len(printed) > 3
    assert all(len(window.correct) == 64 for window in windows)
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


def test_the_database_cannot_read_files(path: Path, tmp_path: Path):
    (tmp_path / "secret.csv").write_text("a\n1\n")
    with open_store(path) as store, pytest.raises(duckdb.PermissionException):
        store._rows(f"FROM '{tmp_path}/secret.csv'", {})
