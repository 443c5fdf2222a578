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
  if output=$("$@" 2>&1 | tr -d '\0'); then
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
  # What a run that went well says besides is of no interest.
  if [ "$status" -ne 0 ] || grep -q '^not ok ' "$log" || ! grep -q '^1\.\.[1-9]' "$log"; then
    sed 's/^/# stderr: /' "$log.err"
    [ -z "$(tail -c 1 "$log.err")" ] || echo
  fi
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

# --- A screen: an editor in a tmux of its own.

# Starts a command line on a screen of 120 by 40, in the folder of the notes.
screen_start() {
  screen_stop
  # A new socket each time: the server of the last one may still be going.
  screens=$((${screens:-0} + 1))
  tmux_socket=$work/tmux$screens.sock
  tmux -u -S "$tmux_socket" -f /dev/null new-session -d -s editor -x "${SCREEN_COLUMNS:-120}" -y 40 -c "$work/notes" \
    "$(printf '%q ' env TERM=screen-256color "$@")"
  # An Escape is one at once, not the start of an Alt key.
  tmux -S "$tmux_socket" set-option -s escape-time 0
}

screen_stop() {
  [ -z "${tmux_socket:-}" ] || tmux -S "$tmux_socket" kill-server 2>/dev/null || true
  tmux_socket=
}

screen() { tmux -S "$tmux_socket" capture-pane -p -t editor 2>/dev/null | sed 's/[[:space:]]*$//' | cat -s; }

# Key names of tmux, such as `Escape` and `C-x`.
keys() {
  local key
  for key; do
    tmux -S "$tmux_socket" send-keys -t editor "$key"
    # What comes at once after an Escape is an Alt key to the editor.
    if [ "$key" = Escape ]; then sleep 0.2; fi
  done
}

# Text typed as it is.
type_text() { tmux -S "$tmux_socket" send-keys -t editor -l -- "$1"; }

# Waits until the screen matches an extended regular expression; shows the screen where it does not within 10 seconds.
shows() {
  local tries
  for tries in $(seq "${2:-100}"); do
    if screen | grep -qE -- "$1"; then return 0; fi
    sleep 0.1
  done
  echo "not on the screen after $tries tries: $1"
  screen
  return 1
}

# The same for what must not be there, once the screen has come to rest.
shows_no() {
  sleep 0.5
  if screen | grep -E -- "$1"; then
    screen
    return 1
  fi
}

# Waits until a file has a whole line that matches.
has_line() {
  local _
  for _ in $(seq 50); do
    if grep -qxE -- "$2" "$1"; then return 0; fi
    sleep 0.1
  done
  cat "$1"
  return 1
}

# A second server under the name of marksman, with an outline of its own: its names begin with OTHER.
second_server() {
  printf '#!/bin/sh\nexec python3 %q\n' "$editors/other_server.py" >"$work/bin/marksman"
  chmod +x "$work/bin/marksman"
  export PREP_LS_OTHER_LOG=$work/other.log
}

# Waits until it was told of a note that was opened since the last time.
second_server_serves() {
  local _
  for _ in $(seq 100); do
    if [ -s "$PREP_LS_OTHER_LOG" ]; then
      rm "$PREP_LS_OTHER_LOG"
      sleep 0.2
      return 0
    fi
    sleep 0.1
  done
  echo "the second server was told of no note"
  screen
  return 1
}

# The servers that the editor under test has started, by the program they run.
server_pids() {
  local pid
  for pid in $(pgrep -x prep-ls); do
    if [ "$( (tr '\0' '\n' <"/proc/$pid/environ") 2>/dev/null | sed -n 's/^HOME=//p')" = "$HOME" ]; then echo "$pid"; fi
  done
}

kill_server() {
  local pids
  pids=$(server_pids)
  [ -n "$pids" ] || { echo "no server runs"; return 1; }
  # shellcheck disable=SC2086
  kill -KILL $pids
}

# Waits until another server than the given one runs.
server_is_back() {
  local _ now
  for _ in $(seq 100); do
    now=$(server_pids)
    if [ -n "$now" ] && [ "$now" != "$1" ]; then return 0; fi
    sleep 0.1
  done
  echo "no new server: '$now'"
  screen
  return 1
}
