#!/bin/sh
# tests/cli/run.sh MAILLAGE CASE_DIR - run one golden case.
# A case is a folder: `cmd` (a shell line; $MAILLAGE is the tool) and what must come of
# it: `out`, `err` (default: empty), `status` (default: 0), `files/` (each file in it must
# have been written, with those bytes). Everything else in the folder is input. The case
# runs in a copy of its own, with the links data -> tests/data and geodata -> geodata.
# GOLDEN=write accepts today's result (of `files/`, what is there already); git diff
# then shows what changed.
# `needs`, if there, names a file below the tool's prefix without which the case is skipped.
set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
MAILLAGE=$1 case=$(cd "$2" && pwd)
if [ -e "$case/needs" ] && [ ! -e "$(dirname "$MAILLAGE")/../$(cat "$case/needs")" ]; then
    echo "SKIPPED: this build has no $(cat "$case/needs")"
    exit 77
fi
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
work=$scratch/work said=$scratch/said
mkdir "$said" && cp -R "$case" "$work" && cd "$work" || exit 1
rm -rf out err status files
ln -s "$top/tests/data" data
ln -s "$top/geodata" geodata
unset LANGUAGE LC_MESSAGES LANG
ORACLE=$top/tests/oracle
export MAILLAGE ORACLE LC_ALL=C.UTF-8 TZ=UTC
sh "$case/cmd" >"$said/out" 2>"$said/err"
echo $? >"$said/status"
: >"$scratch/empty"
echo 0 >"$scratch/done"

fail=0
for part in out err status; do
    default=$scratch/empty
    [ $part = status ] && default=$scratch/done
    if [ "${GOLDEN-}" = write ]; then
        rm -f "$case/$part"
        cmp -s "$default" "$said/$part" || cp "$said/$part" "$case/$part"
        continue
    fi
    want=$case/$part
    [ -e "$want" ] || want=$default
    diff -u "$want" "$said/$part" || fail=1
done
if [ -d "$case/files" ]; then
    (cd "$case/files" && find . -type f) >"$scratch/names"
    while IFS= read -r name; do
        if [ "${GOLDEN-}" = write ]; then
            cp "$work/$name" "$case/files/$name" || fail=1
        else
            diff -u "$case/files/$name" "$work/$name" || fail=1
        fi
    done <"$scratch/names"
fi
# Files appear whole or not at all: no temporary is left behind.
left=$(find "$work" -name '*.tmp*' -o -name '.*.part*' | head -n 3)
[ -z "$left" ] || { echo "left behind: $left"; fail=1; }
exit $fail
