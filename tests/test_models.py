"""Packages: what is refused, what a server may do, and what is left behind."""

import hashlib
import json
import stat
import threading
import zipfile
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from click.testing import CliRunner
from translation import ARCHIVE, METADATA, WHOLE, archive

from normtext.cli import commands
from normtext.errors import ModelError
from normtext.translation import download as downloads
from normtext.translation import models, store
from normtext.translation.archive import unpack
from normtext.translation.packages import check_metadata


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Folders of its own, so that what this machine has installed plays no part."""
    monkeypatch.setenv("NORMTEXT_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "argos"))
    monkeypatch.setattr(downloads, "_PAUSE", 0.0)
    return tmp_path


def _left(home):
    folder = home / "models"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def _link(name):
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


REFUSED = {
    "outside": ([("pack/../../evil", b"x")], "outside its folder"),
    "absolute": ([("/evil", b"x")], "outside its folder"),
    "windows": ([("pack/..\\evil", b"x")], "outside its folder"),
    "drive": ([("C:/evil", b"x")], "outside its folder"),
    "hidden": ([(".pack/evil", b"x")], "outside its folder"),
    "link": ([(_link("pack/model/link"), b"/etc/passwd")], "link or a device"),
    "two folders": ([("other/file", b"x")], "must hold one folder"),
    "twice": ([("pack/model/Model.bin", b"x")], "there twice"),
    "a file above files": ([("pack/Model", b"x")], "'pack/Model' is a file, and a folder too"),
    "a file above all": ([("pack", b"x")], "'pack' is a file, and a folder too"),
    "a name too long": ([("pack/" + "long" * 70, b"x")], "cannot be unpacked: File name too long"),
    "a path too long": ([("pack/" + "deep/" * 900, b"")], "cannot be unpacked: File name too long"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_hostile_archives_leave_no_trace(name, home):
    members, message = REFUSED[name]
    path = archive(home / "evil.argosmodel", WHOLE + members)
    with pytest.raises(ModelError, match=message):
        models.install(str(path))
    assert _left(home) == []
    assert not (home / "evil").exists()


@pytest.mark.parametrize("missing", range(len(WHOLE)))
def test_a_package_without_a_part_is_refused(missing, home):
    members = WHOLE[:missing] + WHOLE[missing + 1 :]
    with pytest.raises(ModelError, match="is no Argos package: it has no"):
        models.install(str(archive(home / "part.argosmodel", members)))
    assert _left(home) == []


def test_a_bomb_is_refused_by_what_it_says(home, monkeypatch):
    monkeypatch.setattr("normtext.translation.archive._BYTES", 1000)
    path = archive(home / "bomb.argosmodel", [*WHOLE, ("pack/zeros", bytes(2000))])
    with pytest.raises(ModelError, match="unpacks to"):
        unpack(path, home)
    monkeypatch.setattr("normtext.translation.archive._FILES", 3)
    with pytest.raises(ModelError, match="holds 5 files"):
        unpack(path, home)


def test_a_model_that_cannot_be_loaded_is_refused(home):
    with pytest.raises(ModelError, match="cannot be loaded"):
        models.install(str(archive(home / "bad.argosmodel", WHOLE)))
    assert _left(home) == []


@pytest.mark.parametrize("size", [0, 100, 5000])
def test_a_truncated_file_is_refused(size, home):
    path = home / "short.argosmodel"
    path.write_bytes(ARCHIVE.read_bytes()[:size])
    with pytest.raises(ModelError, match=r"damaged or no \.argosmodel file"):
        models.install(str(path))
    assert _left(home) == []


def test_a_flipped_bit_is_noticed(home):
    data = bytearray(ARCHIVE.read_bytes())
    data[len(data) // 2] ^= 1
    (home / "flipped.argosmodel").write_bytes(data)
    with pytest.raises(ModelError, match="damaged"):
        models.install(str(home / "flipped.argosmodel"))
    assert _left(home) == []


@pytest.mark.parametrize(
    "change",
    [
        {"from_code": "../fr"},
        {"to_code": None},
        {"package_version": "1/2"},
        {"type": "sbd"},
        {"target_prefix": 3},
    ],
)
def test_wrong_metadata_are_refused(change):
    with pytest.raises(ModelError, match="metadata of the package are wrong"):
        check_metadata(json.dumps({**METADATA, **change}).encode(), "here")


@pytest.mark.parametrize("data", [b"", b"[]", b"\xff", b"[" * 100_000])
def test_metadata_that_are_no_object_are_refused(data):
    with pytest.raises(ModelError, match="metadata of the package are wrong"):
        check_metadata(data, "here")


def test_install_list_verify_remove(home):
    package = models.install(str(ARCHIVE))
    assert (package.name, package.folder.parent) == ("fr-en", home / "models")
    assert store.find("fr", "en") == package
    assert list(models.verify()) == []
    assert _left(home) == [package.folder.name]
    assert models.install(str(ARCHIVE)) == package
    other = archive(
        home / "other.argosmodel", WHOLE, metadata={**METADATA, "package_version": "0.1"}
    )
    with pytest.raises(ModelError, match=r"another fr-en 0\.1 is installed already"):
        models.install(str(other))
    assert list(models.verify()) == []
    assert models.install(str(ARCHIVE), overwrite=True) == package
    (package.folder / "model" / "config.json").write_text("{ }")
    (package.folder / "more").write_text("")
    (package.folder / "sentencepiece.model").unlink()
    assert [problem.what for problem in models.verify()] == [
        "model/config.json is changed",
        "sentencepiece.model is missing",
        "more was added",
    ]


def test_a_folder_is_installed_too(home):
    folder = unpack(ARCHIVE, home)
    assert models.install(str(folder)).name == "fr-en"
    assert models.remove("fr-en")
    assert _left(home) == []
    with pytest.raises(ModelError, match="no model of 'fr-en' is in"):
        models.remove("fr-en")


def test_a_lock_pins_what_is_installed(home):
    lock = home / "models.lock"
    models.install(str(ARCHIVE), lock=lock)
    assert json.loads(lock.read_text()) == {
        "fr-en": hashlib.sha256(ARCHIVE.read_bytes()).hexdigest()
    }
    assert list(models.verify(lock)) == []
    lock.write_text('{"fr-en": "0000"}')
    assert "is not installed" in next(models.verify(lock)).what
    with pytest.raises(ModelError, match="wants 0000 for fr-en: not installed"):
        models.install(str(ARCHIVE), lock=lock, overwrite=True)


def test_packages_of_argostranslate_are_found_but_never_removed(home):
    (home / "argos" / "stray").mkdir(parents=True)
    (home / "argos" / "file").write_text("")
    folder = unpack(ARCHIVE, home / "argos")
    assert store.find("fr", "en").folder == folder
    with pytest.raises(ModelError, match="no model of 'fr-en' is in"):
        models.remove("fr-en")
    assert folder.exists()


def test_what_is_asked_for_must_be_something():
    with pytest.raises(ModelError, match="is no file, folder, address or pair"):
        models.install("nothing.here")


class _Server(ThreadingHTTPServer):
    """Serves `pages`.

    stops: after how many bytes it breaks off. stalls: it says nothing then, but stays. lies: what
    it adds to the length it gives. ranges: whether it goes on where asked.
    """

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages, self.stops, self.lies, self.ranges, self.asked = {}, None, 0, True, []
        self.stalls = threading.Event()
        self.stalls.set()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        server = self.server
        server.asked.append((self.path, self.headers.get("Range")))
        if isinstance(server.pages.get(self.path), int) or self.path not in server.pages:
            self.send_error(server.pages.get(self.path, 404))
            return
        data, start = server.pages[self.path], 0
        asked = self.headers.get("Range")
        if asked and server.ranges:
            start = int(asked.removeprefix("bytes=").removesuffix("-"))
            if start >= len(data):
                self.send_error(416)
                return
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(data) - start + server.lies))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data[start:][: server.stops])
        self.wfile.flush()
        server.stalls.wait(30)
        self.close_connection = True

    def log_message(self, *_):
        pass


@contextmanager
def _serving():
    server = _Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def server():
    with _serving() as found:
        entry = {"links": [f"{found.url}/old"], **METADATA, "package_version": "0.9"}
        newer = {**entry, "package_version": "0.10", "links": [f"{found.url}/new"]}
        found.pages = {
            "/index.json": json.dumps([entry, newer, {"type": "sbd"}, 3]).encode(),
            "/new": ARCHIVE.read_bytes(),
        }
        yield found


def test_a_pair_is_installed_from_an_index(server, home):
    package = models.install("fr-en", index=f"{server.url}/index.json")
    assert package.name == "fr-en"
    assert [path for path, _ in server.asked] == ["/index.json", "/new"]
    assert _left(home) == [package.folder.name]
    with pytest.raises(ModelError, match="translates xx to en; into en it has fr-en"):
        models.install("xx-en", index=f"{server.url}/index.json")


def test_a_pair_that_is_installed_is_not_fetched_again(server, home):
    entries = json.loads(server.pages["/index.json"])
    entries[1]["package_version"] = "0.1"  # that of the package
    entries[0]["package_version"] = "0.0.9"
    server.pages["/index.json"] = json.dumps(entries).encode()
    ask = {"index": f"{server.url}/index.json", "lock": home / "lock"}
    package = models.install("fr-en", **ask)
    server.asked = []
    assert models.install("fr-en", **ask) == package
    assert [path for path, _ in server.asked] == ["/index.json"]
    (home / "lock").write_text('{"fr-en": "0000"}')
    with pytest.raises(ModelError, match="wants 0000 for fr-en"):
        models.install("fr-en", **ask)


def test_progress_is_told(server):
    seen = []
    models.install(f"{server.url}/new", progress=lambda *at: seen.append(at))
    size = ARCHIVE.stat().st_size
    assert seen[-1] == (size, size)
    assert seen == sorted(seen)


@pytest.mark.parametrize("ranges", [True, False])
def test_a_server_that_stops_halfway_is_asked_again(server, home, ranges):
    size = ARCHIVE.stat().st_size
    server.stops, server.ranges = size * 2 // 3, ranges
    if ranges:
        models.install(f"{server.url}/new")
        assert [asked for _, asked in server.asked] == [None, f"bytes={size * 2 // 3}-"]
        return
    with pytest.raises(ModelError, match="the same command goes on where it stopped"):
        models.install(f"{server.url}/new")
    server.stops = None
    models.install(f"{server.url}/new")
    assert [name for name in _left(home) if name.startswith(".")] == []


def test_a_stopped_download_goes_on_next_time(server, home):
    server.stops = 1000
    with pytest.raises(ModelError, match="it ended early"):
        models.install(f"{server.url}/new")
    [part] = _left(home)
    assert part.endswith(".download")
    server.stops, server.asked = None, []
    models.install(f"{server.url}/new")
    assert server.asked == [("/new", "bytes=4000-")]


def test_a_server_that_stalls_is_not_waited_for(server, home, monkeypatch):
    monkeypatch.setattr(downloads, "_TIMEOUT", 0.1)
    server.stops = 1000
    server.stalls.clear()
    try:
        with pytest.raises(ModelError, match="timed out, 4 times; the same command goes on"):
            models.install(f"{server.url}/new")
    finally:
        server.stalls.set()
    assert len(server.asked) == 4
    [part] = _left(home)
    assert (home / "models" / part).stat().st_size == 4000


@pytest.mark.parametrize("lie", [-1000, 5000])
def test_a_server_that_lies_about_the_length(server, home, lie):
    server.lies = lie
    with pytest.raises(ModelError, match=r"damaged|cannot be fetched"):
        models.install(f"{server.url}/new")
    assert [name for name in _left(home) if not name.endswith(".download")] == []


@pytest.mark.parametrize(("code", "times"), [(404, 1), (403, 1), (500, 4)])
def test_errors_of_a_server_are_said(server, home, code, times):
    server.pages["/new"] = code
    with pytest.raises(ModelError, match=f"the server answers {code}"):
        models.install(f"{server.url}/new")
    assert len(server.asked) == times
    assert _left(home) == []


def test_a_package_can_only_be_so_long(server, home, monkeypatch):
    monkeypatch.setattr(downloads, "_LONGEST", 1000)
    with pytest.raises(ModelError, match="a package has at most 1000"):
        models.install(f"{server.url}/new")
    assert _left(home) == []


@pytest.mark.parametrize("page", [b"<html>", b"{}", b"\xff"])
def test_what_is_no_index_is_said(server, page):
    server.pages["/index.json"] = page
    with pytest.raises(ModelError, match="is no index of packages"):
        models.install("fr-en", index=f"{server.url}/index.json")


@pytest.mark.parametrize("url", ["http://", "http://[::1", "https://a\nb/c"])
def test_what_is_no_address_is_said(url):
    with pytest.raises(ModelError, match="is no address of the web"):
        models.install(url)


def test_no_server_is_said():
    with pytest.raises(ModelError, match=r"the index http://127\.0\.0\.1:9/ cannot be read"):
        models.install("fr-en", index="http://127.0.0.1:9/")


def test_another_page_than_a_package_is_refused(server, home):
    server.pages["/new"] = b"<html>Log in first</html>" * 100
    with pytest.raises(ModelError, match=r"/new is damaged or no \.argosmodel"):
        models.install(f"{server.url}/new")
    assert _left(home) == []


def test_the_commands(home):
    run = CliRunner().invoke
    done = run(commands, ["models", "install", str(ARCHIVE), "--lock", str(home / "lock")])
    assert done.exit_code == 0, done.stderr
    assert run(commands, ["models", "list"]).stdout.startswith("fr-en\t")
    done = run(commands, ["models", "verify", "--lock", str(home / "lock")])
    assert (done.exit_code, done.stderr) == (0, "all as they were installed\n")
    assert run(commands, ["models", "remove", "fr-en"]).exit_code == 0
    assert "no model is in" in run(commands, ["models", "list"]).stderr
    done = run(commands, ["models", "verify", "--lock", str(home / "lock")])
    assert (done.exit_code, "is not installed" in done.stderr) == (1, True)
    done = run(commands, ["models", "install", str(home / "none.argosmodel")])
    assert (done.exit_code, "is no file" in done.stderr) == (2, True)
