# A thin layer over the command `uptake`: every target sets up .venv when needed, then calls the verb of its name.
# More verbs and their options: .venv/bin/uptake --help. Options pass through ARGS: make report ARGS="--language vi".

PYTHON ?= python3
ARGS ?=
UPTAKE := .venv/bin/uptake
# A Python this old could not even read the file that would say so.
ANCIENT := 'import sys; sys.version_info < (3, 7) and sys.exit("This Python is too old: make PYTHON=python3.11 …")'
COMPILE := UV_SYSTEM_CERTS=1 .venv/bin/uv pip compile --quiet --universal --python-version 3.11 \
  --generate-hashes --no-emit-index-url --no-header
PEERS := src/analysis/pipeline/benchmark/peers
VERBS := benchmark check build notebooks refresh report site status test validate lab watch

.PHONY: help setup lock clean $(VERBS)

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1  \t/p' $(MAKEFILE_LIST) | expand -t 20

setup: ## make .venv from requirements.lock (the other targets do it when needed)
	@$(PYTHON) -c $(ANCIENT)
	@$(PYTHON) -I src/analysis/pipeline/install.py

report: ## data checked and rebuilt, every notebook run, the site written to build/site/
test: ## everything that proves the project right
validate: ## published results and simulated worlds again, written to data/validation
benchmark: ## speed and memory beside other tools, written to data/benchmark (40 minutes)
lab: ## JupyterLab with the project's kernel
refresh: ## take in what waits in data/inbox, and bring figures, results and pages up to date
watch: ## run again what depends on a table or notebook whenever it is saved
check: ## check data/raw against its descriptions
build: ## rebuild data/processed from data/raw
notebooks: ## execute the notebooks of notebooks/ again, in place
site: ## write the pages again from the notebooks as executed last
status: ## what is stale, and why

$(VERBS): setup
	@$(UPTAKE) $@ $(ARGS)

lock: setup ## solve the ranges of pyproject.toml again into requirements.lock, and those of the benchmark's peers
	@$(COMPILE) --group dev pyproject.toml -o requirements.lock >/dev/null
	@mkdir -p build && names=$$(sed -n 's/^\([A-Za-z][A-Za-z0-9_-]*\)$$/\1/p' $(PEERS).in | paste -sd '|' -) && \
	  grep -iE "^($$names)==" requirements.lock | tr -d '\\' > build/shared.txt
	@$(COMPILE) --no-annotate -c build/shared.txt $(PEERS).in -o $(PEERS).lock >/dev/null

clean: ## delete everything that was built (never .venv, data or notebooks)
	rm -rf build
