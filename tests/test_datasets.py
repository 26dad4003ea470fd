"""helpers.datasets against a server that behaves badly, damaged files and hostile folders.

Nothing here leaves this machine: the module's description of each set is replaced by that of a tiny set which a
local server offers, in the very format of the original file (for CIFAR-10, pickles as Python 2 wrote them). What
both sets share is tested with both; what only CIFAR-10 has (an archive turned into .npz) with that alone.
"""

import dataclasses
import errno
import hashlib
import importlib.util
import io
import json
import os
import pickle
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tarfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import ClassVar

import numpy as np
import pytest

from helpers import _fetch, datasets

N_TRAIN, N_TEST = 50, 10  # ten images a batch
COUNTS = {"train": (5,) * 10, "test": (1,) * 10}
ARCHIVE, NPZ, XRAYS = "cifar-10-python.tar.gz", "cifar10.npz", "pneumoniamnist.npz"
XRAY_COUNTS = {"train": (3, 9), "val": (1, 3), "test": (2, 3)}


class _Python2Pickler(pickle._Pickler):
    """Writes byte strings, module names and NumPy types the way Python 2 and NumPy 1 did."""

    dispatch: ClassVar[dict] = dict(pickle._Pickler.dispatch)

    def save_text(self, text):
        text = text.encode() if isinstance(text, str) else text
        self.write(pickle.BINSTRING + struct.pack("<i", len(text)) + text)
        self.memoize(text)

    dispatch[bytes] = dispatch[str] = save_text

    def reducer_override(self, obj):
        if isinstance(obj, np.dtype):
            return np.dtype, (b"u1", 0, 1), obj.__reduce__()[2]
        if isinstance(obj, np.ndarray):
            rebuild, start, state = obj.__reduce__()
            return rebuild, start, (*state[:-1], obj.tobytes())
        return NotImplemented


def _python2_pickle(obj):
    file = io.BytesIO()
    _Python2Pickler(file, protocol=2).dump(obj)
    return file.getvalue().replace(b"numpy._core.multiarray", b"numpy.core.multiarray")


def _tiny_set():
    """Arrays as cifar10() must return them, and the bytes of their archive."""
    rng = np.random.default_rng(0)
    x = rng.integers(0, 256, (N_TRAIN + N_TEST, 32, 32, 3), dtype=np.uint8)
    y = np.concatenate([rng.permutation(np.arange(n) % 10) for n in (N_TRAIN, N_TEST)])
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as tar:
        for i in (3, 5, 0, 1, 4, 2):  # not in the order of reading, as in the original
            name = "test_batch" if i == 5 else f"data_batch_{i + 1}"
            part = slice(i * N_TEST, (i + 1) * N_TEST)
            rows = np.ascontiguousarray(x[part].transpose(0, 3, 1, 2)).reshape(N_TEST, 3072)
            blob = _python2_pickle({b"data": rows, b"labels": y[part].tolist(), b"batch_label": b"some"})
            member = tarfile.TarInfo(f"cifar-10-batches-py/{name}")
            member.size = len(blob)
            tar.addfile(member, io.BytesIO(blob))
    return (x[:N_TRAIN], y[:N_TRAIN], x[N_TRAIN:], y[N_TRAIN:]), file.getvalue()


def _tiny_xrays():
    """Arrays as pneumonia_mnist() must return them, by name."""
    rng, arrays = np.random.default_rng(1), {}
    for part, counts in XRAY_COUNTS.items():
        arrays[f"x_{part}"] = rng.integers(0, 256, (sum(counts), 28, 28), dtype=np.uint8)
        arrays[f"y_{part}"] = rng.permutation(np.repeat([0, 1], counts))
    return arrays


def medmnist_bytes(**changes):
    """The bytes of such a file as MedMNIST publishes it: other names, labels as a uint8 column."""
    file, published = io.BytesIO(), {}
    for key, array in (TINY_XRAYS | changes).items():
        label, name = key[0] == "y", f"{key[2:]}_{'labels' if key[0] == 'y' else 'images'}"
        published[name] = array[:, None].astype(np.uint8) if label and array.dtype == np.int64 else array
    np.savez_compressed(file, **published)
    return file.getvalue()


TINY, BLOB = _tiny_set()
TINY_XRAYS = _tiny_xrays()
XRAY_BLOB = medmnist_bytes()
# Of each set: its description's name, its arrays, the numbers that are printed, the files that are kept.
SETS = {
    "cifar10": SimpleNamespace(
        spec="_CIFAR10",
        arrays=dict(zip(("x_train", "y_train", "x_test", "y_test"), TINY, strict=True)),
        sizes="50 training and 10 test images",
        files=[ARCHIVE, NPZ],
    ),
    "pneumonia_mnist": SimpleNamespace(
        spec="_PNEUMONIA_MNIST",
        arrays=TINY_XRAYS,
        sizes="12 training, 4 validation and 5 test images",
        files=[XRAYS],
    ),
}


# Four electrocardiograms of 17 s as PhysioNet stores them; 114 with its leads exchanged, 201 with another scale.
TINY_ECG = {100: ("MLII", "V5"), 114: ("V5", "MLII"), 201: ("MLII", "V1"), 202: ("MLII", "V1")}
ECG_SCALE = {201: (100, 1000)}  # units in a millivolt, and the zero; 200 and 1024 in the others
# Sample, code in the file, symbol of each beat; 5 and 6,100 lie so near the ends that the beats stick out.
ECG_BEATS = [(5, 1, "N"), (300, 8, "A"), (700, 5, "V"), (2300, 6, "F"), (2900, 13, "Q"), (6100, 34, "e")]


def _tiny_ecg():
    """Converter units int64 (6120, 2) of each record as stored, and the files of the folder by name."""
    rng, units, files = np.random.default_rng(2), {}, {}
    for record, leads in TINY_ECG.items():
        gain, zero = ECG_SCALE.get(record, (200, 1024))
        a, b = adc = rng.integers(-2048, 2048, (6120, 2)).T
        units[record] = adc.T
        high = (a >> 8 & 15) | (b >> 8 & 15) << 4
        files[f"{record}.dat"] = np.stack([a & 255, high, b & 255], axis=1).astype(np.uint8).tobytes()
        lines = [
            f"{record} 2 360 6120",
            *(f"{record}.dat 212 {gain} 11 {zero} 995 -1 0 {lead}" for lead in leads),
            "# 69 M",
        ]
        files[f"{record}.hea"] = "\r\n".join([*lines, ""]).encode()
        words = [28 << 10 | 3, 63 << 10 | 3, 0x4E28, 0x0041]  # the rhythm at sample 3, with a text of three bytes
        now = 3
        for sample, code, _ in ECG_BEATS:
            if sample - now > 1023:  # a pause before a mark of noise, ten samples before the beat
                words += [59 << 10, 0, sample - 10 - now, 14 << 10, 61 << 10 | 1, 62 << 10 | 1]
                now = sample - 10
            words += [code << 10 | sample - now, 60 << 10 | 2]
            now = sample
        files[f"{record}.atr"] = np.array([*words, 0], dtype="<u2").tobytes()
    others = {"100.xws": b"not asked for"}
    sums = "".join(f"{hashlib.sha256(blob).hexdigest()} {name}\n" for name, blob in sorted({**files, **others}.items()))
    return units, files | {"SHA256SUMS.txt": sums.encode()}


