#!/bin/sh
# tests/real/inspect.sh MAILLAGE - what `inspect` must find in real files. Where the data is
# absent, says so and exits with 77.
set -u
MAILLAGE=$1
here=$(cd "$(dirname "$0")" && pwd)
data=$here/../../../shared/geodata
if [ ! -d "$data" ]; then
    echo "SKIPPED: no real data at $data; nothing was inspected"
    exit 77
fi
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
export LC_ALL=C.UTF-8
cd "$data" || exit 1
fail=0
bad() { echo "inspect: $1"; fail=1; }

# The three copies of the QPV of 2015 (UTF-8; CP1252 without a word; the original in NTF).
twins="qpv/QPV2015_METROPOLE_LB93.shp qpv/QPV2015_METROPOLE_LB93_cp1252.shp qpv/QPV2015_NTF_origine.shp"
"$MAILLAGE" inspect --json $twins qpv/hackaviz2021_qp.geojson >"$scratch/qpv.json" || bad "the QPV are refused"
"$MAILLAGE" inspect --json --communes communes/communes2018_L93.shp --quiet \
    sites/fabriques_382.csv sites/fablabs_geocodes.csv >"$scratch/sites.json" || bad "the sites are refused"
python3 - "$scratch/qpv.json" "$scratch/sites.json" <<'PYTHON' || fail=1
import json, sys
qpv, sites = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:])
fail = 0

def expect(what, found, wanted):
    global fail
    if found != wanted:
        fail = 1
        print(f"inspect: {what}: {found!r} instead of {wanted!r}")

def cases(layer, kind):
    return [case for group in layer["avertissements"] if group["genre"] == kind for case in group["cas"]]

for twin in qpv[:3]:
    name = twin["fichier"]
    expect(f"{name}: records", twin["enregistrements"], 1296)
    expect(f"{name}: mojibake", sorted(c["enregistrement"] for c in cases(twin, "text-mojibake")),
           [184, 209, 452, 1241, 1262])
expect("encodings", [(t["encodage"], t["encodage_selon"]) for t in qpv[:3]],
       [("UTF-8", "cpg"), ("CP1252", "detected"), ("CP1252", "detected")])
expect("CRS of the original", "NTF" in qpv[2]["transformation"]["operation"], True)
expect("invalid QPV of 2015", qpv[0]["polygones"]["invalides"], 26)
expect("each with its areas", [c["surface_apres_m2"] > 0 for c in qpv[0]["polygones"]["cas_invalides"]],
       [True] * 26)
expect("invalid QPV of Occitanie", qpv[3]["polygones"]["invalides"], 32)

fabriques, fablabs = (s["points"] for s in sites)
expect("fabriques are centroids", fabriques["centroides_de_communes"]["semblent_centroides"], True)
expect("most of them", fabriques["centroides_de_communes"]["part"] > 0.9, True)
expect("nearly exactly", fabriques["centroides_de_communes"]["distance_mediane_m"] < 100, True)
expect("one position per commune", fabriques["semblent_par_commune"], True)
expect("fablabs are addresses", fablabs["centroides_de_communes"]["semblent_centroides"], False)
expect("hardly any at a centroid", fablabs["centroides_de_communes"]["part"] < 0.2, True)
expect("fablabs have places of their own", fablabs["semblent_par_commune"], False)
sys.exit(fail)
PYTHON

# Each QPV has the same code and the same name in the three copies.
for twin in $twins; do
    name=$(basename "$twin" .shp)
    "$MAILLAGE" coverage --sites sites/fablabs_geocodes.csv --territories "qpv=$twin" --quiet \
        --column qpv.code=CODE_QP --column qpv.label=NOM_QP 2>/dev/null |
        python3 -c 'import csv, sys
for row in csv.DictReader(sys.stdin): print(row["code"], row["nom"])' >"$scratch/$name.names"
    [ "$(wc -l <"$scratch/$name.names")" = 1296 ] || bad "$name: not 1296 names"
    cmp "$scratch/QPV2015_METROPOLE_LB93.names" "$scratch/$name.names" || bad "$name: other names"
done

# Degrees that are Lambert-93 metres.
"$MAILLAGE" inspect qpv/faux_crs84_en_lambert93.geojson >"$scratch/out" 2>"$scratch/err"
[ $? = 3 ] || bad "the false CRS84 is not refused with 3"
grep -q 'which look like Lambert-93 metres' "$scratch/err" || bad "the refusal does not say why"
exit $fail
