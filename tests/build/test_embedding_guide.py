"""What docs/embedding.md tells is so: each attribute, width, token, field, name, policy and size is that of the code."""

import base64
import gzip
import hashlib
import json
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

from embeds.height import USUAL, WIDTHS
from embeds.offer import CACHE_AGE, SANDBOX, STYLE, script, snippet
from feeds import jsonfeed
from publishing.check.files import FIRST_VIEW
from publishing.inline import inline
from publishing.policy import embed_policy
from tests.guide import GUIDE, blocks, in_backticks, prose, rows, section
from tests.helpers import PUBLIC_URL, ROOT

SCRIPTS = {name: (ROOT / "theme/static/embed" / name).read_text(encoding="utf-8") for name in ("child.js", "embed.js")}
EMBED = f"{PUBLIC_URL}/embed/NAME.html"


def slugs(tree: Path) -> list[str]:
    return sorted(path.stem for path in (tree / "embed").glob("*.json"))


def embeds(tree: Path) -> list[Path]:
    return [tree / "embed" / f"{slug}.html" for slug in slugs(tree)]


def test_the_snippet_is_the_one_that_is_offered_and_each_of_its_attributes_has_a_reason():
    (written,) = blocks("A frame", "html")
    assert " ".join(written.split()) == snippet(EMBED, "TITLE", USUAL, 512)
    explained = [name for cells in rows("A frame") for name in in_backticks(cells[0])]
    assert explained == re.findall(r" ([a-z-]+)=\"", snippet(EMBED, "TITLE", USUAL, 512))


def test_the_line_of_script_is_the_one_that_is_offered():
    assert [line.strip() for line in blocks("A line of script", "html")] == [script(f"{PUBLIC_URL}/embed.js")]


def test_the_widths_are_those_that_have_heights():
    told = re.search(r"There are heights for ([\d, and]+) pixels", prose("A frame"))[1]
    assert tuple(int(width) for width in re.findall(r"\d+", told)) == WIDTHS
    assert f"always those for {USUAL} pixels" in prose("An address")
    assert f"The narrowest width with a height is {min(WIDTHS)} pixels" in prose("Limits")


def test_the_two_heights_of_the_sample_are_those_of_one_embed_here(published):
    (css,) = blocks("A frame", "css")
    small, broad = re.findall(r"height: (\d+)px", css)
    assert any(
        {
            f"(width:360px){{.embed__card{{min-block-size:{small}px",
            f"(width:640px){{.embed__card{{min-block-size:{broad}px",
        }
        <= set(re.findall(r"\(width:\d+px\)\{\.embed__card\{min-block-size:\d+px", path.read_text(encoding="utf-8")))
        for path in embeds(published)
    )


def test_the_attributes_are_those_that_the_line_of_script_reads():
    """In one table, and in no other."""
    names = re.search(r"\{ ([\w, ]+) \} = \w+\.dataset", SCRIPTS["embed.js"])[1].split(", ")
    read = {
        "data-annals",
        *(re.sub(r"[A-Z]", lambda letter: "-" + letter[0].lower(), f"data-{name}") for name in names),
    }
    assert {name for cells in rows("A line of script") for name in in_backticks(cells[0])} == read
    assert len(read) == 5
    assert set(re.findall(r"^\| `(data-annals-[a-z]+)`", GUIDE, re.MULTILINE)) == read - {"data-annals"}
    assert len(re.findall(r"^\| `data-annals-", GUIDE, re.MULTILINE)) == 4


def test_what_a_hash_may_say_is_what_the_embed_takes():
    taken = re.search(r"take = \(\{ ([a-z, ]+) \}", SCRIPTS["child.js"])[1].split(", ")
    listed = [name for cells in rows("Colours, accent, type and place") for name in in_backticks(cells[0])]
    assert listed == taken
    (sample,) = re.findall(r"\.html#(\S+)`", section("Colours, accent, type and place"))
    assert [pair.partition("=")[0] for pair in sample.split("&")] == taken


def test_the_sandbox_is_that_of_the_snippet():
    assert [in_backticks(cells[0])[0] for cells in rows("Sandbox")] == SANDBOX.split()


