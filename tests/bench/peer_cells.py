"""peer_cells.py HOW SITES CELLS COMMUNES OUT - people within 20 km of a site, by EPCI, the way a planner
who programs would do it: HOW is "kdtree" (scipy's k-d tree) or "sjoin" (geopandas' sjoin_nearest), in the
plane; cells belong to the EPCI of their commune, by code."""
import sys

import numpy as np
import pandas as pd

REACH = 20000

how, sites, cells, communes, out = sys.argv[1:6]
sites = pd.read_csv(sites, usecols=["x", "y"])
cells = pd.read_csv(cells, usecols=["x", "y", "ind", "lcog_geo"], dtype={"lcog_geo": str})
communes = pd.read_csv(communes, usecols=["code_insee", "epci"], dtype=str)

if how == "kdtree":
    from scipy.spatial import cKDTree
    distance, _ = cKDTree(sites.to_numpy()).query(cells[["x", "y"]].to_numpy())
else:
    import geopandas
    left = geopandas.GeoDataFrame(cells, geometry=geopandas.points_from_xy(cells.x, cells.y), crs=2154)
    right = geopandas.GeoDataFrame(sites, geometry=geopandas.points_from_xy(sites.x, sites.y), crs=2154)
    joined = geopandas.sjoin_nearest(left, right[["geometry"]], distance_col="distance")
    distance = joined[~joined.index.duplicated()].sort_index().distance.to_numpy()

cells["epci"] = cells.lcog_geo.map(communes.set_index("code_insee").epci)
cells["within"] = np.where(distance <= REACH, cells.ind, 0)
cells["metres"] = cells.ind * distance
table = cells.groupby("epci")[["ind", "within", "metres"]].sum()
table["share"] = table.within / table.ind
table["mean"] = table.metres / table.ind
table.to_csv(out)
print("people %.1f, within %.1f" % (table.ind.sum(), table.within.sum()))
