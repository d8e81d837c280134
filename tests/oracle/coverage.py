#!/usr/bin/python3
"""What `maillage coverage` says, worked out again: discs drawn as geodesic circles of 720 sides
(pyproj), united and taken from the territories by GEOS through shapely, measured on the
ellipsoid; people cell by cell with PROJ's geodesic distance; catchments as the file has them.

usage: tests/oracle/coverage.sh MAILLAGE
needs: python3-geopandas python3-pyproj python3-shapely (else 77: skipped)
"""
import csv
import json
import math
import pathlib
import subprocess
import sys
import tempfile

try:
    import geopandas
    import numpy
    from pyproj import Geod, Transformer
    from shapely.geometry import Point, Polygon
    from shapely.ops import polygonize, unary_union
    from shapely.prepared import prep
except ImportError as why:
    print('SKIPPED: no oracle without', why.name)
    sys.exit(77)

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEMO = ROOT / 'geodata' / 'demo'
CASE = ROOT / 'tests' / 'cli' / 'coverage-catchments'
GEOD = Geod(ellps='GRS80')
FORTH = Transformer.from_crs(2154, 4326, always_xy=True).transform
BACK = Transformer.from_crs(4326, 2154, always_xy=True).transform
BANDS = (5, 10, 15, 20, 30)


def area(shape):
    """On the ellipsoid, m2: edges are straight in the plane, hence cut to 200 m before."""
    total = 0
    for part in getattr(shape, 'geoms', [shape]):
        if part.is_empty or part.geom_type != 'Polygon':
            continue
        for ring in [part.exterior, *part.interiors]:
            xy = numpy.asarray(dense(ring))
            lon, lat = FORTH(xy[:, 0], xy[:, 1])
            a = abs(GEOD.polygon_area_perimeter(lon, lat)[0])
            total += a if ring is part.exterior else -a
    return total


def dense(ring, step=200):
    xy = list(ring.coords)
    out = []
    for (x, y), (u, v) in zip(xy, xy[1:]):
        n = max(1, int(math.hypot(u - x, v - y) / step))
        out += [(x + (u - x) * k / n, y + (v - y) * k / n) for k in range(n)]
    return out


def circle(lon, lat, metres, sides=720):
    """Sides outside the true circle as much as inside: the area is right to second order."""
    turn = numpy.linspace(0, 360, sides, endpoint=False)
    wide = metres * math.sqrt(2 * math.pi / sides / math.sin(2 * math.pi / sides))
    x, y, _ = GEOD.fwd([lon] * sides, [lat] * sides, turn, [wide] * sides)
    return Polygon(zip(*BACK(x, y)))


def distances(lons, lats, sites):
    """Ground metres from each place to the nearest site."""
    best = numpy.full(len(lons), numpy.inf)
    for s in sites:
        d = GEOD.inv(lons, lats, numpy.full(len(lons), s['lon']),
                     numpy.full(len(lons), s['lat']))[2]
        best = numpy.minimum(best, d)
    return best


class Town:
    """The demonstration: territories, people, fabriques."""

    def __init__(self):
        self.layers = {name: geopandas.read_file(DEMO / (file + '.shp'), encoding='utf-8')
                       for name, file in (('commune', 'communes'), ('epci', 'epci'),
                                          ('arrondissement', 'arrondissements'))}
        self.codes = {'commune': 'insee_com', 'epci': 'siren_epci',
                      'arrondissement': 'insee_arr'}
        with open(DEMO / 'population.csv', encoding='utf-8') as f:
            cells = [(float(c['x_l93']), float(c['y_l93']), float(c['population']))
                     for c in csv.DictReader(f, delimiter=';')]
        self.xy = numpy.array([c[:2] for c in cells])
        self.people = numpy.array([c[2] for c in cells])
        self.lon, self.lat = FORTH(self.xy[:, 0], self.xy[:, 1])
        self.sites = self.fabriques()

    def fabriques(self):
        """Each at its point; one known by its commune, at what the tool says is inside it."""
        inside = self.layers['commune'].set_index('insee_com').geometry
        out = []
        with open(DEMO / 'sites.csv', encoding='utf-8-sig') as f:
            for row in csv.DictReader(f, delimiter=';'):
                if row['type'] != 'fabrique':
                    continue
                site = {'id': row['id'], 'lon': float(row['lon']), 'lat': float(row['lat']),
                        'vague': int(row['vague']), 'date': row['date'], 'commune': row['insee_com'],
                        'coarse': row['precision'] in ('commune', 'municipality')}
                out.append(site)
        assert len(inside) == 83 and len(out) == 12
        return out


