#!/bin/sh
# tests/real/network.sh MAILLAGE - the 382 fabriques and the located fablabs: attachments, mesh,
# tears, closings and areas found again by geodesics and definitions (tests/oracle/network_real.py)
# and by igraph. Exits with 77, and says so, where the data or a library is absent.
set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
data=$top/../shared/geodata
if [ ! -d "$data" ]; then
    echo "SKIPPED: no real data at $data; nothing was compared"
    exit 77
fi
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
communes=$data/communes/communes2018_L93.shp
"$1" network --quiet --sites "$data/sites/fablabs_geocodes.csv" --hubs "$data/sites/fabriques_382.csv" \
    --hubs-precision commune --communes "$communes" \
    --territories departement="$data/territories/polygone-4326_dep.geojson" -o "$scratch/reseau" || exit 1
/usr/bin/python3 "$top/tests/oracle/network_igraph.py" "$scratch/reseau" || exit $?
/usr/bin/python3 -W ignore "$top/tests/oracle/network_real.py" "$data/sites/fabriques_382.csv" \
    "$data/sites/fablabs_geocodes.csv" "$communes" "$scratch/reseau"
