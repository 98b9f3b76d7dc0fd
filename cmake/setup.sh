# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154
#
# What ./run and ./test share: making sure that the packages are there, and the Release build. It is sourced, wants
# `root` set, talks on stderr only (stdout belongs to whatever is started) and never reads stdin.

packages_run=(
    build-essential cmake ninja-build ccache pkg-config
    qt6-base-dev qt6-base-dev-tools libqt6sql6-sqlite qt6-svg-dev libqt6svg6
    qt6-tools-dev qt6-tools-dev-tools qt6-l10n-tools linguist-qt6
    libsodium-dev libprotobuf-dev protobuf-compiler libssl-dev libsqlite3-dev libgl1-mesa-dev libqrencode-dev
    qt6-translations-l10n fonts-noto-core fonts-noto-color-emoji
)
packages_test=(
    python3 xvfb openbox xdotool imagemagick x11-utils xauth
    iproute2 nftables util-linux procps git
    desktop-file-utils appstream
    python3-libtorrent aria2 transmission-daemon transmission-cli
)
packages_ci=(clang-19 clang-tidy-19 clang-format-19 libclang-rt-19-dev)

say() { printf '%s\n' "$*" >&2; }

die() {
    say "$*"
    exit 1
}

# Prints those of the named packages that are not installed.
missing_packages() {
    local installed
    # dpkg-query fails when it has never heard of one of them, which is the very case that matters here.
    installed=$({ dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true; } \
        | sed -n 's/^installed //p')
    comm -23 <(printf '%s\n' "$@" | sort -u) <(printf '%s\n' "$installed" | sort -u)
}

# Installs what is missing, saying so first. Without root it names the one line that would do it and stops.
ensure_packages() {
    if ! command -v dpkg-query >/dev/null; then
        say "This is not a Debian system, so nothing is checked. Needed (Debian's names): $*"
        return
    fi
    local missing
    mapfile -t missing < <(missing_packages "$@")
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        say "Some packages are missing. Please run this once, then start again:"
        say "    sudo apt-get install --no-install-recommends ${missing[*]}"
        exit 1
    fi
    say "Installing what is missing: ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update </dev/null >&2 || say "The package lists could not be refreshed; trying with those at hand."
    apt-get install -y --no-install-recommends "${missing[@]}" </dev/null >&2 \
        || die "The packages could not be installed; apt-get says why above."
}

# As many compilers at once as the cores and the memory carry (a Qt source takes up to 1.5 GB).
build_jobs() {
    local cores memory
    cores=$(nproc 2>/dev/null || echo 2)
    memory=$(awk '/^MemAvailable/ { print int($2 / 1500000) }' /proc/meminfo 2>/dev/null || echo "$cores")
    [ "${memory:-0}" -ge 1 ] || memory=1
    echo $((cores < memory ? cores : memory))
}

# configure DIR PRESET: only when it was not done before; ninja looks after later changes by itself.
configure() {
    [ -f "$1/build.ninja" ] && return
    (cd "$root" && cmake --preset "$2") </dev/null >&2 && return
    say "The build could not be configured; cmake says why above."
    return 1
}

# build DIR TARGETS...: no target means everything.
build() {
    local directory=$1
    shift
    # Paths relative to the tree let a compiler cache serve several clones.
    CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1 cmake --build "$directory" -j "$(build_jobs)" \
        ${1:+--target "$@"} </dev/null >&2
}
