#!/usr/bin/python3
"""What the sites of the demonstration study should be, worked out with geopandas and shapely:
writes tests/data/demo-expected.csv and demo-expected-territoires.csv, and checks the study's
other promises (a tiling without gap or overlap, sums of population, one invalid QPV, ...).

usage: tests/oracle/demo.py [--check]     (--check: compare with the files, write nothing)
needs: python3-geopandas python3-yaml
"""
import csv
import io
import pathlib
import sys

import geopandas
import yaml
from shapely.geometry import Point
from shapely.ops import transform, unary_union
from shapely.strtree import STRtree

import regions

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEMO = ROOT / 'geodata' / 'demo'


def metres(text):
    return float(text[:-2]) * 1000 if text.endswith('km') else float(text.rstrip('m'))


def layer(name, encoding='utf-8'):
    return geopandas.read_file(DEMO / (name + '.shp'), encoding=encoding)


def promise(what, kept):
    if not kept:
        raise SystemExit('demo: broken promise: ' + what)


def check_territories():
    communes = layer('communes')
    shapes = list(communes.geometry)
    promise('83 valid communes', len(shapes) == 83 and all(s.is_valid for s in shapes))
    whole = unary_union(shapes)
    promise('no overlap', abs(whole.area - sum(s.area for s in shapes)) < 1e-3)
    promise('no gap', whole.geom_type == 'Polygon' and not whole.interiors)
    promise('40 to 120 vertices', all(40 < len(s.exterior.coords) <= 121 for s in shapes))
    for name, column, n in (('epci', 'siren_epci', 3), ('arrondissements', 'insee_arr', 2)):
        parts = layer(name)
        promise('%d %s' % (n, name), len(parts) == n)
        for row in parts.itertuples():
            members = communes[communes[column] == getattr(row, column)]
            union = unary_union(list(members.geometry))
            promise(name + ': population is the sum',
                    members.population.sum() == row.population)
            promise(name + ': the exact dissolve', row.geometry.is_valid
                    and union.symmetric_difference(row.geometry).area < 1e-3)
    check_population(communes)


def read_cells():
    with open(DEMO / 'population.csv', encoding='utf-8') as f:
        return [(Point(float(c['x_l93']), float(c['y_l93'])), int(c['population']))
                for c in csv.DictReader(f, delimiter=';')]


def holders_of(points, communes):
    """The row of the one commune that contains each point."""
    shapes = list(communes.geometry)
    tree = STRtree(shapes)
    row = {id(g): i for i, g in enumerate(shapes)}
    out = []
    for p in points:
        found = [row[id(g)] for g in tree.query(p) if g.contains(p)]
        promise('each point in one commune', len(found) == 1)
        out.append(found[0])
    return out


def check_population(communes):
    cells = read_cells()
    sums = [0] * len(communes)
    for row, (_, n) in zip(holders_of([p for p, _ in cells], communes), cells):
        sums[row] += n
    promise('cells add up to the communes', sums == list(communes.population))


def check_qpv(qpv):
    shapes = list(qpv.geometry)
    promise('ten QPV', len(shapes) == 10)
    promise('one invalid QPV', sum(not g.is_valid for g in shapes) == 1)
    promise('one in two parts', sum(g.geom_type == 'MultiPolygon' for g in shapes) == 1)
    promise('one with a hole', sum(bool(g.interiors) for g in shapes
                                   if g.geom_type == 'Polygon') == 1)
    promise('an accent in CP1252', any('Œ' in name for name in qpv.lib_qp))


def classify(site, rules, zones, communes):
    """One line: classe, eligibilite, the possible ones of each, and the
    nearest QPV and centre: from the point, or the least possible from the commune."""
    if not site['lon'] and not site['insee_com']:
        anything = ['qpv;proximite_qpv;hors_grands_centres;grand_centre', 'qpv;hors;deux;aucune']
        return ['non_localise', 'indeterminee'] + anything + [''] * 4, False
    x, y = regions.LAMBERT.transform(float(site['lon']), float(site['lat']))
    point, k = Point(x, y), regions.scale(float(site['lon']), float(site['lat']))
    word = site['precision']
    radius = rules['precision'].get(word, word)
    if radius == 'commune':
        shape = communes[site['insee_com']]
        region = shape.buffer(-metres(rules['commune_margin']) * k, regions.QUARTER)
        answer, seen_from = zones.of_region(region, k), region
    else:
        answer, seen_from = zones.of_disc(point, metres(radius), k), point
    nearest = []
    for layer_of in (zones.qpv, zones.centres):
        code, d = layer_of.nearest(seen_from)
        nearest += [code, '%.2f' % d]
    cls, classes, half, halves, doubt = answer
    if site['derogation']:
        cls, classes = site['derogation'], [site['derogation']]
        near = cls in ('qpv', 'proximite_qpv')
        inside = any(h in ('qpv', 'aucune') for h in halves)
        half = {(1, 1): 'qpv', (1, 0): 'deux', (0, 1): 'aucune', (0, 0): 'hors'}[near, inside]
        halves = [half]
    return [cls, half, ';'.join(classes), ';'.join(halves)] + nearest, doubt


