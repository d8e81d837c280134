"""demo_compare.py RESULTS EXPECTED - compare what `maillage run` wrote for the demonstration
study with what tests/oracle/demo.py computed by other means. Distances agree to 0.5 % or 1 m,
areas and people out of reach to 1 % of the territory (the oracle's circles are planar). What a
site without location could be, the oracle leaves unsaid."""
import csv
import glob
import os
import sys

results, expected = sys.argv[1:]
faults = []


def rows(path, delimiter):
    with open(path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f, delimiter=delimiter))


def differ(what, got, want, slack):
    if got == want:
        return
    try:
        near = abs(float(got) - float(want)) <= slack(float(want))
    except ValueError:
        near = False
    if not near:
        faults.append(f"{what}: {got!r}, expected {want!r}")


found = {r["id"]: r for r in rows(os.path.join(results, "sites.csv"), ",")}
sites = rows(os.path.join(expected, "demo-expected.csv"), ";")
if sorted(found) != sorted(r["id"] for r in sites):
    faults.append("not the same sites")
for want in sites:
    for key, value in want.items():
        differ(f"{want['id']} {key}", found[want["id"]][key], value,
               lambda x: max(1.0, 0.005 * x) if key.startswith("distance") else 0)

levels = {}
for path in glob.glob(os.path.join(results, "territoires-*.csv")):
    for r in rows(path, ","):
        levels[r["niveau"], r["code"]] = r
territories = rows(os.path.join(expected, "demo-expected-territoires.csv"), ";")
if sorted(levels) != sorted((r["niveau"], r["code"]) for r in territories):
    faults.append("not the same territories")
for want in territories:
    for key, value in want.items():
        whole = float(want["population" if "population" in key else "surface_km2"]) \
            if "population" in key or "surface" in key else 0
        differ(f"{want['niveau']} {want['code']} {key}", levels[want["niveau"], want["code"]][key],
               value, lambda x: 0.01 * whole)
print("\n".join(faults) or f"{len(sites)} sites and {len(territories)} territories agree")
sys.exit(bool(faults))
