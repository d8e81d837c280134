#!/bin/sh
# tests/oracle/network_igraph.sh MAILLAGE - the demonstration's network against igraph, with
# Debian's Python (python3-igraph). Exits with 77, and says so, where that is absent.
set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
demo=$top/geodata/demo
for mesh in 3km 15km 90km; do
    "$1" network --quiet --sites "$demo/sites.csv" --communes "$demo/communes.shp" --mesh $mesh -o "$scratch/$mesh" || exit 1
    /usr/bin/python3 "$top/tests/oracle/network_igraph.py" "$scratch/$mesh" || exit $?
done
