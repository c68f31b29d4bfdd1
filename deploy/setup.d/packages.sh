# shellcheck shell=bash disable=SC2034,SC2154 # a part of deploy/setup, which has the shared variables
# System packages: installed where this is root on Debian, otherwise named with the command.

is_root() { [ "$(id -u)" = 0 ]; }
is_debian() { command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; }
has_package() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# offers PACKAGE MINIMUM: whether Debian's archive has it in a version that will do.
offers() {
  local candidate
  candidate=$(apt-cache policy "$1" 2>/dev/null | sed -n 's/^ *Candidate: *//p')
  candidate=${candidate#*:}
  at_least "$candidate" "$2"
}

apt_install() {
  env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends "$@"
}

# Installs Debian packages by name; the package lists are fetched only when they turn out to be missing or old.
install_packages() {
  say "installing $*"
  if ! attempt "installing $*" apt_install "$@"; then
    attempt 'fetching package lists' apt-get -q -o DPkg::Lock::Timeout=300 update || return 1
    attempt "installing $*" apt_install "$@" || return 1
  fi
  # The demo and the tests start their own servers on free ports. A public one nobody asked for is not ours to leave.
  if [ -d /run/systemd/system ]; then
    for service in vsftpd dovecot; do
      case " $* " in
        *" $service "* | *" $service-imapd "*)
          systemctl disable --now "$service" >/dev/null 2>&1 &&
            say "the $service service that came with the package is switched off"
          ;;
      esac
    done
  fi
  say "installed $*"
}

# Each line: how to see that it is there, the Debian package. Programs count wherever they come from.
missing_packages() {
  command -v g++ >/dev/null || echo g++
  command -v make >/dev/null || echo make
  command -v python3 >/dev/null || echo python3
  command -v gdal-config >/dev/null || echo libgdal-dev
  if is_debian && ! has_package proj-data; then echo proj-data; fi
  find_vsftpd || echo vsftpd
  if [ "$1" = tests ]; then
    [ -x /usr/sbin/dovecot ] || command -v dovecot >/dev/null || echo dovecot-imapd
    command -v chromium >/dev/null || command -v google-chrome >/dev/null || echo chromium
  fi
}

find_vsftpd() { command -v vsftpd >/dev/null || [ -x /usr/sbin/vsftpd ]; }

without() {
  case $1 in
    vsftpd) echo 'the demo and its tests do without an FTP server of their own' ;;
    dovecot-imapd) echo 'the IMAP tests will be skipped' ;;
    chromium) echo 'the browser tests will be skipped' ;;
    libgdal-dev) echo 'the ready-made GDAL of the npm package is used if it can be had' ;;
    proj-data) echo 'some map projections lose accuracy' ;;
    *) echo 'npm packages cannot be built here' ;;
  esac
}

ensure_packages() {
  local missing package
  missing=$(missing_packages "$1" | tr '\n' ' ')
  missing=${missing% }
  if [ -z "$missing" ]; then
    say 'system packages: ready'
    return
  fi
  if is_debian && is_root; then
    # shellcheck disable=SC2086 # a list of package names
    if install_packages $missing; then return; fi
    show_log
    say "apt-get could not install: $missing. Try it by hand: apt-get install $missing"
  elif is_debian; then
    say "missing system packages; to install them: sudo apt-get install -y --no-install-recommends $missing"
  else
    say "missing here (names as in Debian; take your system's): $missing"
  fi
  for package in $missing; do say "  without $package $(without "$package")"; done
}
