#!/usr/bin/python3
"""The sensitivity matrix of the real fabriques, worked out without maillage, against what
`maillage verify --json` says.

usage: tests/oracle/matrix.py GEODATA VERIFY.json CENTRES2.shp
       (GEODATA: the folder of shared real data; CENTRES2: the second definition of the centres)
needs: python3-geopandas python3-yaml

VERIFY.json is what this printed, 200000 being the limit of the second definition:
    ogr2ogr -where 'pop2018 >= 200000' CENTRES2.shp GEODATA/centres/unites_urbaines2020_L93.shp
    maillage verify --json --sites GEODATA/sites/fabriques_382.csv --precision commune
        --communes GEODATA/communes/communes2018_L93.shp --at 2015
        --qpv 2015=GEODATA/qpv/QPV2015_METROPOLE_LB93.shp --qpv ntf=GEODATA/qpv/QPV2015_NTF_origine.shp
        --centres gcu=GEODATA/centres/grands_centres_urbains_L93.shp --centres uu200k=CENTRES2.shp

Every cell is a classification of its own; the intervals are counted from the sets of
possible halves, and the verdict by trying every number of bookings. Takes some minutes.
"""
import json
import pathlib
import sys
from collections import Counter

import geopandas

import real
import regions


def sets_of(france, rows, qpv, centres, distance):
    france.rules = regions.Rules(qpv, centres, distance)
    counts = Counter()
    for r in rows:
        line = france.classify(real.commune_code(r['insee_com']), r['lon'], r['lat'], 'commune')
        counts[line.get('eligibilites_possibles') or ';'.join(regions.HALVES)] += 1
    return counts


def intervals(counts):
    """Of each half: by determined sites alone, then with every possible truth."""
    n = {frozenset(k.split(';')): v for k, v in counts.items()}
    out = []
    for half in ('qpv', 'hors'):
        sure = [sum(v for k, v in n.items() if k == {half}),
                sum(v for k, v in n.items() if k in ({half}, {'deux'}))]
        wide = [sure[0], sum(v for k, v in n.items() if k & {half, 'deux'})]
        out += [sure, wide]
    return out


def main():
    folder = pathlib.Path(sys.argv[1])
    said = json.load(open(sys.argv[2], encoding='utf-8'))['partage']['sensibilite']
    read = lambda path: geopandas.read_file(path)
    qpv = {'2015': regions.Zones(read(folder / 'qpv/QPV2015_METROPOLE_LB93.shp'), 'CODE_QP'),
           'ntf': regions.Zones(read(folder / 'qpv/QPV2015_NTF_origine.shp').to_crs(2154),
                                'CODE_QP')}
    centres = {'gcu': regions.Zones(read(folder / 'centres/grands_centres_urbains_L93.shp'),
                                    'id_gcu'),
               'uu200k': regions.Zones(read(sys.argv[3]), 'uu2020')}
    france = real.France(folder)
    rows = real.rows_of(folder / 'sites/fabriques_382.csv')
    wrong = 0
    done = {}
    for cell in said:
        key = cell['millesime'], cell['centre'], cell['distance_m']
        if key not in done:  # regions have no edge: strict and inclusive agree
            done[key] = intervals(sets_of(france, rows, qpv[key[0]], centres[key[1]], key[2]))
        mine = done[key]
        theirs = [cell[k] for k in ('intervalle_qpv', 'intervalle_qpv_incertitude',
                                    'intervalle_hors', 'intervalle_hors_incertitude')]
        same = mine == theirs
        wrong += not same
        print(*key, 'strict' if cell['stricte'] else 'inclusive', *theirs, cell['verdict'],
              '' if same else 'DIFFERS: %s' % mine, flush=True)
    print('%d cells, %d differ' % (len(said), wrong))
    sys.exit(wrong > 0)


if __name__ == '__main__':
    main()
