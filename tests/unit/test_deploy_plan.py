"""What a deploy does, worked out from the manifest, the record and what is there: pure, without any target."""

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote

import pytest

from publishing.deploy import plan as planning
from publishing.deploy import telling
from publishing.deploy.plan import Plan, begun, blocked, plan, settled
from publishing.deploy.record import NAMES, Record, Retired, as_json, from_json, in_force
from publishing.deploy.target import parse
from publishing.deploy.troubles import PASSING, TAKEN, bare, told
from publishing.manifest import CACHE_OF, NAME, PHASE_OF, PHASES, Entry, Kind, Manifest, own_entry
from publishing.progress import Progress
from publishing.trouble import Trouble

ASSET, OLD = "theme/a.0123456789.css", "theme/a.9876543210.css"


def entry(path: str, sha256: str = "1", kind: Kind = "page", encoding: str = "") -> Entry:
    sha256 = {ASSET: "0123456789", OLD: "9876543210"}.get(path, sha256)
    return Entry(path, sha256, 10, "text/html", kind, CACHE_OF.get(kind, "revalidate"), PHASE_OF[kind], encoding)


def tree(*entries: Entry) -> Manifest:
    return Manifest("", tuple(sorted(entries)))


def after(manifest: Manifest, known: Record | None = None, present: Iterable[str] = ()) -> tuple[Record, set[str]]:
    """The record and the files once a deploy is done."""
    done = plan(manifest, known, set(present))
    return done.after, (set(present) | {each.path for each in done.puts}) - set(done.delete)


def paths(done: Plan) -> list[str]:
    return [each.path for each in done.puts]


def test_phases_follow_one_another() -> None:
    done = plan(
        tree(
            entry("sw.js", kind="worker"),
            entry("index.html", kind="entry"),
            entry("a.html"),
            entry("f.zip", kind="package"),
            entry(ASSET, kind="asset"),
        ),
        None,
        (),
    )
    assert paths(done) == [ASSET, "f.zip", "a.html", "index.html", NAME, "sw.js"]
    assert done.size == 50 + own_entry(tree(*(each for each in done.puts if each.path != NAME))).size
    assert done.after.deploy == 1


def test_what_is_there_is_told_by_its_hash_alone() -> None:
    known, there = after(tree(entry("a.html"), entry("b.html")))
    done = plan(tree(entry("a.html"), entry("b.html", "2")), known, there)
    assert paths(done) == ["b.html", NAME]
    assert done.replaced == {"b.html", NAME}
    assert done.unchanged == 1
    assert done.delete == ()


def test_nothing_to_do() -> None:
    manifest = tree(entry("a.html"))
    known, there = after(manifest)
    done = plan(manifest, known, there)
    assert done.idle
    assert done.after == known


def test_what_was_lost_is_put_again() -> None:
    manifest = tree(entry("a.html"), entry("b.html"))
    known, there = after(manifest)
    assert paths(plan(manifest, known, there - {"a.html"})) == ["a.html"]


def test_pages_go_at_once_and_assets_after_three_more_deploys() -> None:
    known, there = after(tree(entry(OLD, kind="asset"), entry("old.html")))
    for number in (2, 3, 4):
        manifest = tree(entry("a.html", str(number)))
        done = plan(manifest, known, there)
        assert done.delete == (("old.html",) if number == 2 else ())
        assert done.after.retired == {OLD: Retired("9876543210", 1)}
        known, there = after(manifest, known, there)
        assert plan(manifest, known, there).idle, "a second look is no deploy"
    assert plan(tree(entry("a.html", "5")), known, there).delete == (OLD,)


def test_a_rollback_takes_a_kept_asset_into_use() -> None:
    first = tree(entry(OLD, kind="asset"))
    known, there = after(first)
    known, there = after(tree(entry(ASSET, kind="asset")), known, there)
    done = plan(first, known, there)
    assert paths(done) == [NAME]
    assert done.after.retired == {ASSET: Retired("0123456789", 2)}


def test_foreign_files_are_left_alone_and_seen() -> None:
    done = plan(tree(entry("a.html")), None, {"blog.html", "a.html", *NAMES})
    assert done.foreign == ("a.html", "blog.html")
    assert done.in_the_way == ("a.html",)
    assert done.delete == ()
    with pytest.raises(Trouble, match=r"1 file there was not put by a deploy and stands in the way: a\.html\."):
        telling.refuse_in_the_way(done)
    assert telling.foreign(done) == ("blog.html",)


