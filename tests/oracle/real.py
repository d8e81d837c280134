#!/usr/bin/python3
"""What the real data should give, worked out without maillage: the fabriques known by their
commune, the arrondissements and EPCI without one, the fablabs geocoded by address.

usage: tests/oracle/real.py GEODATA OUT      (GEODATA: the folder of shared real data)
needs: python3-geopandas python3-yaml

Writes OUT/fabriques.csv, OUT/fablabs.csv, OUT/arrondissements.csv, OUT/epci.csv and the counts
in OUT/counts.json. The data are not part of the project, neither are these results.
"""
import csv
import json
import pathlib
import re
import sys
from collections import Counter

import geopandas
import yaml
from shapely.geometry import Point
from shapely.strtree import STRtree
from shapely.validation import make_valid

import regions

ROOT = pathlib.Path(__file__).resolve().parents[2]
RULES = yaml.safe_load((ROOT / 'geodata/rules/fabriques-2021.yaml').read_text('utf-8'))
NOWHERE = {'localisation': 'aucune', 'classe': 'non_localise', 'eligibilite': 'indeterminee'}
NO_DATA = {'classe': 'indetermine', 'eligibilite': 'indeterminee',
           'classes_possibles': ';'.join(regions.ORDER),
           'eligibilites_possibles': ';'.join(regions.HALVES)}
HEAD = ['id', 'insee_com', 'localisation', 'classe', 'eligibilite', 'classes_possibles',
        'eligibilites_possibles', 'code_qp', 'distance_qpv_m', 'code_centre',
        'distance_centre_m', 'region_qpv_m', 'region_centre_m', 'parts']


def metres(text):
    return float(text[:-2]) * 1000 if text.endswith('km') else float(text.rstrip('m'))


def commune_code(code):
    """Arrondissements of Paris, Lyon and Marseille stand for their city."""
    for pattern, city in (('751..', '75056'), ('6938.', '69123'), ('132..', '13055')):
        if re.fullmatch(pattern, code):
            return city
    return code


def on_mainland(lon, lat):
    return -6 < lon < 10 and 41 < lat < 52


class France:
    def __init__(self, folder):
        read = lambda name: geopandas.read_file(folder / name)
        self.rules = regions.Rules(
            regions.Zones(read('qpv/QPV2015_METROPOLE_LB93.shp'), 'CODE_QP'),
            regions.Zones(read('centres/grands_centres_urbains_L93.shp'), 'id_gcu'),
            metres(RULES['proximity']['distance']))
        communes = read('communes/communes2018_L93.shp')
        self.shape = {c: make_valid(g) for c, g in zip(communes.insee_com, communes.geometry)}
        self.epci = dict(zip(communes.insee_com, communes.siren_epci))
        self.all_epci = sorted(set(read('territories/epci2018_L93.shp').siren_epci))
        self.arrondissements = read('territories/polygone-4326_arr.geojson')
        self.code_of = {id(g): c for c, g in self.shape.items()}
        self.tree = STRtree(list(self.shape.values()))

    def commune_at(self, point):
        found = [self.code_of[id(g)] for g in self.tree.query(point) if g.covers(point)]
        return min(found, default=None)

    def classify(self, code, lon, lat, radius):
        """One line of the tables; `radius` is a number of metres or 'commune'."""
        if not lon:
            return NOWHERE
        lon, lat = float(lon), float(lat)
        if not on_mainland(lon, lat):
            return dict(NO_DATA, localisation='outre-mer')
        point = Point(*regions.LAMBERT.transform(lon, lat))
        k = regions.scale(lon, lat)
        line = {}
        if radius == 'commune':
            line['localisation'] = 'commune par code'
            if code not in self.shape:
                line['localisation'] = 'commune par point'
                code = self.commune_at(point)
            region = self.shape[code].buffer(-metres(RULES['commune_margin']) * k,
                                             regions.QUARTER)
            if region.is_empty:
                raise SystemExit('commune %s vanishes when shrunk' % code)
            answer = self.rules.of_region(region, k)
        else:
            line['localisation'] = 'point %g m' % radius
            region = point.buffer(radius * k, regions.QUARTER) if radius else point
            answer = self.rules.of_disc(point, radius, k)
        cls, classes, half, halves, doubts = answer
        line.update(classe=cls, eligibilite=half, classes_possibles=';'.join(classes),
                    eligibilites_possibles=';'.join(halves), insee_com=code)
        for name, code_name, zones in (('qpv', 'code_qp', self.rules.qpv),
                                       ('centre', 'code_centre', self.rules.centres)):
            near, d = zones.nearest(point)
            line[code_name], line['distance_%s_m' % name] = near, '%.2f' % d
            rows = zones.near(region, 3e5 if d > 5e4 else d + 500)
            line['region_%s_m' % name] = '%.2f' % min(
                regions.ground(region, zones.shapes[r]) for r in rows)
        line['parts'] = ' '.join('%s:%.2f' % ('/'.join(key) if isinstance(key, tuple) else key, a)
                                 for key, a in doubts)
        return line

    def arrondissement_at(self, lon, lat):
        p = Point(lon, lat)
        found = [a.insee_arr for a in self.arrondissements.itertuples() if a.geometry.covers(p)]
        return min(found, default=None)


