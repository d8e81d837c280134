"""The question of `maillage network` as a careful scipy user would put it: the two nearest hubs of
each place, in the plane. No ground distance, no uncertainty, no mesh. PLACES HUBS OUT (CSV, x y)."""
import csv
import sys

import numpy
from scipy.spatial import cKDTree


def read(path):
    with open(path, newline="", encoding="utf-8") as f:
        rows = list(csv.DictReader(f))
    return rows, numpy.array([(float(r["x"]), float(r["y"])) for r in rows])


places, at = read(sys.argv[1])
hubs, around = read(sys.argv[2])
far, which = cKDTree(around).query(at, k=2)
with open(sys.argv[3], "w", newline="", encoding="utf-8") as f:
    out = csv.writer(f)
    out.writerow(["id", "nom", "x", "y", "fabrique", "distance_m", "fabrique_suivante", "distance_suivante_m"])
    for row, d, w in zip(places, far, which):
        out.writerow([row["id"], row["nom"], row["x"], row["y"], hubs[w[0]]["id"], "%.1f" % d[0],
                      hubs[w[1]]["id"], "%.1f" % d[1]])
