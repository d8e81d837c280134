#!/bin/sh
# tests/real/waves.sh MAILLAGE - the agency's 382 fabriques with a column of waves, which their
# list lacks: identifiers 1 to 300 are of waves 1 to 8, the others of wave 9. Each wave must
# count as the list cut down to it, the cumulative split end as the whole. Without the data,
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

# all.csv has the waves; first.csv and last.csv are the two parts, without.
python3 - "$data/sites/fabriques_382.csv" "$scratch" <<'PYTHON' || exit 1
import csv, sys
with open(sys.argv[1], newline="", encoding="utf-8") as source:
    head, *rows = csv.reader(source)
def write(name, head, rows):
    with open(sys.argv[2] + "/" + name, "w", newline="", encoding="utf-8") as target:
        csv.writer(target).writerows([head] + rows)
wave = ["vagues 1 à 8"] * 300 + ["9e vague"] * (len(rows) - 300)
write("all.csv", head + ["vague"], [row + [w] for row, w in zip(rows, wave)][::-1])
write("first.csv", head, rows[:300])
write("last.csv", head, rows[300:])
PYTHON
for part in all first last; do
    "$MAILLAGE" verify --sites "$scratch/$part.csv" --precision commune --quiet \
        --qpv 2015="$data/qpv/QPV2015_METROPOLE_LB93.shp" \
        --centres gcu="$data/centres/grands_centres_urbains_L93.shp" \
        --communes "$data/communes/communes2018_L93.shp" -o "$scratch/$part.json" 2>"$scratch/said"
    case $? in 0 | 1 | 6) ;; *) cat "$scratch/said"; exit 1 ;; esac
done
python3 - "$scratch" <<'PYTHON'
import json, sys
whole, first, last = (json.load(open("%s/%s.json" % (sys.argv[1], part), encoding="utf-8"))["partage"]
                      for part in ("all", "first", "last"))
waves = whole["vagues"]
assert [wave["vague"] for wave in waves] == ["vagues 1 à 8", "9e vague"], waves
keys = ("denominateur", "classes", "eligibilites", "intervalle_qpv", "intervalle_hors",
        "intervalle_qpv_incertitude", "intervalle_hors_incertitude", "cible", "verdict", "reservation")
for what, part, alone in (("waves 1 to 8", waves[0], first), ("wave 9", waves[1], last),
                          ("all waves", waves[1]["cumul"], whole)):
    for key in keys:
        assert part[key] == alone[key], (what, key, part[key], alone[key])
    assert sorted(part["pivots"]) == sorted(alone["pivots"]), what
    print(what, part["denominateur"], part["eligibilites"], part["intervalle_qpv_incertitude"],
          part["intervalle_hors_incertitude"], part["verdict"])
PYTHON