def test_of_a_deploy_that_was_stopped_nothing_is_believed() -> None:
    first = tree(entry("a.html"), entry("b.html"), entry("gone.html"), entry(OLD, kind="asset"))
    known, there = after(first)
    second = tree(entry("a.html", "2"), entry("b.html"), entry("new.html"), entry(ASSET, kind="asset"))
    todo = plan(second, known, there)
    record = begun(todo, known)
    assert record.unsure == {"a.html", "new.html", ASSET, "gone.html", NAME}
    record = settled(record, todo, [each for each in todo.puts if each.path == ASSET])
    there |= {ASSET, "new.html"}  # which may be half a file
    again = plan(second, record, there)
    assert paths(again) == ["a.html", "new.html", NAME]
    assert again.delete == ("gone.html",)
    assert again.after.retired == {OLD: Retired("9876543210", 1)}
    assert again.after.deploy == 2
    back = plan(first, record, there)
    assert paths(back) == ["a.html", "gone.html", NAME]
    assert back.delete == ("new.html",)
    assert back.after.retired == {ASSET: Retired("0123456789", 1)}


def test_an_old_asset_that_a_stopped_deploy_was_about_to_delete_is_put_again_when_it_is_named_again() -> None:
    record = Record(2, "", 5, {}, {OLD: Retired("9876543210", 1)}, frozenset({OLD}))
    assert OLD in paths(plan(tree(entry(OLD, kind="asset")), record, {OLD}))


def test_a_stopped_deploy_of_which_nothing_is_left_to_do_is_still_brought_to_its_end() -> None:
    manifest = tree(entry("a.html"))
    known, there = after(manifest)
    done = plan(manifest, replace(known, unsure=frozenset({"gone.html"})), there)
    assert done.puts == ()
    assert done.delete == ()
    assert not done.idle
    assert done.after.unsure == frozenset()


def test_an_asset_of_a_stopped_deploy_is_kept_and_not_believed() -> None:
    """A page that names it may be there."""
    known, there = after(tree(entry(OLD, kind="asset"), entry("a.html")))
    stopped = replace(known, unsure=frozenset({OLD, "a.html"}))
    done = plan(tree(entry(ASSET, kind="asset")), stopped, there)
    assert done.after.retired == {OLD: Retired("", 1)}
    assert done.delete == ("a.html",)
    assert begun(done, stopped).unsure >= {OLD}
    assert OLD in paths(plan(tree(entry(OLD, kind="asset")), done.after, there))


def test_a_second_look_deletes_no_old_asset() -> None:
    manifest = tree(entry("a.html"))
    known, there = after(manifest)
    known = replace(known, deploy=9, retired={OLD: Retired("9876543210", 1)})
    done = plan(manifest, known, {*there, OLD})
    assert done.idle
    assert (done.delete, done.after) == ((), known)


def test_an_old_asset_that_was_put_again_is_no_old_one() -> None:
    known = Record(2, "", 5, {}, {OLD: Retired("", 1)})
    todo = plan(tree(entry(OLD, kind="asset")), known, {OLD})
    record = settled(replace(begun(todo, known), retired=known.retired), todo, todo.puts)
    assert record.retired == {}
    assert record.files[OLD] == "9876543210"


def test_an_asset_that_a_stopped_deploy_named_again_is_not_deleted_with_the_next() -> None:
    """Its pages may have been met by readers."""
    old, other = tree(entry(OLD, kind="asset")), tree(entry("a.html"))
    known, there = after(old)
    for number in ("2", "3", "4"):
        known, there = after(tree(entry("a.html", number)), known, there)
    todo = plan(old, known, there)
    done = plan(other, begun(todo, known), there)
    assert OLD in done.after.retired


def test_twins_stay_away_where_nobody_chooses_between_them() -> None:
    manifest = tree(entry("a.html"), entry("a.html.br", "2", encoding="br"))
    done = plan(manifest, None, (), flat=True)
    assert paths(done) == ["a.html", NAME]
    assert done.after.files[NAME].startswith(own_entry(manifest).sha256 + " ")


def test_a_file_where_a_folder_is_needed() -> None:
    done = plan(tree(entry("a/b.html"), entry("c.html")), None, {"a", "c.html/d", "e/f"})
    assert blocked(done, {"a", "c.html/d", "e/f"}) == ("a", "c.html/d")


def test_the_lines_of_a_plan() -> None:
    known, there = after(tree(entry(OLD, kind="asset"), entry("a.html"), entry("old page.html")))
    done = plan(tree(entry(ASSET, kind="asset"), entry("a.html", "2")), known, there | {"blog.html"})
    size = done.size
    assert list(telling.plan_lines(done)) == [
        "assets",
        f"  new  {ASSET}",
        "pages",
        "  changed  a.html",
        "entries",
        f"  changed  {NAME}",
        "then",
        "  delete  old page.html",
        "kept for readers of older pages",
        f"  kept for 2 more deploys  {OLD}",
        f"3 files to put ({size} bytes), 1 to delete, 0 unchanged, 1 kept",
        "1 file there that no deploy put, left alone: blog.html",
    ]


