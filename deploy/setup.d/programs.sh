# shellcheck shell=bash disable=SC2034,SC2154 # a part of deploy/setup, which has the shared variables
# The compiled programs in dist/.

sources_stamp=dist/.sipstream-sources

# Contents, not times: right after a pull, a checkout of something older, and a copy that keeps its times.
sources() {
  local digest=cksum
  if command -v sha256sum >/dev/null; then digest=sha256sum; fi
  find src types tsconfig.json tsconfig.build.json package.json package-lock.json -type f -print0 2>/dev/null |
    LC_ALL=C sort -z | xargs -0 "$digest"
}

programs_are_current() { [ -e dist/operator/cli/main.js ] && sources 2>/dev/null | cmp -s - "$sources_stamp"; }

npm_build() { npm run --silent build; }

ensure_programs() {
  local before
  if ! programs_are_current; then
    say 'programs: compiling'
    make_scratch
    before=$scratch/sources
    # Taken before the compiler reads anything: an edit during the build makes the next run build again.
    sources >"$before"
    # The compiler never removes what a deleted source once gave.
    if [ -e "$sources_stamp" ] && ! has_all_sources "$sources_stamp"; then rm -rf dist; fi
    rm -f "$sources_stamp"
    if ! attempt 'programs' npm_build; then
      show_log -30
      fail 'The programs could not be compiled (the messages are above).' \
        'Undo the change that broke them, or get a clean checkout, then run deploy/setup again.'
    fi
    put "$before" "$sources_stamp"
  fi
  say 'programs: ready'
}

has_all_sources() {
  local line
  while read -r line; do
    [ -e "${line##* }" ] || return 1
  done <"$1"
}
