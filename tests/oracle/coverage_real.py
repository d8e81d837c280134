#!/usr/bin/python3
"""What `maillage coverage` says of real data, worked out again by GEOS (shapely) and PROJ.

usage: tests/oracle/coverage.sh MAILLAGE GEODATA
needs: python3-geopandas python3-pyproj (else 77: skipped)
"""
import csv
import json
import pathlib
import subprocess
import sys
import tempfile

from coverage import BACK, FORTH, Check, area, circle, distances, straight

import geopandas
import numpy
from shapely.geometry import Point, Polygon, shape
from shapely.ops import unary_union
from shapely.prepared import prep


def plane(geometry):
    """From degrees, edges straight there."""
    parts = []
    for part in getattr(geometry, 'geoms', [geometry]):
        rings = [list(zip(*BACK(*straight(r.coords, 4)))) for r in [part.exterior, *part.interiors]]
        parts.append(Polygon(rings[0], rings[1:]).buffer(0))
    return unary_union(parts)


def isochrones(data, minutes, mode):
    out = {}
    for file in sorted((data / 'catchments').glob('*.geojson')):
        for f in json.load(open(file, encoding='utf-8'))['features']:
            p = f['properties']
            if p['AA_MINS'] in minutes and p['AA_MODE'] == mode:
                out.setdefault(p['CODE_QP'], []).append(plane(shape(f['geometry'])))
    return out


def rows_of(folder, name):
    with open(folder / (name + '.csv'), encoding='utf-8') as f:
        return {r['code']: r for r in csv.DictReader(f)}


def run(tool, *options):
    said = subprocess.run([tool, 'coverage', '--quiet', *map(str, options)], check=True,
                          stderr=subprocess.PIPE, text=True)
    return said.stderr


def gaps_of(folder):
    return [f['properties'] for f in json.load(open(folder / 'lacunes.geojson'))['features']]


def check_isochrones(check, tool, data, scratch):
    epci = geopandas.read_file(data / 'territories' / 'epci2018_L93.shp')
    sites = scratch / 'places.csv'
    where = {}
    for row in geopandas.read_file(data / 'qpv' / 'resovilles_QPV.geojson').itertuples():
        where[row.CODE_QP] = row.geometry.representative_point()
    drawn = isochrones(data, ('30',), 'TC')
    check.same('six QPV with isochrones', sorted(drawn), sorted(where))
    gone = sorted(where)[-1]
    sites.write_text('id,lon,lat\n' + ''.join('%s,%.7f,%.7f\n' % (k, p.x, p.y)
                                              for k, p in where.items()))
    for what, extra, metres in (('isochrones', [], None), ('else 10 km', ['--reach', '10km'], 10000)):
        folder = scratch / what.replace(' ', '')
        options = ['--sites', sites, '--territories', 'epci=%s' % (data / 'territories' / 'epci2018_L93.shp'),
                   '-o', folder, '--column', 'catchments.site=CODE_QP', '--catchments-where',
                   'AA_MINS=30,AA_MODE=TC', *extra]
        for file in sorted((data / 'catchments').glob('*.geojson')):
            if metres and gone in file.name:
                continue
            options += ['--catchments', file]
        run(tool, *options)
        kept = {k: v for k, v in drawn.items() if not metres or k != gone}
        land = unary_union([s for v in kept.values() for s in v] +
                           [circle(where[k].x, where[k].y, metres) for k in where if k not in kept])
        check_areas(check, what, rows_of(folder, 'territoires-epci'), epci, 'siren_epci', land)
        left = unary_union(list(epci[epci.geometry.intersects(land)].geometry)).difference(land)
        check.same(what + ' gaps add up', round(sum(g['surface_km2'] for g in gaps_of(folder)), 0),
                   round(sum(float(r['surface_hors_portee_km2'])
                             for r in rows_of(folder, 'territoires-epci').values()), 0))