ECG_UNITS, ECG_FILES = _tiny_ecg()
SUMS = "SHA256SUMS.txt"
REAL_ECG = Path(os.environ.get("COURSE_DATA") or Path(datasets.__file__).parents[1] / "data") / "mitdb"
REAL = Path(datasets.__file__).parents[1] / "data" / XRAYS  # on a machine where notebook 11 was run
both = pytest.mark.parametrize("which", SETS)


class _Handler(BaseHTTPRequestHandler):
    """Answers as `server.mode` says and counts the requests in `server.hits`."""

    def log_message(self, *args):
        pass

    def do_HEAD(self):
        self.server.asked.append(self.path)
        if self.server.mode == "silent":
            self.server.over.wait(30)
        self.send_response(404 if self.server.mode == "404" else 200)
        self.end_headers()

    def do_GET(self):
        server = self.server
        server.hits += 1
        server.got.append(self.path)
        mode = server.modes.pop(0) if server.modes else server.mode
        mode = mode if server.at in self.path else "good"
        if mode == "silent":
            server.over.wait(30)
        if mode.isdigit():
            return self.send_error(int(mode))
        blob = XRAY_BLOB if self.path == f"/{XRAYS}?download=1" else BLOB
        blob = ECG_FILES[self.path.rpartition("/")[2]] if self.path.startswith("/ecg/1.0.0/") else blob
        body = {"html": b"<html>Please log in</html>" * 9, "wrong": blob[:-1] + b"!"}.get(mode, blob)
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        if mode == "gzip":  # many servers say so of a .tar.gz; the file must arrive packed all the same
            self.send_header("Content-Encoding", "x-gzip")
        self.end_headers()
        with_pauses = {"trickle": (1, 1.0), "steady": (4_000, 0.05)}
        try:
            if mode in with_pauses:
                size, pause = with_pauses[mode]
                for start in range(0, len(body), size):
                    self.wfile.write(body[start : start + size])
                    if server.over.wait(pause):
                        return None
            elif mode in ("stall", "break"):
                self.wfile.write(body[: len(body) // 2])
                self.wfile.flush()
                if mode == "stall":
                    server.over.wait(30)
            else:
                self.wfile.write(body)
        except OSError:
            pass  # the other side has left
        return None


@pytest.fixture
def server():
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    httpd.daemon_threads = True
    httpd.mode, httpd.modes, httpd.hits, httpd.asked, httpd.over = "good", [], 0, [], threading.Event()
    httpd.at, httpd.got = "", []  # faults only where the path has these letters; the paths that were asked for
    threading.Thread(target=httpd.serve_forever, args=(0.05,), daemon=True).start()
    yield httpd
    httpd.over.set()
    httpd.shutdown()
    httpd.server_close()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data"


@pytest.fixture(autouse=True)
def course(server, folder, tmp_path, monkeypatch):
    """The module as in a fresh process of somebody without any copy, on the tiny sets; CIFAR-10's description."""
    spec = dataclasses.replace(
        datasets._CIFAR10,
        url=f"http://127.0.0.1:{server.server_port}/{ARCHIVE}",
        known_hash="sha256:" + hashlib.sha256(BLOB).hexdigest(),
        counts=COUNTS,
    )
    monkeypatch.setattr(datasets, "_CIFAR10", spec)
    url, known = f"http://127.0.0.1:{server.server_port}/{XRAYS}?download=1", hashlib.md5(XRAY_BLOB).hexdigest()
    xrays = dataclasses.replace(datasets._PNEUMONIA_MNIST, url=url, known_hash=f"md5:{known}", counts=XRAY_COUNTS)
    monkeypatch.setattr(datasets, "_PNEUMONIA_MNIST", xrays)
    ecg = dataclasses.replace(
        datasets._MITDB,
        url=f"http://127.0.0.1:{server.server_port}/ecg/1.0.0/",
        known_hash="sha256:" + hashlib.sha256(ECG_FILES[SUMS]).hexdigest(),
        records={"DS1": (114, 201), "DS2": (100, 202)},
    )
    monkeypatch.setattr(datasets, "_MITDB", ecg)
    monkeypatch.setattr(_fetch, "_network_trouble", "")
    monkeypatch.setenv("COURSE_DATA", str(folder))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.delenv("COURSE_OFFLINE", raising=False)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    names = tuple(f"form {k}" for k in range(10))
    blank = {key: [np.zeros_like(part) for part in each.arrays.values()] for key, each in SETS.items()}
    fake = SimpleNamespace(
        cifar10=lambda: (*blank["cifar10"], names),
        pneumonia_mnist=lambda: (*blank["pneumonia_mnist"], names[:2]),
        mitdb_record=lambda record: (np.zeros((700, 2), np.float32), np.array([300]), np.array(["N"]), ("MLII", "V9")),
    )
    monkeypatch.setitem(sys.modules, "helpers.standins", fake)
    monkeypatch.setattr(importlib.import_module("helpers"), "standins", fake, raising=False)
    return spec


@pytest.fixture
def hasty(monkeypatch):
    """The same rules with a tenth of the patience; one test of each kind keeps the real one."""
    monkeypatch.setattr(_fetch, "_PATIENCE_S", 0.8)


def is_real(data, which="cifar10"):
    arrays = {key: getattr(data, key) for key in SETS[which].arrays}
    same = all(np.array_equal(array, arrays[key]) for key, array in SETS[which].arrays.items())
    types = all(array.dtype == (np.uint8 if key[0] == "x" else np.int64) for key, array in arrays.items())
    return data.source == "real" and same and types and data.x_test.flags.c_contiguous


def duplicates(data):
    """The parts of each image that occurs more than once, e.g. ["train", "val"]."""
    found = {}
    for part in ("train", "val", "test"):
        for image in getattr(data, f"x_{part}"):
            found.setdefault(image.tobytes(), []).append(part)
    return [parts for parts in found.values() if len(parts) > 1]


def names(folder):
    """The files that are there, locks aside."""
    return sorted(path.name for path in folder.iterdir() if not path.name.endswith(".lock"))


def write_npz(path, **changes):
    path.parent.mkdir(exist_ok=True, parents=True)
    arrays = SETS["cifar10"].arrays | changes
    np.savez(path, **{key: array for key, array in arrays.items() if array is not None})


def write_ecg(folder, **changes):
    (folder / "mitdb").mkdir(parents=True)
    for name, blob in (ECG_FILES | changes).items():
        (folder / "mitdb" / name).write_bytes(blob)


def load(capsys, which="cifar10"):
    """cifar10() or the like with its seconds and lines, none of which may name a path."""
    start = time.monotonic()
    data = getattr(datasets, which)()
    seconds = time.monotonic() - start
    out, err = capsys.readouterr()
    assert not err
    bar = "B/s]"  # the progress bar redraws itself and is gone at the end
    lines = [line for line in out.replace("\r", "\n").splitlines() if line.strip() and bar not in line]
    assert not any(str(path) in out for path in (Path.cwd(), os.environ["COURSE_DATA"], Path.home() / "x"))
    name, sizes = getattr(datasets, SETS[which].spec).name, SETS[which].sizes
    assert data.name == name and lines[-1] == f"{name}: {data.source} data, {sizes}. {data.origin}"
    assert seconds < 10
    return data, lines[:-1], seconds


# ---- the ways to the data ----


@both
def test_download_then_local_copy(which, server, folder, capsys):
    spec, files = getattr(datasets, SETS[which].spec), SETS[which].files
    first, trouble, _ = load(capsys, which)
    assert is_real(first, which) and not trouble and server.hits == 1
    assert first.origin == spec.origin and names(folder) == files
    assert spec.url in spec.origin and spec.known_hash in spec.origin
    assert SETS[which].sizes in repr(first) and len(repr(first)) < 150
    for name in files[:-1]:
        (folder / name).unlink()  # what a copy was made from is no longer needed
    second, trouble, _ = load(capsys, which)
    assert is_real(second, which) and not trouble and server.hits == 1 and second.origin == spec.origin
    assert first.class_names[:2] == {"cifar10": ("airplane", "automobile")}.get(which, ("normal", "pneumonia"))


@pytest.fixture
def fresh(monkeypatch):
    """The module as it is in the file, with the real descriptions."""
    real = importlib.util.spec_from_file_location("fresh_datasets", datasets.__file__)
    module = importlib.util.module_from_spec(real)
    monkeypatch.setitem(sys.modules, "fresh_datasets", module)
    real.loader.exec_module(module)
    return module


def test_real_description_matches_keras(fresh):
    """Address, checksum and place of Keras' own copy, read in the installed Keras without importing it."""
    spec = importlib.util.find_spec("keras")
    if spec is None:
        pytest.skip("Keras is not installed")
    source = Path(spec.submodule_search_locations[0], "src", "datasets", "cifar10.py").read_text("utf-8")
    assert fresh._CIFAR10.url in source and fresh._CIFAR10.known_hash.removeprefix("sha256:") in source
    assert '"cifar-10-batches-py-target"' in source
    assert _fetch._PATIENCE_S + 1 < 10 and _fetch._LOCK_S < 10 and _fetch._PROBE_S < 4


def test_real_description_of_the_radiographs(fresh):
    """As on Zenodo's page and in the table of the medmnist package."""
    spec = fresh._PNEUMONIA_MNIST
    assert spec.url == "https://zenodo.org/records/10519652/files/pneumoniamnist.npz?download=1"
    assert spec.known_hash == "md5:28209eda62fecd6e6a2d98b1501bb15f" and spec.archive == XRAYS
    assert {part: sum(counts) for part, counts in spec.counts.items()} == {"train": 4708, "val": 524, "test": 624}


def test_real_radiographs(fresh, folder, monkeypatch):
    """On a machine that has the real file: what the data card says of it."""
    if not REAL.exists():
        pytest.skip(f"{XRAYS} is not in data/")
    folder.mkdir()
    shutil.copy(REAL, folder)
    monkeypatch.setenv("COURSE_OFFLINE", "1")
    data = fresh.pneumonia_mnist()
    assert data.source == "real"
    for part, (normal, pneumonia) in {"train": (1214, 3494), "val": (135, 389), "test": (234, 390)}.items():
        x, y = getattr(data, f"x_{part}"), getattr(data, f"y_{part}")
        assert x.shape == (normal + pneumonia, 28, 28) and [*np.bincount(y)] == [normal, pneumonia]
    groups = duplicates(data)
    assert len(groups) == 27 and sum({"train", "val"} <= set(group) for group in groups) == 8
    assert [group for group in groups if "test" in group] == [["test", "test"]] * 3


@pytest.mark.parametrize("place", [f"data/{ARCHIVE}", "keras/datasets/cifar-10-batches-py-target_archive"])
def test_local_archive_needs_no_network(place, tmp_path, folder, server, monkeypatch, capsys):
    monkeypatch.setenv("COURSE_OFFLINE", "1")
    (tmp_path / place).parent.mkdir(parents=True)
    (tmp_path / place).write_bytes(BLOB)
    assert datasets.status()[0]["state"] == "local copy"
    data, trouble, _ = load(capsys)
    assert is_real(data) and not trouble and server.hits == 0 and NPZ in names(folder)


def test_damaged_keras_copy_is_left_alone(tmp_path, server, capsys):
    copy = tmp_path / "keras/datasets/cifar-10-batches-py.tar.gz"
    copy.parent.mkdir(parents=True)
    copy.write_bytes(BLOB[:-50])
    data, trouble, _ = load(capsys)
    assert is_real(data) and server.hits == 1 and copy.exists()
    assert len(trouble) == 1 and "wrong checksum and is ignored" in trouble[0]


@pytest.mark.parametrize("kind", ["int64", "uint8 column"])
def test_foreign_copy_is_accepted_and_told_apart(kind, course, folder, server, capsys):
    columns = {k: TINY[i][:, None].astype(np.uint8) for i, k in ((1, "y_train"), (3, "y_test"))}
    write_npz(folder / NPZ, **(columns if kind == "uint8 column" else {}))
    data, trouble, _ = load(capsys)
    assert is_real(data) and not trouble and server.hits == 0
    assert data.origin != course.origin and "may have been re-encoded" in data.origin


@both
def test_offline_opens_no_socket(which, monkeypatch, capsys):
    def forbidden(*args, **kwargs):
        raise AssertionError("the network was used")

    monkeypatch.setenv("COURSE_OFFLINE", "1")
    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, forbidden)
    assert [row["state"] for row in datasets.status()] == ["stand-in"] * 3
    data, trouble, _ = load(capsys, which)
    assert data.source == "stand-in" and data.class_names[0] == "form 0" and not data.x_test.any()
    assert len(trouble) == 1 and "COURSE_OFFLINE=1" in trouble[0]


def test_status_never_downloads(server, folder, capsys):
    rows = datasets.status()
    assert [(row["name"], row["state"]) for row in rows] == [
        (n, "downloadable") for n in ("CIFAR-10", "PneumoniaMNIST", "MIT-BIH Arrhythmia")
    ]
    assert sorted(server.asked) == [f"/{ARCHIVE}", f"/ecg/1.0.0/{SUMS}", f"/{XRAYS}?download=1"]  # each once
    server.mode = "404"
    assert [row["state"] for row in datasets.status()] == ["stand-in"] * 3 and server.hits == 0
    write_npz(folder / NPZ)
    (folder / XRAYS).write_bytes(XRAY_BLOB)
    write_ecg(folder)
    server.asked.clear()
    assert [row["state"] for row in datasets.status()] == ["local copy"] * 3 and not server.asked
    assert datasets.status()[1]["note"] == datasets._PNEUMONIA_MNIST.origin and names(folder) == [NPZ, "mitdb", XRAYS]
    (folder / "mitdb" / "201.atr").unlink()
    assert datasets.status()[2]["state"] == "stand-in" and names(folder / "mitdb") == sorted({*ECG_FILES} - {"201.atr"})


def test_status_asks_all_servers_at_once(server, monkeypatch):
    server.mode = "silent"
    monkeypatch.setattr(_fetch, "_PROBE_S", 0.6)
    start = time.monotonic()
    assert [row["state"] for row in datasets.status()] == ["stand-in"] * 3
    assert time.monotonic() - start < 1.1 and len(server.asked) == 3


def test_gzip_header_does_not_unpack(server, capsys):
    server.mode = "gzip"
    assert is_real(load(capsys)[0])


# ---- bad servers and no network ----


@pytest.mark.parametrize("mode", ["silent", "stall", "trickle", "break", "404", "500"])
@both
def test_bad_server(which, mode, server, folder, hasty, capsys):
    server.mode = mode
    data, trouble, seconds = load(capsys, which)
    assert data.source == "stand-in" and len(trouble) == 1 and seconds < 2 and server.hits == 1
    word = {"silent": "does not answer", "stall": "too slow", "trickle": "too slow", "break": "broke off"}
    assert word.get(mode, f"error {mode}") in trouble[0] and "stand-in is used" in trouble[0]
    assert f"put {SETS[which].files[0]} into" in trouble[0] and not names(folder)


def test_real_patience_ends_in_time(server, capsys):
    server.mode = "silent"
    data, _, seconds = load(capsys)
    assert data.source == "stand-in" and 7 < seconds < 10


def test_late_answer_is_not_written(server, folder, hasty, capsys):
    server.mode = "silent"
    load(capsys)
    server.over.set()  # now the answer comes, whole
    time.sleep(0.5)
    assert not names(folder)


def test_slow_but_steady_server_is_waited_for(server, hasty, capsys):
    server.mode = "steady"  # about 2.5 s in all, three times the patience
    data, trouble, seconds = load(capsys)
    assert is_real(data) and not trouble and seconds > 1.6


@pytest.mark.parametrize("fault", ["refused", "unknown name", "slow name", "black hole"])
def test_no_network(fault, course, hasty, monkeypatch, capsys):
    over, sockets = threading.Event(), [socket.socket()]
    sockets[0].bind(("127.0.0.1", 0))
    port = sockets[0].getsockname()[1]

    def look_up(*args, **kwargs):
        if fault == "slow name":
            over.wait(20)
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    if fault == "black hole":  # a full queue: the kernel drops further connections without an answer
        sockets[0].listen(0)
        for _ in range(3):
            sockets.append(socket.socket())
            sockets[-1].setblocking(False)
            sockets[-1].connect_ex(("127.0.0.1", port))
    elif "name" in fault:
        monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(_fetch, "_PROBE_S", 0.5)
    monkeypatch.setattr(datasets, "_CIFAR10", dataclasses.replace(course, url=f"http://127.0.0.1:{port}/x.gz"))
    start = time.monotonic()
    assert datasets.status()[0]["state"] == "stand-in" and time.monotonic() - start < 1.5
    data, trouble, seconds = load(capsys)
    assert data.source == "stand-in" and len(trouble) == 1 and seconds < 2
    over.set()
    for each in sockets:
        each.close()


def test_network_failure_is_remembered(server, hasty, capsys):
    server.mode = "silent"
    load(capsys)
    data, trouble, seconds = load(capsys)
    assert data.source == "stand-in" and len(trouble) == 1 and seconds < 0.3 and server.hits == 1
    data, trouble, seconds = load(capsys, "pneumonia_mnist")  # not asked for, but told which file would help
    assert data.source == "stand-in" and f"put {XRAYS} into" in trouble[0] and seconds < 0.3 and server.hits == 1
    with pytest.raises(_fetch.FetchError, match="restart the kernel"):
        _fetch.fetch("http://127.0.0.1:9/other.npz", "other.npz", "md5:00")
    assert [row["state"] for row in datasets.status()] == ["stand-in"] * 3 and not server.asked


@both
def test_wrong_checksum_once(which, server, folder, capsys):
    server.modes, files = ["wrong"], SETS[which].files
    data, trouble, _ = load(capsys, which)
    assert is_real(data, which) and server.hits == 2 and len(trouble) == 1
    assert names(folder) == sorted([*files, f"{files[0]}.damaged"])


@both
def test_login_page_instead_of_the_file(which, server, folder, capsys):
    server.mode = "html"
    data, trouble, _ = load(capsys, which)
    assert data.source == "stand-in" and server.hits == 2 and len(trouble) == 3
    assert "another network" in trouble[-1] and names(folder) == [f"{SETS[which].files[0]}.damaged"]


def test_fetch_serves_other_sets(server, folder):
    url = f"http://127.0.0.1:{server.server_port}/any"
    path = _fetch.fetch(url, "any.npz", "md5:" + hashlib.md5(BLOB).hexdigest())
    assert path == folder / "any.npz" and path.read_bytes() == BLOB
    assert _fetch.fetch(url, "any.npz", "md5:" + hashlib.md5(BLOB).hexdigest()) == path and server.hits == 1


# ---- damaged files ----


def _bad_npz(path, kind):
    objects = np.array([{"a": 1}, None] * (N_TRAIN // 2), dtype=object)
    changes = {
        "wrong shape": {"x_train": TINY[0][1:]},
        "wrong type": {"x_test": TINY[2].astype(np.float32)},
        "missing key": {"y_test": None},
        "label range": {"y_train": TINY[1] + 1},
        "negative label": {"y_train": -TINY[1]},
        "unbalanced": {"y_test": np.zeros(N_TEST, np.int64)},
        "objects": {"y_train": objects},
        "other set": {"x_train": None, "y_train": None, "train_images": TINY[0]},
    }.get(kind, {})
    write_npz(path, **changes)
    whole = path.read_bytes()
    page = b"<html>Not found</html>"
    flipped = whole[:9000] + bytes([whole[9000] ^ 255]) + whole[9001:]
    contents = {"truncated": whole[: len(whole) // 2], "page": page, "empty": b"", "flipped": flipped}
    if kind in contents:
        path.write_bytes(contents[kind])
    elif kind == "npy":
        with open(path, "wb") as file:
            np.save(file, TINY[0])


WRONG_ARRAYS = ("wrong shape", "wrong type", "missing key", "label range", "negative label", "unbalanced")
WRONG_FILES = ("objects", "other set", "truncated", "page", "empty", "flipped", "npy")


@pytest.mark.parametrize("kind", WRONG_ARRAYS + WRONG_FILES)
def test_bad_npz_is_set_aside_and_replaced(kind, course, server, folder, capsys):
    _bad_npz(folder / NPZ, kind)
    data, trouble, _ = load(capsys)
    assert is_real(data) and data.origin == course.origin and server.hits == 1
    assert len(trouble) == 1 and f"renamed {NPZ}.damaged" in trouble[0]
    assert names(folder) == [ARCHIVE, NPZ, f"{NPZ}.damaged"]


def test_pickles_are_never_run_from_npz(folder, tmp_path, capsys):
    class Bomb:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path / "exploded"),)

    write_npz(folder / NPZ, x_train=np.array([Bomb()], dtype=object))
    assert is_real(load(capsys)[0]) and not (tmp_path / "exploded").exists()


def test_archive_pickles_may_only_hold_arrays(tmp_path):
    with pytest.raises(pickle.UnpicklingError, match="not allowed"):
        datasets._ArrayUnpickler(io.BytesIO(pickle.dumps(os.getcwd)), encoding="bytes").load()


@both
def test_bad_archive_is_set_aside_and_fetched_again(which, server, folder, capsys):
    folder.mkdir()
    files = SETS[which].files
    (folder / files[0]).write_bytes({"cifar10": BLOB}.get(which, XRAY_BLOB)[:9000])
    data, trouble, _ = load(capsys, which)
    assert is_real(data, which) and server.hits == 1 and len(trouble) == 1
    assert names(folder) == sorted([*files, f"{files[0]}.damaged"])


def test_another_good_npz_is_no_radiographs(server, folder, capsys):
    """Right names and shapes are not enough: only the published file is accepted."""
    folder.mkdir()
    (folder / XRAYS).write_bytes(medmnist_bytes(x_val=255 - TINY_XRAYS["x_val"]))
    data, trouble, _ = load(capsys, "pneumonia_mnist")
    assert is_real(data, "pneumonia_mnist") and server.hits == 1 and "its checksum is wrong" in trouble[0]


class Bomb:
    def __reduce__(self):
        return os.mkdir, (os.environ["EXPLODED"],)


@pytest.mark.parametrize("content", ["not zip", "objects", "missing", "type", "shape", "counts"])
def test_radiographs_with_the_right_checksum_but_other_content(content, folder, tmp_path, monkeypatch, capsys):
    """What a mistaken description would let through: nothing is run, and the stand-in is taken."""
    changes = {
        "objects": {"x_val": np.array([Bomb()], dtype=object)},
        "type": {"x_test": TINY_XRAYS["x_test"].astype(np.float32)},
        "shape": {"x_test": TINY_XRAYS["x_test"][:, 1:]},
        "counts": {"y_test": 1 - TINY_XRAYS["y_test"]},
    }.get(content, {})
    monkeypatch.setenv("EXPLODED", str(tmp_path / "exploded"))
    blob = b"not a zip" if content == "not zip" else medmnist_bytes(**changes)
    if content == "missing":
        blob = blob.replace(b"val_labels", b"val_lapels")
    folder.mkdir()
    (folder / XRAYS).write_bytes(blob)
    known = "md5:" + hashlib.md5(blob).hexdigest()
    spec = dataclasses.replace(datasets._PNEUMONIA_MNIST, known_hash=known)
    monkeypatch.setattr(datasets, "_PNEUMONIA_MNIST", spec)
    data, trouble, _ = load(capsys, "pneumonia_mnist")
    assert data.source == "stand-in" and len(trouble) == 1 and "could not be read" in trouble[0]
    assert not (tmp_path / "exploded").exists()


def test_archive_with_the_right_checksum_but_other_content(course, folder, monkeypatch, capsys):
    folder.mkdir()
    (folder / ARCHIVE).write_bytes(b"not a tar")
    known = "sha256:" + hashlib.sha256(b"not a tar").hexdigest()
    monkeypatch.setattr(datasets, "_CIFAR10", dataclasses.replace(course, known_hash=known))
    data, trouble, _ = load(capsys)
    assert data.source == "stand-in" and "could not be read" in trouble[0]


# ---- folders and disks ----


def test_missing_folder_is_made(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "a" / "b"))
    assert is_real(load(capsys)[0]) and names(tmp_path / "a" / "b") == [ARCHIVE, NPZ]


def test_course_data_is_a_file(monkeypatch, tmp_path, server, capsys):
    (tmp_path / "file").write_text("keep me")
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "file"))
    data, trouble, _ = load(capsys)
    assert is_real(data) and len(trouble) == 1 and "COURSE_DATA names a file" in trouble[0]
    assert (tmp_path / "file").read_text() == "keep me"
    data, trouble, _ = load(capsys)
    assert is_real(data) and not trouble and server.hits == 1


