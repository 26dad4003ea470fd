"""Getting files: folders, checksums, locks, the network. What the public data sets are is in `helpers.datasets`."""

from __future__ import annotations

import atexit
import errno
import functools
import hashlib
import os
import shutil
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import requests
    from tqdm.auto import tqdm

SUMS = "SHA256SUMS.txt"  # a public folder's own list of checksums
_PATIENCE_S = 8.0  # a download must bring _MIN_RATE bytes a second over any stretch of this length ...
_MIN_RATE = 20_000  # ... or it is given up: it would take hours
_LOCK_S = 9.0  # another process may hold a file this long without any progress
_PROBE_S = 3.5  # status() asks the servers for at most this long
_network_trouble = ""  # set by the first failure of the network, so that later sets do not wait again


class FetchError(Exception):
    """No file could be had; the text is a sentence for the reader."""


# ---- files and folders ----


def say(text: str) -> None:
    print(text, flush=True)


def reason(error: BaseException) -> str:
    """A few words for an error, without the path that its own text may hold."""
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return "the disk is full, free some space"
    return (isinstance(error, OSError) and error.strerror) or type(error).__name__


def data_folder() -> Path:
    return Path(os.environ.get("COURSE_DATA") or Path(__file__).parents[1] / "data").expanduser()


def folder_name() -> str:
    return "the COURSE_DATA folder" if os.environ.get("COURSE_DATA") else "data/"


