#!/bin/sh
# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
#
# Fails when a text of the window has no German, or the English catalogue lacks a plural.
# usage: check.sh LUPDATE ROOT
set -eu
lupdate=$1
root=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$root/translations/parlour_de.ts" "$root/translations/parlour_en.ts" "$work"
"$lupdate" -silent -locations none "$root/src/gui" -I "$root/src" -ts "$work/parlour_de.ts"
"$lupdate" -silent -locations none -pluralonly "$root/src/gui" -I "$root/src" -ts "$work/parlour_en.ts"
texts=$(grep -c '<source>' "$work/parlour_de.ts") || true
if [ "$texts" -lt 20 ]; then
    echo "only $texts texts were found in src/gui: the check itself is broken"
    exit 1
fi
failed=0
for catalogue in parlour_de parlour_en; do
    if grep -q 'type="unfinished"' "$work/$catalogue.ts"; then
        echo "$catalogue.ts lacks:"
        grep -B4 'type="unfinished"' "$work/$catalogue.ts" | grep '<source>'
        failed=1
    fi
done
[ $failed -ne 0 ] || echo "$texts texts, all there"
exit $failed
