#!/bin/sh
# Runs lectern where nobody has installed it: sh .lectern/lectern.sh build
#
# Netlify and GitHub have Go, curl and git, but not Lectern. Do one of these once:
#
#   LECTERN_URL      the address of a lectern binary for 64-bit Linux. Whoever has Lectern's source makes it with
#                    CGO_ENABLED=0 GOOS=linux GOARCH=amd64 go build ./cmd/lectern, and puts it where the host may
#                    read it: a release of your repository, a bucket, a web server of the company.
#   LECTERN_SHA256   its checksum, from sha256sum lectern. Anything else is refused. Optional, and a good idea.
#   LECTERN_GIT      or the address of Lectern's source in git, which is built here with Go. Add #NAME for a tag or a
#                    branch: https://git.example.org/lectern.git#v1.0.0
#
# or commit that binary as .lectern/lectern. On GitHub the values are variables of the repository (Settings > Secrets and
# variables > Actions > Variables), on Netlify environment variables or lines of netlify.toml.
set -eu
here=$(dirname "$0")
bin=$here/bin/lectern

fail() {
  echo "error: $1" >&2
  echo "hint: $here/lectern.sh says in its first lines how to get lectern" >&2
  exit 3
}

download() {
  curl --fail --location --silent --show-error --retry 3 --output "$bin.part" "$LECTERN_URL" || fail "cannot fetch $LECTERN_URL"
  if [ -n "${LECTERN_SHA256:-}" ]; then
    echo "$LECTERN_SHA256  $bin.part" | sha256sum -c - >/dev/null 2>&1 || fail "$LECTERN_URL does not have the checksum LECTERN_SHA256"
  fi
  chmod +x "$bin.part"
  mv "$bin.part" "$bin"
}

compile() {
  source=$here/bin/source
  rm -rf "$source"
  address=${LECTERN_GIT%%#*}
  name=${LECTERN_GIT#"$address"}
  git -c advice.detachedHead=false clone --quiet --depth 1 ${name:+--branch "${name#\#}"} -- "$address" "$source" || fail "cannot clone $LECTERN_GIT"
  (cd "$source" && CGO_ENABLED=0 go build -trimpath -o ../lectern ./cmd/lectern) || fail "cannot build $LECTERN_GIT"
}

if [ -f "$here/lectern" ]; then
  bin=$here/lectern
  [ -x "$bin" ] || chmod +x "$bin"
elif [ ! -x "$bin" ]; then
  mkdir -p "$here/bin"
  if [ -n "${LECTERN_URL:-}" ]; then
    download
  elif [ -n "${LECTERN_GIT:-}" ]; then
    compile
  else
    bin=$(command -v lectern) || fail "there is no lectern here, and neither LECTERN_URL nor LECTERN_GIT is set"
  fi
fi
exec "$bin" "$@"
