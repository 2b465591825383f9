# The developer's menu. Everything lives in .venv; nothing else on the machine is touched.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
UV     := $(BIN)/uv
TOOLS  := $(VENV)/tools

COMPILE := $(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header

.DEFAULT_GOAL := help
.PHONY: help setup init doctor digest run test check format bench soak secrets audit sbom lint-deploy \
    image-steps lock clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 13

setup: $(VENV)/.runtime ## install into .venv, nothing more

init: $(VENV)/.runtime ## ask for tokens and keys, try them, write .env
	@$(BIN)/linkdigest init

doctor: $(VENV)/.runtime ## look at everything as it is, and say what to do
	@$(BIN)/linkdigest doctor || test $$? -eq 1 # a warning is no failure of make

digest: $(VENV)/.runtime ## digest the sample article, or URL=https://…
	@$(BIN)/linkdigest digest $(if $(URL),"$(URL)",tests/data/sample.en.html --url https://example.com/sample)

run: $(VENV)/.runtime ## serve the chats whose tokens are in .env
	@$(BIN)/linkdigest run

test: $(VENV)/.dev ## run the whole test suite; core and render must be covered
	$(BIN)/python -m pytest --cov=bot --cov-report=
	$(BIN)/coverage report --include='bot/core/*,bot/render/*' --fail-under=95

check: $(VENV)/.dev ## ruff, mypy --strict and the import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev ## let ruff tidy the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev ## print the figures of this machine
	$(BIN)/python -m tests.bench

soak: $(VENV)/.dev ## ten minutes of load while model and platforms fail
	$(BIN)/python -m tests.soak

secrets: $(VENV)/.dev ## look for secrets in the tree and in its history
	$(BIN)/python -m tests.supply.secrets

audit: $(TOOLS) ## look up the locked packages in PyPI's list of known vulnerabilities (network)
	$(TOOLS)/bin/pip-audit --disable-pip --require-hashes --strict -r requirements.lock

sbom: $(TOOLS) ## write dist/sbom.cdx.json, the locked packages as CycloneDX
	@mkdir -p dist
	PYTHONWARNINGS=ignore $(TOOLS)/bin/cyclonedx-py requirements requirements.lock \
	    --pyproject pyproject.toml --output-reproducible --of JSON --output-file dist/sbom.cdx.json
	$(PYTHON) -m tests.supply.sbom dist/sbom.cdx.json

lint-deploy: $(TOOLS) ## hold deploy/ and the workflows against their schemas and linters
	$(TOOLS)/bin/check-jsonschema --builtin-schema vendor.compose-spec deploy/compose.yaml
	$(TOOLS)/bin/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(TOOLS)/bin/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	$(TOOLS)/bin/kubernetes-validate --strict --quiet deploy/kubernetes.yaml
	$(TOOLS)/bin/zizmor --offline --quiet .github
	@mkdir -p dist && sed 's|/opt/linkdigest/.venv/bin/linkdigest|/bin/true|' \
	    deploy/linkdigest.service > dist/linkdigest.service
	! systemd-analyze verify --man=no dist/linkdigest.service 2>&1 | grep .
	systemd-analyze security --offline=true --threshold=15 --no-pager dist/linkdigest.service \
	    > dist/linkdigest.exposure && tail -1 dist/linkdigest.exposure

image-steps: ## do the Dockerfile's steps without an engine, run what comes of them (network)
	$(PYTHON) -m tests.supply.image

lock: $(UV) ## make the lock files anew from pyproject.toml
	$(COMPILE) pyproject.toml --output-file requirements.lock
	$(COMPILE) --group build --constraint requirements.lock --output-file requirements-build.lock
	$(COMPILE) pyproject.toml --group dev --constraint requirements.lock \
	    --constraint requirements-build.lock --output-file requirements-dev.lock
	$(COMPILE) --group tools --output-file requirements-tools.lock

clean: ## remove what make made
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage

$(UV): requirements-uv.lock
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
	@touch $(UV)

$(VENV)/.runtime: requirements.lock requirements-build.lock pyproject.toml | $(UV)
	@rm -f $(VENV)/.dev
	@VIRTUAL_ENV=$(VENV) $(UV) pip sync --quiet --require-hashes requirements.lock requirements-build.lock
	@VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@VIRTUAL_ENV=$(VENV) $(UV) pip sync --quiet --require-hashes requirements-dev.lock
	@VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(TOOLS): requirements-tools.lock | $(UV)
	@$(UV) venv --quiet --clear $(TOOLS)
	@VIRTUAL_ENV=$(TOOLS) $(UV) pip sync --quiet --require-hashes requirements-tools.lock
	@touch $@
