#!/usr/bin/env python3
"""tests/oracle/simplified.py BEFORE AFTER [TOLERANCE_M] - are these the same territories?

Two GeoJSON files of polygons, feature by feature in the same order: as drawn, and simplified.
By GEOS (through geopandas) and by counting edges, not by the program's own geometry:
  every polygon is valid, and none has vanished;
  neighbours (who share an edge) are neighbours still, and nobody else is;
  shared borders are one and the same: the areas add up to the area of the union, as exactly as
  before, which has no gap more;
  the outline and every polygon's boundary are within the tolerance (Hausdorff, sampled at
  vertices, degrees turned to metres at each polygon's latitude).
Prints what it counted; exit status 1 when one of these fails.
"""
import json
import math
import sys

import shapely
import shapely.geometry as sg
import shapely.ops


def load(path):
    with open(path, encoding="utf-8") as f:
        features = json.load(f)["features"]
    return [sg.shape(f["geometry"]) if f["geometry"] else None for f in features]


def rings(shape):
    for part in getattr(shape, "geoms", [shape]):
        yield part.exterior.coords
        for hole in part.interiors:
            yield hole.coords


def neighbours(shapes):
    """Pairs of features that share an edge, and edges used more than once one way."""
    owner, pairs, doubled = {}, set(), 0
    for i, shape in enumerate(shapes):
        if shape is None:
            continue
        for ring in rings(shape):
            for a, b in zip(ring[:-1], ring[1:]):
                if (a, b) in owner:
                    doubled += 1
                owner[(a, b)] = i
    for (a, b), i in owner.items():
        other = owner.get((b, a))
        if other is not None and other != i:
            pairs.add((min(i, other), max(i, other)))
    return pairs, doubled


def hausdorff_m(a, b):
    """Of the boundaries, in metres: exact from the vertices, hence a lower bound."""
    y = a.centroid.y
    sx, sy = 111319.5 * math.cos(math.radians(y)), 111132.0
    a, b = (shapely.ops.transform(lambda x, y: (x * sx, y * sy), s) for s in (a, b))
    return a.boundary.hausdorff_distance(b.boundary)


def main():
    before, after = load(sys.argv[1]), load(sys.argv[2])
    tolerance = float(sys.argv[3]) if len(sys.argv) > 3 else None
    fault = []
    if len(before) != len(after):
        fault.append("%d features have become %d" % (len(before), len(after)))
    vanished = sum(b is not None and (a is None or a.is_empty) for b, a in zip(before, after))
    invalid = [i for i, a in enumerate(after) if a is not None and not a.is_valid]
    was, doubled_before = neighbours(before)
    now, doubled = neighbours(after)
    print("features %d, invalid %d, vanished %d" % (len(after), len(invalid), vanished))
    print("neighbours %d, lost %d, new %d" % (len(was), len(was - now), len(now - was)))
    if vanished or invalid or was - now:
        fault.append("vanished, invalid or torn apart: %s" % invalid[:5])
    if doubled > doubled_before:
        fault.append("%d edges are used twice the same way" % doubled)
    sums, gaps = [], []
    for shapes in (before, after):
        there = [s if s.is_valid else s.buffer(0) for s in shapes if s is not None]
        union = shapely.ops.unary_union(there)
        total = math.fsum(s.area for s in there)
        sums.append((total - union.area) / union.area)
        gaps.append(sum(len(part.interiors) for part in getattr(union, "geoms", [union])))
        print("sum of areas less the union's: %.3g of it; gaps %d" % (sums[-1], gaps[-1]))
    if abs(sums[1]) > abs(sums[0]) + 1e-9:
        fault.append("polygons overlap")
    if gaps[1] > gaps[0]:
        fault.append("%d gaps have opened" % (gaps[1] - gaps[0]))
    if tolerance is not None:
        far = max(hausdorff_m(b, a) for b, a in zip(before, after) if b is not None)
        print("farthest boundary %.2f m, tolerance %g m" % (far, tolerance))
        if far > tolerance * 1.003 + 0.02:  # the sphere's scale, the grid's step
            fault.append("a border has moved by %.2f m" % far)
    for f in fault:
        print("FAULT: " + f)
    return 1 if fault else 0


sys.exit(main())
