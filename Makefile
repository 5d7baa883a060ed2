# `make` lists what there is.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
PIP := $(BIN)/pip install --disable-pip-version-check --quiet --require-hashes

.PHONY: help run laws test bench soak lint lock bundle clean
.DEFAULT_GOAL := help

help: ## list the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: .venv/.runtime ## install, build the knowledge base where a source changed, and serve it
	@$(BIN)/python indexer.py build
	@$(BIN)/python -m webapp --port $(PORT)

laws: .venv/.runtime ## on a machine with a network: fetch what the directive cites, and what those cite; then build with them
	@$(BIN)/python indexer.py build
	@$(BIN)/python indexer.py fetch --cited-by chi-thi-thads-thahc --depth 2 || echo "Chưa tải hết; chạy lại “make laws” để tải tiếp." >&2
	@$(BIN)/python indexer.py build

test: .venv/.dev ## install the test packages and run the whole suite
	@echo "Chạy toàn bộ kiểm thử: năm đến sáu phút trên máy hai nhân …"
	@$(BIN)/python -m pytest

bench: .venv/.dev ## measure the build, what reading keeps of real documents, segmentation, citations, and search
	@$(BIN)/python -m bench.ingest
	@$(BIN)/python -m bench.segmentation
	@$(BIN)/python -m bench.citations
	@$(BIN)/python -m bench.search

soak: .venv/.dev ## kill builds, workers and servers 200 times, and ask through publishes for ten minutes: an hour
	@$(BIN)/python -m bench.soak kills
	@$(BIN)/python -m bench.soak clients

lint: .venv/.dev ## style, types, and what may be unsafe
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/bandit --quiet --configfile pyproject.toml --recursive kb webapp deploy indexer.py

lock: .venv/.dev ## write requirements*.txt and the licences of what pyproject.toml pins
	@$(BIN)/python -m deploy.lock

bundle: .venv/.dev ## make one folder, ./dist/vien-dan-…, that installs on Linux and Windows without a network
	@$(BIN)/python -m deploy.bundle

clean: ## remove the environment, the built knowledge base and what packaging left
	@rm -rf .venv var build dist *.egg-info

.venv/.runtime: requirements.txt
	@echo "Cài đặt các gói (chỉ lần đầu) …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11, 5))' || { echo "Cần Python 3.11.5 trở lên: make PYTHON=python3.12 run" >&2; exit 1; }
	@$(PYTHON) -m venv .venv > /dev/null 2>&1 || { rm -rf .venv; echo "Thiếu gói venv của Debian/Ubuntu: chạy “sudo apt-get install -y python3-venv” rồi chạy lại" >&2; exit 1; }
	@$(PIP) -r requirements.txt
	@touch $@

.venv/.dev: .venv/.runtime requirements-dev.txt
	@$(PIP) -r requirements-dev.txt
	@touch $@