def run(tool, folder, *options, sites=DEMO / 'sites.csv'):
    command = [tool, 'coverage', '--quiet', '--overwrite', '--sites', str(sites),
               '--communes', str(DEMO / 'communes.shp'), '-o', str(folder),
               '--population', str(DEMO / 'population.csv')]
    for level, file in (('commune', 'communes'), ('epci', 'epci'),
                        ('arrondissement', 'arrondissements')):
        command += ['--territories', '%s=%s' % (level, DEMO / (file + '.shp'))]
    subprocess.run(command + list(options), check=True)


def table(folder, name):
    with open(pathlib.Path(folder) / (name + '.csv'), encoding='utf-8') as f:
        return list(csv.DictReader(f))


class Check:
    def __init__(self):
        self.n = 0
        self.worst = {}
        self.faults = []

    def near(self, what, kind, got, want, tolerance):
        self.n += 1
        off = abs(float(got) - want)
        self.worst[kind] = max(self.worst.get(kind, 0), off)
        if not off <= tolerance:
            self.faults.append('%s: %s said, %s expected' % (what, got, want))

    def same(self, what, got, want):
        self.n += 1
        if got != want:
            self.faults.append('%s: %r said, %r expected' % (what, got, want))

    def conclude(self, name):
        print('%s: %d comparisons; farthest off:' % (name, self.n),
              ', '.join('%s %.3g' % w for w in sorted(self.worst.items())))
        for fault in self.faults[:20]:
            print('  ' + fault)
        return 1 if self.faults else 0


def straight(ring, parts=200):
    """Edges are straight in degrees, as the file has them."""
    xy = numpy.array(ring)
    t = numpy.linspace(0, 1, parts, endpoint=False)[:, None]
    return numpy.concatenate([a + t * (b - a) for a, b in zip(xy, xy[1:])]).T


def catchments(minutes, mode):
    """By site. What crosses itself keeps all its parts."""
    out = {}
    for f in json.load(open(CASE / 'iso.geojson', encoding='utf-8'))['features']:
        p = f['properties']
        if p['AA_MINS'] == minutes and p['AA_MODE'] == mode:
            ring = Polygon(zip(*BACK(*straight(f['geometry']['coordinates'][0]))))
            whole = unary_union(list(polygonize(unary_union(ring.exterior))))
            out.setdefault(p['site'], []).append(whole)
    return out


class Answer:
    """What the sites serve: by their catchments, else within `metres` (None: nothing)."""

    def __init__(self, town, sites, metres, drawn=None):
        self.town, self.sites = town, sites
        drawn = drawn or {}
        own = [shape for s in sites for shape in drawn.get(s['id'], [])]
        others = [s for s in sites if s['id'] not in drawn] if metres else []
        self.land = unary_union(own + [circle(s['lon'], s['lat'], metres) for s in others])
        self.out = distances(town.lon, town.lat, others) > (metres or 0)
        for shape in own:
            inside = prep(shape)
            for i in numpy.flatnonzero(self.out):
                self.out[i] = not inside.covers(Point(town.xy[i]))
        self.far = distances(town.lon, town.lat, sites)


def holders(town, level):
    """The row of the territory that each cell lies in."""
    shapes = list(town.layers[level].geometry)
    row = numpy.full(len(town.people), -1)
    for i, shape in enumerate(shapes):
        inside = prep(shape)
        x0, y0, x1, y1 = shape.bounds
        near = numpy.flatnonzero((town.xy[:, 0] >= x0) & (town.xy[:, 0] <= x1) &
                                 (town.xy[:, 1] >= y0) & (town.xy[:, 1] <= y1) & (row < 0))
        for k in near:
            if inside.covers(Point(town.xy[k])):
                row[k] = i
    return row


def inside(town, level, site, row):
    """Is the site in that territory? Known by its commune: by code."""
    if site['coarse']:
        communes = town.layers['commune'].set_index('insee_com')
        code = site['commune'] if level == 'commune' else communes[town.codes[level]][site['commune']]
        return code == row[town.codes[level]]
    return row.geometry.covers(Point(*BACK(site['lon'], site['lat'])))


def statut(n, share):
    if n:
        return 'pourvu'
    if share is None:
        return 'non_pourvu'
    return 'desservi' if share <= 0.05 + 1e-9 else 'non_pourvu' if share >= 0.95 - 1e-9 else 'partiel'


