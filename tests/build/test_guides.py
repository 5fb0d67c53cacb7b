"""What docs/publishing.md and the workflow files tell is so: each target, variable, file, message, link and step."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from dev import servers
from publishing import hosts
from publishing.__main__ import parser
from publishing.deploy import daemon, git_settings, rclone, record
from publishing.deploy.plan import KEPT_DEPLOYS
from publishing.manifest import HOST_FILES, NAME, files_of
from tests.helpers import BUILD_TIME, ROOT

GUIDE = (ROOT / "docs" / "publishing.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
GITHUB = ROOT / ".github" / "workflows" / "publish.yml"
GITLAB = ROOT / ".gitlab-ci.yml"
WORKFLOWS = GITHUB.read_text(encoding="utf-8") + GITLAB.read_text(encoding="utf-8")
ADDRESS = "https://news.kz/30-years"  # which dev/address.py takes; nothing asks it


def workflow(path: Path) -> dict:
    """A workflow file. YAML 1.1 reads GitHub's key `on` as a truth."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_every_make_target_and_variable_is_there():
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
    variables = {*re.findall(r"^([A-Z_]+) =", MAKEFILE, re.MULTILINE), "PUBLIC_URL"}
    calls = re.findall(r"(?m)(?:`|^ *|- |run: )make ([a-z][a-z-]*)((?: [A-Z_]+=[^\s`]+)*)", GUIDE + WORKFLOWS)
    assert {"publish", "check-tree", "deploy"} <= {target for target, _ in calls} <= targets
    listed = re.findall(r"^\| ((?:`[A-Z_]+=[^`]*`(?:, )?)+) \|", GUIDE, re.MULTILINE)
    named = re.findall(r"\b([A-Z_]+)=", " ".join([*(more for _, more in calls), *listed]))
    assert {"TO", "PLAN", "TAKE_OVER", "RECHECK", "TWINS", "ROOT", "LISTEN", "PASSWORDS", "TREE", "HOSTS"} <= set(named)
    assert set(named) <= variables


def test_every_option_that_the_makefile_gives_is_one_of_the_command():
    recipes = re.sub(r"\\\n", " ", MAKEFILE)
    commands = re.findall(r"-m publishing (\w+) (.*)", recipes)
    assert {name for name, _ in commands} == {"finish", "check", "package", "deploy"}
    for name, rest in commands:
        known = parser()._subparsers._group_actions[0].choices[name]._option_string_actions  # the only way to ask
        assert [option for option in re.findall(r"(--[a-z-]+)", rest.split("&&")[0]) if option not in known] == [], name


def test_every_file_of_servers_is_named_and_no_other():
    assert set(re.findall(r"\bdeploy/([\w./-]*[\w])", GUIDE)) == set(hosts.NAMES)
    assert all(f"`{name}`" in GUIDE for name in HOST_FILES)
    assert f"`public/{NAME}`" in GUIDE
    assert f"`{record.FOLDER}`" in GUIDE


def test_every_message_in_the_table_is_one_that_is_told():
    code = "".join(
        path.read_text(encoding="utf-8") for path in [*(ROOT / "publishing").rglob("*.py"), ROOT / "dev/address.py"]
    )
    code = re.sub(r'"\s*\n?\s*f?"', "", code)  # strings that go on in the next line
    code = code.replace("{NAME}", NAME)
    rows = re.findall(r"^\| (`.*`) \| [^|]+ \|$", GUIDE.split("## When something is wrong")[1], re.MULTILINE)
    messages = [message for row in rows for message in re.findall(r"`([^`]+)`", row)]
    assert len(messages) > 20
    assert [m for m in messages if m not in code and m.removeprefix("PUBLIC_URL ") not in code] == []


def test_the_numbers_are_those_of_the_code():
    assert f"stay for {['no', 'one', 'two', 'three'][KEPT_DEPLOYS]} more deploys" in GUIDE
    assert f"rclone {'.'.join(map(str, daemon.OLDEST))} or later" in GUIDE
    assert f"git {'.'.join(map(str, git_settings.OLDEST))} or later" in GUIDE
    assert f"**rclone before {'.'.join(map(str, rclone.MOVES_ONTO))}**" in GUIDE


