"""tests/oracle/network_igraph.py FOLDER - the network in FOLDER as igraph sees it: reseau.graphml
opens, and igraph finds the same components, spanning tree, bridges and articulations."""
import csv
import json
import sys

try:
    import igraph
except ImportError:
    print("SKIPPED: no igraph for Python here (python3-igraph); nothing was compared")
    sys.exit(77)

folder = sys.argv[1]


def table(name):
    with open("%s/%s.csv" % (folder, name), newline="", encoding="utf-8") as f:
        return list(csv.DictReader(f))


def same(what, found, expected):
    if found != expected:
        sys.exit("%s: igraph finds %s, maillage %s" % (what, found, expected))


nodes, links = table("reseau-noeuds"), table("reseau-liens")
graph = igraph.Graph.Read_GraphML(folder + "/reseau.graphml")
same("nodes", sorted(graph.vs["id"]), sorted(n["noeud"] for n in nodes))
same("links", graph.ecount(), len(links))
same("names", sorted(graph.vs["label"]), sorted(n["nom"] for n in nodes))
same("ends", sorted((graph.vs[e.source]["id"], graph.vs[e.target]["id"]) for e in graph.es),
     sorted((l["de"], l["vers"]) if (l["de"], l["vers"]) in
            {(graph.vs[e.source]["id"], graph.vs[e.target]["id"]) for e in graph.es}
            else (l["vers"], l["de"]) for l in links))

# Fabriques and all links between them: the spanning tree.
hubs = graph.subgraph([v for v in graph.vs if v["type"] == "fabrique" and v["composante"] == v["composante"]])
tree = hubs.spanning_tree(weights="longueur_m")
weight = sum(tree.es["longueur_m"])
told = sum(float(l["longueur_m"]) for l in links if l["arbre"] == "1")
if abs(weight - told) > 0.001 * max(1, len(tree.es)):
    sys.exit("spanning tree: igraph finds %.3f m, maillage %.3f m" % (weight, told))

# The links kept in the mesh: components, bridges, articulations.
mesh = hubs.subgraph_edges([e for e in hubs.es if e["dans_maillage"] == 1], delete_vertices=False)
parts = {}
for v in mesh.vs:
    parts.setdefault(int(v["composante"]), set()).add(v["id"])
same("components", sorted(sorted(v["id"] for v in mesh.vs.select(c)) for c in mesh.connected_components()),
     sorted(sorted(p) for p in parts.values()))
same("articulations", sorted(mesh.vs[i]["id"] for i in mesh.articulation_points()),
     sorted(v["id"] for v in mesh.vs if v["articulation"] == 1))
same("bridges", sorted(mesh.bridges()), sorted(e.index for e in mesh.es if e["pont"] == 1))

print("igraph agrees: %d nodes, %d links, %d components, %d articulations, %d bridges, tree of %.1f km"
      % (graph.vcount(), graph.ecount(), len(parts), len(mesh.articulation_points()), len(mesh.bridges()),
         weight / 1000))
