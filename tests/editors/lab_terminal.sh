# The editors of the terminal besides Neovim, and what looks at Lua: installed for the tests, or told how to install. Sourced by lab.sh.
# shellcheck shell=bash
#
#   lab_helix   sets LAB_HELIX: a command line that starts Helix (PREP_LS_HELIX names another)
#   lab_emacs   sets LAB_EMACS: Emacs 29 or newer, for its Eglot (PREP_LS_EMACS names another)
#   lab_vim     sets LAB_VIM: Vim 9, with ALE among Debian's packages (PREP_LS_VIM names another)
#   lab_lua     luacheck, and StyLua in $LAB_STYLUA

STYLUA_PACKAGE="@johnnymorganz/stylua@2.5.2"
# Helix is in Debian from this release on; its files are unpacked, not installed.
HELIX_SUITE=trixie

# Debian's packages for one suite beside what the machine has: lists and sources of their own, so that neither is changed.
# Sets LAB_APT to the options that apt-get needs. `alone`: as if nothing were installed.
lab_apt_suite() {
  local suite=$1 kind=${2:-} state mirror
  state=$(lab_dir)/apt-$suite
  if ! command -v apt-get >/dev/null; then
    return 1
  fi
  mkdir -p "$state/lists/partial" "$state/cache/archives/partial" "$state/sources"
  mirror=$(awk '/^URIs:/ { print $2; exit }' /etc/apt/sources.list.d/debian.sources 2>/dev/null || true)
  cat >"$state/sources/$suite.sources" <<SOURCES
Types: deb
URIs: ${mirror:-http://deb.debian.org/debian}
Suites: $suite
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
SOURCES
  LAB_APT=(
    -o "Dir::Etc::SourceList=/dev/null" -o "Dir::Etc::SourceParts=$state/sources" -o "Dir::State::Lists=$state/lists"
    -o "Dir::Cache=$state/cache" -o "Acquire::Languages=none" -o "APT::Install-Recommends=false" -o "Debug::NoLocking=true"
  )
  if [ "$kind" = alone ]; then
    : >"$state/status"
    LAB_APT+=(-o "Dir::State::status=$state/status")
  else
    cp /etc/apt/sources.list.d/*.sources "$state/sources/" 2>/dev/null || true
  fi
  apt-get "${LAB_APT[@]}" -qq update >/dev/null
}

lab_helix() {
  local dir loader
  if [ -n "${PREP_LS_HELIX:-}" ]; then
    LAB_HELIX=("$PREP_LS_HELIX")
  elif command -v hx >/dev/null; then
    LAB_HELIX=(hx)
  else
    dir=$(lab_dir)/helix
    if [ ! -x "$dir/usr/bin/hx" ] && [ ! -x "$dir/usr/lib/hx/hx" ]; then
      lab_say "unpacking Helix of Debian $HELIX_SUITE into $dir"
      rm -rf "$dir"
      mkdir -p "$dir"
      if ! lab_apt_suite "$HELIX_SUITE" alone ||
        ! apt-get "${LAB_APT[@]}" -y -qq --download-only install hx >/dev/null; then
        lab_say "Helix cannot be installed here. Install it (https://docs.helix-editor.com/install.html) or set PREP_LS_HELIX, and run this again."
        return 1
      fi
      for package in "$(lab_dir)/apt-$HELIX_SUITE/cache/archives"/*.deb; do
        dpkg-deb --fsys-tarfile "$package" | tar -x -C "$dir" --keep-directory-symlink
      done
    fi
    # Its own loader and libraries: this machine's may be older.
    loader=$(find "$dir/usr/lib/x86_64-linux-gnu" "$dir/usr/lib64" "$dir/lib64" -name 'ld-linux-x86-64.so.2' 2>/dev/null | head -n 1 || true)
    LAB_HELIX=(
      env "HELIX_RUNTIME=$dir/usr/lib/hx/runtime"
      "$loader" --argv0 hx --library-path "$dir/usr/lib/x86_64-linux-gnu" "$(realpath "$dir/usr/bin/hx")"
    )
  fi
  if ! "${LAB_HELIX[@]}" --version >/dev/null; then
    lab_say "Helix does not run here: ${LAB_HELIX[*]}. Set PREP_LS_HELIX to one that does."
    return 1
  fi
}

# Whether an Emacs is new enough to bring Eglot.
lab_emacs_fits() {
  command -v "$1" >/dev/null && "$1" -Q --batch --eval '(kill-emacs (if (>= emacs-major-version 29) 0 1))' 2>/dev/null
}

# Whether Emacs finds markdown-mode, which it does not bring.
lab_markdown_mode() {
  "$1" --batch --eval "(progn (package-activate-all) (kill-emacs (if (locate-library \"markdown-mode\") 0 1)))" 2>/dev/null
}

lab_emacs() {
  LAB_EMACS=${PREP_LS_EMACS:-emacs}
  if ! lab_emacs_fits "$LAB_EMACS" || ! lab_markdown_mode "$LAB_EMACS"; then
    if [ -z "${PREP_LS_EMACS:-}" ] && [ "$(id -u)" -eq 0 ] && lab_apt_suite bookworm-backports; then
      lab_say "installing emacs-nox and markdown-mode from Debian's backports"
      DEBIAN_FRONTEND=noninteractive apt-get "${LAB_APT[@]}" -y -t bookworm-backports install emacs-nox elpa-markdown-mode >/dev/null 2>&1 || true
    fi
  fi
  if ! lab_emacs_fits "$LAB_EMACS"; then
    lab_say "Emacs 29 or newer is missing. Install it (Debian 12: emacs-nox from bookworm-backports) or set PREP_LS_EMACS, and run this again."
    return 1
  fi
  if ! lab_markdown_mode "$LAB_EMACS"; then
    lab_say "Emacs has no markdown-mode. Install it (Debian: elpa-markdown-mode; elsewhere: M-x package-install) and run this again."
    return 1
  fi
}

lab_vim() {
  LAB_VIM=${PREP_LS_VIM:-vim}
  if ! "$LAB_VIM" --version 2>/dev/null | grep -q '+job'; then
    lab_apt vim || true
  fi
  if ! "$LAB_VIM" --version 2>/dev/null | grep -q '+job'; then
    lab_say "Vim with jobs and timers is missing. Install it (Debian: vim) or set PREP_LS_VIM, and run this again."
    return 1
  fi
  [ -n "$(lab_ale)" ] || lab_apt vim-ale || true
  LAB_ALE=$(lab_ale)
  if [ -z "$LAB_ALE" ]; then
    lab_say "ALE is missing. Install it (Debian: vim-ale) or set PREP_LS_ALE to its folder, and run this again."
    return 1
  fi
}

# The folder that holds ALE: the given one, Debian's, or that of a package in the person's own Vim.
lab_ale() {
  local folder
  for folder in "${PREP_LS_ALE:-}" /usr/share/vim-ale "$HOME"/.vim/pack/*/*/ale; do
    if [ -n "$folder" ] && [ -f "$folder/plugin/ale.vim" ]; then
      printf '%s\n' "$folder"
      return
    fi
  done
}

lab_lua() {
  command -v luacheck >/dev/null || lab_apt lua-check || true
  if ! command -v luacheck >/dev/null; then
    lab_say "luacheck is missing. Install it (Debian: lua-check; elsewhere: 'luarocks install luacheck') and run this again."
    return 1
  fi
  LAB_STYLUA=$(lab_dir)/stylua
  if [ "$(cat "$LAB_STYLUA/.package" 2>/dev/null)" = "$STYLUA_PACKAGE" ]; then
    return 0
  fi
  if ! command -v npm >/dev/null && ! lab_apt nodejs npm; then
    lab_say "Node is missing, which StyLua's package needs. Install it (Debian: nodejs and npm) and run this again."
    return 1
  fi
  lab_say "installing $STYLUA_PACKAGE into $LAB_STYLUA"
  if ! npm install --silent --no-fund --no-audit --prefix "$LAB_STYLUA" "$STYLUA_PACKAGE" >/dev/null; then
    lab_say "npm could not install $STYLUA_PACKAGE."
    return 1
  fi
  printf '%s\n' "$STYLUA_PACKAGE" >"$LAB_STYLUA/.package"
}
