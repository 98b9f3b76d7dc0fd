#!/bin/sh
# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
#
# The desktop files as desktops will read them, and the things that must agree with each other.
# usage: check_files.sh ROOT VERSION
set -eu
root=$1
version=$2
here=$root/packaging
id=chat.parlour.Parlour
failed=0
fail() {
    echo "$*"
    failed=1
}
desktop-file-validate "$here/$id.desktop" || failed=1
appstreamcli validate --no-net "$here/$id.metainfo.xml" || failed=1
grep -q "^Icon=$id\$" "$here/$id.desktop" || fail "the desktop file names another icon"
grep -q "<launchable type=\"desktop-id\">$id.desktop</launchable>" "$here/$id.metainfo.xml" \
    || fail "the metainfo launches something else"
grep -q "<release version=\"$version\" " "$here/$id.metainfo.xml" || fail "the metainfo has no release $version"
for page in parlour parlour-node; do
    grep -q "\"Parlour $version\"" "$here/man/$page.1" || fail "$page.1 is of another version than $version"
done
while read -r icon; do
    [ -f "$root/resources/$icon" ] || fail "resources/parlour.qrc names $icon, which is not there"
done <<LIST
$(sed -n 's/.*<file>\(.*\)<\/file>.*/\1/p' "$root/resources/parlour.qrc")
LIST
for icon in "$root"/resources/icons/*.svg; do
    grep -q "<file>icons/$(basename "$icon")</file>" "$root/resources/parlour.qrc" \
        || fail "$(basename "$icon") is not in resources/parlour.qrc"
done
exit $failed
