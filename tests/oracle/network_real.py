"""tests/oracle/network_real.py FABRIQUES.csv FABLABS.csv COMMUNES.shp FOLDER - the network of the
fablabs around the fabriques, found again from the files: geodesics of PROJ between all pairs,
definitions tried one by one, people at a point inside each commune. FOLDER is what maillage wrote."""
import csv
import json
import random
import sys

try:
    import geopandas
    import networkx
    import numpy
    from pyproj import Geod
    from shapely.geometry import Point, shape
    from shapely.strtree import STRtree
except ImportError as missing:
    print("SKIPPED: %s; nothing was compared" % missing)
    sys.exit(77)

hubs_file, places_file, communes_file, folder = sys.argv[1:]
earth = Geod(ellps="GRS80")


def read(name):
    with open(name, newline="", encoding="utf-8") as f:
        return list(csv.DictReader(f))


def territory(lon, lat):
    for name, west, south, east, north in (("antilles", -63.66, 14.08, -57.52, 18.54),
                                           ("guyane", -54.61, 2.11, -49.45, 8.88),
                                           ("reunion", 54.5, -22, 56.5, -20), ("mayotte", 44.5, -13.5, 46, -12)):
        if west <= lon <= east and south <= lat <= north:
            return name
    return "mainland"


def located(rows, lon, lat, key):
    found = []
    for record, row in enumerate(rows, 1):
        try:
            x, y = float(row[lon]), float(row[lat])
        except ValueError:
            continue
        found.append((key + str(record), row, x, y, territory(x, y)))
    return found


def ground(a, b):
    """Metres from every a to every b; infinite between territories."""
    ax, bx = numpy.meshgrid([p[2] for p in a], [p[2] for p in b], indexing="ij")
    ay, by = numpy.meshgrid([p[3] for p in a], [p[3] for p in b], indexing="ij")
    metres = earth.inv(ax.ravel(), ay.ravel(), bx.ravel(), by.ravel())[2].reshape(ax.shape)
    apart = numpy.array([[p[4] != q[4] for q in b] for p in a])
    return numpy.where(apart, numpy.inf, metres)


def check(what, fine):
    if not fine:
        sys.exit("network_real: " + what)


hubs = located(read(hubs_file), "lon", "lat", "F")
places = located(read(places_file), "longitude", "latitude", "T")
nodes = {n["noeud"]: n for n in read(folder + "/reseau-noeuds.csv")}
links = read(folder + "/reseau-liens.csv")
order = sorted(range(len(hubs)), key=lambda h: (hubs[h][1]["id_fabt"].encode(), int(hubs[h][0][1:])))
rank = {h: i for i, h in enumerate(order)}

# who leans on whom
metres = ground(places, hubs)
for i, place in enumerate(places):
    near = sorted(range(len(hubs)), key=lambda h: (round(metres[i, h], 3), rank[h]))[:2]
    said = nodes[place[0]]
    check("%s leans on %s" % (place[0], said["fabrique"]), said["fabrique"] == hubs[near[0]][0])
    check("%s then on %s" % (place[0], said["fabrique_suivante"]), said["fabrique_suivante"] == hubs[near[1]][0])
    check("%s is that far" % place[0], abs(float(said["distance_m"]) - metres[i, near[0]]) < 0.1)
print("attachments: %d places, first and next fabrique the same" % len(places))

# the mesh: fabriques of one place count as one
apart = ground(hubs, hubs)
one = [min((k for k in range(len(hubs)) if apart[h, k] < 0.01), key=rank.get) for h in range(len(hubs))]
first = [h for h in range(len(hubs)) if one[h] == h]
among = apart[numpy.ix_(first, first)]
expected = {frozenset((hubs[h][0], hubs[one[h]][0])) for h in range(len(hubs)) if one[h] != h}
for i in range(len(first)):
    for k in range(i):
        d = among[i, k]
        if numpy.isfinite(d) and not ((among[i] < d) & (among[k] < d)).any():
            expected.add(frozenset((hubs[first[i]][0], hubs[first[k]][0])))
told = {frozenset((l["de"], l["vers"])) for l in links if l["type"] == "maille"}
check("relative neighbours differ: %s" % (expected ^ told), expected == told)
print("mesh: %d links of relative neighbours, the same" % len(told))

graph = networkx.Graph()
graph.add_nodes_from(h[0] for h in hubs)
for i in range(len(hubs)):
    for k in range(i):
        if numpy.isfinite(apart[i, k]):
            graph.add_edge(hubs[i][0], hubs[k][0], metres=apart[i, k])
