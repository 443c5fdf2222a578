# What the tests of all editors share: a place with nothing of the person's own in it, the notes, and counting. To be sourced by `run`.
# shellcheck shell=bash
#
#   PREP_LS_BIN   the binary (default: target/debug/prep-ls)
#
# Output is TAP; the last line is `N passed, M failed`.

editors=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$editors/../.." && pwd)
passed=0
failed=0

# Makes $work with the notes in $work/notes and `prep-ls` on the PATH, and goes when the script does.
editors_start() {
  local bin=${PREP_LS_BIN:-${CARGO_TARGET_DIR:-$root/target}/debug/prep-ls}
  if [ ! -x "$bin" ]; then
    echo "$bin is missing: run 'cargo build' first, or set PREP_LS_BIN." >&2
    exit 1
  fi
  bin=$(cd "$(dirname "$bin")" && pwd)/$(basename "$bin")
  work=$(mktemp -d "${TMPDIR:-/tmp}/prep-ls-$1.XXXXXX")
  trap 'editors_stop' EXIT
  mkdir -p "$work/bin" "$work/home"
  editors_notes
  # Nothing of the person's own: settings, caches, other servers.
  ln -s "$bin" "$work/bin/prep-ls"
  export PATH="$work/bin:$PATH" HOME="$work/home"
  export XDG_CONFIG_HOME="$HOME/config" XDG_DATA_HOME="$HOME/data" XDG_STATE_HOME="$HOME/state" XDG_CACHE_HOME="$HOME/cache"
  unset NVIM NVIM_APPNAME VIMINIT VIMRUNTIME NVIM_LISTEN_ADDRESS
  # A tmux around this one is none of its business.
  unset TMUX TMUX_PANE
  # The day it is, for rules about dates, in the server and in `check`.
  export PREP_LS_TODAY=2026-03-02
  case $(uname -s) in
    Darwin) export LC_ALL=en_US.UTF-8 ;;
    *) export LC_ALL=C.UTF-8 ;;
  esac
}

# The notes as they are in the beginning. A folder `.git` makes theirs a root.
editors_notes() {
  rm -rf "$work/notes"
  mkdir -p "$work/notes/.git"
  cp "$editors/notes/"*.md "$work/notes/"
}

editors_stop() {
  [ -z "${tmux_socket:-}" ] || tmux -S "$tmux_socket" kill-server 2>/dev/null || true
  rm -rf "$work"
}

# The lines of the NUMBERth block of a language in a README: what a person copies is what is tested.
readme_block() {
  local file=$1 language=$2 number=${3:-1}
  awk -v fence="\`\`\`$language" -v number="$number" '
    $0 == fence { seen++; if (seen == number) { inside = 1; next } }
    /^```$/ { if (inside) exit }
    inside' "$file" >"$work/block"
  if [ ! -s "$work/block" ]; then
    echo "$file has no block $number of $language to test." >&2
    exit 1
  fi
  cat "$work/block"
}

# Reports one assertion: whether a command succeeds. Its output is shown when it does not.
ok() {
  local name=$1 output
  shift
  if output=$("$@" 2>&1); then
    passed=$((passed + 1))
    printf 'ok %d - %s\n' $((passed + failed)) "$name"
  else
    failed=$((failed + 1))
    printf 'not ok %d - %s\n' $((passed + failed)) "$name"
    printf '%s\n' "$output" | sed 's/^/# /'
  fi
}

# Runs a script that reports for itself and counts its lines; one that ends without its plan has failed, however many passed before.
part() {
  local name=$1 status=0 log="$work/$1.log"
  shift
  printf '# %s\n' "$name"
  "$@" 2>"$log.err" </dev/null | tee "$log" || status=$?
  sed 's/^/# stderr: /' "$log.err"
  [ -z "$(tail -c 1 "$log.err")" ] || echo
  passed=$((passed + $(grep -c '^ok ' "$log" || true)))
  failed=$((failed + $(grep -c '^not ok ' "$log" || true)))
  if ! grep -q '^1\.\.[1-9]' "$log"; then
    echo "not ok - $name ended early, with status $status"
    failed=$((failed + 1))
  elif [ "$status" -ne 0 ] && ! grep -q '^not ok ' "$log"; then
    echo "not ok - $name failed with status $status"
    failed=$((failed + 1))
  fi
}

# The last line, and the status.
editors_finish() {
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}
