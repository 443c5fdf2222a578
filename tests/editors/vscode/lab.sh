#!/usr/bin/env bash
# What the tests of the extension for VS Code need, below the lab folder: VS Code itself (as code-server, which is VS Code
# with a web front), the Node that it runs on, a driver for the browser, and Debian's Chromium. Installs what is missing,
# says what to install where it cannot, and takes no time when everything is there.
#
#   . tests/editors/vscode/lab.sh   gives `lab_vscode`, which sets LAB_CODE, LAB_NODE (a folder for the PATH), LAB_PLAYWRIGHT
#                                   and LAB_CHROMIUM

CODE_SERVER="code-server@4.139.1"
NODE="24.21.0"
PLAYWRIGHT="playwright-core@1.65.1"

# shellcheck disable=SC1091
. "$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/lab.sh"

lab_chromium() {
  local name
  for name in "${PREP_LS_CHROMIUM:-chromium}" chromium-browser google-chrome; do
    if LAB_CHROMIUM=$(command -v "$name"); then
      return 0
    fi
  done
  lab_apt chromium fonts-dejavu-core || true
  if LAB_CHROMIUM=$(command -v chromium); then
    return 0
  fi
  lab_say "chromium is missing. Install it (Debian: 'apt-get install chromium'), or set PREP_LS_CHROMIUM, and run this again."
  return 1
}

# The npm that installs is the machine's own; the Node that runs VS Code is of its version.
lab_npm() {
  command -v npm >/dev/null && return 0
  lab_apt nodejs npm || true
  command -v npm >/dev/null && return 0
  lab_say "npm is missing. Install Node 20 or newer (Debian: 'apt-get install nodejs npm') and run this again."
  return 1
}

# Installs packages into a folder of their own, once: folder, then packages.
lab_packages() {
  local folder=$1
  shift
  if [ -f "$folder/.packages" ] && [ "$(cat "$folder/.packages")" = "$*" ]; then
    return 0
  fi
  lab_say "installing $* into $folder"
  rm -rf "$folder"
  mkdir -p "$folder"
  printf '{ "private": true }\n' >"$folder/package.json"
  if ! (cd "$folder" && npm install --ignore-scripts --no-audit --no-fund --no-package-lock --loglevel=error "$@" >&2); then
    lab_say "npm could not install $*."
    return 1
  fi
  if [ "$1" = "$CODE_SERVER" ]; then
    # What its own post-install script would do, without compiling anything.
    local code=$folder/node_modules/code-server/lib/vscode part
    for part in "$code" "$code/extensions"; do
      if ! (cd "$part" && npm install --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error >&2); then
        lab_say "npm could not install what $CODE_SERVER needs."
        return 1
      fi
    done
  fi
  printf '%s' "$*" >"$folder/.packages"
}

lab_vscode() {
  local lab machine
  lab=$(lab_dir)/vscode
  case $(uname -s)-$(uname -m) in
    Linux-x86_64) machine=linux-x64 ;;
    Linux-aarch64) machine=linux-arm64 ;;
    *)
      lab_say "VS Code is tested on Linux (x86-64 or arm64) only, and this is $(uname -s) on $(uname -m)."
      return 1
      ;;
  esac
  lab_npm && lab_chromium || return 1
  lab_packages "$lab/node" "node-$machine@$NODE" || return 1
  LAB_NODE=$lab/node/node_modules/node-$machine/bin
  if [ "$("$LAB_NODE/node" --version 2>/dev/null)" != "v$NODE" ]; then
    lab_say "$LAB_NODE/node does not run on this system."
    return 1
  fi
  lab_packages "$lab/playwright" "$PLAYWRIGHT" || return 1
  LAB_PLAYWRIGHT=$lab/playwright/node_modules/playwright-core
  # npm picks what suits the Node that it runs on.
  PATH=$LAB_NODE:$PATH lab_packages "$lab/code-server" "$CODE_SERVER" || return 1
  LAB_CODE=$lab/code-server/node_modules/code-server
  export LAB_CHROMIUM LAB_NODE LAB_PLAYWRIGHT LAB_CODE
}
