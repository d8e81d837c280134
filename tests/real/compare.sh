#!/bin/sh
# tests/real/compare.sh MAILLAGE - two sources of the QPV of 2015 are the same boundaries within
# the default tolerance, and not within a small one; labels that are one place. Where the data
# is absent, says so and exits with 77.
set -u
MAILLAGE=$1
here=$(cd "$(dirname "$0")" && pwd)
data=$here/../../../shared/geodata
if [ ! -d "$data" ]; then
    echo "SKIPPED: no real data at $data; nothing was compared"
    exit 77
fi
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
export LC_ALL=C.UTF-8
lb93=$data/qpv/QPV2015_METROPOLE_LB93.shp

# A, B, tolerance, and what is counted.
counts() {
    "$MAILLAGE" compare "$1" "$2" --tolerance "$3" --json --quiet >"$scratch/out.json" || exit 1
    python3 - "$scratch/out.json" "$(basename "$1" .shp)" "$3" <<'PYTHON' || exit 1
import json, sys
with open(sys.argv[1], encoding="utf-8") as f:
    found = json.load(f)["comparaison"]
print(sys.argv[2], sys.argv[3], *(f"{k} {v}" for k, v in found["changements"].items() if v))
PYTHON
}
# Two kinds of pairs of layers: official, and the same in an older system, against the copy.
for source in official_lille_LB93 official_marseille_LB93 NTF_origine; do
    for tolerance in 5m 2m; do
        counts "$data/qpv/QPV2015_$source.shp" "$lb93" $tolerance
    done
done >"$scratch/found.txt" || exit 1

# Names that are one place: read by eye, in each commune.
for list in "fabriques_382.csv --precision commune" fablabs_geocodes.csv; do
    # shellcheck disable=SC2086
    "$MAILLAGE" verify --sites "$data/sites/"$list --qpv "$lb93" --communes \
        "$data/communes/communes2018_L93.shp" --centres \
        "$data/centres/grands_centres_urbains_L93.shp" --quiet -o "$scratch/v.json" --overwrite
    python3 - "$scratch/v.json" <<'PYTHON' || exit 1
import json, sys
with open(sys.argv[1], encoding="utf-8") as f:
    found = json.load(f)["identite"]
print("lieux", found["lieux"], "paires", [(p["a"]["nom"], p["b"]["nom"]) for p in found["paires"]])
PYTHON
done >>"$scratch/found.txt" || exit 1
diff -u "$here/compare-expected.txt" "$scratch/found.txt" || exit 1

# The areas, by other means, where there are any.
if /usr/bin/python3 -c 'import geopandas' 2>/dev/null; then
    for source in official_lille_LB93 official_marseille_LB93; do
        for tolerance in 5 1; do
            /usr/bin/python3 -W ignore "$here/../oracle/compare_layers.py" "$MAILLAGE" \
                "$data/qpv/QPV2015_$source.shp" "$lb93" $tolerance || exit 1
        done
    done
else
    echo "areas not compared: no geopandas here"
fi
