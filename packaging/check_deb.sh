#!/bin/sh
# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
#
# Makes the Debian package and looks into it: everything where it belongs, the plugins that no library scan sees among
# its dependencies, and both programs start out of it.
# usage: check_deb.sh BUILD_DIR VERSION
set -eu
build=$1
version=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cpack --config "$build/CPackConfig.cmake" -G DEB -B "$work/made" >"$work/log" 2>&1 || {
    cat "$work/log"
    exit 1
}
deb=$(find "$work/made" -maxdepth 1 -name '*.deb')
[ -n "$deb" ] || {
    cat "$work/log"
    exit 1
}
failed=0
fail() {
    echo "$*"
    failed=1
}
[ "$(dpkg-deb -f "$deb" Package)" = parlour ] || fail "it is not called parlour"
[ "$(dpkg-deb -f "$deb" Version)" = "$version" ] || fail "it is not version $version"
depends=" $(dpkg-deb -f "$deb" Depends | tr ',' ' ')"
for package in libqt6sql6-sqlite libqt6svg6 libqt6widgets6 libsodium23 libc6; do
    case $depends in
        *" $package"*) ;;
        *) fail "it does not depend on $package:$depends" ;;
    esac
done
dpkg-deb -x "$deb" "$work/root"
for file in usr/bin/parlour usr/bin/parlour-node usr/share/applications/chat.parlour.Parlour.desktop \
    usr/share/metainfo/chat.parlour.Parlour.metainfo.xml usr/share/icons/hicolor/scalable/apps/chat.parlour.Parlour.svg \
    usr/share/icons/hicolor/symbolic/apps/chat.parlour.Parlour-symbolic.svg usr/share/man/man1/parlour.1.gz \
    usr/share/man/man1/parlour-node.1.gz usr/lib/systemd/user/parlour-node.service usr/share/doc/parlour/copyright; do
    [ -f "$work/root/$file" ] || fail "it lacks $file"
done
for program in parlour parlour-node; do
    HOME=$work QT_QPA_PLATFORM=offscreen "$work/root/usr/bin/$program" --version </dev/null | grep -q "$version" \
        || fail "$program --version does not say $version"
done
exit $failed
