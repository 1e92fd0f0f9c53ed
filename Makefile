# run        build and run the main job on samples/ (installs what is missing)
# build      the command, release
# test       the fast tests        test-slow  all tests, the slow ones too
# lint       format check          format     format in place
# bench      timed scenarios       samples    make the sample shards again and check them
# install    the command into PREFIX/bin (default /usr/local)
# clean      remove build products and run folders

SWIFT ?= swift
PREFIX ?= /usr/local
FLAGS = -c release --explicit-target-dependency-import-check error
SLUICE = .build/release/sluice
LIBRARIES = libzstd libisal libdeflate libpcre2-8
PACKAGES = pkg-config libzstd-dev libisal-dev libdeflate-dev libpcre2-dev
SOURCES = Package.swift Sources Tests

.PHONY: run build test test-slow lint format bench samples install clean packages

run: build
	@$(SLUICE) run pipelines/quickstart.yaml --output runs/quickstart; status=$$?; \
	if [ $$status -eq 2 ]; then \
	  echo "make: exit status 2 is expected here: the samples hold damaged records on purpose"; \
	  exit 0; \
	fi; exit $$status

build: packages
	$(SWIFT) build $(FLAGS) --product sluice

test: packages
	$(SWIFT) build $(FLAGS) --build-tests
	$(SWIFT) test -c release --skip-build

test-slow: packages
	$(SWIFT) build $(FLAGS) --build-tests
	SLUICE_SLOW_TESTS=1 $(SWIFT) test -c release --skip-build

lint:
	$(SWIFT) format lint --strict --parallel --recursive $(SOURCES)

format:
	$(SWIFT) format format --in-place --parallel --recursive $(SOURCES)

bench: build
	Tests/Benchmarks/bench.sh $(SLUICE)

samples: packages
	$(SWIFT) run $(FLAGS) sluice-samples make
	$(SWIFT) run $(FLAGS) sluice-samples check

install: build
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(SLUICE) $(DESTDIR)$(PREFIX)/bin/sluice

clean:
	rm -rf .build runs

# The system libraries, installed when one is missing.
packages:
	@command -v $(SWIFT) >/dev/null || { \
	  echo "make: Swift 6.3 or newer is needed: https://www.swift.org/install" >&2; exit 1; }
	@pkg-config --exists $(LIBRARIES) 2>/dev/null && exit 0; \
	if ! command -v apt-get >/dev/null; then \
	  echo "make: install the development packages of: $(LIBRARIES) (and pkg-config)" >&2; exit 1; fi; \
	if [ "$$(id -u)" -eq 0 ]; then as=; elif command -v sudo >/dev/null; then as=sudo; else \
	  echo "make: run as root: apt-get install $(PACKAGES)" >&2; exit 1; fi; \
	echo "make: installing $(PACKAGES)"; \
	$$as apt-get update -qq && \
	DEBIAN_FRONTEND=noninteractive $$as apt-get install -y -qq --no-install-recommends $(PACKAGES)