def _refuse_writing(folder, monkeypatch):
    """Every way in which the module writes fails below `folder`, as on a read-only disk."""

    def guard(function, position):
        def guarded(*args, **kwargs):
            path = kwargs.get("dir") if position is None else args[position]
            writing = position is None or function is not open or set(args[1:2]) & {"wb"}
            if writing and path is not None and str(path).startswith(str(folder)):
                raise OSError(errno.EROFS, "Read-only file system", str(path))
            return function(*args, **kwargs)

        return guarded

    monkeypatch.setattr(_fetch.tempfile, "TemporaryFile", guard(_fetch.tempfile.TemporaryFile, None))
    monkeypatch.setattr(_fetch.os, "replace", guard(os.replace, 0))
    for module in (_fetch, datasets):
        monkeypatch.setattr(module, "open", guard(open, 0), raising=False)


@pytest.mark.parametrize("content", ["nothing", "good npz", "bad npz", "archive"])
@pytest.mark.parametrize("how", ["simulated", "chmod"])
def test_read_only_folder(how, content, folder, server, monkeypatch, capsys):
    folder.mkdir()
    if content == "good npz":
        write_npz(folder / NPZ)
    elif content == "bad npz":
        (folder / NPZ).write_bytes(b"<html>")
    elif content == "archive":
        (folder / ARCHIVE).write_bytes(BLOB)
    before = names(folder)
    if how == "simulated":
        _refuse_writing(folder, monkeypatch)
    else:
        folder.chmod(0o555)
        if os.access(folder, os.W_OK):
            pytest.skip("this user writes everywhere")
    data, trouble, _ = load(capsys)
    folder.chmod(0o755)
    assert is_real(data) and names(folder) == before
    assert server.hits == (content in ("nothing", "bad npz"))
    assert len(trouble) == {"nothing": 1, "good npz": 1, "bad npz": 2, "archive": 1}[content]
    assert "cannot be written" in trouble[0]
    data, trouble, _ = load(capsys)
    assert is_real(data) and server.hits <= 1 and not any("cannot be written" in line for line in trouble)


