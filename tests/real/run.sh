#!/bin/sh
# tests/real/run.sh MAILLAGE - the studies of this folder on real data, against the counts
# that tests/oracle/real.py finds by other means (expected.txt). Where the data is absent,
# says so and exits with 77.
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

# Waves 1 to 8 are the first 300 labels; names run over several lines, hence a CSV reader.
python3 - "$data/sites/fabriques_382.csv" "$scratch/fabriques_300.csv" <<'PYTHON' || exit 1
import csv, sys
with open(sys.argv[1], newline="", encoding="utf-8") as source:
    rows = list(csv.reader(source))
with open(sys.argv[2], "w", newline="", encoding="utf-8") as target:
    csv.writer(target).writerows(rows[:301])
PYTHON
sed "s|file: \.\./\.\./\.\./shared/geodata/sites/fabriques_382.csv|file: \"$scratch/fabriques_300.csv\"|;
     s|file: \.\./\.\./\.\./shared|file: \"$here/../../../shared|; s|geodata/\([^,}]*\)\([,}]\)|geodata/\1\"\2|" \
    "$here/fabriques.yaml" >"$scratch/fabriques_300.yaml"

for study in "$here/fabriques.yaml" "$here/fablabs.yaml" "$scratch/fabriques_300.yaml"; do
    name=$(basename "$study" .yaml)
    "$MAILLAGE" run "$study" -o "$scratch/$name" --quiet || { echo "$name: exit status $?"; exit 1; }
    python3 - "$name" "$scratch/$name/synthese.json" <<'PYTHON' || exit 1
import json, sys
name, path = sys.argv[1:]
with open(path, encoding="utf-8") as f:
    summary = json.load(f)
found = summary["classement"]["tous"]
print(name, "sites", found["sites"])
for kind in ("classes", "eligibilites"):
    for word, count in found[kind].items():
        print(name, kind, word, count)
for said in summary["avertissements"]:   # what is drawn from them is no fault of the files
    if said["genre"] == "geometry-repaired":
        print(name, "reparations", said["fichier"], said["nombre"])
for level in summary.get("couverture", {}).get("niveaux", []):
    print(name, "sans_fabrique", level["niveau"], level["sans_fabrique"], "de", level["territoires"])
PYTHON
done >"$scratch/found.txt" || { cat "$scratch/found.txt"; exit 1; }
diff -u "$here/expected.txt" "$scratch/found.txt"