def anchors(path: Path) -> set[str]:
    """The ids that a document's headings get where it is shown."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", text.lower()).replace(" ", "-") for text in headings}


@pytest.mark.parametrize(
    ("document", "least"),
    [
        ("docs/publishing.md", 8),
        ("docs/embedding.md", 8),
        ("docs/writing.md", 1),
        ("docs/architecture.md", 2),
        ("README.md", 5),
    ],
)
def test_every_link_leads_somewhere(document, least):
    """To a file that is there, and to a heading in it."""
    path = ROOT / document
    links = re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`]*`", "", path.read_text(encoding="utf-8")))
    links = [link for link in links if not link.startswith(("https://", "fact:", "graphic:", "denies:", "{"))]
    assert len(links) >= least
    for link in links:
        name, _, anchor = link.partition("#")
        target = path.parent / name if name else path
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_the_workflow_files_that_are_named_are_there():
    named = re.findall(r"`(\.github/[\w./-]+|\.gitlab-ci\.yml)`", GUIDE)
    assert named
    assert [path for path in named if not (ROOT / path).is_file()] == []


def test_each_host_has_its_section_and_tells_what_was_tried():
    rows = re.findall(r"^\| \[[^\]]+\]\(#([^)]+)\)", GUIDE, re.MULTILINE)
    sections = {
        re.sub(r"[^\w -]", "", part.split("\n")[0].lower()).replace(" ", "-"): part for part in GUIDE.split("\n## ")[1:]
    }
    for name in (*rows, "a-password-protected-preview"):
        assert re.search(r"\n\n\*(?:Tried|Not tried|The|Followed)[^*]+\*\n", sections[name]), name


def test_githubs_workflow_may_do_no_more_than_it_must():
    made = workflow(GITHUB)
    assert made["permissions"] == {"contents": "write"}
    assert made["concurrency"] == {"group": "publish", "cancel-in-progress": False}
    steps = made["jobs"]["publish"]["steps"]
    used = [step["uses"] for step in steps if "uses" in step]
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", action) for action in used)
    assert not re.search(r"\$\{\{", " ".join(step.get("run", "") for step in steps))  # no text of others in a shell
    assert "pull_request" not in GITHUB.read_text(encoding="utf-8")


def commands_of_github() -> list[str]:
    return [step["run"] for step in workflow(GITHUB)["jobs"]["publish"]["steps"] if "run" in step]


def commands_of_gitlab() -> list[str]:
    """Without before_script, which fetches rclone from the network."""
    return workflow(GITLAB)["pages"]["script"]


def test_githubs_workflow_leaves_alone_who_publishes_elsewhere():
    assert workflow(GITHUB)["jobs"]["publish"]["if"] == "vars.PUBLIC_URL != ''"


def run(command: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a step as the CI services do, with an environment that is made already instead of fetched."""
    own = ("MAKEFLAGS", "MAKELEVEL", "PUBLIC_URL")  # of the make that runs the tests
    inherited = {name: value for name, value in os.environ.items() if name not in own and not name.startswith("GIT_")}
    return subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", command],
        cwd=folder,
        env=inherited | {"PYTHONUTF8": "1", "BUILD_TIME": BUILD_TIME} | variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )


class Checkout:
    """A new user's copy of this repository, with an empty bare repository as its origin."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.origin = folder / "copy", folder / "origin.git"
        left_out = (
            ".git",
            ".venv",
            ".*_cache",
            ".cache",
            "__pycache__",
            "node_modules",
            "output",
            "public",
            "deploy",
            ".*.lock",
        )
        shutil.copytree(ROOT, self.folder, ignore=lambda at, names: _ignored(at, names, left_out))
        for command in (
            ["init", "--quiet", "--bare", str(self.origin)],
            ["init", "--quiet", str(self.folder)],
            ["-C", str(self.folder), "remote", "add", "origin", str(self.origin)],
        ):
            subprocess.run(["git", *command], check=True, capture_output=True)
        ready = folder / "python"  # what dev/setup.py makes from the network is here already
        ready.write_text(f'#!/bin/sh\n[ "$1" = dev/setup.py ] || exec "{sys.executable}" "$@"\n', encoding="utf-8")
        ready.chmod(0o755)
        self.variables = {
            "MAKEFLAGS": f"PY={sys.executable} PYTHON={ready}",
            "PUBLIC_URL": ADDRESS,
            "CI_PAGES_URL": ADDRESS,
        }

    def steps(self, commands: list[str]) -> str:
        told = []
        for command in commands:
            done = run(command, self.folder, **self.variables)
            assert done.returncode == 0, f"{command}\n{done.stdout}"
            told.append(done.stdout)
        return "\n".join(told)

    def branch(self, name: str) -> set[str]:
        listed = ["git", "-C", str(self.origin), "ls-tree", "-r", "-z", "--name-only", name]
        done = subprocess.run(listed, check=True, capture_output=True, text=True)
        return set(done.stdout.split("\0")[:-1])


def _ignored(at: str, names: list[str], left_out: tuple[str, ...]) -> set[str]:
    """Of folders, those that are made by make stand at the top; publishing/deploy/ is code."""
    found = shutil.ignore_patterns(*left_out)(at, names)
    return set(found) if Path(at) == ROOT else set(found) - {"output", "public", "deploy"}


@pytest.fixture
def checkout(tmp_path) -> Checkout:
    for tool in ("make", "git"):
        if not shutil.which(tool):
            pytest.skip(f"There is no {tool}. To get it: the package {tool}")
    return Checkout(tmp_path)


def test_the_steps_of_githubs_workflow_end_with_the_branch(checkout):
    """All but the four actions, which fetch this repository, Python and a cache."""
    commands = commands_of_github()
    checkout.steps(commands)
    tree = set(files_of(checkout.folder / "public"))
    there = checkout.branch("gh-pages")
    assert there == tree | {path for path in there if path.startswith(record.FOLDER)}
    assert ".nojekyll" in tree
    assert "Nothing to do" in checkout.steps([*commands[-1:]])


def test_the_steps_of_gitlabs_job_end_with_the_folder_and_keep_old_assets(checkout):
    tool = servers.find("rclone")
    if tool.path is None:
        pytest.skip(tool.reason)
    checkout.variables["RCLONE"] = tool.path
    checkout.steps(commands_of_gitlab())
    first = set(files_of(checkout.folder / "public"))
    script = next((checkout.folder / "theme" / "static" / "js").glob("*.js"))
    script.write_text(script.read_text(encoding="utf-8") + "\n// edited\n", encoding="utf-8")
    checkout.steps(
        ["rm -rf public deploy .public.lock"]
    )  # GitLab's runner cleans the copy before each job, but for caches
    checkout.steps(commands_of_gitlab())
    second = set(files_of(checkout.folder / "public"))
    old = {path for path in first if path.startswith("theme/js/") and path.endswith(".js")}
    assert old
    assert old < {path for path in second if path.startswith("theme/js/") and path.endswith(".js")}
    assert any(path.endswith(".html.br") for path in second)
    texts = [path.read_text(encoding="utf-8") for path in (checkout.folder / "kept" / record.FOLDER).glob("*.json")]
    assert {old.last for path, old in record.in_force(texts).retired.items() if path.startswith("theme/js/")} == {1}
