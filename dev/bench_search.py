"""Times search over a thousand pages: what a reader's browser needs to make the index, and to answer a question.

The pages are invented: words of an English shape in all their forms, as frequent as Zipf's law has them, set into
sections by the plugin's own functions. Node runs the theme's scripts on them: its engine is Chromium's.
"""

import gzip
import json
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from itertools import accumulate
from pathlib import Path
from types import SimpleNamespace

from dev.node import missing
from dev.timing import DOES_NOT_HOLD, HOLDS, ROOT

PAGES, SECTIONS, WORDS = 1000, 5, 90  # of each page, and of each section
STEMS = 12_000
MOST_MS = 50.0  # of an answer, its excerpts with it
RUNS = 5  # of each question
SEED = 7
BEGINS, VOWELS = (*"bcdfghlmnprst", "st", "tr", "pl", "gr"), (*"aeiou", "ea", "ou")
ENDS = ("", "", "s", "ed", "ing", "ation", "ations", "er", "ers", "al", "ally", "ive", "ness")
SCRIPTS = ("search-words.js", "search-excerpts.js", "search-index.js")
NODE = """
const fs = require("fs"), vm = require("vm"), [questions, runs, ...files] = JSON.parse(process.argv[1]);
const began = performance.now();
for (const file of files) vm.runInThisContext(fs.readFileSync(file, "utf8"), file);
const read = performance.now(), index = new annalsSearch.Index(annalsSearch.data);
index.readOn(Infinity);
const made = performance.now(), spent = [], found = [];
for (let run = 0; run < runs; run++) {
  questions.forEach((question, at) => {
    const start = performance.now(), { total } = index.answer(question);
    (spent[at] = spent[at] || []).push(performance.now() - start);
    found[at] = total;
  });
}
console.log(JSON.stringify({ read: read - began, made: made - read, spent, found, places: index.places.length }));
"""


def vocabulary(chance: random.Random) -> tuple[list[str], list[float]]:
    """Invented words, each in several forms, and how frequent they are, summed up, by Zipf's law."""
    sounds = [one + two for one in BEGINS for two in VOWELS]
    stems = sorted(
        {
            "".join(chance.choices(sounds, k=chance.choice((1, 2, 2, 3)))) + chance.choice("ntrlmdck")
            for _ in range(STEMS)
        }
    )
    stems.sort(key=lambda stem: len(stem) * chance.random())  # what is frequent is short
    words = [stem + end for stem in stems for end in chance.sample(ENDS, 3)]
    return words, list(accumulate(1 / (rank + 2) for rank in range(len(words))))


def texts(chance: random.Random, words: list[str], weights: list[float], count: int) -> str:
    """That many words, in sentences, a number now and then."""
    drawn = chance.choices(words, cum_weights=weights, k=count)
    for at in range(0, count, 12):
        drawn[at] = drawn[at].capitalize()
        drawn[min(at + 11, count - 1)] += "."
    for at in range(5, count, 40):
        drawn[at] = f"{chance.randrange(1, 90_000):,}"
    return " ".join(drawn)


def write_index(path: Path, chance: random.Random, words: list[str], weights: list[float]) -> None:
    """The index of the invented pages, by the plugin's own functions."""
    from blocks import BORDER, Outline
    from search import data
    from search.entries import page

    def content(number: int) -> SimpleNamespace:
        outline, html = [], [""]
        for section in range(SECTIONS):
            outline += [Outline("heading", 2, f"h{section}"), Outline("prose")]
            html.append(f"<h2>{texts(chance, words, weights, 4)}</h2>")
            html.append(f"<p>{texts(chance, words, weights, WORDS)}</p>")
        title, summary = texts(chance, words, weights, 4), texts(chance, words, weights, 20)
        about = {"title": title, "summary": summary, "lang": "en", "template": "article"}
        return SimpleNamespace(save_as=f"{number}.html", outline=outline, _content=BORDER.join(html), **about)

    path.write_text(data((page(content(number)) for number in range(PAGES)), {"article": "Text"}), encoding="utf-8")


def questions(chance: random.Random, words: list[str], weights: list[float]) -> list[str]:
    """Questions of one word, two and three, and their beginnings as one types; frequent words as well as rare ones."""
    drawn = chance.choices(words, cum_weights=weights, k=60)
    whole = [*words[:5], *drawn[:15], *(" ".join(drawn[at : at + 2]) for at in range(15, 35, 2))]
    whole += [" ".join(drawn[at : at + 3]) for at in range(35, 56, 3)]
    whole += [" ".join(words[:3]), " ".join(words[:12])]  # the most frequent of all
    typed = [word[:length] for word in drawn[:10] for length in (1, 2, 3, 4)]
    return [f"{each} " for each in whole] + typed + ["17,000", "17", "nothingofthat", "x" * 10_000]


def search() -> str:
    """Make the index of a thousand pages, ask it, and tell what it took."""
    if lacking := missing():
        return f"search over {PAGES:,} pages: not run. {lacking.reason}"
    sys.path.insert(0, str(ROOT / "plugins"))  # where a build has them too
    from search.stemmers import script

    chance = random.Random(SEED)
    words, weights = vocabulary(chance)
    with tempfile.TemporaryDirectory() as room:
        index, stemmers = Path(room, "index.js"), Path(room, "stemmers.js")
        write_index(index, chance, words, weights)
        stemmers.write_text(script(["en"]), encoding="utf-8")
        theirs = [str(ROOT / "theme" / "static" / "js" / name) for name in SCRIPTS]
        asked = json.dumps([questions(chance, words, weights), RUNS, *theirs, str(stemmers), str(index)])
        command = [str(shutil.which("node")), "-e", NODE, "--", asked]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)
        raw = index.read_bytes()
    told = json.loads(done.stdout)
    answers = [statistics.median(times) for times in told["spent"]]
    slowest = max(answers)
    verdict = HOLDS if slowest <= MOST_MS else DOES_NOT_HOLD
    packed = len(gzip.compress(raw, 9, mtime=0))
    return "\n".join(
        (
            f"search over {PAGES:,} pages, {told['places']:,} places: {len(answers)} questions, median of {RUNS} runs",
            f"  an answer       {statistics.median(answers):6.1f} ms",
            f"  the slowest     {slowest:6.1f} ms  at most {MOST_MS:.0f} ms: {verdict}",
            f"  made once       {told['made']:6.0f} ms, in slices, behind {told['read']:.0f} ms to read the files",
            f"  the index       {len(raw):,} bytes, {packed:,} under gzip",
        )
    )


if __name__ == "__main__":
    print(search())