def rows_of(path):
    with open(path, encoding='utf-8', newline='') as f:
        return list(csv.DictReader(f))


def write(path, head, rows):
    with open(path, 'w', encoding='utf-8', newline='') as f:
        out = csv.DictWriter(f, head, lineterminator='\n')
        out.writeheader()
        out.writerows(rows)


def tally(lines):
    return {key: dict(sorted(Counter(line[key] for line in lines).items()))
            for key in ('classe', 'eligibilite')}


def fabriques(france, rows):
    lines = []
    for r in rows:
        code = commune_code(r['insee_com'])
        line = dict(france.classify(code, r['lon'], r['lat'], 'commune'), id=r['id_fabt'])
        line.setdefault('insee_com', code)
        lines.append(line)
    return lines


def fablabs(france, rows):
    lines = []
    for r in rows:
        kind = r['result_type']
        radius = RULES['precision'].get(kind, '0m')
        radius = radius if radius == 'commune' else metres(radius)
        code = commune_code(r['result_citycode'])
        line = dict(france.classify(code, r['longitude'], r['latitude'], radius), id=r['id'])
        line.setdefault('insee_com', code)
        lines.append(line)
    return lines


def homes(france, rows):
    """Where each fabrique lies: its arrondissement by the published position and by a point
    well inside its commune, its EPCI by its commune's code."""
    out = []
    for r in rows:
        code = commune_code(r['insee_com'])
        by_point = by_commune = None
        if r['lon']:
            by_point = by_commune = france.arrondissement_at(float(r['lon']), float(r['lat']))
        if code in france.shape:
            p = france.shape[code].representative_point()
            by_commune = france.arrondissement_at(*regions.DEGREES.transform(p.x, p.y))
        out.append((by_point, by_commune, france.epci.get(code)))
    return out


def missing(everything, found):
    return sorted(set(everything) - set(found))


def main():
    folder, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    france = France(folder)
    rows = rows_of(folder / 'sites/fabriques_382.csv')
    early = [int(r['id_fabt'].split('-')[1]) <= 300 for r in rows]
    lines = fabriques(france, rows)
    write(out / 'fabriques.csv', HEAD, lines)
    labs = fablabs(france, rows_of(folder / 'sites/fablabs_geocodes.csv'))
    write(out / 'fablabs.csv', HEAD, labs)

    where = homes(france, rows)
    first = [h for h, e in zip(where, early) if e]
    arr = list(france.arrondissements.insee_arr)
    counts = {'fabriques 1-300': tally([x for x, e in zip(lines, early) if e]),
              'fabriques 1-382': tally(lines), 'fablabs': tally(labs),
              'arrondissements': len(arr), 'epci': len(france.all_epci),
              'commune not where the point is': [
                  [r['id_fabt'], a, b] for r, (a, b, _) in zip(rows, where) if a != b],
              'point in no arrondissement': [
                  r['id_fabt'] for r, h in zip(rows, where) if not h[0]]}
    tables = {'arr': [{'insee_arr': a} for a in arr], 'epci': [{'siren_epci': e}
                                                              for e in france.all_epci]}
    for label, homes_of in (('1-300', first), ('1-382', where)):
        for k, what in ((0, 'by point'), (1, 'by commune')):
            bare = missing(arr, [h[k] for h in homes_of])
            counts['arrondissements without, %s, %s' % (label, what)] = len(bare)
            for row in tables['arr']:
                row['%s %s' % (label, what)] = sum(h[k] == row['insee_arr'] for h in homes_of)
        counts['epci without, ' + label] = len(missing(france.all_epci,
                                                       [h[2] for h in homes_of]))
        for row in tables['epci']:
            row[label] = sum(h[2] == row['siren_epci'] for h in homes_of)
    write(out / 'arrondissements.csv', list(tables['arr'][0]), tables['arr'])
    write(out / 'epci.csv', list(tables['epci'][0]), tables['epci'])
    (out / 'counts.json').write_text(json.dumps(counts, indent=1, ensure_ascii=False), 'utf-8')
    print((out / 'counts.json').read_text('utf-8'))


if __name__ == '__main__':
    main()
