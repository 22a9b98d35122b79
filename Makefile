# make run    the program on this machine, with its own servers and a demo county
# make test   every check, as CI runs it
# make setup  only the installation into .venv
# make chaos  what kills, freezes and empties servers, at full length (about 20 minutes)
# make messages  brings the English catalogue to the texts in the code
SHELL := /bin/sh
.DEFAULT_GOAL := run
.PHONY: run setup test chaos bench format messages

# The first Python that is new enough; make run PYTHON=/path/to/python names another.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$python; exit; fi; \
	done; echo python3)

run: setup
	@exec .venv/bin/python -m config.supervisor

setup:
	@command -v $(PYTHON) >/dev/null || { \
		echo '没有找到 Python 3.11：Debian 上请先运行 apt install python3-venv。'; \
		echo 'Python 3.11 was not found: on Debian, apt install python3-venv.'; exit 2; } >&2
	@$(PYTHON) config/bootstrap.py

test: setup
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/djlint --check --lint --quiet templates
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/python -m config.translations
	ENV=test .venv/bin/python manage.py makemigrations --check
	.venv/bin/pytest -n 2 --dist loadgroup

chaos: setup
	CHAOS=full .venv/bin/pytest tests/chaos

messages: setup
	.venv/bin/python -m config.translations update

bench: setup
	@exec .venv/bin/python -m bench

format: setup
	@.venv/bin/ruff check --fix --quiet .; .venv/bin/ruff format .
	@.venv/bin/djlint --reformat --quiet templates || .venv/bin/djlint --check --quiet templates # it exits 1 when it folds
