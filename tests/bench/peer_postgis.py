"""The same question put to PostGIS: the two nearest hubs of each place, in the plane, by the index's
KNN operator. The database is psql's own (PGHOST, PGDATABASE...), with the extension already there;
only temporary tables are made. No mesh, no uncertainty. PLACES HUBS OUT (CSV: id,nom,code_insee,x,y)."""
import subprocess
import sys

SQL = """
set client_min_messages = warning;
create temp table place (id text, nom text, code_insee text, x double precision, y double precision);
create temp table hub (like place);
\\copy place from %s csv header
\\copy hub from %s csv header
create temp table hub_at as select id, st_setsrid(st_makepoint(x, y), 2154) as geom from hub;
create index on hub_at using gist (geom);
analyze hub_at;
create temp table leans as
  select p.id, p.nom, p.x, p.y, near.id as fabrique, round(near.far::numeric, 1) as distance_m
  from place p cross join lateral
    (select h.id, h.geom <-> st_setsrid(st_makepoint(p.x, p.y), 2154) as far
     from hub_at h order by h.geom <-> st_setsrid(st_makepoint(p.x, p.y), 2154) limit 2) near;
\\copy leans to %s csv header
"""


def quoted(path):
    return "'" + path.replace("'", "''") + "'"


done = subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1"], text=True,
                      input=SQL % tuple(quoted(path) for path in sys.argv[1:4]))
sys.exit(done.returncode)
