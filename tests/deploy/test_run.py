"""The order of a deploy and what two of them do to each other, with a storage in memory: no rclone, no server."""

import hashlib
from collections.abc import Callable, Collection, Iterator

import pytest

from publishing import manifest, policy
from publishing.deploy import record
from publishing.deploy.plan import plan
from publishing.deploy.record import NAMES, Record, as_json
from publishing.deploy.run import Wishes, rechecked, run
from publishing.manifest import Entry, Manifest
from publishing.progress import Progress
from publishing.trouble import Trouble

OLD, NEW = "theme/a.98765432aa.css", "theme/a.01234567bb.css"


class Killed(BaseException):
    """The run is gone, and clears nothing away."""


class Memory:
    """Files are hashes here: nothing is read from a tree. log: what was done, in order. after: called at each of it."""

    def __init__(self, *, flat: bool = False) -> None:
        self.shown, self.flat, self.fresh = "there", flat, False
        self.files: dict[str, bytes] = {}
        self.log: list[str] = []
        self.after: Callable[[str], None] = lambda what: None

    def done(self, what: str) -> None:
        self.log.append(what)
        self.after(what)

    def list(self) -> frozenset[str]:
        return frozenset(self.files)

    def read(self, path: str) -> bytes | None:
        return self.files.get(path)

    def write(self, path: str, content: bytes) -> None:
        self.files[path] = content
        self.done(f"write {path}")

    def put(self, entry: Entry, *, replaces: bool) -> None:
        self.files[entry.path] = entry.sha256.encode()
        self.done(f"put {entry.path}")

    def sha256(self, path: str) -> str | None:
        return self.files[path].decode() if path in self.files else None

    def delete(self, path: str) -> None:
        self.files.pop(path, None)
        self.done(f"delete {path}")

    def sweep(self, folders: Collection[str]) -> None: ...

    def notices(self) -> Iterator[str]:
        return iter(())

    def close(self) -> None: ...

    def lists(self) -> set[str]:
        return {
            path.split(".")[1].removeprefix("annals/")
            for path in self.files
            if path.startswith(".annals/") and path not in NAMES
        }


def tree(address: str = "", **pages: str) -> Manifest:
    """A tree of pages; each word is a content. A name may be of a twin or an asset."""
    found = {}
    for name, word in pages.items():
        path = {"old": OLD, "new": NEW, "twin": "a.html.gz"}.get(name, f"{name}.html")
        sha256 = (
            manifest.name_hash(path) + word if name in ("old", "new") else hashlib.sha256(word.encode()).hexdigest()
        )
        kind = manifest.kind_of(path, sha256)
        encoding = "gzip" if name == "twin" else ""
        phase = "pages" if encoding else manifest.PHASE_OF[kind]
        found[path] = Entry(path, sha256, 1, "text/html", kind, "revalidate", phase, encoding)
    return Manifest(address, tuple(sorted(found.values())))


def deploy(storage: Memory, made: Manifest, **wishes: bool) -> None:
    run(made, storage, Wishes(**wishes), Progress(), same=lambda: None, sound=lambda: None)


def holds(storage: Memory, made: Manifest) -> bool:
    own = {path: content.decode() for path, content in storage.files.items() if not path.startswith(".annals/")}
    wanted = {entry.path: entry.sha256 for entry in (*made.files, manifest.own_entry(made))}
    return {path: own.get(path) for path in wanted} == wanted and all(map(manifest.name_hash, own.keys() - wanted))


@pytest.fixture(autouse=True)
def one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publishing.deploy.together.WORKERS", 1)


@pytest.mark.parametrize("at", ["put a.html", "put b.html", "put manifest.json"])
@pytest.mark.parametrize("killed", [True, False], ids=["and killed", "and finds out"])
def test_a_run_that_is_held_up_and_writes_over_another_is_mended_by_the_next(
    at: str, killed: bool, capsys: pytest.CaptureFixture
) -> None:
    """It goes on for a file, after the other came to its end."""
    mine = tree(a="mine", b="mine", c="mine", index="mine", mine="mine", old="1")
    other = tree(a="other", b="other", c="other", index="other", new="1")
    storage = Memory()
    deploy(storage, tree(a="0", index="0"))

    def held_up(what: str) -> None:
        if what == at:
            storage.after = lambda what: None
            deploy(storage, other)
            assert holds(storage, other)
            path = "mine.html" if what == "put b.html" else "a.html"
            storage.put(mine.by_path()[path], replaces=True)
            if killed:
                raise Killed

    storage.after = held_up
    with pytest.raises(Killed if killed else Trouble):
        deploy(storage, mine)
    assert not holds(storage, other), "else this test is of no use"
    capsys.readouterr()
    deploy(storage, other)
    assert "Nothing to do" not in capsys.readouterr().out
    assert holds(storage, other)
    deploy(storage, other)
    assert "Nothing to do" in capsys.readouterr().out
    deploy(storage, other)
    assert storage.lists() == set()


def test_a_run_that_is_held_up_over_two_others_and_finds_out_leaves_its_list_again() -> None:
    mine, other, storage = tree(a="mine", b="mine"), tree(a="other", b="other"), Memory()

    def held_up(what: str) -> None:
        if what == "put a.html":
            storage.after = lambda what: None
            deploy(storage, other)
            deploy(storage, other)
            assert storage.lists() == set()

    storage.after = held_up
    with pytest.raises(Trouble, match="another deploy writes to there"):
        deploy(storage, mine)
    assert not holds(storage, other)
    deploy(storage, other)
    assert holds(storage, other)