def test_a_record_comes_back_as_it_was_written() -> None:
    record = Record(7, "ab", 3, {"ä.html": "1"}, {OLD: Retired("2", 2)}, frozenset({"b.html"}))
    assert from_json(as_json(record)) == record


def test_the_newest_whole_record_is_in_force() -> None:
    older, newer = Record(writes=4), Record(writes=5)
    assert older.slot != newer.slot
    assert in_force([as_json(older), as_json(newer)]) == newer
    text = as_json(replace(newer, files={"a.html": "1" * 64}))
    for length in range(len(text) - 1):
        assert in_force([as_json(older), text[:length]]) == older
    assert in_force(["", "[]", "null", '{"format": 99}']) is None


@pytest.mark.parametrize(
    ("of", "value"),
    [
        ("writes", "Infinity"),
        ("writes", "1.5"),
        ("writes", "true"),
        ("writes", "-1"),
        ("writes", "9" * 5000),
        ("by", "null"),
        ("address", "7"),
        ("files", "null"),
        ("files", '{"a": 1}'),
        ("files", '{"\\ud800": "1"}'),
        ("retired", '{"a": ["1"]}'),
        ("retired", '{"a": ["1", "2"]}'),
        ("retired", '{"a": ["1", Infinity]}'),
        ("unsure", "[1]"),
        ("unsure", "[[]]"),
        ("unsure", "[" * 100_000),
    ],
)
def test_a_record_of_another_form_is_damaged(of: str, value: str) -> None:
    text = as_json(Record(by="ab"))
    held = json.dumps(json.loads(text)[of])
    changed = re.sub(rf'"{of}": (\[\]|{{}}|[^,\n]*)', lambda found: f'"{of}": {value}', text)
    assert from_json(text)
    assert changed != text, held
    assert from_json(changed) is None


@pytest.mark.parametrize(
    ("to", "shown"),
    [
        ("name:path/x", "name:path/x"),
        (":sftp,host=h,pass=hush:path", ":sftp:path"),
        (":webdav,url='http://u:hush@h:80/',user=u:p", ":webdav:p"),
        (':webdav,url="http://h/""quoted"",:",pass=hush:', ":webdav:"),
        ("name,pass=hush,no_check:path:with:colons", "name:path:with:colons"),
    ],
)
def test_no_secret_of_a_target_is_shown(to: str, shown: str) -> None:
    target = parse(to)
    assert (target.fs, target.shown, target.folder) == (to, shown, None)
    for words in (f"cannot reach {to}", "pass hush" * ("hush" in to), "http://u:hush@h:80/x", "https://other:hush@h/"):
        assert "hush" not in target.without_secrets(words)
        assert "hush" not in str(told(words, target))


@pytest.mark.parametrize(
    ("to", "meaning"),
    [
        ("user:hush@host:/srv", r"ssh's way; make a remote with rclone config, and say NAME:/srv"),
        ("user:hu/sh@host:/srv", r"ssh's way"),
        ("user:h@sh@host:/srv", r"ssh's way"),
        ("user@host:/srv/x", r'"user@host:…" is ssh\'s way; make a remote with rclone config, and say NAME:/srv/x'),
        ("git@github.com:a/b.git", r'for a branch say "git:git@github\.com:a/b\.git"'),
        ("git@host:a/b", r'for a branch say "git:git@host:a/b"'),
        ("git", r"did you mean git:origin\?"),
    ],
)
def test_what_is_meant_for_ssh_or_git(to: str, meaning: str) -> None:
    with pytest.raises(Trouble, match=meaning) as caught:
        parse(to)
    assert "hu" not in str(caught.value)[:-20].replace("github", "")
    assert "sh@" not in str(caught.value)


@pytest.mark.parametrize("name", ["412.html", "504.html", "timeout.html", "permission denied.html", "a/429/EOF.html"])
def test_a_name_is_no_reason(name: str) -> None:
    target = parse("/srv/503")
    for words in (f"open /srv/503/{name}: it broke", f"GET http://h/{quote(name)}: it broke"):
        said = bare(words, target.fs, name)
        assert not PASSING.search(said)
        assert not TAKEN.search(said)
        assert str(told(words, target, name)).startswith(f"rclone could not deploy {name} to")
    assert PASSING.search(bare("status 504", target.fs, name))