tree = networkx.minimum_spanning_tree(graph, weight="metres")
total = sum(d["metres"] for _, _, d in tree.edges(data=True))
said = sum(float(l["longueur_m"]) for l in links if l["arbre"] == "1")
check("spanning tree of %.1f m, not %.1f m" % (total, said), abs(total - said) < 1)
tears = sorted((d["metres"] for _, _, d in tree.edges(data=True)), reverse=True)[:10]
ours = [float(l["longueur_m"]) for l in sorted((l for l in links if l["arbre"] == "1"),
                                                key=lambda l: int(l["rang_dechirure"]))[:10]]
check("tears", max(abs(a - b) for a, b in zip(tears, ours)) < 0.1)
mesh = networkx.Graph([tuple(pair) for pair in told])
mesh.add_nodes_from(h[0] for h in hubs)
check("articulations", set(networkx.articulation_points(mesh)) ==
      {n for n, row in nodes.items() if row["articulation"] == "1"})
check("bridges", {frozenset(b) for b in networkx.bridges(mesh)} ==
      {frozenset((l["de"], l["vers"])) for l in links if l["pont"] == "1"})
print("spanning tree %.1f km, ten tears, articulations and bridges the same" % (total / 1000))

# closings: people of each commune at a point inside it
communes = geopandas.read_file(communes_file)
inside = communes.geometry.make_valid().representative_point().to_crs(4326)
people = communes["pop2018"].astype(float).fillna(0).to_numpy()
loss, count = numpy.zeros(len(hubs)), numpy.zeros(len(hubs))
kept = people > 0
x, y, number = inside.x.to_numpy()[kept], inside.y.to_numpy()[kept], people[kept]
home = [h for h in range(len(hubs)) if hubs[h][4] == "mainland"]
hx, hy = numpy.array([hubs[h][2] for h in home]), numpy.array([hubs[h][3] for h in home])
# the ten nearest by a rough measure, then geodesics
rough = ((x[:, None] - hx) * numpy.cos(numpy.radians(y))[:, None]) ** 2 + (y[:, None] - hy) ** 2
ten = numpy.argsort(rough, axis=1)[:, :10]
far = earth.inv(numpy.repeat(x, 10), numpy.repeat(y, 10), hx[ten].ravel(), hy[ten].ravel())[2].reshape(-1, 10)
ranks = numpy.array([rank[h] for h in home])[ten]
order_of = numpy.lexsort((ranks, numpy.round(far, 3)), axis=1)
row = numpy.arange(len(x))
numpy.add.at(loss, numpy.array(home)[ten[row, order_of[:, 0]]],
             number * (far[row, order_of[:, 1]] - far[row, order_of[:, 0]]))
numpy.add.at(count, numpy.array(home)[ten[row, order_of[:, 0]]], number)
best = [hubs[h][0] for h in sorted(range(len(hubs)), key=lambda h: -loss[h])[:10]]
ours = [n for n, row in sorted(((n, r) for n, r in nodes.items() if r["fermeture_rang"]),
                               key=lambda pair: int(pair[1]["fermeture_rang"]))[:10]]
print("closings, the most first: %s" % " ".join(ours))
check("ten closings: %s, not %s" % (best, ours), best == ours)
for h in sorted(range(len(hubs)), key=lambda h: -loss[h])[:10]:
    check("people of %s: %.0f, not %s" % (hubs[h][0], count[h], nodes[hubs[h][0]]["population"]),
          abs(count[h] - float(nodes[hubs[h][0]]["population"])) <= 0.002 * count[h])

# areas: points drawn at random in each belong to it
random.seed(20191122)
with open(folder + "/reseau-aires.geojson", encoding="utf-8") as f:
    features = [f for f in json.load(f)["features"] if f["geometry"]]
shapes = [shape(f["geometry"]) for f in features]
index = STRtree(shapes)
places_of = {id(s): k for k, s in enumerate(shapes)}
drawn = 0
while drawn < 3000:
    lon, lat = random.uniform(-5, 9), random.uniform(42, 51)
    around = []
    for k in index.query(Point(lon, lat)):
        k = places_of[id(k)] if id(k) in places_of else int(k)  # shapely 1 gives shapes, 2 their numbers
        if shapes[k].contains(Point(lon, lat)):
            around.append(k)
    if not around:
        continue
    check("areas overlap at %f %f" % (lon, lat), len(around) == 1)
    near = numpy.argsort(((lon - hx) * numpy.cos(numpy.radians(lat))) ** 2 + (lat - hy) ** 2)[:10]
    far = earth.inv([lon] * 10, [lat] * 10, hx[near], hy[near])[2]
    key = features[around[0]]["properties"]["noeud"]
    own = earth.inv(lon, lat, *next((h[2], h[3]) for h in hubs if h[0] == key))[2]
    check("%f %f is %.3f m nearer to another than to %s" % (lon, lat, own - min(far), key), own - min(far) < 0.05)
    drawn += 1
print("areas: %d points, each nearest to the fabrique of its area" % drawn)
