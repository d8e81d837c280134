#ifndef MLG_WKT_H
#define MLG_WKT_H
#include <stdbool.h>

/* What a coordinate system's text says, whatever its dialect: the WKT 1 of ESRI (.prj) or
 * of GDAL, or WKT 2 (ISO 19162). Names vary from one program to the next, so only numbers
 * and the name of the projection are kept. Pure; no library. */
typedef enum wkt_kind {
    WKT_UNREADABLE, /* not such a text */
    WKT_GEOGRAPHIC,
    WKT_PROJECTED,
    WKT_LOCAL, /* a drawing's own axes: nowhere on Earth */
    WKT_OTHER  /* geocentric, vertical, ... */
} wkt_kind;

typedef struct wkt {
    wkt_kind kind;
    char name[80];           /* of the whole: "RGF_1993_Lambert_93"; ASCII */
    char method[48];         /* of the projection, folded: "lambert_conformal_conic" */
    double axis, flattening; /* ellipsoid: metres, inverse flattening */
    double prime;            /* meridian, as written: 0 is Greenwich */
    double angle, length;    /* units: radians, metres; 0 when unsaid */
    double lat_0, lon_0, lat_1, lat_2, scale, false_x, false_y; /* as written; 0 when unsaid */
    bool shifted; /* a datum shift, axes to the south or west, ...: not as plain as it looks */
} wkt;

/* Reads the first definition of `text`; what follows it is ignored. */
void wkt_read(wkt *out, const char *text);
#endif
