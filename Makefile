# Needs Go and make. What else the tests want, `make test` installs where it may.
SHELL := /bin/sh
export GOFLAGS := $(GOFLAGS) -buildvcs=false

GO     ?= go
TOOL   := $(GO) tool -modfile=tools/go.mod
CONFIG ?= config.toml
ARGS   ?=

.DEFAULT_GOAL := help
.PHONY: help demo run build test lint fmt golden bench soak

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

demo: ## try it: a local workspace in the browser, no accounts (ARGS=--reset starts afresh)
	$(GO) run ./cmd/dealmate demo $(ARGS)

run: ## serve with config.toml (CONFIG=other.toml)
	$(GO) run ./cmd/dealmate serve --config $(CONFIG) $(ARGS)

build: ## build bin/dealmate, static
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags='-s -w' -o bin/dealmate ./cmd/dealmate

test: ## run every test with the race detector; installs what is missing where it may
	@GO='$(GO)' ./scripts/test.sh

lint: ## run the linters and check the format (the first time builds them)
	$(TOOL) golangci-lint run ./...

fmt: ## format the code
	$(TOOL) gofumpt -w $$(git ls-files --cached --others --exclude-standard '*.go')

golden: ## rewrite the golden files; read the difference before you commit it
	UPDATE_GOLDEN=1 $(GO) test -count=1 -run Golden ./...

bench: ## measure the store, HTTP and growth (BENCH_DEALS=1000,100000,1000000)
	@GO='$(GO)' ./scripts/bench.sh

soak: ## fuzz every decoder and repeat the crash and interleaving tests (FUZZTIME=30s, COUNT=5)
	@GO='$(GO)' ./scripts/soak.sh
