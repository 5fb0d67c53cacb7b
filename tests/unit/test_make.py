"""What the Makefile promises: `make` alone lists its targets, and `make publish` takes only an address that is one."""

import os
import re
import shutil
import subprocess

import pytest

from dev.address import cleaned, problem
from tests.helpers import ROOT

pytestmark = pytest.mark.skipif(not shutil.which("make"), reason="There is no make. To get it: the package make")
TARGETS = [
    "site",
    "test",
    "check",
    "serve",
    "publish",
    "packages",
    "check-tree",
    "deploy",
    "bench",
    "lock",
    "clean",
    "lint",
    "format",
    "types",
]


def make(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    own = ("MAKEFLAGS", "MAKELEVEL", "PUBLIC_URL")  # of the make that runs the tests
    inherited = {name: value for name, value in os.environ.items() if name not in own}
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=ROOT,
        env=inherited | variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_make_alone_lists_every_target_with_a_line() -> None:
    """And does nothing else."""
    listed = dict(re.findall(r"(?m)^  ([\w-]+) +(\S.*)$", make().stdout))
    assert sorted(listed) == sorted(TARGETS)


@pytest.mark.parametrize("address", ["", "https://example.org/", "http://localhost:8000/"])
def test_publish_refuses_in_one_line_before_it_builds(address: str) -> None:
    """Whether the address is missing or stands for one; given as an argument or in the environment."""
    for done in (make("publish", f"PUBLIC_URL={address}"), make("publish", PUBLIC_URL=address)):
        said = [line for line in (done.stdout + done.stderr).splitlines() if not line.startswith("make")]
        assert done.returncode != 0
        assert len(said) == 1
        assert said[0].startswith("PUBLIC_URL is ")


@pytest.mark.parametrize(
    "address",
    [
        "https://news.kz",
        "https://news.kz/30-years/",
        "http://intranet/feature",
        "https://xn--80ak6aa92e.com:8443/a",
        "https://новости.kz/",
    ],
)
def test_an_address_is_taken(address: str) -> None:
    """A host with or without a path, a port, letters of any script."""
    assert problem(address) == ""


@pytest.mark.parametrize(
    ("typed", "given"),
    [
        ("https://news.kz/", "https://news.kz"),
        ("HTTPS://News.KZ/30-Years/", "https://news.kz/30-Years"),
        ("https://news.kz/%D0%B6%D1%8B/a", "https://news.kz/жы/a"),
        ("https://тридцать.қаз/жылдар", "https://тридцать.қаз/жылдар"),
        ("http://intranet:8080", "http://intranet:8080"),
    ],
)
def test_an_address_is_given_as_pages_will_give_it(typed: str, given: str) -> None:
    assert problem(typed) == ""
    assert cleaned(typed) == given


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("", "missing"),
        ("news.kz/30", "does not begin"),
        ("//news.kz/30", "does not begin"),
        ("https:///30", "does not begin"),
        ("ftp://news.kz", "does not begin"),
        ("file:///srv/www", "does not begin"),
        ("javascript:alert(1)", "does not begin"),
        ("https://example.com/30", "placeholder"),
        ("https://www.EXAMPLE.org", "placeholder"),
        ("https://example.net.", "placeholder"),
        ("https://news.example/30", "placeholder"),
        ("https://a.test", "placeholder"),
        ("http://localhost:8000/", "placeholder"),
        ("http://127.0.0.1/", "placeholder"),
        ("http://[::1]:80/", "placeholder"),
        ("https://your-site.kz", "placeholder"),
        ("https://yourdomain.kz", "placeholder"),
        ("https://changeme.kz", "placeholder"),
        ("https://<host>/", "placeholder"),
        ("https://...", "placeholder"),
        ("https://me:secret@news.kz/", "user name"),
        ("https://news.kz/?a=1", "query"),
        ("https://news.kz/#top", "fragment"),
        ("https://news.kz/thirty years", "space"),
        ("https://news.kz:99999/", "no address"),
        ("https://[news.kz/", "no address"),
        ("https://USER.github.io/REPOSITORY", "placeholder"),
        ("https://news.kz/FOLDER", "placeholder"),
        ("https://news..kz", "none"),
        ("https://a.kz;x/y", "none"),
        ("https://a$b.kz", "none"),
        ("https://*.kz", "none"),
        ("https://news.kz/a;b", "holds ; in its path"),
        ("https://news.kz/../x", "dots"),
        ("https://news.kz/a/./x", "dots"),
        ("https://news.kz//x", "empty part"),
        ("https://news.kz/a//x", "empty part"),
        ("https://news.kz/30-years/index.html", "names a page"),
        ("https://news.kz/a'b", "holds ' in its path"),
        ("https://news.kz/a\\b", "in its path"),
        ("https://news.kz/%zz", "holds % in its path"),
        ("https://news.kz/a%2Fb", "holds %2F in its path"),
        ("https://news.kz/a%20b", "holds a space in its path"),
    ],
)
def test_a_placeholder_is_refused(address: str, why: str) -> None:
    """What is no address on the web, or was left to be filled in, or would carry a secret or a query."""
    assert why in problem(address)


def test_a_password_is_not_repeated() -> None:
    """The line goes into logs."""
    said = make("publish", PUBLIC_URL="https://me:secret@news.kz/").stderr
    assert "user name" in said
    assert "secret" not in said


@pytest.mark.parametrize("off", ["", "0", "no", "false"])
def test_a_switch_that_is_off_is_off(off: str) -> None:
    """TAKE_OVER=0 takes nothing over."""
    said = make("-n", "deploy", "TO=x", *(f"{name}={off}" for name in ("PLAN", "TAKE_OVER", "RECHECK"))).stdout
    assert " deploy " in said
    assert not re.search(r"--(plan|take-over|recheck)", said)
    assert "--twins" not in make("-n", "publish", "PUBLIC_URL=https://news.kz", f"TWINS={off}").stdout


def test_a_switch_that_is_on_is_on() -> None:
    said = make("-n", "deploy", "TO=x", "PLAN=1", "TAKE_OVER=yes", "RECHECK=true").stdout
    assert re.findall(r"--(plan|take-over|recheck)", said) == ["plan", "take-over", "recheck"]


@pytest.mark.parametrize(("given", "asked"), [((), "all"), (("PACKAGE=EPUB zip",), "EPUB zip"), (("PACKAGE=",), "all")])
def test_packages_are_asked_for_as_they_are_named(given: tuple[str, ...], asked: str) -> None:
    """Several, in any case; make hands them on in one piece, and runs the check by the same command alone."""
    recipe = make("-n", "packages", *given).stdout
    assert "--check" in recipe
    assert "publishing check" not in recipe
    (line,) = re.findall(r'publishing package ("[^"]*")', recipe)
    environment = {"PACKAGE": given[0].partition("=")[2] if given else ""}
    done = subprocess.run(
        ["sh", "-c", f"printf %s {line}"], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == asked


@pytest.mark.parametrize("word", ["plan=1", "take_over=1", "twins=1", "to=x", "PLAN=maybe", "TAKE_OVER=2"])
def test_a_misspelt_word_stops_make(word: str) -> None:
    """It does not deploy where only a plan was wanted."""
    done = make("-n", "deploy", "TO=x", word)
    assert done.returncode != 0
    assert word.partition("=")[0].upper() + "=" in done.stderr
    assert done.stdout == ""
