# The verbs of this project; `make` alone lists them. 本项目的全部命令；直接运行 make 列出。

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV   := .venv
BIN    := $(VENV)/bin
PYTHON := $(BIN)/python
STAMP  := $(VENV)/.installed
LOCK   := requirements/dev.lock
SPARK  := $(VENV)/.spark
UV     ?= uv
TIDY   := tests/test_tidy.py tests/test_languages.py tests/test_law_coverage.py tests/test_glossary.py
START  := $(shell date +%s)

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONUTF8 := 1

# $(call say,what it does in Chinese,in English)
comma := ,
say  = @printf '\n▸ %s\n  %s\n' "$(1)" "$(2)"
# Seconds since make began.
took = @printf '\n用时 / time taken: %s s\n' "$$(( $$(date +%s) - $(START) ))"

.PHONY: help setup system spark run assess test check lint fast parity simulate bench docs screenshots lock clean

help: ## 列出全部命令 | List the verbs
	@printf '%s\n\n' 'make <命令 / verb>'
	@awk -F ':.*## | [|] ' '/^[a-z]+:.*## /{printf "  %-12s %s\n  %-12s %s\n", $$1, $$2, "", $$3}' $(MAKEFILE_LIST)

setup: $(STAMP) ## 建立 .venv 并按锁定版本安装（首次约 40 秒，之后即时） | Make .venv from the lock files (about 40 s once, then nothing to do)
	$(if $(filter setup,$(MAKECMDGOALS)),@echo '.venv 已就绪 / .venv is ready',@:)

$(STAMP): $(LOCK) pyproject.toml
	$(call say,安装：按 $(LOCK) 校验哈希后安装，约 40 秒,Set-up: installs what $(LOCK) names and checks every hash; about 40 s)
	@base=$$(for name in python3.11 python3.12 python3.13 python3.14 python3; do \
	    "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$name"; break; }; done || true); \
	[ -n "$$base" ] || { echo '需要 Python 3.11 或更新版本 / Python 3.11 or later is needed' >&2; exit 2; }; \
	"$(PYTHON)" -m pip --version >/dev/null 2>&1 || "$$base" -m venv --clear $(VENV)
	@$(PYTHON) -m pip install -qq --no-deps --require-hashes -r $(LOCK)
	@$(PYTHON) -m pip install -qq --no-deps --no-build-isolation -e .
	@touch $@

system: ## 安装 LibreOffice、中文字体和 Java，仅测试用（有 root 和 apt 时；首次约 1 分钟） | LibreOffice, a Chinese font and Java for tests (where root and apt are there; about 1 min once)
	@bash tools/system_parts.sh

spark: $(SPARK) ## 有 Java 时安装 PySpark（下载约 430 MB；首次约 30 秒） | PySpark where Java is there (a download of 430 MB; about 30 s once)

# PySpark is published as source only and is built here; what builds it is in the same lock and goes first.
$(SPARK): requirements/spark.lock $(STAMP)
	$(call say,PySpark：按 $< 校验哈希后安装，约 30 秒,PySpark: installs what $< names and checks every hash; about 30 s)
	@if command -v java >/dev/null; then \
	    awk '/^[a-z]/{keep=/^setuptools==/} keep' $< > $(VENV)/build.lock; \
	    $(PYTHON) -m pip install -qq --no-deps --require-hashes -r $(VENV)/build.lock; \
	    $(PYTHON) -m pip install -qq --no-deps --require-hashes --no-build-isolation -r $<; \
	    touch $@; \
	else \
	    echo '  未安装：没有 Java；用到 Spark 的测试将跳过并说明。'; \
	    echo '  Not installed: there is no Java; the tests that use Spark will skip and say so.'; \
	fi

run: setup ## 打开门户：自带数据库、真实市场的公开数据、示例账户（首次约 20 秒，之后几秒；Ctrl+C 停止） | Open the portal: its own database, the real market's public data, sample accounts (about 20 s once, then seconds; Ctrl+C stops)
	$(call say,门户：装入公开市场数据，约 20 秒；再次启动只需几秒，数据在 build/portal,The portal with the public market data: about 20 s; seconds the next time. Data stay in build/portal)
	@$(BIN)/ccer serve --demo --data build/portal $(if $(PORT),--port $(PORT))

assess: setup ## 评估 samples/ 中的全部项目，结果写入 build/results/，末尾列表（约 90 秒） | Assess every project under samples/ into build/results/, with a table at the end (about 90 s)
	$(call say,评估 samples/ 中的每个项目，约 90 秒,Assesses every project under samples/; about 90 s)
	@bash tools/assess_samples.sh $(BIN)/ccer
	$(took)

test: setup system spark lint ## 系统部件、静态检查和全部测试（约 25 分钟） | System parts, static checks and every test (about 25 min)
	$(call say,运行全部测试，约 20 分钟,Runs every test; about 20 min)
	@$(BIN)/pytest -n auto -m 'not browser' --junitxml=build/junit.xml
	@$(BIN)/pytest -m browser --junitxml=build/junit-browser.xml tests/browser
	$(took)