def is_near(point, fabriques, reach):
    """Whether a fabrique is within reach, and whether that is clear by ten centimetres."""
    lon, lat = regions.DEGREES.transform(point.x, point.y)
    best = min(regions.GEOD.inv(lon, lat, float(f['lon']), float(f['lat']))[2]
               for f in fabriques)
    promise('no cell on the edge of the reach', abs(best - reach) > 0.1)
    return best < reach


def square_km(shape):
    lonlat = transform(regions.DEGREES.transform, shape)
    return abs(regions.GEOD.geometry_area_perimeter(lonlat)[0]) / 1e6


def territories(sites, reach, coverage):
    """One line per territory: where the fabriques are, who is beyond their reach (cells by
    their middle, straight ground distance), and the area beyond it. A fabrique known by its
    commune reaches from its published position."""
    communes = layer('communes')
    placed = [s for s in sites if s['lon']]
    fabriques = [s for s in placed if s['type'] == 'fabrique']
    points = [Point(*regions.LAMBERT.transform(float(s['lon']), float(s['lat'])))
              for s in placed]
    home = holders_of(points, communes)
    promise('each site is in the commune it names', all(
        communes.insee_com[i] == s['insee_com'] for i, s in zip(home, placed)))
    cells = read_cells()
    where = holders_of([p for p, _ in cells], communes)
    beyond = [0 if is_near(p, fabriques, reach) else n for p, n in cells]
    reached = unary_union([p.buffer(reach * regions.scale(float(s['lon']), float(s['lat'])),
                                    regions.QUARTER)
                           for p, s in zip(points, placed) if s['type'] == 'fabrique'])
    for level, name, column in (('commune', 'communes', 'insee_com'),
                                ('epci', 'epci', 'siren_epci'),
                                ('arrondissement', 'arrondissements', 'insee_arr')):
        for t in layer(name).itertuples():
            code = getattr(t, column)
            mine = set(communes.index[communes[column] == code])
            kinds = [s['type'] for i, s in zip(home, placed) if i in mine]
            out = sum(n for i, n in zip(where, beyond) if i in mine)
            share = 1 - out / t.population
            statut = ('pourvu' if 'fabrique' in kinds else
                      'desservi' if share >= coverage['served'] else
                      'non_pourvu' if share <= coverage['unserved'] else 'partiel')
            yield [level, code, statut, kinds.count('fabrique'), kinds.count('tiers_lieu'),
                   t.population, out, '%.3f' % square_km(t.geometry),
                   '%.3f' % square_km(t.geometry.difference(reached))]


def table(head, rows):
    out = io.StringIO(newline='')
    writer = csv.writer(out, delimiter=';', lineterminator='\n')
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue()


def expect(name, text):
    path = ROOT / 'tests' / 'data' / name
    if '--check' in sys.argv:
        promise('tests/data/%s is up to date' % name, path.read_text('utf-8') == text)
    else:
        path.write_text(text, 'utf-8')


def main():
    check_territories()
    qpv = layer('qpv', 'cp1252')
    check_qpv(qpv)
    rules = yaml.safe_load((ROOT / 'geodata/rules/fabriques-2021.yaml').read_text('utf-8'))
    study = yaml.safe_load((DEMO / 'demo.yaml').read_text('utf-8'))
    zones = regions.Rules(regions.Zones(qpv, 'code_qp'),
                          regions.Zones(layer('centres'), 'code'),
                          metres(rules['proximity']['distance']))
    frame = layer('communes')
    communes = dict(zip(frame.insee_com, frame.geometry))
    with open(DEMO / 'sites.csv', encoding='utf-8', newline='') as f:
        sites = list(csv.DictReader(f, delimiter=';'))
    promise('60 sites, 12 fabriques', len(sites) == 60
            and sum(s['type'] == 'fabrique' for s in sites) == 12)
    rows = []
    for site in sites:
        line, doubt = classify(site, rules, zones, communes)
        promise(site['id'] + ' is clear-cut', not doubt)
        rows.append([site['id']] + line)
    promise('every class occurs', len({r[1] for r in rows}) == 6)
    promise('every eligibility occurs', len({r[2] for r in rows}) == 5)
    expect('demo-expected.csv', table(
        ['id', 'classe', 'eligibilite', 'classes_possibles', 'eligibilites_possibles',
         'code_qp', 'distance_qpv_m', 'code_centre', 'distance_centre_m'], rows))
    expect('demo-expected-territoires.csv', table(
        ['niveau', 'code', 'statut', 'nb_fabriques', 'nb_tiers_lieux', 'population',
         'population_hors_portee', 'surface_km2', 'surface_hors_portee_km2'],
        territories(sites, metres(study['reach']), rules['coverage'])))


if __name__ == '__main__':
    main()