def check_areas(check, what, rows, zones, code, land):
    """Of the territories that the land touches; the others must be wholly out of reach."""
    for z in zones.itertuples():
        got = rows[getattr(z, code)]
        if z.geometry.intersects(land):
            out = area(z.geometry.difference(land)) / 1e6
            check.near('%s %s' % (what, getattr(z, code)), 'area km2', got['surface_hors_portee_km2'],
                       out, 1e-3 + 3e-6 * z.geometry.area / 1e6)
        else:
            check.same('%s %s' % (what, getattr(z, code)), got['surface_hors_portee_km2'],
                       got['surface_km2'])


def check_france(check, tool, data, scratch):
    """382 fabriques where their list puts them; people in the cells of Lille."""
    listed = list(csv.DictReader(open(data / 'sites' / 'fabriques_382.csv', encoding='utf-8',
                                      newline='')))
    sites = scratch / 'fabriques.csv'
    sites.write_text('id,lon,lat\n' + ''.join('%(id_fabt)s,%(lon)s,%(lat)s\n' % r for r in listed
                                              if r['lon']))
    at = [{'lon': float(r['lon']), 'lat': float(r['lat'])} for r in listed if r['lon']]
    at = [s for s in at if -6 < s['lon'] < 10 and 41 < s['lat'] < 52]
    cells = list(csv.DictReader(open(data / 'population' / 'filosofi200m_lille.csv',
                                     encoding='utf-8')))
    xy = numpy.array([(float(c['x_l93']), float(c['y_l93'])) for c in cells])
    people = numpy.array([float(c['num_people']) for c in cells])
    levels = {'epci': ('epci2018_L93.shp', 'siren_epci'),
              'departement': ('departements2018_L93.shp', 'code')}
    folder = scratch / 'france'
    options = ['--sites', sites, '--reach', '20km', '-o', folder, '--population',
               data / 'population' / 'filosofi200m_lille.csv', '--column',
               'population.population=num_people']
    for level, (file, _) in levels.items():
        options += ['--territories', '%s=%s' % (level, data / 'territories' / file)]
    run(tool, *options)
    land = unary_union([circle(s['lon'], s['lat'], 20000) for s in at])
    far = distances(*FORTH(xy[:, 0], xy[:, 1]), at)
    for level, (file, code) in levels.items():
        zones = geopandas.read_file(data / 'territories' / file)
        rows = rows_of(folder, 'territoires-' + level)
        check_areas(check, level, rows, zones, code, land)
        check_cells(check, level, rows, zones, code, xy, people, far)
    gaps = gaps_of(folder)
    check.near('gaps', 'km2 of gaps', sum(g['surface_km2'] for g in gaps),
               sum(float(r['surface_hors_portee_km2'])
                   for r in rows_of(folder, 'territoires-epci').values()), 0.1)
    for g in gaps[:40]:
        check.near('remote point', 'remote m', g['distance_isole_m'],
                   distances([g['lon_isole']], [g['lat_isole']], at)[0], 0.6)


def check_cells(check, level, rows, zones, code, xy, people, far):
    """Where the cells are: people beyond 20 km, and how far from their mean place."""
    for z in zones[zones.geometry.intersects(Polygon.from_bounds(*xy.min(0), *xy.max(0)))].itertuples():
        inside = prep(z.geometry)
        mine = numpy.array([inside.covers(Point(p)) for p in xy])
        got, name = rows[getattr(z, code)], '%s %s' % (level, getattr(z, code))
        check.near(name + ' people', 'people', got['population'], people[mine].sum(), 0.051)
        check.near(name + ' out', 'people', got['population_hors_portee'],
                   people[mine & (far > 20000)].sum(), 0.051)


def main(tool, data):
    check = Check()
    with tempfile.TemporaryDirectory() as scratch:
        check_isochrones(check, tool, pathlib.Path(data).resolve(), pathlib.Path(scratch))
        check_france(check, tool, pathlib.Path(data).resolve(), pathlib.Path(scratch))
    return check.conclude('coverage of real data')


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
