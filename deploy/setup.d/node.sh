# shellcheck shell=bash disable=SC2034,SC2154 # a part of deploy/setup, which has the shared variables
# Node.js: which one is here, and whether it will do.

node_help='Install Node.js 20 or newer from https://nodejs.org/en/download (Debian 13 and later: apt-get install nodejs npm).'

read_node() {
  node_version='' node_abi='' node_platform='' node_arch='' node_prefix=''
  command -v node >/dev/null || return 1
  # ES5, because the point is to be understood by a Node.js that is too old.
  IFS='|' read -r node_version node_abi node_platform node_arch node_prefix <<FACTS
$(node -p 'var p = process, r = require("path"); [p.versions.node, p.versions.modules, p.platform, p.arch, r.dirname(r.dirname(p.execPath))].join("|")' 2>/dev/null)
FACTS
  [ -n "$node_version" ]
}

ensure_node() {
  if ! command -v node >/dev/null && is_debian && is_root && offers nodejs 20.3; then
    install_packages nodejs npm || show_log
    read_node
  fi
  command -v node >/dev/null || fail 'Node.js is not installed; sipstream needs 20.3 or newer.' "$node_help"
  at_least "$node_version" 20.3 ||
    fail "Node.js ${node_version:-of an unknown version} is too old; sipstream needs 20.3 or newer." "$node_help"
  command -v npm >/dev/null || fail 'npm is not installed.' 'Install it (Debian: apt-get install npm), or take Node.js from https://nodejs.org, which has it.'
  say "Node.js $node_version: ready"
}
