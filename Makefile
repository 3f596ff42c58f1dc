# Two commands matter: `make demo` and `make test`. Both set up everything they need and are quick the second time.
.DEFAULT_GOAL := help
.PHONY: help setup demo test test-quick bench screenshots messages docs lock wheel clean

help: ## What can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: ## Make .venv, styles, scripts and translations
	@tools/setup runtime

demo: ## Build the demo county and serve it at http://127.0.0.1:8000
	@tools/setup runtime
	@.venv/bin/huying demo

test: ## Everything: checks, the suite on both databases, the browser stories
	@tools/setup dev
	@.venv/bin/python tools/run_tests.py

test-quick: ## The default suite: SQLite only, without what is marked slow
	@tools/setup dev
	@.venv/bin/python tools/run_tests.py --quick

bench: ## Measure speed in an environment of its own
	@tools/setup dev
	@.venv/bin/python -m bench

screenshots: ## Draw the README's pictures anew from the demo county
	@tools/setup dev
	@.venv/bin/python tools/screenshots.py

messages: ## Bring the translation catalogue up to date with the code
	@tools/setup dev
	@.venv/bin/python tools/messages.py update

docs: ## Write the reference pages anew from the code
	@tools/setup dev
	@.venv/bin/python tools/reference.py

lock: ## Resolve the requirements anew
	uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-header --no-annotate --extra postgres pyproject.toml -o requirements/runtime.lock
	uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-header --no-annotate --extra postgres pyproject.toml requirements/dev.in -o requirements/dev.lock
	for name in build node; do uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-header --no-annotate requirements/$$name.in -o requirements/$$name.lock; done

wheel: ## Build the wheel, assets and translations included
	@tools/setup dev
	@.venv/bin/python -m build --wheel --no-isolation --outdir dist

clean: ## Remove what was built; the demo county too
	rm -rf .venv .cache dist instance frontend/node_modules huying/base/web/static/web/build