@functools.cache
def places(folder: Path) -> tuple[Path, ...]:
    """The folders to look in; the last one can be written: a temporary one if `folder` cannot (said once)."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return (folder,)
    except OSError as error:
        why = f"{folder_name()} cannot be written ({reason(error)})"
        why = "COURSE_DATA names a file" if data_folder().is_file() else why
        say(f"Nothing new is kept, because {why}. Set COURSE_DATA to a folder of your own.")
    spare = Path(tempfile.mkdtemp(prefix="course-data-"))
    atexit.register(shutil.rmtree, spare, ignore_errors=True)
    return folder, spare


def part_of(target: Path) -> Path:
    """The name under which `target` is written; always the same one, so that leftovers do not pile up."""
    return target.with_name(target.name + ".part")


def set_aside(path: Path, why: str) -> None:
    """Rename a file that cannot be used, and say so."""
    try:
        os.replace(path, path.with_name(path.name + ".damaged"))
        say(f"{path.name} cannot be used: {why}. It was renamed {path.name}.damaged; you may delete it.")
    except OSError:
        say(f"{path.name} cannot be used: {why}. It could not be renamed and is ignored; please remove it.")


def _hash_holds(path: Path, known_hash: str) -> bool:
    algorithm, _, digest = known_hash.partition(":")
    with open(path, "rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest() == digest


def find_local(
    filename: str, known_hash: str, elsewhere: Iterable[Path] = (), where: Iterable[Path] | None = None
) -> Path | None:
    """The first copy whose checksum holds: our own folders, or `where`, then `elsewhere` (other programs' files)."""
    ours = [folder / filename for folder in where or places(data_folder())]
    for path in (*ours, *elsewhere):
        try:
            if not path.is_file():
                continue
            if _hash_holds(path, known_hash):
                return path
        except OSError as error:
            say(f"A copy named {path.name} could not be read ({reason(error)}) and is ignored.")
            continue
        if path in ours:
            set_aside(path, "its checksum is wrong")
        else:
            say(f"Another program's copy, {path.name}, has a wrong checksum and is ignored.")
    return None


class BusyError(FetchError):
    """Another process holds the file and makes no progress."""


@contextmanager
def turn(target: Path) -> Iterator[float]:
    """Hold the lock on `target` across processes; yields the seconds just spent waiting without progress.

    The system frees the lock when its holder dies. Raises `BusyError` when the holder writes nothing for
    `_LOCK_S`. Where files cannot be locked (some network drives) everybody goes ahead at once.
    """
    import filelock

    lock = filelock.FileLock(target.with_name(f".{target.name}.lock"))
    size, since, told = -1, time.monotonic(), False
    while True:
        try:
            lock.acquire(timeout=0.5, poll_interval=0.05)
            break
        except filelock.Timeout:
            if not told:
                say(f"Another notebook is getting {target.name}; waiting for it.")
            told, before = True, size
            with suppress(OSError):
                size = part_of(target).stat().st_size
            if size != before:
                since = time.monotonic()
            elif time.monotonic() - since > _LOCK_S:
                problem = f"Another notebook holds {target.name} and makes no progress; close it and try again."
                raise BusyError(problem) from None
        except (OSError, NotImplementedError):
            break
    try:
        yield time.monotonic() - since if told else 0.0
    finally:
        lock.release()


# ---- the network ----


def no_network(filename: str) -> str:
    """Why the network is not to be used for this file, in a sentence or two; empty when it may be."""
    if os.environ.get("COURSE_OFFLINE") == "1":
        return "No copy is here, and COURSE_OFFLINE=1 skips the network."
    return _network_trouble and f"{_network_trouble} {_advice(filename)}"


def _advice(filename: str) -> str:
    return f"Check the network and restart the kernel, or put {filename} into {folder_name()} yourself."


def fetch(url: str, filename: str, known_hash: str, elsewhere: Iterable[Path] = ()) -> Path:
    """A file whose checksum holds: a copy that is here, or a download into the data folder.

    Args:
        url: the public address.
        filename: its name in the data folder.
        known_hash: "sha256:..." or "md5:...", in hexadecimal.
        elsewhere: paths where another program may keep the same file; they are only read.

    Returns:
        Its path; in a temporary folder when the data folder cannot be written.

    Raises:
        FetchError: no copy could be had; the text says why and what to do.
    """
    found = find_local(filename, known_hash, elsewhere)
    if found:
        return found
    if problem := no_network(filename):
        raise FetchError(problem)
    target = places(data_folder())[-1] / filename
    with turn(target) as waited:
        if not (waited and target.exists() and _hash_holds(target, known_hash)):
            with _session() as session, _bar(filename) as bar:
                _get(session, url, target, known_hash, part_of(target), filename, bar, waited)
    return target


def fetch_folder(url: str, folder: str, known_hash: str, names: Sequence[str], size: int) -> dict[str, Path]:
    """Files of a public folder, each a copy that is here or a download, checked against the folder's own list.

    Args:
        url: the public folder's address, with a slash at its end.
        folder: its name in the data folder.
        known_hash: "sha256:..." of its SHA256SUMS.txt, which holds the checksums of the others.
        names: the files that are wanted.
        size: about how many bytes these are in all, for the progress bar.

    Returns:
        The path of each file. What was fetched before a failure is kept and not fetched again.

    Raises:
        FetchError: a file could not be had; the text says which one, why and what to do.
    """
    home, known = data_folder() / folder, {SUMS: known_hash}

    def look(where: Sequence[Path]) -> tuple[dict[str, Path], list[str]]:
        """The files whose checksums hold, and the names of the others; without the list no file counts."""
        found = {}
        for name in (SUMS, *names):
            if name in known and (path := find_local(name, known[name], where=where)):
                found[name] = path
                if name == SUMS:
                    known.update(_listed(path))
        return found, [name for name in (SUMS, *names) if name not in found]

    found, missing = look([home])
    if not missing:
        return found
    try:
        if problem := no_network(f"{folder}/{missing[0]}"):
            raise FetchError(problem)
        where = places(home)
        home = where[-1]
        part = part_of(home / folder)  # for all files, so that another notebook sees the progress
        with turn(home / folder) as waited, _session() as session, _bar(folder, size) as bar:
            if SUMS in missing and not find_local(SUMS, known_hash, where=where):
                _get(session, url + SUMS, home / SUMS, known_hash, part, f"{folder}/{SUMS}", bar, waited)
            found, missing = look(where)  # again: the list is new, or another notebook was at work
            bar.update(size * len(found) // (len(names) + 1))
            for name in [*missing]:
                _get(session, url + name, home / name, known[name], part, f"{folder}/{name}", bar, waited)
                found[name], waited = home / name, 0.0
                missing.remove(name)
    except FetchError as error:
        if not found:
            raise
        here = f"{len(found)} of {len(names) + 1} files are here and are kept, {missing[0]} is missing."
        raise FetchError(f"{here} {error}") from None
    return found


def _listed(sums: Path) -> dict[str, str]:
    """The checksums of a list as sha256sum writes it: {filename: "sha256:..."}."""
    lines = (line.split(maxsplit=1) for line in sums.read_text("utf-8").splitlines())
    return {name.lstrip("*"): f"sha256:{digest}" for digest, name in lines}


def _session() -> requests.Session:
    import requests

    return requests.Session()


def _bar(what: str, total: int | None = None) -> tqdm:
    from tqdm.auto import tqdm

    return tqdm(desc=what, total=total, unit="B", unit_scale=True, leave=False, delay=1, file=sys.stdout)


def _get(
    session: requests.Session, url: str, target: Path, known_hash: str, part: Path, name: str, bar: tqdm, waited: float
) -> None:
    """Download `url` by way of `part` to `target`, `name` in messages; after a wrong checksum once more."""
    start = bar.n
    try:
        for _ in range(2):
            bar.n = start
            _download(session, url, part, name, bar, waited)
            if _hash_holds(part, known_hash):
                os.replace(part, target)
                return
            os.replace(part, target.with_name(target.name + ".damaged"))
            say(f"The downloaded {name} has a wrong checksum; it was renamed {target.name}.damaged.")
    except OSError as error:
        raise FetchError(f"{name} could not be written ({reason(error)}).") from None
    finally:
        with suppress(OSError):
            part.unlink()
    raise FetchError(f"{urlsplit(url).hostname} sent a wrong {name} twice; try another network.")


def _download(session: requests.Session, url: str, part: Path, name: str, bar: tqdm, waited: float) -> None:
    """Download `url` to `part`; `FetchError` says what the network did wrong.

    The work is done in a thread, because neither the look-up of a name nor a trickle of bytes can be
    bounded otherwise; this one watches the bytes arrive. `waited` seconds were already spent on this
    file and count against the first bytes.
    """
    import requests

    global _network_trouble
    got, answered, failure, stop = 0, False, None, threading.Event()
    start, sized = bar.n, bar.total is not None

    def work() -> None:
        nonlocal got, answered, failure
        try:
            # As the bytes are on the server: a .tar.gz must not be unpacked on the way.
            ask = {"Accept-Encoding": "identity"}
            with session.get(url, stream=True, timeout=2 * _PATIENCE_S, headers=ask) as response:
                response.raise_for_status()
                if not sized:
                    bar.total = int(response.headers.get("Content-Length", 0)) or None
                answered = True
                if stop.is_set():
                    return
                with open(part, "wb") as file:
                    for chunk in response.raw.stream(16_384, decode_content=False):
                        if stop.is_set():
                            return
                        file.write(chunk)
                        got += len(chunk)
        except Exception as error:  # carried to the thread that waits
            failure = error

    host = urlsplit(url).hostname
    thread = threading.Thread(target=work, daemon=True)
    history = deque([(time.monotonic() - min(waited, _PATIENCE_S - 2), 0)])
    try:
        thread.start()
        while thread.is_alive():
            thread.join(0.1)
            if start + got > bar.n:
                bar.update(start + got - bar.n)
            now = time.monotonic()
            history.append((now, got))
            while history[1][0] <= now - _PATIENCE_S:
                history.popleft()
            (then, had), enough = history[0], _PATIENCE_S * _MIN_RATE
            if thread.is_alive() and now - then >= _PATIENCE_S and got - had < enough:
                what = "sends too slowly" if answered else "does not answer"
                _network_trouble = f"{host} {what}."
                raise FetchError(f"{_network_trouble} {_advice(name)}")
    finally:
        stop.set()  # also after Ctrl-C: the thread writes nothing more
    if isinstance(failure, requests.HTTPError):
        raise FetchError(f"{host} answered with error {failure.response.status_code}. {_advice(name)}")
    if isinstance(failure, OSError) and not isinstance(failure, requests.RequestException):
        raise failure
    if failure is not None:
        what = "broke off the download" if got else "cannot be reached"
        _network_trouble = f"{host} {what}."
        raise FetchError(f"{_network_trouble} {_advice(name)}")


def probe(url: str) -> str:
    """Ask the server once, for at most `_PROBE_S`: empty when it has the file, else a sentence."""
    import requests

    codes = []

    def work() -> None:
        with suppress(requests.RequestException):
            codes.append(requests.head(url, timeout=_PROBE_S, allow_redirects=True).status_code)

    thread = threading.Thread(target=work, daemon=True)  # the look-up of a name has no time limit of its own
    thread.start()
    thread.join(_PROBE_S)
    if codes and codes[0] < 400:
        return ""
    what = f"answers with error {codes[0]}" if codes else "cannot be reached"
    return f"{urlsplit(url).hostname} {what}, so the stand-in would be used."