@pytest.mark.parametrize("here", [True, False])
def test_read_only_folder_for_radiographs(here, folder, server, monkeypatch, capsys):
    folder.mkdir()
    if here:
        (folder / XRAYS).write_bytes(XRAY_BLOB)
    _refuse_writing(folder, monkeypatch)
    data, trouble, _ = load(capsys, "pneumonia_mnist")
    assert is_real(data, "pneumonia_mnist") and names(folder) == [XRAYS] * here
    assert server.hits == (not here) and len(trouble) == 1 and "cannot be written" in trouble[0]
    data, trouble, _ = load(capsys, "pneumonia_mnist")
    assert is_real(data, "pneumonia_mnist") and server.hits == (not here) and not trouble


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # savez of NumPy 2.1 cannot close
@pytest.mark.parametrize("full_for", ["download", "npz"])
def test_full_disk(full_for, folder, server, monkeypatch, capsys):
    class Full(io.FileIO):
        def write(self, data):
            raise OSError(errno.ENOSPC, "No space left on device")

    def opened(path, mode="r", *args):
        full = mode == "wb" and (full_for == "download" or NPZ in str(path))
        return Full(path, "w") if full else open(path, mode, *args)

    for module in (_fetch, datasets):
        monkeypatch.setattr(module, "open", opened, raising=False)
    data, trouble, _ = load(capsys)
    assert len(trouble) == 1 and "the disk is full" in trouble[0]
    assert data.source == "stand-in" if full_for == "download" else is_real(data)
    assert names(folder) == ([] if full_for == "download" else [ARCHIVE])


