# shellcheck shell=bash disable=SC2030,SC2031,SC2034,SC2154 # a part of deploy/setup, which has the shared variables
# The two npm packages with machine code: built once per machine, kept in the cache.

bindings_stamp=node_modules/.sipstream-bindings

binding_of() {
  case $1 in
    gdal-async) echo "node_modules/gdal-async/lib/binding/node-v$node_abi-$node_platform-$node_arch/gdal.node" ;;
    better-sqlite3) echo node_modules/better-sqlite3/build/Release/better_sqlite3.node ;;
  esac
}

# Loading is not enough for SQLite: the binding is opened by the first database.
binding_works() {
  case $1 in
    gdal-async) node -e "require('gdal-async').drivers.count()" ;;
    better-sqlite3) node -e "new (require('better-sqlite3'))(':memory:').close()" ;;
  esac >/dev/null 2>&1
}

cached_binding() {
  local version key
  version=$(node -p "require('$1/package.json').version" 2>/dev/null) || version=unknown
  key=$1-$version-node$node_abi-$node_platform-$node_arch
  if [ "$1" = gdal-async ]; then key=$key-gdal$(gdal-config --version 2>/dev/null || echo bundled); fi
  echo "$cache/bindings/$key.node"
}

header_option() {
  # Node's own headers where they came with it (its archives, Debian's libnode-dev), so that none are downloaded.
  if [ -e "$node_prefix/include/node/node.h" ]; then echo "--nodedir=$node_prefix"; fi
}

build_gdal_async() (
  cd node_modules/gdal-async || exit 1
  PATH=$PWD/node_modules/.bin:$root/node_modules/.bin:$PATH
  if command -v gdal-config >/dev/null; then
    # -O1 takes a third of the time of the default, and reading is as fast.
    # shellcheck disable=SC2046 # no option, or one
    CXXFLAGS=-O1 node-pre-gyp install --build-from-source --shared_gdal -j max $(header_option)
  else
    within 180 node-pre-gyp install
  fi
)

build_better_sqlite3() (
  cd node_modules/better-sqlite3 || exit 1
  PATH=$root/node_modules/.bin:$PATH
  if within 60 prebuild-install; then exit 0; fi
  # shellcheck disable=SC2046 # no option, or one
  CXXFLAGS=-O1 node-gyp rebuild --release -j max $(header_option)
)

binding_help() {
  if is_debian; then
    echo 'Run: sudo apt-get install -y g++ make python3 libgdal-dev proj-data; then deploy/setup again.'
  else
    echo 'Install a C++ compiler, make, Python 3 and the GDAL development files, then run deploy/setup again.'
  fi
}

ensure_binding() {
  local package=$1 build=$2 binding kept
  binding=$(binding_of "$package")
  kept=$(cached_binding "$package")
  if ! { [ -e "$binding" ] && binding_works "$package"; }; then
    own_packages
    if [ -e "$kept" ] && put "$kept" "$binding" && binding_works "$package"; then
      say "$package: taken from $cache"
    else
      rm -f "$binding"
      say "$package: building (a minute or two, kept in $cache for the next checkout)"
      if ! attempt "$package" "$build" || ! binding_works "$package"; then
        show_log
        fail "$package could not be built (the last words are above)." "$(binding_help)"
      fi
      put "$binding" "$kept" || say "$package: could not be kept in $cache; the next checkout will build it again"
      return
    fi
  fi
  [ -e "$kept" ] || put "$binding" "$kept" || say "$package: could not be kept in $cache"
}

# The stamp says for which Node.js the bindings were seen to work, and which system library GDAL's needs.
bindings_key() { echo "$node_abi-$node_platform-$node_arch"; }

bindings_are_current() {
  local key library
  { read -r key && read -r library; } 2>/dev/null <"$bindings_stamp" || return 1
  [ "$key" = "$(bindings_key)" ] && { [ "$library" = none ] || [ -e "$library" ]; } &&
    [ -e "$(binding_of gdal-async)" ] && [ -e "$(binding_of better-sqlite3)" ]
}

ensure_bindings() {
  local library
  ensure_binding gdal-async build_gdal_async
  ensure_binding better-sqlite3 build_better_sqlite3
  if ! bindings_are_current; then
    make_scratch
    library=$(ldd "$(binding_of gdal-async)" 2>/dev/null | sed -n 's/.*libgdal.* => \(\/[^ ]*\).*/\1/p')
    printf '%s\n%s\n' "$(bindings_key)" "${library:-none}" >"$scratch/bindings" &&
      put "$scratch/bindings" "$bindings_stamp"
  fi
  say "GDAL and SQLite bindings: ready"
}
