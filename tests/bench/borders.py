"""How far simplified polygons are from the originals: borders.py ORIGINAL SIMPLIFIED...

Feature by feature in the same order (by the column `code` where both have it), the boundaries'
Hausdorff distance by GEOS: the farthest vertex of either from the other's border, in metres of
the original's plane. Of each simplified file: positions, bytes of its geometries as GeoJSON
without spaces, the farthest, the mean over the features, how many are invalid or gone, and by
how much the areas overlap (their sum less their union's).
"""
import json
import sys
import warnings

import geopandas

warnings.filterwarnings("ignore")


def positions(shape):
    return sum(len(ring.coords) for part in getattr(shape, "geoms", [shape])
               for ring in [part.exterior, *part.interiors])


def geometry_bytes(path):
    with open(path, encoding="utf-8") as f:
        return sum(len(json.dumps(feature["geometry"], separators=(",", ":")))
                   for feature in json.load(f)["features"])


original = geopandas.read_file(sys.argv[1])
for path in sys.argv[2:]:
    light = geopandas.read_file(path).to_crs(original.crs)
    gone = sum(s is None or s.is_empty for s in light.geometry)
    far = [a.boundary.hausdorff_distance(b.boundary)
           for a, b in zip(original.geometry, light.geometry) if b is not None and not b.is_empty]
    whole = light.geometry.buffer(0).unary_union.area
    print(json.dumps({"file": path, "positions": sum(map(positions, light.geometry)),
                      "bytes": geometry_bytes(path), "farthest_m": round(max(far), 2),
                      "mean_m": round(sum(far) / len(far), 3),
                      "invalid": int((~light.is_valid).sum()), "gone": gone,
                      "overlap": float(light.area.sum() / whole - 1)}))