def test_npz_is_renamed_only_when_whole(folder, monkeypatch, capsys):
    def save(file, **arrays):
        assert Path(file.name).name == f"{NPZ}.part" and not (folder / NPZ).exists()
        whole(file, **arrays)
        raise KeyboardInterrupt

    whole = np.savez
    monkeypatch.setattr(np, "savez", save)
    with pytest.raises(KeyboardInterrupt):
        datasets.cifar10()
    assert names(folder) == [ARCHIVE]


# ---- several processes ----

CHILD = """
import dataclasses, json, signal, sys
from helpers import _fetch, datasets
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job would ignore Ctrl-C
change = json.loads(sys.argv[1])
datasets._CIFAR10 = dataclasses.replace(datasets._CIFAR10, **change)
print("ready", flush=True)
print(datasets.cifar10().source)
"""


def start_child(course):
    change = {key: getattr(course, key) for key in ("url", "known_hash", "counts")}
    root = Path(datasets.__file__).parents[1]
    command = [sys.executable, "-c", CHILD, json.dumps(change)]
    return subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for_part(folder, seconds=20):
    part = folder / f"{ARCHIVE}.part"
    end = time.monotonic() + seconds
    while time.monotonic() < end and not (part.exists() and part.stat().st_size):
        time.sleep(0.02)
    assert part.exists()


