# shellcheck shell=bash disable=SC2034,SC2154 # a part of deploy/setup, which has the shared variables
# npm packages, exactly as package-lock.json has them.

lock_stamp=node_modules/.sipstream-lock

npm_is_current() { cmp -s package-lock.json "$lock_stamp"; }

npm_ci() { npm ci --ignore-scripts --prefer-offline --no-audit --no-fund --loglevel=error; }

# The packages behind a link belong to another checkout too: npm would empty them, and a binding would be built into them.
own_packages() {
  if [ -L node_modules ]; then
    fail "node_modules is a symbolic link to $(readlink node_modules), and nothing is installed through one." \
      'Remove the link to have packages of this checkout, or run deploy/setup where the packages lie.'
  fi
}

ensure_npm() {
  if ! npm_is_current; then
    own_packages
    rm -f "$lock_stamp" "$bindings_stamp"
    say 'npm packages: installing'
    # Install scripts stay off: the two packages with something to build are built below, where their result is kept.
    if ! attempt 'npm packages' npm_ci; then
      # npm says what is wrong first, and ends with its manual.
      show_log -12
      fail 'npm could not install the packages (its own words are above).' \
        'Check that the npm registry can be reached (npm ping), then run deploy/setup again.'
    fi
    put package-lock.json "$lock_stamp"
  fi
  say 'npm packages: ready'
}