def check_level(check, town, level, folder, answers, row_of, what):
    rows = {r['code']: r for r in table(folder, 'territoires-' + level)}
    spread = {r['code']: r for r in table(folder, 'distances-' + level) if r['groupe'] == 'ensemble'}
    unserved = table(folder, 'non-pourvus-' + level)
    without = []
    for i, shape in town.layers[level].iterrows():
        code = shape[town.codes[level]]
        got, mine = rows[code], row_of == i
        name = '%s %s %s' % (what, level, code)
        people = town.people[mine]
        check.same(name + ' people', float(got['population']), float(people.sum()))
        n = sum(inside(town, level, s, shape) for s in answers[0].sites)
        check.same(name + ' fabriques', int(got['nb_fabriques']), n)
        if not n:
            without.append(code)
        for k, a in enumerate(answers):
            end = '' if not k else '_' + a.name
            check.near(name + ' out', 'people', got['population_hors_portee' + end],
                       people[a.out[mine]].sum(), 0)
            check.near(name + ' area', 'area km2', got['surface_hors_portee_km2' + end],
                       area(shape.geometry.difference(a.land)) / 1e6,
                       2e-4 + 2e-6 * shape.geometry.area / 1e6)
        share = people[answers[0].out[mine]].sum() / people.sum() if people.sum() else \
            float(got['surface_hors_portee_km2']) / float(got['surface_km2'])
        check.same(name + ' statut', got['statut'], statut(n, share))
        if people.sum() and answers[0].sites:
            at = (town.xy[mine] * people[:, None]).sum(0) / people.sum()
            lon, lat = FORTH(*at)
            check.near(name + ' nearest', 'nearest m', got['distance_proche_m'],
                       distances([lon], [lat], answers[0].sites)[0], 1.01)
            check_spread(check, name, spread[code], answers[0].far[mine], people)
    check.same('%s %s: the list without a fabrique' % (what, level), unserved,
               [r for code, r in rows.items() if code in without])
    drawn = json.load(open(pathlib.Path(folder) / ('non-pourvus-%s.geojson' % level)))['features']
    check.same('%s %s: the same, drawn' % (what, level),
               [(f['properties']['code'], f['properties']['statut']) for f in drawn],
               [(r['code'], r['statut']) for r in unserved])


def check_spread(check, name, got, far, people):
    order = numpy.argsort(far)
    so_far = numpy.cumsum(people[order])
    for k in range(1, 10):
        d = far[order][numpy.searchsorted(so_far, k * so_far[-1] / 10)]
        check.near('%s decile %d' % (name, k), 'decile m', got['distance_d%d_m' % k],
                   math.ceil(d / 100) * 100, 100 if abs(d / 100 - round(d / 100)) < 1e-5 else 0)
    for km in BANDS:
        check.near('%s within %d km' % (name, km), 'share', got['part_%dkm' % km],
                   people[far <= km * 1000].sum() / people.sum(), 1e-4)


def remotest(land, sites):
    """The farthest of a net of points 150 m apart and of the boundary every 40 m, refined."""
    best, where = -1, None
    for part in getattr(land, 'geoms', [land]):
        x0, y0, x1, y1 = part.bounds
        gx, gy = numpy.meshgrid(numpy.arange(x0, x1, 150), numpy.arange(y0, y1, 150))
        seen = prep(part)
        points = [(x, y) for x, y in zip(gx.ravel(), gy.ravel()) if seen.covers(Point(x, y))]
        points += dense(part.exterior, 40) + [p for r in part.interiors for p in dense(r, 40)]
        xy = numpy.array(points)
        d = distances(*FORTH(xy[:, 0], xy[:, 1]), sites)
        if d.max() > best:
            best, where = d.max(), xy[d.argmax()]
            home = part
    step = 75.0
    while step > 0.01:
        xy = where + step * numpy.array([(i, k) for i in (-1, 0, 1) for k in (-1, 0, 1)])
        keep = [home.covers(Point(p)) for p in xy]
        d = numpy.where(keep, distances(*FORTH(xy[:, 0], xy[:, 1]), sites), -1)
        if d.max() > best:
            best, where = d.max(), xy[d.argmax()]
        else:
            step /= 2
    return best


def check_gaps(check, town, folder, answer, what):
    features = json.load(open(pathlib.Path(folder) / 'lacunes.geojson'))['features']
    whole = unary_union(list(town.layers['epci'].geometry))
    left = whole.difference(answer.land)
    parts = [p for p in getattr(left, 'geoms', [left]) if p.area > 1]
    check.same(what + ' gaps', len(features), len(parts))
    check.near(what + ' gaps', 'area km2', sum(f['properties']['surface_km2'] for f in features),
               area(left) / 1e6, 2e-4 * len(parts) + 2e-6 * whole.area / 1e6)
    check.same(what + ' people in gaps', sum(f['properties']['population'] for f in features),
               float(town.people[answer.out].sum()))
    if answer.sites and parts:
        said = [f['properties'] for f in features]
        far = max(p['distance_isole_m'] for p in said)
        at = max(said, key=lambda p: p['distance_isole_m'])
        check.near(what + ' remote', 'remote m', far, remotest(left, answer.sites), 3)
        check.near(what + ' remote point', 'remote m', far,
                   distances([at['lon_isole']], [at['lat_isole']], answer.sites)[0], 0.6)