def test_two_notebooks_share_one_download(course, server, folder):
    server.mode = "steady"
    children = [start_child(course) for _ in range(2)]
    outputs = [child.communicate(timeout=20) for child in children]
    assert [out.split()[-1] for out, _ in outputs] == ["real", "real"] and server.hits == 1
    assert not any(err for _, err in outputs)
    assert sum("waiting for it" in out for out, _ in outputs) == 1
    assert names(folder) == [ARCHIVE, NPZ]


def test_interrupt_leaves_nothing_that_counts(course, server, folder, capsys):
    server.mode = "steady"
    child = start_child(course)
    wait_for_part(folder)
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=5)
    assert child.returncode != 0 and "KeyboardInterrupt" in err and not names(folder)
    server.mode = "good"
    assert is_real(load(capsys)[0])


def test_killed_notebook_leaves_no_lock(course, server, folder, capsys):
    server.mode = "steady"
    child = start_child(course)
    wait_for_part(folder)
    child.kill()
    child.communicate(timeout=5)
    assert names(folder) == [f"{ARCHIVE}.part"]
    server.mode = "good"
    data, trouble, _ = load(capsys)
    assert is_real(data) and not trouble and names(folder) == [ARCHIVE, NPZ]


def test_notebook_that_holds_a_file_without_progress(course, server, folder, monkeypatch, capsys):
    import filelock

    monkeypatch.setattr(_fetch, "_LOCK_S", 1.0)
    folder.mkdir()
    with filelock.FileLock(folder / f".{ARCHIVE}.lock"):
        data, trouble, seconds = load(capsys)
    assert data.source == "stand-in" and len(trouble) == 2 and seconds < 4 and server.hits == 0
    assert "close it and try again" in trouble[-1]


def test_waiting_for_another_counts_against_the_patience(course, server, folder, monkeypatch, capsys):
    """The other notebook gives up after its own patience; this one must not start anew in full."""
    import filelock

    server.mode = "silent"
    monkeypatch.setattr(_fetch, "_PATIENCE_S", 3.0)
    folder.mkdir()
    lock = filelock.FileLock(folder / f".{ARCHIVE}.lock", thread_local=False)
    lock.acquire()
    timer = threading.Timer(1.0, lock.release)
    timer.start()
    data, _, seconds = load(capsys)
    timer.join()
    assert data.source == "stand-in" and 2.9 < seconds < 3.7


def test_import_is_light():
    code = "import sys, helpers.datasets; print(sorted({'keras', 'tensorflow', 'requests'} & set(sys.modules)))"
    root = Path(datasets.__file__).parents[1]
    out = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


# ---- the electrocardiograms: many files in one folder ----


def load_beats(capsys, again=False):
    """mitdb() with its seconds and lines; `again`: as after a restart of the kernel."""
    if again:
        datasets._ecg_files.cache_clear()
    start = time.monotonic()
    data = datasets.mitdb()
    seconds = time.monotonic() - start
    out, err = capsys.readouterr()
    assert not err and os.environ["COURSE_DATA"] not in out and seconds < 10
    lines = [line for line in out.replace("\r", "\n").splitlines() if line.strip() and "B/s]" not in line]
    n = 24 if data.source == "real" else 4
    sizes = f"{n} beats in 4 half-hour records of 3 people"
    assert lines[-1] == f"MIT-BIH Arrhythmia: {data.source} data, {sizes}. {data.origin}"
    return data, lines[:-1], seconds


