"""The question of `maillage coverage --reach 20km` as geopandas users put it, in the plane, discs as
polygons of 16 segments a quarter: the area of each commune beyond 20 km of every site, and the
merged gap. HOW: difference (each commune less the union of discs), or local (communes that a union
covers or misses are settled by prepared predicates; the others are cut by it). No levels, no people,
no most remote point, no other file. SITES COMMUNES HOW OUT (OUT.csv, OUT.geojson)."""
import sys
import warnings

import geopandas
from shapely.prepared import prep

warnings.filterwarnings("ignore")
sites, communes = (geopandas.read_file(path) for path in sys.argv[1:3])
how, out = sys.argv[3:5]
served = sites.buffer(20000, resolution=16).unary_union
if how == "difference":
    left = communes.geometry.difference(served)
else:
    ready = prep(served)
    left = communes.geometry.copy()
    covered = [ready.covers(g) for g in left]
    missed = [ready.disjoint(g) for g in left]
    rim = [not c and not m for c, m in zip(covered, missed)]
    left[covered] = None
    left[rim] = left[rim].difference(served)
communes["surface_hors_portee_km2"] = left.area.fillna(0) / 1e6
communes.drop(columns="geometry").to_csv(out + ".csv", index=False)
gap = geopandas.GeoSeries([left[left.notna()].unary_union], crs=communes.crs)
gap.explode(index_parts=False).to_crs(4326).to_file(out + ".geojson", driver="GeoJSON")
print("%.2f km2 beyond" % communes.surface_hors_portee_km2.sum())
