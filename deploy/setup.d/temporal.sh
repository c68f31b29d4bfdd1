# shellcheck shell=bash disable=SC2034,SC2154 # a part of deploy/setup, which has the shared variables
# The Temporal CLI: on PATH, in the cache, downloaded, or built with Go.

temporal_version=1.8.2
temporal_cached=$cache/temporal-$temporal_version

temporal_version_of() { "$1" --version 2>/dev/null </dev/null | sed -n 's/^temporal version \([0-9][0-9.]*\).*/\1/p'; }

acceptable_temporal() {
  local version
  version=$(temporal_version_of "$1")
  [ "${version%%.*}" = 1 ] && at_least "$version" 1.8
}

temporal_is_there() {
  [ -x "$temporal_cached" ] || { command -v temporal >/dev/null && acceptable_temporal temporal; }
}

# keep_temporal FILE: into the cache, if it runs and says that it is the version wanted.
keep_temporal() {
  chmod +x "$1" 2>/dev/null && [ "$(temporal_version_of "$1")" = "$temporal_version" ] && mv -f "$1" "$temporal_cached"
}

download_temporal() {
  local arch
  command -v curl >/dev/null && command -v tar >/dev/null || return 1
  case $node_platform in linux | darwin) ;; *) return 1 ;; esac
  case $node_arch in x64) arch=amd64 ;; arm64) arch=arm64 ;; *) return 1 ;; esac
  curl --fail --silent --show-error --location --proto '=https' --connect-timeout 5 --max-time 300 \
    --speed-limit 50000 --speed-time 15 --output "$scratch/temporal.tar.gz" \
    "https://temporal.download/cli/archive/v$temporal_version?platform=$node_platform&arch=$arch" &&
    tar -xzf "$scratch/temporal.tar.gz" -C "$scratch" temporal
}

go_version() { go env GOVERSION 2>/dev/null | sed -n 's/^go\([0-9.]*\).*/\1/p'; }
has_go() { command -v go >/dev/null && at_least "$(go_version)" 1.21; }

build_temporal() (
  cd deploy/temporal || exit 1
  go build -v -trimpath \
    -ldflags "-s -w -X github.com/temporalio/cli/internal/temporalcli.Version=$temporal_version" \
    -o "$scratch/temporal" github.com/temporalio/cli/cmd/temporal
)

count_packages() { echo "$(grep -cv '^go: ' "$log") packages compiled"; }

ensure_temporal() {
  local version
  if command -v temporal >/dev/null && acceptable_temporal temporal; then
    say "Temporal CLI $(temporal_version_of temporal) on PATH: ready"
    return
  fi
  if ! [ -x "$temporal_cached" ]; then
    make_scratch
    lock "$cache" 8 'another set-up is getting the Temporal CLI; waiting for it'
  fi
  if ! [ -x "$temporal_cached" ]; then
    say "Temporal CLI $temporal_version: downloading"
    if attempt 'Temporal CLI' download_temporal && keep_temporal "$scratch/temporal"; then
      say "Temporal CLI $temporal_version: downloaded"
    else
      get_temporal_by_go
    fi
  fi
  say "Temporal CLI $temporal_version: ready"
}

get_temporal_by_go() {
  local help="Put temporal $temporal_version on PATH (https://docs.temporal.io/cli), or install Go 1.21 or newer (https://go.dev/dl), then run deploy/setup again."
  if ! has_go && is_debian && is_root && offers golang-go 1.21; then
    install_packages golang-go || show_log
  fi
  has_go || fail "The Temporal CLI could not be downloaded, and there is no Go 1.21 or newer to build it with." "$help"
  say "Temporal CLI $temporal_version: cannot be downloaded here; building it with Go (about 10 minutes, once per machine)"
  rm -f "$scratch/temporal"
  progress=count_packages
  if ! attempt "Temporal CLI $temporal_version" build_temporal || ! keep_temporal "$scratch/temporal"; then
    show_log
    fail 'The Temporal CLI could not be built (the last words are above).' "$help"
  fi
  progress=
}
