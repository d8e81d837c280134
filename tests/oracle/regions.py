"""The oracle's notion of siting, written from the rules alone and with other tools than
maillage's (shapely, pyproj, geopandas): a location is a region of the plane of Lambert-93,
cut by the QPV, by the neighbourhood of the QPV and by the centres; what is left of it on each
side says which classes and which eligibilities are possible.

A region is a disc (point and radius) or a commune shrunk by the margin. Distances of the
rules are ground distances, so they are scaled by the projection's local factor before they
are drawn; the distances reported are geodesics.
"""
import warnings

from pyproj import Geod, Proj, Transformer
from shapely.geometry import box
from shapely.ops import nearest_points, unary_union
from shapely.strtree import STRtree
from shapely.validation import make_valid

warnings.filterwarnings('ignore', message='STRtree')   # a word about shapely 2
LAMBERT = Transformer.from_crs(4326, 2154, always_xy=True)
DEGREES = Transformer.from_crs(2154, 4326, always_xy=True)
PROJECTION = Proj('EPSG:2154')
GEOD = Geod(ellps='GRS80')
QUARTER = 64              # segments per quarter circle: 300 m is drawn within 3 cm
LEAST = 1.0               # square metres of a region below this are numerical noise
ORDER = ['qpv', 'proximite_qpv', 'hors_grands_centres', 'grand_centre']
HALVES = ['qpv', 'hors', 'deux', 'aucune']


def scale(lon, lat):
    """Projected metres per ground metre."""
    return PROJECTION.get_factors(lon, lat).meridional_scale


def ground(point, shape):
    """Geodesic metres from the point to the shape, 0 inside."""
    a, b = nearest_points(point, shape)
    lon, lat = DEGREES.transform([a.x, b.x], [a.y, b.y])
    return GEOD.inv(lon[0], lat[0], lon[1], lat[1])[2]


class Zones:
    """Polygons with codes; invalid ones repaired, all kept."""

    def __init__(self, frame, code):
        self.shapes = [make_valid(g) for g in frame.geometry]
        self.codes = [str(c) for c in frame[code]]
        self.row = {id(s): i for i, s in enumerate(self.shapes)}
        self.tree = STRtree(self.shapes)

    def near(self, region, reach):
        x0, y0, x1, y1 = region.bounds
        found = self.tree.query(box(x0 - reach, y0 - reach, x1 + reach, y1 + reach))
        return sorted(self.row[id(s)] for s in found)

    def nearest(self, point):
        """Smallest code among the nearest, and the ground distance in metres."""
        reach, rows = 2000.0, []
        while not rows and reach < 3e6:
            rows, reach = self.near(point, reach), reach * 4
        if not rows:
            return '', None
        far = min(point.distance(self.shapes[r]) for r in rows) * 1.002 + 1
        found = [(ground(point, self.shapes[r]), self.codes[r]) for r in self.near(point, far)]
        return min(found)[::-1]


class Rules:
    def __init__(self, qpv, centres, distance=300.0):
        self.qpv, self.centres, self.distance = qpv, centres, distance

    @staticmethod
    def union(zones, region, reach):
        return unary_union([zones.shapes[r] for r in zones.near(region, reach)])

    def parts(self, region, k):
        """Area of the region in each (class, eligibility)."""
        far = self.distance * k
        q = self.union(self.qpv, region, far + 100)
        c = self.union(self.centres, region, 100)
        inside, rest = region.intersection(q), region.difference(q)
        band = q.buffer(far, QUARTER)
        close, away = rest.intersection(band), rest.difference(band)
        out = {}
        for name, piece in (('qpv', inside), ('proximite_qpv', close)):
            out[name, 'qpv'] = piece.intersection(c).area
            out[name, 'deux'] = piece.difference(c).area
        out['grand_centre', 'aucune'] = away.intersection(c).area
        out['hors_grands_centres', 'hors'] = away.difference(c).area
        return out

    def of_region(self, region, k):
        """(class, possible classes, eligibility, possible eligibilities, doubts): a doubt
        is a part so small that another way to draw would perhaps not have it."""
        parts = self.parts(region, k)
        kept = {key for key, a in parts.items() if a > LEAST}
        doubt = [(key, a) for key, a in parts.items() if LEAST / 50 < a <= LEAST * 50]
        classes = [c for c in ORDER if any(key[0] == c for key in kept)]
        halves = [h for h in HALVES if any(key[1] == h for key in kept)]
        return (classes[0] if len(classes) == 1 else 'indetermine', classes,
                halves[0] if len(halves) == 1 else 'indeterminee', halves, doubt)

    def of_point(self, point):
        """The same for an exact position: decided by distances alone."""
        dq = self.qpv.nearest(point)[1]
        dc = self.centres.nearest(point)[1]
        near, in_centre = dq is not None and dq < self.distance, dc == 0
        if near:
            cls, half = 'qpv' if dq == 0 else 'proximite_qpv', 'qpv' if in_centre else 'deux'
        else:
            cls = 'grand_centre' if in_centre else 'hors_grands_centres'
            half = 'aucune' if in_centre else 'hors'
        doubt = [('distance', dq)] if dq is not None and abs(dq - self.distance) < 0.5 else []
        return cls, [cls], half, [half], doubt

    def of_disc(self, point, radius, k):
        if radius == 0:
            return self.of_point(point)
        return self.of_region(point.buffer(radius * k, QUARTER), k)
