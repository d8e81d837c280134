#!/bin/sh
# tests/consumer/run.sh BUILD CC - install, then build and run a stranger's program against
# what was installed, found by CMake and by pkg-config; and the installed tool itself, from
# a folder with a space in its name.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$1 cc=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
prefix=$scratch/prefix
cmake --install "$build" --prefix "$prefix" >"$scratch/install.log"
printf 'id;nom\n1;un\n2;deux\n' >"$scratch/layer.csv"
want="layer.csv: 2 records, maillage "

cmake -G Ninja -S "$here" -B "$scratch/cmake" -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_C_COMPILER="$cc" \
    >"$scratch/configure.log" || { cat "$scratch/configure.log"; exit 1; }
cmake --build "$scratch/cmake" >"$scratch/build.log" || { cat "$scratch/build.log"; exit 1; }
"$scratch/cmake/consumer" "$scratch/layer.csv" | grep "^$want"

pc=$(find "$prefix" -name maillage.pc)
PKG_CONFIG_PATH=$(dirname "$pc") && export PKG_CONFIG_PATH
# The prefix was chosen at install time, after the .pc was written.
# shellcheck disable=SC2046
"$cc" -std=c11 "$here/consumer.c" -o "$scratch/consumer" \
    $(pkg-config --define-variable=prefix="$prefix" --cflags --libs maillage)
"$scratch/consumer" "$scratch/layer.csv" | grep "^$want"

# The installed tool finds its catalogue and rules from where it stands.
mkdir "$scratch/a b"
cp -R "$prefix" "$scratch/a b/moved"
LC_ALL=fr_FR.UTF-8 LANGUAGE='' "$scratch/a b/moved/bin/maillage" help | grep -q '^usage.*COMMANDE'
test -s "$scratch/a b/moved/share/maillage/rules/fabriques-2021.yaml"
test -s "$scratch/a b/moved/share/man/man1/maillage.1"
