"""The question of `maillage classify` as a careful geopandas user would put it: in a QPV,
within 300 m of one, in a centre. Planar; no nearest zone, no margin. SITES QPV CENTRES OUT."""
import sys
import warnings

import geopandas

warnings.filterwarnings("ignore")
sites, qpv, centres = (geopandas.read_file(path) for path in sys.argv[1:4])
near = qpv[["geometry"]].copy()
near["geometry"] = qpv.buffer(300, resolution=64)


def inside(zones):
    return geopandas.sjoin(sites[["geometry"]], zones[["geometry"]], predicate="intersects").index.unique()


sites["classe"] = "loin"
sites.loc[inside(near), "classe"] = "proximite_qpv"
sites.loc[inside(qpv), "classe"] = "qpv"
sites["centre"] = False
sites.loc[inside(centres), "centre"] = True
sites.drop(columns="geometry").to_csv(sys.argv[4], index=False)