def test_two_that_end_after_a_killed_one_remove_its_list() -> None:
    storage, made = Memory(), tree(a="1", b="1")

    def kill(what: str) -> None:
        if what == "put a.html":
            raise Killed

    storage.after = kill
    with pytest.raises(Killed):
        deploy(storage, made)
    assert storage.lists() == {"run"}
    storage.after = lambda what: None
    deploy(storage, made, only_plan=True)
    assert storage.lists() == {"run"}
    deploy(storage, made)
    assert storage.lists() == {"met"}
    storage.log.clear()
    deploy(storage, made)
    assert storage.lists() == set()
    assert [what.partition(" ")[0] for what in storage.log] == ["delete"], "a second look puts nothing again"
    assert holds(storage, made)


@pytest.mark.parametrize("content", [b"", b"[", b"null", b"[1]", b"{}", b'["\\ud800"]', b"[" * 100_000])
def test_a_list_that_is_damaged_stops_nobody(content: bytes) -> None:
    storage, made = Memory(), tree(a="1")
    deploy(storage, made)
    storage.files[".annals/run.ab.json"] = content
    deploy(storage, tree(a="2"))
    assert holds(storage, tree(a="2"))


def others(storage: Memory) -> None:
    """Another run's record comes over ours."""
    known = record.in_force([storage.files[name].decode() for name in NAMES if name in storage.files])
    assert known
    storage.files[known.slot] = as_json(Record(known.writes, "other", known.deploy, known.files)).encode()


@pytest.mark.parametrize("last", ["the deletion", "the end"])
def test_another_s_record_over_ours_is_found_before(last: str) -> None:
    storage = Memory()
    deploy(storage, tree(a="1", gone="1"))
    writes = []

    def count(what: str) -> None:
        if what.startswith("write .annals/record"):
            writes.append(what)
            # The first says what is to come, then one follows each phase, and one the deletion.
            if len(writes) == {"the deletion": 3, "the end": 4}[last]:
                others(storage)

    storage.after = count
    with pytest.raises(Trouble, match="another deploy writes to there"):
        deploy(storage, tree(a="2"))
    assert ("gone.html" in storage.files) == (last == "the deletion")
    assert storage.lists() == {"run"}


def test_one_that_stops_before_it_put_anything_leaves_no_list() -> None:
    storage = Memory()
    deploy(storage, tree(a="1"))
    before = dict(storage.files)

    def overtake(what: str) -> None:
        if what.startswith("write .annals/record"):
            others(storage)

    storage.after = overtake
    with pytest.raises(Trouble, match="another deploy writes to there"):
        deploy(storage, tree(a="2"))
    assert storage.lists() == set()
    assert storage.files["a.html"] == before["a.html"]


def test_what_was_unsure_stays_so_when_it_is_read_back() -> None:
    storage, made = Memory(), tree(a="1", b="1")
    deploy(storage, made)
    known = record.in_force([storage.files[name].decode() for name in NAMES if name in storage.files])
    assert known
    known = Record(known.writes, known.by, known.deploy, known.files, unsure=frozenset({"b.html"}))
    storage.files["a.html"] = b"edited"
    todo = plan(made, known, storage.list())
    assert rechecked(known.files.keys(), made, known, todo, storage, Progress()).unsure == {"a.html", "b.html"}


def test_a_twin_that_is_not_wanted_goes_right_after_its_file_came() -> None:
    """Else a server sends it in the new file's stead until the end."""
    storage = Memory()
    deploy(storage, tree(a="1", twin="1", b="1", gone="1"))
    storage.log.clear()
    deploy(storage, tree(a="2", b="2"))
    seen = [what for what in storage.log if ".annals" not in what]
    assert seen == ["put a.html", "delete a.html.gz", "put b.html", "put manifest.json", "delete gone.html"]


@pytest.mark.parametrize("flat", [True, False])
def test_headers_that_change_are_put_where_they_are_kept_with_the_file(
    flat: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    storage, made = Memory(flat=flat), tree(a="1")
    deploy(storage, made)
    deploy(storage, made, recheck=True)
    assert "Nothing to do" in capsys.readouterr().out
    storage.log.clear()
    monkeypatch.setitem(policy.CACHE_CONTROL, "revalidate", "max-age=61")
    deploy(storage, made)
    assert [what for what in storage.log if what.startswith("put ")] == ["put a.html", "put manifest.json"] * flat


def test_a_tree_for_another_address_replaces_nothing_unless_it_is_told_to() -> None:
    storage, preview = Memory(), tree("https://preview.example", a="2")
    deploy(storage, tree("https://news.example", a="1"))
    storage.log.clear()
    for plan_only in (True, False):
        with pytest.raises(
            Trouble, match=r"there holds https://news\.example, .* for https://preview\.example: nothing"
        ):
            deploy(storage, preview, only_plan=plan_only)
    assert storage.log == []

    def kill(what: str) -> None:
        if what.startswith("put "):
            raise Killed

    storage.after = kill
    with pytest.raises(Killed):
        deploy(storage, preview, take_over=True)
    storage.after = lambda what: None
    deploy(storage, preview)  # it is the preview's from then on
    assert holds(storage, preview)
