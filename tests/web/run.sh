#!/bin/sh
# tests/web/run.sh MAILLAGE MODULES PROGRAM [ARGUMENT...] - the map in a browser (carte.mjs),
# that of a country (nationale.mjs), or the published data before validators (donnees.mjs) and
# those who open it (lecteurs.mjs).
# MODULES is a folder where the npm packages of the tests are installed once. Skipped (77), and
# said so, where the map was not built or there is no Chromium.
set -u
here=$(cd "$(dirname "$0")" && pwd)
MAILLAGE=$1 MODULES=$2 program=$3
shift 3
skip() {
    echo "SKIPPED: $1"
    exit 77
}
browser=${CHROMIUM-$(command -v chromium || command -v chromium-browser || echo)}
[ -x "$browser" ] || [ "$program" = donnees.mjs ] || [ "$program" = lecteurs.mjs ] || skip "no chromium (scripts/setup test installs it)"
command -v npm >/dev/null || skip "no npm (scripts/setup installs it)"
[ -e "$(dirname "$MAILLAGE")/../share/maillage/web/page.html" ] || skip "the page of the map is not built"
mkdir -p "$MODULES" || exit 1
exec 9>"$MODULES/lock"
flock 9 # several tests share the packages
if ! cmp -s "$here/package-lock.json" "$MODULES/installed"; then
    cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$MODULES" || exit 1
    (cd "$MODULES" && npm ci --prefer-offline --loglevel=error) || skip "npm could not install the tests' packages"
    cp "$here/package-lock.json" "$MODULES/installed" || exit 1
fi
exec 9>&-
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
unset LANGUAGE LC_MESSAGES LANG
export LC_ALL=C.UTF-8 MAILLAGE MODULES
CHROMIUM=$browser SCRATCH=$scratch node "$here/$program" "$@"
