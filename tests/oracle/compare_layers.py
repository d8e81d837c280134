"""compare_layers.py MAILLAGE A.shp B.shp [TOLERANCE] - what `maillage compare` says of two
layers of polygons in one CRS, against geopandas: for every zone whose code is in both, the
areas gained and lost (planar, scaled to the ellipsoid by the ratio of the zone's own areas,
which is even over a few kilometres) and whether anything lies beyond the tolerance."""
import csv
import io
import json
import subprocess
import sys

import geopandas
from shapely.validation import make_valid

tool, path_a, path_b = sys.argv[1:4]
tolerance = float(sys.argv[4]) if len(sys.argv) > 4 else 5


def compared_with(*options):
    return subprocess.run([tool, "compare", path_a, path_b, "--quiet", "--tolerance", str(tolerance),
                           *options], check=True, capture_output=True, text=True).stdout


def layer(path):
    read = geopandas.read_file(path)
    code = next(c for c in read.columns if c.lower() in ("code_qp", "code_qpv", "insee_com", "code"))
    return read.to_crs(2154).dissolve(code).geometry.apply(make_valid)


a, b = layer(path_a), layer(path_b)
rows = {}
for row in csv.DictReader(io.StringIO(compared_with("--all"))):
    rows[(row["codes_a"], row["codes_b"])] = row
faults, compared, worst = 0, 0, 0.0
for code in a.index.intersection(b.index):
    row = rows.get((code, code))
    if not row:
        continue        # part of a merger or a split
    left, right = a[code], b[code]
    square = float(row["surface_a_m2"]) / left.area
    lost, gained = left.difference(right), right.difference(left)
    compared += 1
    for name, shape in ("surface_perdue_m2", lost), ("surface_gagnee_m2", gained):
        off = abs(float(row[name]) - shape.area * square)
        worst = max(worst, off)
        if off > 1 + 1e-4 * shape.area:
            faults += 1
            print(f"{code}: {name} {row[name]}, geopandas {shape.area * square:.1f}")
    beyond = (lost.difference(right.buffer(tolerance)).area
              + gained.difference(left.buffer(tolerance)).area)
    changed = row["changement"] != "inchange"
    if changed != (beyond > 1) and not 0.5 < beyond < 2:
        faults += 1
        print(f"{code}: {row['changement']}, geopandas finds {beyond:.2f} m2 beyond {tolerance} m")
counts = json.loads(compared_with("--json"))["comparaison"]["changements"]
print(f"{compared} zones compared, areas at most {worst:.2f} m2 apart, {faults} faults; {counts}")
sys.exit(faults > 0 or not compared)