def millivolts(record):
    """The signal of a tiny record as it must be returned, float32 (6120, 2)."""
    gain, zero = ECG_SCALE.get(record, (200, 1024))
    order = [TINY_ECG[record].index("MLII"), 1 - TINY_ECG[record].index("MLII")]
    return ((ECG_UNITS[record][:, order] - zero) / np.float32(gain)).astype(np.float32)


def are_real(data):
    """Whether these are the beats of the tiny records, in every column."""
    rows = [(record, *beat) for record in sorted(TINY_ECG) for beat in ECG_BEATS]
    if data.source != "real" or len(data.x) != len(rows):
        return False
    for x, (record, at, _, _) in zip(data.x, rows, strict=True):
        samples = [min(max(i, 0), 6119) for i in range(at - 96, at + 160)]
        np.testing.assert_array_equal(x, millivolts(record)[samples])
    expected = {
        "y": np.array([0, 1, 2, 3, 4, 0] * 4),
        "symbol": np.array([symbol for *_, symbol in rows]),
        "r_peak": np.array([at for _, at, _, _ in rows]),
        "record": np.repeat([100, 114, 201, 202], 6),
        "patient": np.repeat([100, 114, 201, 201], 6),
        "split": np.repeat(["DS2", "DS1", "DS1", "DS2"], 6),
    }
    for name, array in expected.items():
        np.testing.assert_array_equal(getattr(data, name), array, strict=True)
    assert data.x.dtype == np.float32 and data.x.flags.c_contiguous and data.fs == 360
    assert data.class_names == ("N", "S", "V", "F", "Q")
    assert data.leads == {100: ("MLII", "V5"), 114: ("MLII", "V5"), 201: ("MLII", "V1"), 202: ("MLII", "V1")}
    return data.origin == datasets._MITDB.origin


def test_beats_are_downloaded_then_found(server, folder, capsys):
    first, trouble, _ = load_beats(capsys)
    assert are_real(first) and not trouble and len(repr(first)) < 150
    assert sorted(server.got) == sorted(f"/ecg/1.0.0/{name}" for name in ECG_FILES)  # each once, nothing else
    assert names(folder / "mitdb") == sorted(ECG_FILES)
    second, trouble, _ = load_beats(capsys, again=True)
    assert are_real(second) and not trouble and server.hits == len(ECG_FILES)


def test_record_is_what_the_beats_were_cut_from(server, folder, capsys):
    write_ecg(folder)
    for record in (100, np.int64(114), 201):
        ecg = datasets.mitdb_record(record)
        np.testing.assert_array_equal(ecg.signal, millivolts(record), strict=True)
        assert ecg.signal.flags.c_contiguous and ecg.source == "real" and len(repr(ecg)) < 150
        np.testing.assert_array_equal(ecg.r_peak, np.array([at for at, _, _ in ECG_BEATS]), strict=True)
        np.testing.assert_array_equal(ecg.symbol, np.array([symbol for *_, symbol in ECG_BEATS]), strict=True)
        assert ecg.leads[0] == "MLII" and ecg.record == record and ecg.fs == 360
        out = capsys.readouterr().out
        assert out == f"MIT-BIH Arrhythmia, record {record}: real data, {ecg._sizes()}. {ecg.origin}\n"
    for record in (102, 0, "100"):
        with pytest.raises(ValueError, match=r"There are 100, 114, 201, 202; 102, .* pacemaker"):
            datasets.mitdb_record(record)
    assert server.hits == 0


def test_beats_and_records_never_differ_in_source(folder, monkeypatch, capsys):
    monkeypatch.setenv("COURSE_OFFLINE", "1")
    data, trouble, _ = load_beats(capsys)
    assert data.source == "stand-in" and data.leads[100] == ("MLII", "V9") and not data.x.any()
    assert len(trouble) == 1 and "COURSE_OFFLINE=1" in trouble[0] and "until the kernel is restarted" in trouble[0]
    write_ecg(folder)
    assert datasets.mitdb_record(114).source == load_beats(capsys)[0].source == "stand-in"
    assert are_real(load_beats(capsys, again=True)[0])
    shutil.rmtree(folder / "mitdb")
    with pytest.raises(FileNotFoundError):
        datasets.mitdb_record(114)


@pytest.mark.parametrize("mode", ["silent", "stall", "trickle", "break", "404", "500"])
def test_fault_in_the_middle_keeps_what_is_here(mode, server, folder, hasty, monkeypatch, capsys):
    server.mode, server.at = mode, "201.dat"
    data, trouble, seconds = load_beats(capsys)
    assert data.source == "stand-in" and len(trouble) == 1 and seconds < 2.5
    word = {"silent": "does not answer", "stall": "too slow", "trickle": "too slow", "break": "broke off"}
    assert word.get(mode, f"error {mode}") in trouble[0] and "put mitdb/201.dat into" in trouble[0]
    assert "9 of 13 files are here and are kept, 201.dat is missing" in trouble[0]
    kept = names(folder / "mitdb")
    assert len(kept) == 9 and {*kept} < {*ECG_FILES}
    server.mode = "good"
    monkeypatch.setattr(_fetch, "_network_trouble", "")
    before = server.hits
    data, trouble, _ = load_beats(capsys, again=True)
    assert are_real(data) and not trouble and server.hits - before == 4


def test_no_network_for_beats_costs_its_time_once(server, hasty, capsys):
    server.mode = "silent"
    data, trouble, seconds = load_beats(capsys)
    assert data.source == "stand-in" and len(trouble) == 1 and 0.7 < seconds < 2
    data, _, seconds = load_beats(capsys, again=True)
    assert data.source == "stand-in" and seconds < 0.3 and server.hits == 1


def test_wrong_record_is_fetched_again_once(server, folder, capsys):
    server.modes, server.at = ["good"] * 9 + ["wrong"], "201.dat"
    data, trouble, _ = load_beats(capsys)
    assert are_real(data) and len(trouble) == 1 and server.hits == len(ECG_FILES) + 1
    assert names(folder / "mitdb") == sorted([*ECG_FILES, "201.dat.damaged"])


def test_wrong_record_twice(server, folder, capsys):
    server.mode, server.at = "html", "201.dat"
    data, trouble, _ = load_beats(capsys)
    assert data.source == "stand-in" and len(trouble) == 3
    assert "sent a wrong mitdb/201.dat twice; try another network" in trouble[-1]


@pytest.mark.parametrize("name", ["100.atr", "202.dat", SUMS])
@pytest.mark.parametrize("damage", ["missing", "truncated", "changed"])
def test_damaged_file_alone_is_fetched_again(name, damage, server, folder, capsys):
    blob = ECG_FILES[name]
    write_ecg(folder, **{name: blob[:-9] if damage == "truncated" else blob[:-1] + b"!"})
    if damage == "missing":
        (folder / "mitdb" / name).unlink()
    data, trouble, _ = load_beats(capsys)
    assert are_real(data) and server.got == [f"/ecg/1.0.0/{name}"]
    assert [f"renamed {name}.damaged" in line for line in trouble] == [True] * (damage != "missing")


