# make test is what CI runs; see README.md.

.PHONY: build test lint audit torture bench bench-full microbench fuzz tools

build:
	CGO_ENABLED=0 go build -trimpath -ldflags "-s -w" -o lectern ./cmd/lectern

test: tools
	go vet ./...
	go test -race -p 1 $$(go list ./... | grep -v /builder/browser$$) # one package after the other: some tests look at the clock
	go test -race ./builder/browser || go test -race ./builder/browser # a busy browser misses a key now and then, but not twice

lint:
	@test -z "$$(gofmt -l builder cmd content themes)" || { gofmt -l builder cmd content themes; exit 1; }
	for system in linux windows darwin freebsd; do GOOS=$$system go vet ./... || exit 1; done # also that the tests build there
	go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...

# The published sample course as its learners get it, some minutes: the accessibility of every page, Lighthouse, the bytes of a lesson.
audit: tools .ci/audit/node_modules/.package-lock.json
	LECTERN_AXE=all LECTERN_LIGHTHOUSE=1 go test -count=1 -v -timeout 30m -run 'TestAxe|TestEveryPageIsQuiet|TestWeight|TestLighthouse' ./builder/browser
	go test -count=1 -run TestSampleCourseIsValidHTML ./cmd/lectern

# What can happen to a build, in full and with the figures: killed at every system call, 200 kills at random, full disks, odd input, and the
# same kills on Hugo. Up to an hour. HUGO=path takes a Hugo that is there.
torture: tools
	HUGO="$$(go run ./builder/bench hugo)" LECTERN_TORTURE=1 go test -count=1 -v -timeout 2h -p 1 \
		-run 'TestPublish|TestStage|TestKilled|TestHugo|TestFailing|TestFull|TestBuild|TestSignals|TestTwenty|TestCorpora|TestPathological' \
		./builder/output ./cmd/lectern
	LECTERN_TORTURE=1 go test -count=1 -timeout 2h -p 1 ./builder ./builder/lesson ./builder/watch
	LECTERN_TORTURE=1 go test -count=1 -timeout 2h -run TestServed ./cmd/lectern

# Lectern and Hugo on the same course: some minutes, and half an hour. HUGO=path takes a Hugo that is there.
bench:
	go run ./builder/bench -sizes 100,1000,1000:short

bench-full:
	go run ./builder/bench -sizes 100,1000,1000:short,10000,10000:short

microbench:
	go test -run '^$$' -bench . -benchmem ./builder/...

fuzz:
	@for target in $$(grep -rho 'func Fuzz[A-Za-z]*' --include='*_test.go' builder | sed 's/func //' | sort -u); do \
		dir=$$(dirname $$(grep -rl "func $$target(" --include='*_test.go' builder | head -1)); \
		echo "$$target in $$dir"; \
		go test -run '^$$' -fuzz "^$$target$$" -fuzztime 60s ./$$dir || exit 1; \
	done

# The HTML checker and the like. Without npm or a network their tests skip and say so.
tools: .ci/node_modules/.package-lock.json

.ci/node_modules/.package-lock.json: .ci/package.json
	@if command -v npm >/dev/null; then \
		npm install --prefix .ci --ignore-scripts --no-audit --no-fund --no-package-lock --silent || echo "npm could not install: some tests will skip"; \
	fi

.ci/audit/node_modules/.package-lock.json: .ci/audit/package.json
	npm install --prefix .ci/audit --ignore-scripts --no-audit --no-fund --no-package-lock --silent