def check_sums(check, town, folder, what):
    """A level is the sum of the communes that its codes name."""
    communes = {r['code']: r for r in table(folder, 'territoires-commune')}
    for level in ('epci', 'arrondissement'):
        parent = dict(zip(town.layers['commune'].insee_com,
                          town.layers['commune'][town.codes[level]]))
        for row in table(folder, 'territoires-' + level):
            mine = [r for code, r in communes.items() if parent[code] == row['code']]
            for column, tolerance in (('population', 0), ('population_hors_portee', 0),
                                      ('nb_fabriques', 0), ('surface_km2', 0.01),
                                      ('surface_hors_portee_km2', 0.01)):
                check.near('%s %s %s: sum of %s' % (what, level, row['code'], column),
                           'sum of ' + column, row[column], sum(float(r[column]) for r in mine),
                           tolerance)


def check_scenario(check, folder, before, after, what):
    for level in ('commune', 'epci', 'arrondissement'):
        now = {r['code']: r for r in table(before, 'territoires-' + level)}
        then = {r['code']: r for r in table(after, 'territoires-' + level)}
        for row in table(folder, 'scenario-' + level):
            for column in ('statut', 'nb_fabriques', 'population_hors_portee'):
                for end, of in (('_avant', now), ('_apres', then)):
                    check.same('%s %s %s %s' % (what, level, row['code'], column + end),
                               row[column + end], of[row['code']][column])
            check.near(what + ' difference', 'people',
                       row['population_hors_portee_difference'],
                       float(row['population_hors_portee_apres']) -
                       float(row['population_hors_portee_avant']), 1e-6)


def main(tool):
    check, town = Check(), Town()
    cells = {level: holders(town, level) for level in town.layers}
    drawn = catchments('30', 'voiture')
    iso = ['--catchments', '30min=%s' % (CASE / 'iso.geojson'), '--catchments-where',
           'AA_MINS=30,AA_MODE=voiture']
    first = [s for s in town.sites if s['vague'] <= 1]
    planned = [{'id': 'P1', 'lon': 2.70, 'lat': 47.02, 'coarse': False, 'vague': 9,
                'commune': ''}]
    after = [s for s in town.sites if s['id'] != 'F04'] + planned
    with tempfile.TemporaryDirectory() as scratch:
        planned_file = pathlib.Path(scratch) / 'prevus.csv'
        planned_file.write_text('id,nom,type,lon,lat\nP1,Un,fabrique,2.70,47.02\n')
        runs = [('8 km and 20 km', ['--reach', '8km,20km'],
                 [Answer(town, town.sites, 8000), Answer(town, town.sites, 20000)]),
                ('catchments', iso, [Answer(town, town.sites, None, drawn)]),
                ('catchments, else 4 km', iso + ['--reach', '4km'],
                 [Answer(town, town.sites, 4000, drawn)]),
                ('until 1 April 2021', ['--reach', '8km', '--until', '2021-04-01'],
                 [Answer(town, [s for s in town.sites if s['date'] <= '2021-04-01'], 8000)]),
                ('after wave 1', ['--reach', '8km', '--after-wave', '1'],
                 [Answer(town, first, 8000)]),
                ('catchments after wave 1', iso + ['--after-wave', '1'],
                 [Answer(town, first, None, drawn)])]
        runs[0][2][1].name = '20km'
        for i, (what, options, answers) in enumerate(runs):
            folder = pathlib.Path(scratch) / str(i)
            run(tool, folder, *options)
            for level in town.layers:
                check_level(check, town, level, folder, answers, cells[level], what)
            check_gaps(check, town, folder, answers[0], what)
            check_sums(check, town, folder, what)
        scenario, then = pathlib.Path(scratch) / 's', pathlib.Path(scratch) / 't'
        run(tool, scenario, *iso, '--without', 'F04', '--with', str(planned_file))
        whole = pathlib.Path(scratch) / 'all.csv'
        text = (DEMO / 'sites.csv').read_text(encoding='utf-8-sig')
        lines = [line for line in text.splitlines() if not line.startswith('F04;')]
        whole.write_text('\n'.join(lines + ['P1;Un;fabrique;2.70;47.02;;;;;;;']) + '\n')
        run(tool, then, *iso, sites=whole)
        check_scenario(check, scenario, pathlib.Path(scratch) / '1', then, 'scenario')
        for level in town.layers:
            check_level(check, town, level, then, [Answer(town, after, None, drawn)],
                        cells[level], 'after the scenario')
    return check.conclude('coverage')


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
