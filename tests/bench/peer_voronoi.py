"""The areas of hubs as scipy has them: the Voronoi diagram in the plane, neither cut to a territory
nor measured nor written. HUBS (CSV, x y)."""
import csv
import sys

import numpy
from scipy.spatial import Voronoi

with open(sys.argv[1], newline="", encoding="utf-8") as f:
    at = numpy.array([(float(r["x"]), float(r["y"])) for r in csv.DictReader(f)])
if len(Voronoi(at).point_region) != len(at):
    sys.exit("a hub has no area")
