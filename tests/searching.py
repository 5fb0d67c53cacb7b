"""Asks the scripts of search in Node, as a reader's browser would: of a built tree, or of an index of one's own."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from dev.node import missing
from tests.helpers import ROOT

SCRIPTS = ROOT / "theme" / "static" / "js"
OWN = [SCRIPTS / f"search-{name}.js" for name in ("words", "excerpts", "index")]
RUN = """
const fs = require("fs"), vm = require("vm"), [files, code, given] = JSON.parse(fs.readFileSync(0, "utf8"));
for (const file of files) vm.runInThisContext(fs.readFileSync(file, "utf8"), file);
console.log(JSON.stringify(vm.runInThisContext(code)(given)));
"""
ANSWERS = """(given) => {
  const index = new annalsSearch.Index(given.data || annalsSearch.data);
  index.readOn(Infinity);
  return given.questions.map((question) => index.answer(question));
}"""


def run(files: list[Path], code: str, given: Any) -> Any:
    """What a function of JavaScript gives, called behind those scripts. Without Node the test is told as not run."""
    if lacking := missing():
        pytest.skip(lacking.reason)
    task = json.dumps([[str(file) for file in files], code, given])
    done = subprocess.run(["node", "-e", RUN], input=task, capture_output=True, encoding="utf-8", timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def loaded(tree: Path) -> list[Path]:
    """The files that a tree's page loads when somebody asks, in its order."""
    (script,) = (tree / "theme" / "js").glob("search.*.js")
    named = re.search(r'\["[^\]]*"\]', script.read_text(encoding="utf-8"))
    assert named
    return [tree / name for name in json.loads(named[0])]


def asked(tree: Path, questions: list[str]) -> list[dict]:
    """The answers of a tree's index."""
    return run(loaded(tree), ANSWERS, {"questions": questions})


def answered(data: dict, questions: list[str], stemmers: Path | None = None) -> list[dict]:
    """The answers of an index of one's own."""
    return run([*OWN, *([stemmers] if stemmers else [])], ANSWERS, {"data": data, "questions": questions})


def leads(answer: dict) -> list[str]:
    """Where the places of an answer lead, the best first."""
    return [place["address"] + (f"#{place['fragment']}" if place["fragment"] else "") for place in answer["places"]]


def marked(pieces: list[list]) -> list[str]:
    return [text for text, is_marked in pieces if is_marked]
