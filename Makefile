# Every target says what it does; `make help` lists them. PORT, DATABASE_URL, REDIS_URL and EIBENCH_DATA_DIR are read
# from the environment, and none of them is needed.
PYTHON ?= python3
SITE_PYTHON := .venv/bin/python
TEST_DATA := $(CURDIR)/.data/test
# Words for pytest: make test ARGS="-k releasing"; ARGS="-n0" has one process do it all, as a debugger needs it
ARGS ?=
# Each process has servers of its own; a file's tests stay in one.
SHARED_TESTS := -n 2 --dist loadfile --no-loadscope-reorder

.PHONY: help run worker test chaos check fix messages screenshot environment environment-dev

help:  ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' Makefile | while IFS='|' read -r name words; do printf '  make %-8s %s\n' "$$name" "$$words"; done

run: environment  ## Set up what is missing and run the whole studio (PORT chooses the port)
	@exec $(SITE_PYTHON) -m eibench_site.running

worker: environment  ## Run one more GPU worker, brought back when it ends, for the studio at DATABASE_URL and REDIS_URL
	@test -n "$$DATABASE_URL" && test -n "$$REDIS_URL" || { echo "Set DATABASE_URL and REDIS_URL to the studio's servers."; exit 1; }
	@exec $(SITE_PYTHON) -m eibench_site.running.worker

test: environment-dev  ## Run every test, the browser ones included (ARGS goes to pytest)
	@set -e; EIBENCH_CHROMIUM="$$($(SITE_PYTHON) -m eibench_site.running.browser)"; export EIBENCH_CHROMIUM; \
	echo "Running the tests (Chromium: $${EIBENCH_CHROMIUM:-none})"; \
	EIBENCH_DATA_DIR="$(TEST_DATA)" EIBENCH_FSYNC=off exec $(SITE_PYTHON) -m pytest $(SHARED_TESTS) $(ARGS)

chaos: environment-dev  ## Break workers, servers, browsers and the network under load and count what is lost (40 minutes)
	@exec $(SITE_PYTHON) -m tests.chaos $(ARGS)

check: environment-dev  ## Check style, layers, templates, migrations and production settings; changes nothing
	@echo "Checking style";  .venv/bin/ruff check . && .venv/bin/ruff format --check .
	@echo "Checking that imports go down only"; .venv/bin/lint-imports --no-cache
	@echo "Checking production settings and templates"; \
	EIBENCH_DATA_DIR="$(TEST_DATA)" EIBENCH_FSYNC=off EIBENCH_PRODUCTION=1 ALLOWED_HOSTS=studio.example.org \
	SECRET_KEY="$$($(SITE_PYTHON) -c 'import secrets; print(secrets.token_urlsafe(64))')" \
	$(SITE_PYTHON) manage.py check --deploy --fail-level WARNING
	@echo "Checking that every model change has its migration"; \
	EIBENCH_DATA_DIR="$(TEST_DATA)" EIBENCH_FSYNC=off $(SITE_PYTHON) manage.py makemigrations --check --dry-run

fix: environment-dev  ## Repair what the style checker can repair
	@.venv/bin/ruff check --fix . && .venv/bin/ruff format .

messages: environment  ## Collect what is to be translated, and compile what is (needs the gettext tools)
	@export EIBENCH_DATA_DIR="$(TEST_DATA)" EIBENCH_FSYNC=off; \
	$(SITE_PYTHON) manage.py makemessages -l zh_Hans --no-location --no-wrap --no-obsolete \
	--ignore .venv --ignore .data --ignore tests --ignore benchmarks && \
	$(SITE_PYTHON) manage.py compilemessages -l zh_Hans --ignore .venv

screenshot: environment-dev  ## Take README's picture from the studio that runs at PORT
	@$(SITE_PYTHON) docs/take_screenshot.py "$$($(SITE_PYTHON) -m eibench_site.running.browser)"

environment:
	@$(PYTHON) eibench_site/running/environment.py

environment-dev:
	@$(PYTHON) eibench_site/running/environment.py --dev