check: lint ## 静态检查：ruff、mypy、import-linter、整洁规则（约 30 秒） | ruff, mypy, import-linter and the tidiness rules (about 30 s)
	$(call say,整洁规则，约 5 秒,Tidiness rules; about 5 s)
	@$(BIN)/pytest -q $(TIDY)

lint: setup
	$(call say,静态检查：ruff、mypy、import-linter，约 25 秒,Static checks: ruff$(comma) mypy$(comma) import-linter; about 25 s)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet . || { echo '请运行 / run: $(BIN)/ruff format .' >&2; exit 1; }
	@$(BIN)/mypy
	@$(BIN)/lint-imports

fast: setup ## 改动后的快速检查：ruff 和较快的测试（约 20 秒） | While working: ruff and the quick tests (about 20 s)
	$(call say,ruff 和较快的测试，约 20 秒,ruff and the quick tests; about 20 s)
	@$(BIN)/ruff check --quiet .
	@$(BIN)/pytest -q -n auto -m 'not slow and not libreoffice and not spark'

parity: setup spark ## 每个算例、每个方程在各计算引擎上结果一致，性质测试（无 Spark 约 3 分钟，有则约 6 分钟） | Every case and equation on every engine, and the properties (about 3 min, 6 with Spark)
	$(call say,算例、方程、性质：每个引擎各算一遍，约 3 至 6 分钟,Cases$(comma) equations and properties on each engine; about 3 to 6 min)
	@if compgen -G 'tests/parity/test_*.py' >/dev/null; then $(BIN)/pytest -q tests/cases tests/parity; \
	else echo '  尚未建成：tests/parity 中没有测试。 / Not built yet: there are no tests in tests/parity.'; fi

simulate: setup ## 登记簿与市场的随机模拟：随机指令，其间一百多次 kill -9，独立审计；市场一年（约 4 分钟；SEED=、ROUNDS= 可重现） | Seeded simulation of register and market: random commands, over a hundred kill -9, an auditor of its own; a year of the market (about 4 min; SEED=, ROUNDS= replay)
	$(call say,登记簿与市场的随机模拟：先在内存，后在数据库上；约 4 分钟,Random commands on register and market$(comma) in memory and on a database$(comma) with kills; about 4 min)
	@$(PYTHON) tests/simulation/run.py $(if $(SEED),--seed $(SEED)) $(if $(ROUNDS),--rounds $(ROUNDS))
	@$(PYTHON) tests/simulation/market.py $(if $(SEED),--seed $(SEED)) $(if $(ROUNDS),--rounds $(ROUNDS))
	@$(PYTHON) tests/simulation/market_year.py $(if $(SEED),--seed $(SEED))
	$(took)

bench: setup ## 运行 benchmarks/ 并列表（约 2 分钟） | Run benchmarks/ and print one table (about 2 min)
	$(call say,运行 benchmarks/ 中的全部测量，约 2 分钟,Runs every measurement in benchmarks/; about 2 min)
	@$(PYTHON) benchmarks/run.py

docs: setup ## 由术语表生成 docs/glossary.md（约 1 秒） | Render docs/glossary.md from the glossary (about 1 s)
	$(call say,生成 docs/glossary.md，约 1 秒,Renders docs/glossary.md; about 1 s)
	@$(PYTHON) tools/glossary.py

screenshots: setup system ## 在浏览器中走一遍全部页面并截图到 build/screenshots/（约 4 分钟） | Walk through all pages in a browser; pictures in build/screenshots/ (about 4 min)
	$(call say,在 Chromium 中走遍各角色和公开页面，约 4 分钟,Walks every role and the public pages in Chromium; about 4 min)
	@rm -rf build/screenshots
	@CCER_PICTURES=1 $(BIN)/pytest -q -m browser tests/browser
	@printf '  %s\n' "$$(ls build/screenshots | wc -l) PNG → build/screenshots/"
	$(took)

lock: ## 重新生成 requirements/*.lock（需要 uv；约 10 秒） | Compile requirements/*.lock anew (needs uv; about 10 s)
	$(call say,重新锁定依赖版本，约 10 秒,Locks the dependencies anew; about 10 s)
	@compile="$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header"; \
	$$compile pyproject.toml -o requirements/run.lock; \
	$$compile --extra dev --extra platform --extra mcp --extra pdf -c requirements/run.lock pyproject.toml -o requirements/dev.lock; \
	echo 'setuptools>=78' | $$compile --extra spark -c requirements/run.lock -c requirements/dev.lock pyproject.toml - \
	    -o requirements/spark.lock

clean: ## 删除 .venv、build 和各种缓存（即时） | Remove .venv, build and the caches (at once)
	$(call say,删除 .venv、build 和缓存,Removes .venv$(comma) build and the caches)
	@rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find src tests benchmarks tools -name __pycache__ -type d -prune -exec rm -rf {} +
