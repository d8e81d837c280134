#ifndef MLG_PLANE_H
#define MLG_PLANE_H
#include "maillage/layer.h"

/* PROJ, second of its two doors (the other is crs.h): where things are measured.
 *
 * France is many planes: Lambert-93 for the mainland, the legal projection of each
 * overseas territory; UTM elsewhere. All are conformal, so that a ground distance is the
 * straight planar one divided by the scale factor met along the way. Ellipsoid GRS80;
 * datums RGF93, RGAF09, RGFG95, RGR92, RGM04, RGSPM06 and WGS84 are taken as one (they
 * agree to 1 m or better: EPSG operations 1671, 5334, 1967, 1955, 4077, ...). */
typedef unsigned plane_id;
enum {
    PLANE_NONE,
    PLANE_MAINLAND, /* EPSG:2154 Lambert-93, Corsica included */
    PLANE_ANTILLES, /* EPSG:5490 UTM 20N: Guadeloupe, Martinique, Saint-Martin, Saint-Barth */
    PLANE_GUYANE,   /* EPSG:2972 UTM 22N */
    PLANE_REUNION,  /* EPSG:2975 UTM 40S */
    PLANE_MAYOTTE,  /* EPSG:4471 UTM 38S */
    PLANE_SAINT_PIERRE, /* EPSG:4467 UTM 21N, Saint-Pierre-et-Miquelon */
    PLANE_UTM,          /* + zone, 1 to 60 north, 61 to 120 south */
    PLANE_END = PLANE_UTM + 121
};

/* "mainland", "antilles", ..., "utm31n". Writes at most `size` bytes, returns `out`. */
char *plane_name(plane_id id, char *out, size_t size);
/* The reverse; French names too ("métropole", "La Réunion", "Saint-Pierre-et-Miquelon",
 * "Guadeloupe"), accents and case aside. PLANE_NONE: unknown. */
plane_id plane_by_name(const char *name);
/* EPSG code of the plane's CRS (2154, ...; 32601.. for UTM); 0 for PLANE_NONE. */
int plane_epsg(plane_id id);

/* Which plane a place is measured in: by boxes around each territory, then UTM. A place
 * outside France within 9 degrees of the meridian of `home` (a UTM-based plane of the same
 * hemisphere; PLANE_NONE or Lambert-93: no preference) stays in `home`, so that a study
 * does not break at a zone's edge. PLANE_NONE: not a place that can be measured (|lat| > 84,
 * |lon| > 180, not finite). */
plane_id plane_at(mlg_xy lonlat, plane_id home);

/* A plane ready for use: holds its own PROJ context. The transforms and plane_geodesic
 * want one thread at a time; plane_scale, plane_scale_range, plane_ground and
 * plane_ring_area are pure and may be shared. Opening one takes about 0.4 ms and does not
 * open the PROJ database. */
typedef struct plane plane;
mlg_code plane_open(plane **out, plane_id id, mlg_err *err);
void plane_close(plane *p); /* NULL is fine */
plane_id plane_of(const plane *p);

/* In place, in bulk. Points that do not transform become NaN; their number is returned. */
size_t plane_from_lonlat(plane *p, mlg_xy *xy, size_t n);
size_t plane_to_lonlat(plane *p, mlg_xy *xy, size_t n);
/* The same to 1e-10 degree (0.01 mm), an order of magnitude faster in Lambert-93: for what is
 * drawn and published, and measured in its plane. */
size_t plane_to_drawn_lonlat(plane *p, mlg_xy *xy, size_t n);

/* Point scale factor: planar length / ground length, the same in every direction. Closed
 * form (Snyder, "Map Projections: A Working Manual", USGS Professional Paper 1395, 1987:
 * chapter 15 for the conic; chapter 8 and its footpoint latitude for the transverse
 * Mercator, whose series in the easting is continued to the sixth power). Relative error
 * below 1e-9 within 600 km of the plane's own territory or meridian. NaN for NaN. */
double plane_scale(const plane *p, mlg_xy at);
/* Bounds of plane_scale over the box, not always attained. */
void plane_scale_range(const plane *p, mlg_box box, double *min, double *max);

/* Ground distance in metres between two points of the plane: Simpson's rule on 1/scale
 * along the straight line, less what the geodesic gains by bending away from it; 50 to
 * 100 ns. Within 300 km of the plane's territory or meridian, off the geodesic by less than 2
 * micrometres up to 50 km, 0.2 mm up to 200 km and 2 cm up to 500 km. Symmetric: (a, b) and (b,
 * a) give the same bytes. */
double plane_ground(const plane *p, mlg_xy a, mlg_xy b);

/* The same through the inverse projection and the geodesic on the ellipsoid (Karney 2013,
 * as in PROJ): what decides at a threshold. About 1 microsecond; NaN for points that are
 * nowhere on the ellipsoid. One thread at a time. */
double plane_geodesic(plane *p, mlg_xy a, mlg_xy b);

/* Area on the ellipsoid, m2, of a ring of the plane whose edges are straight there: the
 * squared inverse scale integrated over it. Relative error below 1e-8 from 100 m to
 * 1 000 km across. Positive counter-clockwise; closed or not. Pure; about 10 ns a vertex,
 * 100 ns in rings wider than 30 km. */
double plane_ring_area(const plane *p, const mlg_xy *xy, size_t n);
/* The same where the ring's box is known. */
double plane_ring_area_in(const plane *p, const mlg_xy *xy, size_t n, mlg_box box);
#endif
