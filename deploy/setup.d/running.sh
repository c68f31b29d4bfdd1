# shellcheck shell=bash disable=SC2034,SC2154 # a part of deploy/setup, which has the shared variables
# How set-up says what it does, runs what takes long, and ends.

scratch=
job=
half=

say() { printf 'sipstream: %s\n' "$*" >&2; }

# fail PROBLEM NEXT-STEP
fail() {
  printf 'sipstream: %s\n           %s\n' "$1" "$2" >&2
  exit 1
}

clean_up() {
  status=$?
  trap - EXIT INT TERM HUP
  if [ -n "$job" ]; then kill -TERM -- "-$job" 2>/dev/null; fi
  if [ -n "$half" ]; then rm -f "$half"; fi
  if [ -n "$scratch" ]; then rm -rf "$scratch"; fi
  exit "$status"
}

# Logs and half-made things of this run; in the cache, so that a rename from here is never a copy.
make_scratch() {
  [ -n "$scratch" ] && return
  mkdir -p "$cache" 2>/dev/null || fail "The cache directory $cache cannot be written." \
    'Make it writable, or name another one in XDG_CACHE_HOME.'
  # What a run left that was killed without a chance to clean up.
  find "$cache" -maxdepth 1 -name '.setup.*' -mtime +1 -exec rm -rf {} + 2>/dev/null
  scratch=$(mktemp -d "$cache/.setup.XXXXXX") || fail "The cache directory $cache cannot be written." \
    'Make it writable, or name another one in XDG_CACHE_HOME.'
}

# attempt LABEL COMMAND…: runs it with its output in a log; a line now and then while it takes long.
# What it says of progress is the answer of `progress`, which a caller may set to the name of a function.
progress=
attempt() {
  local label=$1 status
  shift
  make_scratch
  log=$scratch/log
  # With job control the job is a process group: an interrupt ends a build with all its compilers.
  set -m
  "$@" >"$log" 2>&1 </dev/null &
  job=$!
  set +m
  # The teller ends when descriptor 7 is closed, which happens also when this shell is killed.
  exec 7> >(tell "$label")
  # The shell's word on how the job ended ("Terminated") would only repeat what follows.
  wait "$job" 2>/dev/null
  status=$?
  job=
  exec 7>&-
  return "$status"
}

# A line every 15 seconds until standard input ends.
tell() {
  local label=$1 started=$SECONDS elapsed note line
  exec 7>&- 8<&- 9<&-
  # "read" ends with a status above 128 when its time is up, and with 1 at the end of input.
  until read -r -t 15 line || [ $? -le 128 ]; do
    elapsed=$((SECONDS - started))
    note=
    if [ -n "$progress" ]; then note=", $("$progress")"; fi
    say "$label … $((elapsed / 60)) min $((elapsed % 60)) s$note"
  done
}

# show_log [LINES]: the last lines of what `attempt` ran. With a number below 0, the first ones.
show_log() {
  local lines=${1:-12}
  if [ "$lines" -lt 0 ]; then head -n "${lines#-}" "$log"; else tail -n "$lines" "$log"; fi | sed 's/^/  | /' >&2
}

# within SECONDS COMMAND…: with a time limit where the machine has timeout(1).
within() {
  local seconds=$1
  shift
  if command -v timeout >/dev/null; then timeout "$seconds" "$@"; else "$@"; fi
}

# put FILE DESTINATION: complete under its final name, or not there.
put() {
  half=$2.$$
  mkdir -p "$(dirname "$2")" && cp "$1" "$half" && mv -f "$half" "$2"
  local status=$?
  half=
  return "$status"
}

# lock DIRECTORY-OR-FILE DESCRIPTOR MESSAGE: held until this process ends, however it ends.
lock() {
  command -v flock >/dev/null || return 0
  eval "exec $2<\"\$1\"" || return 0
  if ! flock -n "$2"; then
    say "$3"
    flock "$2"
  fi
}

# at_least VERSION MINIMUM, both as MAJOR.MINOR[…]
at_least() {
  local major=${1%%.*} rest=${1#*.} minor
  minor=${rest%%[!0-9]*}
  case $major in '' | *[!0-9]*) return 1 ;; esac
  [ "$major" -gt "${2%%.*}" ] || { [ "$major" -eq "${2%%.*}" ] && [ "${minor:-0}" -ge "${2#*.}" ]; }
}