@pytest.mark.parametrize("lacking", [None, "202.dat", SUMS])
def test_beats_offline(lacking, folder, monkeypatch, capsys):
    def forbidden(*args, **kwargs):
        raise AssertionError("the network was used")

    monkeypatch.setenv("COURSE_OFFLINE", "1")
    for each in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, each, forbidden)
    write_ecg(folder)
    if lacking:
        (folder / "mitdb" / lacking).unlink()
    data, trouble, _ = load_beats(capsys)
    assert are_real(data) if lacking is None else data.source == "stand-in"
    assert len(trouble) == (lacking is not None)
    assert lacking != "202.dat" or "12 of 13 files are here and are kept, 202.dat is missing" in trouble[0]


@pytest.mark.parametrize("here", [0, 5, 13])
def test_read_only_folder_for_beats(here, folder, server, monkeypatch, capsys):
    write_ecg(folder)
    order = [SUMS, *datasets._MITDB.files]
    for name in order[here:]:
        (folder / "mitdb" / name).unlink()
    _refuse_writing(folder, monkeypatch)
    data, trouble, _ = load_beats(capsys)
    assert are_real(data) and server.hits == 13 - here and names(folder / "mitdb") == sorted(order[:here])
    assert ["cannot be written" in line for line in trouble] == [True] * (here < 13)
    assert are_real(load_beats(capsys)[0]) and server.hits == 13 - here


def test_course_data_is_a_file_for_beats(monkeypatch, tmp_path, capsys):
    (tmp_path / "file").write_text("keep me")
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "file"))
    data, trouble, _ = load_beats(capsys)
    assert are_real(data) and len(trouble) == 1 and "COURSE_DATA names a file" in trouble[0]


def test_full_disk_for_beats(folder, monkeypatch, capsys):
    class Full(io.FileIO):
        def write(self, data):
            if (folder / "mitdb" / "114.atr").exists():
                raise OSError(errno.ENOSPC, "No space left on device")
            return super().write(data)

    def opened(path, mode="r", *args):
        return Full(path, "w") if mode == "wb" else open(path, mode, *args)

    monkeypatch.setattr(_fetch, "open", opened, raising=False)
    data, trouble, _ = load_beats(capsys)
    assert data.source == "stand-in" and len(trouble) == 1 and "the disk is full" in trouble[0]
    assert "114.dat could not be written" in trouble[0] and len(names(folder / "mitdb")) == 6


ECG_CHILD = CHILD.replace("_CIFAR10", "_MITDB").replace("cifar10()", "mitdb()")


def start_ecg_child():
    change = {key: getattr(datasets._MITDB, key) for key in ("url", "known_hash", "records")}
    command = [sys.executable, "-c", ECG_CHILD, json.dumps(change)]
    root = Path(datasets.__file__).parents[1]
    return subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_two_notebooks_share_one_download_of_records(server, folder):
    server.mode = "steady"
    children = [start_ecg_child() for _ in range(2)]
    outputs = [child.communicate(timeout=20) for child in children]
    assert [out.split()[-1] for out, _ in outputs] == ["real", "real"] and server.hits == len(ECG_FILES)
    assert not any(err for _, err in outputs)
    assert sum("Another notebook is getting mitdb" in out for out, _ in outputs) == 1


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_stopped_download_of_records_goes_on_later(how, server, folder, capsys):
    server.mode = "steady"
    child = start_ecg_child()
    end = time.monotonic() + 20
    while time.monotonic() < end and not (folder / "mitdb" / "100.dat").exists():
        time.sleep(0.02)
    child.send_signal(how)
    _, err = child.communicate(timeout=5)
    assert how == signal.SIGKILL or "KeyboardInterrupt" in err
    kept = {*names(folder / "mitdb")} - ({"mitdb.part"} if how == signal.SIGKILL else set())
    assert 4 <= len(kept) < len(ECG_FILES) and kept < {*ECG_FILES}
    server.mode, before = "good", server.hits
    data, trouble, _ = load_beats(capsys)
    assert are_real(data) and not trouble and server.hits - before == len(ECG_FILES) - len(kept)
    assert names(folder / "mitdb") == sorted(ECG_FILES)


def test_without_wfdb_the_stand_in_and_a_word_on_it(server, folder, monkeypatch, capsys):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    data, trouble, _ = load_beats(capsys)
    assert data.source == "stand-in" and server.hits == 0
    assert "`%pip install wfdb`" in trouble[0]


def test_real_description_of_the_electrocardiograms(fresh):
    """As published: the halves of de Chazal et al. without the four records with a pacemaker."""
    spec = fresh._MITDB
    assert spec.url == "https://physionet.org/files/mitdb/1.0.0/"
    one, two = spec.records["DS1"], spec.records["DS2"]
    assert len({*one}) == len({*two}) == 22 and not {*one} & {*two} and not {102, 104, 107, 217} & {*one, *two}
    assert list(spec.split_of) == sorted((*one, *two))
    assert spec.split_of[201] == "DS1" and spec.split_of[202] == "DS2" and len(spec.files) == 132


def test_real_electrocardiograms(fresh, monkeypatch):
    """On a machine that has the real files: the published numbers, and what wfdb reads from them."""
    if not REAL_ECG.exists():
        pytest.skip("the folder mitdb is not in the data folder")
    monkeypatch.setenv("COURSE_OFFLINE", "1")
    monkeypatch.setenv("COURSE_DATA", str(REAL_ECG.parent))
    data = fresh.mitdb()
    assert data.source == "real" and data.x.shape == (100_733, 256, 2)
    for half, counts in {"DS1": [45_866, 944, 3_788, 415, 8], "DS2": [44_259, 1_837, 3_221, 388, 7]}.items():
        assert [*np.bincount(data.y[data.split == half])] == counts
    assert {first for first, _ in data.leads.values()} == {"MLII"}
    wfdb = pytest.importorskip("wfdb")
    for record in (100, 114, 207):
        theirs, notes = wfdb.rdrecord(REAL_ECG / str(record)), wfdb.rdann(str(REAL_ECG / str(record)), "atr")
        ours = fresh.mitdb_record(record)
        order = [theirs.sig_name.index(lead) for lead in ours.leads]
        np.testing.assert_array_equal(theirs.p_signal[:, order].astype(np.float32), ours.signal)
        beats = [
            (at, symbol) for at, symbol in zip(notes.sample, notes.symbol, strict=True) if symbol in "NLRejAaJSVEF/fQ"
        ]
        assert beats == [*zip(ours.r_peak, ours.symbol, strict=True)]