def test_the_answers_fields_and_addresses_are_those_of_a_published_tree(published):
    text = section("An address")
    told = text.split("The answer (oEmbed 1.0) has", 1)[1].split("The html is", 1)[0]
    fields = set(in_backticks(told)) - {"rich"}
    slug = next(slug for slug in slugs(published) if (published / "operations" / f"{slug}.html").is_file())
    answer = json.loads((published / "embed" / f"{slug}.json").read_bytes())
    assert fields - {"author_name"} == set(answer) - {"author_name"}
    assert answer["cache_age"] == CACHE_AGE == 24 * 60 * 60
    page = (published / "operations" / f"{slug}.html").read_text(encoding="utf-8")
    links = blocks("An address", "html")[0].strip().split("\n")
    assert len(links) == 2
    assert [link for link in links if link.replace("NAME", slug) not in page] == []
    (beside,) = (name for name in in_backticks(text) if name.startswith("frameborder"))
    frame = answer["html"].partition("</blockquote>")[2]
    assert frame.count(f" {beside} ") == 1
    made = snippet(EMBED.replace("NAME", slug), "TITLE", answer["width"], answer["height"])
    assert re.sub(r' title="[^"]*"', ' title="TITLE"', frame.replace(f" {beside}", "")) == made


def test_the_policies_are_those_that_the_site_tells_and_sends(published):
    needed, strict, _, own = (block.strip() for block in blocks("Content-Security-Policy"))
    page = unescape((published / "embedding.html").read_text(encoding="utf-8"))
    assert f">{needed}<" in page
    assert set(needed.split("; ")) < set(strict.split("; "))
    (rule,) = blocks("Content-Security-Policy", "css")
    assert re.sub(r"\s", "", rule) == f"iframe[data-annals]{{{STYLE}}}"
    assert f">{rule.strip()}<" in page
    sent = embed_policy(inline(embeds(published)[0].read_bytes().decode()))
    assert re.sub(r"'sha256-[^']+'", "'sha256-…'", sent) == own


def test_the_hash_of_the_snippets_style_is_right():
    hashed = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    assert blocks("Content-Security-Policy")[2].strip() == f"style-src-attr 'unsafe-hashes' 'sha256-{hashed}'"


def test_nothing_weighs_more_than_is_promised(published):
    limits = prose("Limits")
    assert f"{FIRST_VIEW:,} bytes under gzip" in limits
    promised = dict(zip(SCRIPTS, (1_200, 1_000), strict=True))
    assert "at most 1.2 kB of that" in limits
    assert "`embed.js` weighs at most 1 kB" in limits
    for name, text in SCRIPTS.items():
        assert len(gzip.compress(text.encode(), 9, mtime=0)) <= promised[name], name
    for path in embeds(published):
        assert len(gzip.compress(path.read_bytes(), 9, mtime=0)) <= FIRST_VIEW, path.name


def test_the_full_texts_files_and_names_are_there(published):
    text = section("The full text")
    for path in in_backticks(" ".join(cells[0] for cells in rows("The full text"))):
        assert list(published.glob(path.replace("NAME", "*"))), path
    for path in in_backticks(" ".join(cells[0] for cells in rows("The full text")[:2])):
        assert 'class="fact"' in unescape(unescape((published / path).read_text(encoding="utf-8"))).replace(
            '\\"', '"'
        ), path
    told = text.split("**In JSON Feed**", 1)[1].split("**In ninjs**", 1)
    facts = [
        fact
        for item in json.loads((published / "feeds/feed.json").read_bytes())["items"]
        for fact in item["_annals"]["facts"]
    ]
    names = set().union(
        *facts, *(fact["speaker"] for fact in facts), *(fact["source"] for fact in facts), jsonfeed.TOLD
    )
    assert names <= set(in_backticks(told[0]))
    about = {"title", "publisher", "date", "url", "name", "attribution"}
    feed = {"_annals", "ninjs", "facts", "about", "ledger", "license", "licenseurl"}
    assert set(in_backticks(told[0])) == names | about | feed
    objects = [json.loads(path.read_bytes()) for path in published.glob("*/*.ninjs.json")]
    related = [each for made in objects for each in made["associations"]]
    assert {each["rel"] for each in related} == {"fact", "graphic"}
    assert all({"name", "uri", "infoSources", "altIds"} <= set(each) for each in related if each["rel"] == "fact")
    assert {"rel", "fact", "graphic", "name", "uri", "infoSources", "altIds", "renditions"} == set(
        in_backticks(told[1])
    )
    assert any(file["name"] == "embed" for made in objects for file in made["renditions"])


def test_the_portal_to_look_at_is_written_as_the_guide_says(published, tmp_path):
    (command,) = re.findall(r"`\.venv/bin/python (-m [\w.]+) public portal`", GUIDE.replace("\n", " "))
    done = subprocess.run([sys.executable, *command.split(), str(published), str(tmp_path)], cwd=ROOT, check=False)
    assert done.returncode == 0
    assert (tmp_path / "index.html").is_file()


def test_the_command_that_compares_heights_runs_a_test():
    (path, word) = re.search(r'`make test ARGS="(\S+) -k (\w+)"`', section("Another look")).groups()
    assert re.search(rf"^def test_\w*{word}", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)


