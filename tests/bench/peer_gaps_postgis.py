"""The question of tests/bench/peer_gaps.py put to PostGIS, loading included (shp2pgsql, spatial indexes):
HOW is union (each commune less the parts of the discs' union that meet it) or local (less the union of
the discs that reach it). The database is psql's own (PGHOST, PGDATABASE...), with the extension already
there; only temporary tables are made. SITES COMMUNES HOW OUT (OUT.csv, OUT.geojsonl)."""
import subprocess
import sys

SERVED = {
    "union": """
create temp table part as
  select st_subdivide(st_union(st_buffer(geom, 20000, 'quad_segs=16')), 256) as geom from site;
create index on part using gist (geom);
analyze part;
create temp table served as
  select c.gid, (select st_union(p.geom) from part p where st_intersects(p.geom, c.geom)) as geom from commune c;
""",
    "local": """
create temp table served as
  select c.gid, (select st_union(st_buffer(s.geom, 20000, 'quad_segs=16')) from site s
                 where st_dwithin(s.geom, c.geom, 20000)) as geom from commune c;
"""}
ANSWER = """
create temp table beyond as
  select c.insee_com, case when s.geom is null then c.geom else st_difference(c.geom, s.geom) end as geom
  from commune c join served s using (gid);
\\copy (select insee_com, st_area(geom) / 1e6 as surface_hors_portee_km2 from beyond) to %s csv header
\\copy (select st_asgeojson(st_transform((st_dump(st_union(geom))).geom, 4326)) from beyond) to %s
"""


def quoted(path):
    return "'" + path.replace("'", "''") + "'"


def loading(path, table):
    """The SQL that makes a temporary table of a shapefile in Lambert-93."""
    made = subprocess.run(["shp2pgsql", "-D", "-I", "-s", "2154", path, table], capture_output=True, check=True)
    sql = made.stdout.replace(b'CREATE TABLE', b'CREATE TEMP TABLE')
    return sql.replace(b"AddGeometryColumn('',", b"AddGeometryColumn(")


sites, communes, how, out = sys.argv[1:5]
sql = (loading(sites, "site") + loading(communes, "commune") + b"analyze site; analyze commune;"
       + (SERVED[how] + ANSWER % (quoted(out + ".csv"), quoted(out + ".geojsonl"))).encode())
done = subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1"], input=sql, stdout=subprocess.DEVNULL)
sys.exit(done.returncode)
