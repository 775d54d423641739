# Two commands matter: `make run` and `make test`. `make` lists the rest.

# Builds are kept outside the repository, so that the build server and a person on the same machine share them.
export CARGO_TARGET_DIR ?= $(HOME)/.cache/fingertip/target

# Without optimisation what a test awaits may need more stack than a thread has by itself.
export RUST_MIN_STACK ?= 16777216

# Half as many tests again as processors: most of them wait for a database or for a server of their own now and then.
export NEXTEST_TEST_THREADS ?= $(shell echo $$(($$(nproc) * 3 / 2)))

FINGERTIP := $(CARGO_TARGET_DIR)/debug/fingertip
# cargo-nextest shows each test with its time; plain `cargo test` runs the same ones. Documentation tests need `cargo test`.
RUN_TESTS := $(shell command -v cargo-nextest >/dev/null && echo 'cargo nextest run --locked --no-fail-fast' || echo 'cargo test --locked --no-fail-fast --lib --bins --tests')

# What is tested by attacking: forged tokens, stolen sessions, guessed codes, tampered passkeys, rewritten logs, hostile documents, everything
# asked by everybody.
ATTACKS := attested:: audit_attack:: codes:: headers:: identity::attempt:: identity::erasure:: identity::forged:: identity::limit:: \
	identity::machine:: identity::matrix:: identity::oidc:: identity::passkey:: identity::policy:: identity::refresh:: \
	identity::role:: identity::session:: identity::socket:: identity::staff:: identity::wall:: limits:: mandate::

.DEFAULT_GOAL := help
.PHONY: help run test sdk-test attack check prepare build test-sqlite format-check lint docs licences secrets fmt generate faults probe model-peer bench

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## Build, load the sample and the sentence encoder into ./var, serve on 127.0.0.1:8080, and show three things to try
	$(FINGERTIP) migrate
	$(FINGERTIP) import sample sample/
	$(FINGERTIP) notice issue sample/payment/declarations --profile sample/payment/profile.yaml
	[ -f var/model.bin ] || scripts/model.sh | xargs --no-run-if-empty $(FINGERTIP) model import
	FINGERTIP_PAYMENT_PROVIDER=simulated scripts/serve.sh $(FINGERTIP)

test: prepare ## Install what the tests need, then run them all: on SQLite, on a PostgreSQL of their own, and in the languages of the SDK
	scripts/with-postgres.sh $(RUN_TESTS)
	cargo test --locked --doc
	scripts/sdk-test.sh

sdk-test: prepare build ## Install Kotlin, Swift and WebAssembly (as root, a gigabyte) and test the mobile SDK in every language; measure its size
	scripts/sdk-test.sh --all

attack: prepare ## Run only the tests that attack: tokens, codes, sessions, passkeys, the log, documents, rights
	scripts/with-postgres.sh $(RUN_TESTS) -- $(ATTACKS)

test-sqlite: ## Run the tests on SQLite alone, quickly
	$(RUN_TESTS)

check: format-check lint test docs licences secrets ## All that the build server runs, the quickest first

prepare: ## Install what the tests need (as root, by apt), or say what is missing
	scripts/prepare.sh

build: ## Build the program for development
	cargo build --locked

format-check: ## Refuse sources that `make fmt` would change
	cargo fmt --all --check

lint: ## Refuse what clippy warns of
	cargo clippy --locked --workspace --all-targets -- -D warnings

docs: ## Refuse documentation with broken links
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --workspace --no-deps

licences: ## Check licences and sources of our libraries, where cargo-deny is installed
	@if command -v cargo-deny >/dev/null; then cargo deny --locked check bans licenses sources; \
	else echo 'licences are not checked: cargo-deny is not installed'; fi

secrets: ## Look for passwords and keys in the sources, where secretlint is installed
	@if command -v secretlint >/dev/null; then git ls-files -z | xargs -0 secretlint --no-glob; \
	else echo 'secrets are not looked for: secretlint is not installed'; fi

fmt: ## Format the sources
	cargo fmt --all

generate: build ## Write what is generated and compared in tests: the schema, the page about settings
	$(FINGERTIP) schema > graphql/schema.graphql
	$(FINGERTIP) config reference > docs/configuration.md

faults: prepare ## Kill servers and databases a hundred times under ten thousand payments (half an hour)
	FINGERTIP_TEST_PAYMENTS=10000 FINGERTIP_TEST_KILLS=100 scripts/with-postgres.sh $(RUN_TESTS) -- payment::faults --nocapture

probe: build ## Let outside tools attack a server (Python needed; two minutes)
	scripts/probe.sh $(FINGERTIP)

model-peer: ## Let a small language model compose answers, and show what became of them (C++ and Python needed; minutes)
	scripts/model-peer.sh

bench: ## Measure
	cargo bench --locked --workspace
