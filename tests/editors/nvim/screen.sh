#!/usr/bin/env bash
# Runs screen.lua with a tmux server of its own, which is gone afterwards whatever happened.
# usage: screen.sh NVIM FOLDER INIT
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
sockets=$(mktemp -d "${TMPDIR:-/tmp}/prep-ls-tmux.XXXXXX")

cleanup() {
  tmux -S "$sockets/tmux.sock" kill-server 2>/dev/null || true
  rm -rf "$sockets"
}
trap cleanup EXIT

# A tmux around this one is none of its business.
unset TMUX TMUX_PANE
"$1" -u NONE -i NONE -n -l "$here/screen.lua" "$2" "$3" "$sockets/tmux.sock"
