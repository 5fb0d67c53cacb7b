# Written for GNU make 3.81 and later, which is what macOS brings. `make` alone lists what there is.

PYTHON = python3
PY = .venv/bin/python
ADDRESS = $(firstword $(wildcard $(PY)) $(PYTHON)) dev/address.py
PELICAN = $(PY) -m pelican content --fatal=warnings
ARGS =
PORT =
TREE = public
HOSTS = deploy
TO =
PACKAGE =
PLAN =
TAKE_OVER =
RECHECK =
TWINS =
ROOT =
LISTEN =
PASSWORDS =
UV = uv==0.13.9
COMPILE = $(PY) -m uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --custom-compile-command "make lock"
PYTHON_FILES = $(wildcard plugins publishing dev pelicanconf.py publishconf.py)

# TAKE_OVER=0 is meant as no, and plan=1 as PLAN=1: neither may replace what it was to spare.
SWITCHES = PLAN TAKE_OVER RECHECK TWINS
ON = 1 yes true
OFF = 0 no false
SMALL = plan=PLAN take_over=TAKE_OVER recheck=RECHECK twins=TWINS root=ROOT listen=LISTEN passwords=PASSWORDS \
	tree=TREE package=PACKAGE hosts=HOSTS to=TO public_url=PUBLIC_URL
$(foreach name,$(SWITCHES),$(if $(filter-out $(ON) $(OFF),$($(name))),$(error Say $(name)=1, or leave it out)))
$(foreach name,$(SWITCHES),$(if $(filter $(OFF),$($(name))),$(eval override $(name) =)))
$(foreach pair,$(SMALL),$(if $(filter command%,$(origin $(firstword $(subst =, ,$(pair))))),\
	$(error $(firstword $(subst =, ,$(pair))) is not known: say $(lastword $(subst =, ,$(pair)))=...)))

# Nothing here may depend on the reader's locale.
export PYTHONUTF8 = 1
export TREE HOSTS TO PACKAGE ROOT LISTEN PASSWORDS

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help site serve publish packages check-tree deploy test check lint format types bench lock clean .site .test .format-check .published

help:
	@echo "make TARGET, where TARGET is one of:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' Makefile

site: .site ## build output/, which opens from its folder; makes its environment first
	@$(PELICAN) -s pelicanconf.py -o output
	@$(PY) -c "import pathlib; f = pathlib.Path('output/index.html'); print('Open', f, 'or', f.resolve().as_uri())"

serve: .site ## build, serve on this machine, rebuild on a change; PORT=8000
	@$(PY) -m dev.serve $(if $(PORT),--port $(PORT))

publish: ## build public/ for PUBLIC_URL=https://..., and deploy/, configuration of servers; TWINS=1 compresses it too
	@url="$$($(ADDRESS))" && \
	$(MAKE) --no-print-directory .site && \
	PUBLIC_URL="$$url" $(PELICAN) -s publishconf.py -o "$$TREE" && \
	$(PY) -m publishing finish "$$TREE" --address "$$url" --hosts "$$HOSTS" $(if $(TWINS),--twins) \
		$(if $(ROOT),--root "$$ROOT") $(if $(LISTEN),--listen "$$LISTEN") $(if $(PASSWORDS),--passwords "$$PASSWORDS") && \
	$(PY) -m publishing check "$$TREE" && \
	echo "$$TREE/ is ready for $$url"

packages: .site ## make ZIP, EPUB, PDF and ZIM of public/, or TREE=..., to take along; PACKAGE="epub zip" makes some of them
	@$(PY) -m publishing package "$${PACKAGE:-all}" "$$TREE" --hosts "$$HOSTS" --check $(if $(TWINS),--twins) \
		$(if $(ROOT),--root "$$ROOT") $(if $(LISTEN),--listen "$$LISTEN") $(if $(PASSWORDS),--passwords "$$PASSWORDS")

check-tree: .site ## look through public/, or TREE=..., for what a reader would find broken
	@$(PY) -m publishing check "$$TREE"

deploy: .site ## bring public/ TO=... a folder, an rclone remote or git:origin; PLAN=1 only shows what would be done
	@test -n "$$TO" || { echo "Say where to: make deploy TO=...; docs/publishing.md lists the ways." >&2; exit 1; }
	@$(PY) -m publishing deploy "$$TREE" --to "$$TO" \
		$(if $(PLAN),--plan) $(if $(TAKE_OVER),--take-over) $(if $(RECHECK),--recheck)

test: .test ## run the tests; installs what they need first; ARGS="-k word" narrows them
	@$(PY) -m pytest $(ARGS)

check: lint .format-check types test .published ## all that must hold before a change is handed in
	@$(PY) -m dev.notices

lint: .test ## look for mistakes
	@$(PY) -m ruff check .

format: .test ## lay the Python files out
	@$(PY) -m ruff format .

.format-check: .test
	@$(PY) -m ruff format --check .

types: .test ## check the types
	@$(PY) -m mypy $(PYTHON_FILES)

# An address that belongs to nobody: the metadata is built, and goes nowhere.
.published: .site
	@folder="$$(mktemp -d)" && trap 'rm -rf "$$folder"' EXIT && url=https://news.example/30-years && \
	PUBLIC_URL="$$url" $(PELICAN) -s publishconf.py -o "$$folder/public" && \
	$(PY) -m publishing finish "$$folder/public" --address "$$url" --hosts "$$folder/deploy" && \
	$(PY) -m publishing check "$$folder/public"

bench: .test ## time a build and the packages against plain Pelican, weigh the pages, measure memory; takes long
	@$(PY) -m dev.bench

lock: .site ## pin every package with its hashes, from pyproject.toml; ARGS=--upgrade takes newer ones
	@$(PY) -m pip install --quiet --disable-pip-version-check $(UV)
	@$(COMPILE) $(ARGS) --output-file requirements/site.txt pyproject.toml
	@$(COMPILE) $(ARGS) --extra test --constraint requirements/site.txt --output-file requirements/test.txt pyproject.toml
	@$(COMPILE) $(ARGS) --output-file requirements/storage.txt requirements/storage.in
	@$(COMPILE) $(ARGS) --output-file requirements/consumers.txt requirements/consumers.in

clean: ## remove what was built; .venv and the installed packages stay
	@rm -rf output public deploy .output.* .public.* .cache .mypy_cache .pytest_cache .ruff_cache

.site:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or later is needed, and no $(PYTHON) was found." >&2; exit 1; }
	@$(PYTHON) dev/setup.py site

.test:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or later is needed, and no $(PYTHON) was found." >&2; exit 1; }
	@$(PYTHON) dev/setup.py test