def test_the_choice_that_takes_the_scheme_out_is_offered():
    (words,) = re.findall(r"or choose \*([\w ]+)\*", prose("Colours, accent, type and place"))
    offered = (ROOT / "plugins" / "embeds" / "picker.py").read_text(encoding="utf-8")
    assert f'"around": _("{words}")' in offered


def test_each_line_of_the_recipe_that_is_explained_is_in_it():
    _, recipe = blocks("A fragment", "nginx")
    explained = [name for cells in rows("A fragment") for name in in_backticks(cells[0])]
    written = re.findall(r"^    (\w+)[ ;]", recipe.partition("\n}")[0], re.MULTILINE)
    assert explained == [name for name in written if name != "proxy_pass"]


def test_what_the_newsroom_is_told_of_heights_is_in_the_code():
    names = re.findall(r"`([A-Z][A-Z_]+)`", section("Another look"))
    assert {"FACES", "WIDTHS", "TITLES", "EDGE", "DIALS"} < set(names)
    settings = (ROOT / "pelicanconf.py").read_text(encoding="utf-8")
    assert [
        name
        for name in names
        if not hasattr(sys.modules["embeds.height"], name) and not re.search(rf"^{name} =", settings, re.MULTILINE)
    ] == []


def test_the_pages_that_are_named_offer_each_embed(published):
    """Home, each operation and each graphic on its own page; all of them on one."""
    listed = unescape((published / "embedding.html").read_text(encoding="utf-8"))
    for slug in slugs(published):
        answer = json.loads((published / "embed" / f"{slug}.json").read_bytes())
        frame = answer["html"].partition("</blockquote>")[2].replace(' frameborder="0"', "")
        places = [published / folder / f"{slug}.html" for folder in ("operations", "graphics")]
        own = [path for path in places if path.is_file()] or [published / "index.html"]
        assert len(own) == 1
        assert (own[0].name == "index.html") == (slug == "home")
        seen = [frame in listed, *(frame in unescape(path.read_text(encoding="utf-8")) for path in own)]
        assert all(seen), slug


def test_an_embed_has_one_link_out_and_a_fragment_no_other(published):
    """To the whole page, in a tab of its own. What begins with a hash stays in the embed; a fragment has no such."""
    for slug in slugs(published):
        for suffix, anchors in ((".html", True), (".fragment.html", False)):
            text = (published / "embed" / f"{slug}{suffix}").read_text(encoding="utf-8")
            links = re.findall(r'<a [^>]*href="([^"]*)"[^>]*>', text.partition("</template>")[0])
            out = [link for link in links if not link.startswith("#")]
            assert len(out) == 1, (slug, suffix)
            assert anchors or links == out, (slug, suffix)
            assert "noindex, indexifembedded" in text or not anchors


@pytest.mark.parametrize("name", ["Title", "Standfirst", "Figures", "When", "Summary"])
def test_what_writing_tells_of_embeds_names_keys_that_there_are(name):
    text = (ROOT / "docs" / "writing.md").read_text(encoding="utf-8")
    keys = re.findall(r"^\| ([A-Z][^|]+) \|", text.split("\n## A graphic\n", 1)[0], re.MULTILINE)
    assert name in ", ".join(keys).split(", ")
    assert name in text.split("\n## Embeds\n", 1)[1].split("\n## ", 1)[0]


def test_an_embed_shows_what_writing_says_and_not_the_text(published):
    """Of each operation, from its very manuscript."""
    seen = 0
    for path in sorted((ROOT / "content" / "operations").glob("*.md")):
        head, _, text = path.read_text(encoding="utf-8").partition("\n\n")
        keys = dict(re.findall(r"^(\w+): (.+)$", head, re.MULTILINE))
        page = published / "embed" / f"{keys.get('Slug', path.stem)}.html"
        words = plain(page.read_text(encoding="utf-8"))
        for shown in (keys["Title"], keys.get("When", ""), keys.get("Standfirst", keys["Summary"])):
            assert plain(shown) in words, (path.name, shown)
        opening = plain(re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", re.sub(r"^#.*$", "", text, flags=re.MULTILINE)))[:60]
        assert len(opening) > 50
        assert opening not in words
        for fact in re.findall(r"[\w-]+", keys.get("Figures", "")):
            assert f'id="{fact}"' in page.read_text(encoding="utf-8"), (path.name, fact)
        seen += 1
    assert seen > 1


def plain(text: str) -> str:
    """Letters and digits alone, since typesetting changes the rest."""
    return re.sub(r"\W+", " ", unescape(re.sub(r"<[^>]+>", " ", text.partition("</head>")[2] or text))).strip()
