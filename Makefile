# Everything works from a fresh clone on Debian with Python 3.11: each target makes .venv first.
HOST ?= 127.0.0.1
PORT ?= 8000
PYTHON ?= python3
BIN = .venv/bin
export FLASK_APP = competition:create_app

.PHONY: demo test soak mutants check bench lock clean translations system

.venv/.run: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/pybabel --quiet compile -d competition/translations
	touch .venv/.run

.venv/.dev: .venv/.run requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch .venv/.dev

demo: .venv/.run
	@$(BIN)/flask demo serve --host $(HOST) --port $(PORT)

# What the tests need beside Python packages; installed only where it is missing.
system:
	@sh tests/install_system.sh

test: .venv/.dev system
	$(BIN)/pybabel --quiet compile -d competition/translations
	$(BIN)/python -m pytest -n 2 --dist worksteal

soak: .venv/.dev system
	SOAK=1 $(BIN)/python -m pytest -m soak --timeout 7200

# Changes the core of the domain one thing at a time; the figures go into docs/mutants.md.
mutants: .venv/.dev
	nice -n 10 $(BIN)/python -m tests.mutants $(ONLY) $(if $(EVERY),--every $(EVERY))

check: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/guards

bench: .venv/.dev
	$(BIN)/python -m benchmarks $(ONLY)

translations: .venv/.dev
	mkdir -p build
	$(BIN)/pybabel --quiet extract -F babel.cfg -k _l -k lazy_gettext --no-location --omit-header --sort-output -o build/messages.pot . 
	$(BIN)/pybabel --quiet update -i build/messages.pot -d competition/translations -l en --omit-header --no-fuzzy-matching --ignore-obsolete
	cat competition/translations/en/header.po competition/translations/en/LC_MESSAGES/messages.po > build/messages.po
	mv build/messages.po competition/translations/en/LC_MESSAGES/messages.po
	$(BIN)/pybabel --quiet compile -d competition/translations

lock: .venv/.dev
	$(BIN)/pip-compile --quiet --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links -o requirements.txt requirements.in
	$(BIN)/pip-compile --quiet --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links -o requirements-dev.txt requirements-dev.in

clean:
	rm -rf .venv build