def test_a_name_is_told_without_what_a_terminal_obeys() -> None:
    evil = "a\x1b[2J\rb\u202e.html"
    done = plan(tree(entry(evil)), None, {f"x{evil}"})
    for line in (*telling.plan_lines(done), telling.named([evil]), str(told(f"lost {evil}", parse("n:x"), evil))):
        assert line.isprintable()


def test_a_terminal_gets_long_lists_cut_short(monkeypatch: pytest.MonkeyPatch) -> None:
    done = plan(tree(*(entry(f"{number:02}.html") for number in range(31))), None, ())
    assert len([line for line in telling.plan_lines(done) if line.startswith("  new")]) == 32
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    lines = list(telling.plan_lines(done))
    assert lines[:2] == ["pages", "  new  00.html"]
    assert lines[6].startswith("  and 26 more files")
    assert lines[7] == "entries"


@pytest.mark.parametrize("to", ["", "  ", "https://u:hush@h/site", "s3://bucket/site", ":sftp", ":sftp,host", ":"])
def test_targets_that_are_none(to: str) -> None:
    with pytest.raises(Trouble) as caught:
        parse(to)
    assert "hush" not in str(caught.value)


def test_folders(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for to, folder in (
        ("site", tmp_path / "site"),
        ("./a:b", tmp_path / "a:b"),
        ("/srv/a:b", "/srv/a:b"),
        ("~/site", tmp_path / "home" / "site"),
        (":local:site", tmp_path / "site"),
    ):
        assert parse(to).fs == str(folder)
        assert str(parse(to).folder) == str(folder)


@pytest.mark.parametrize(
    ("words", "meaning", "passes"),
    [
        ("write /srv/x: no space left on device", "is full", False),
        ("preallocate: file too big for remaining disk space", "is full", False),
        ("open /srv/x: permission denied", "permission is refused", False),
        ("mkdir x: read-only file system", "can only be read", False),
        ("couldn't list files: Unauthorized: 401 Unauthorized", "is not accepted", False),
        (
            "ssh: handshake failed: ssh: unable to authenticate, attempted methods [none password]",
            "is not accepted",
            False,
        ),
        ("InvalidAccessKeyId: no\n\tstatus code: 403, request id: 5, host id: ", "is not accepted", False),
        ("AccessDenied: Access Denied\n\tstatus code: 403", "permission is refused", False),
        ("dial tcp 127.0.0.1:1: connect: connection refused", "nothing answers", True),
        ("dial tcp: lookup nowhere on 10.0.0.1:53: no such host", "is unknown", False),
        ("dial tcp 10.0.0.1:1: i/o timeout", "does not answer", True),
        ("read tcp: connection reset by peer", "does not answer", True),
        ("unexpected EOF", "does not answer", True),
        ("ssh: handshake failed: EOF", "does not answer", True),
        ("SlowDown: Please reduce your request rate. status code: 503", "does not answer", True),
        ("x509: certificate signed by unknown authority", "is not trusted", False),
        ("something else", "rclone could not deploy a.html to name:site: something else", False),
    ],
)
def test_what_errors_mean(words: str, meaning: str, passes: bool) -> None:
    line = str(told(words, parse("name:site"), "a.html"))
    assert meaning in line
    assert "\n" not in line
    assert "a.html" in line
    assert bool(PASSING.search(words)) == passes


class Terminal:
    def __init__(self) -> None:
        self.text = ""

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> None:
        self.text += text

    def flush(self) -> None: ...


def test_progress_on_a_terminal_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publishing.progress.PAUSE", 0)
    terminal = Terminal()
    progress = Progress(terminal)  # type: ignore[arg-type]
    progress.begin("Putting pages", 2, 3_000)
    progress.step(1_000)
    progress.step(2_000)
    progress.end()
    assert "\n" not in terminal.text
    assert [line.removeprefix("\x1b[K") for line in terminal.text.split("\r")][1:] == [
        "[....................] Putting pages: 0 of 2 files, 0 bytes of 3.0 kB",
        "[##########..........] Putting pages: 1 of 2 files, 1.0 kB of 3.0 kB",
        "[####################] Putting pages: 2 of 2 files, 3.0 kB of 3.0 kB",
        "",
    ]


def test_progress_elsewhere_is_a_line_a_step(capsys: pytest.CaptureFixture) -> None:
    progress = Progress()
    progress.begin("Putting pages", 2, 3_000)
    progress.step(1_000)
    progress.end()
    assert capsys.readouterr().out == "Putting pages: 2 files, 3.0 kB\n"


def test_every_phase_is_told() -> None:
    assert set(PHASES) == set(PHASE_OF.values())
    assert planning.KEPT_DEPLOYS == 3
