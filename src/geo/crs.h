#ifndef MLG_CRS_H
#define MLG_CRS_H
#include "maillage/layer.h"

/* PROJ, first of its two doors (the other is plane.h): from whatever CRS a file is in to
 * longitude and latitude. Axis order is always x east, y north, whatever the definition
 * says. */
typedef struct crs_step crs_step;

/* What a CRS definition is to us, without opening the PROJ database when its text is one
 * that we know. A definition is a code ("EPSG:2154", "2154", "OGC:CRS84", a URN or an
 * opengis.net address), a .prj text of any dialect, a PROJ string or PROJJSON. */
typedef enum crs_kind {
    CRS_LONLAT, /* degrees on GRS80/WGS84, Greenwich: nothing to transform */
    CRS_PLANE,  /* exactly one of our planes: nothing to transform there */
    CRS_OTHER,  /* needs a crs_step, which may still refuse it */
} crs_kind;

/* `id` (a plane_id) is set for CRS_PLANE: the territory's when its projection is that of
 * a territory (EPSG:32620 is PLANE_ANTILLES, not PLANE_UTM + 20), else PLANE_NONE. `name`,
 * if not NULL, gets a readable name ("Lambert-93 (EPSG:2154)"). A definition that is
 * unreadable, or of a drawing's own axes, is an MLG_ECRS that quotes its start. Pure. */
mlg_code crs_identify(const char *definition, crs_kind *kind, unsigned *id, char *name,
                      size_t name_size, mlg_err *err);

/* Refuses ballpark transformations, opens no network connection; opens the PROJ database
 * (10 to 30 ms). Old French datums go to RGF93 by the grid of IGN where it is installed,
 * the others to WGS 84. One thread at a time. */
mlg_code crs_step_new(crs_step **out, const char *from, mlg_err *err);
void crs_step_free(crs_step *step); /* NULL is fine */

/* The operation chosen and its accuracy, in PROJ's words: "NTF (Paris) to NTF (1) + ...";
 * metres, negative when unknown. Where PROJ chooses among several by place, those used by
 * a few points of the last run, separated by " | ", and the worst accuracy among them.
 * Borrowed until the step is run again or freed. */
const char *crs_step_operation(const crs_step *step, double *accuracy_m);

/* To degrees, in place. Each point's result depends on nothing but the point. Points that
 * do not transform become NaN; their number is the return value. */
size_t crs_step_run(crs_step *step, mlg_xy *xy, size_t n);

/* Can coordinates with this box belong to that CRS? MLG_OK unless the whole box is where
 * the CRS has nothing; then a sentence ("declares degrees but holds coordinates from
 * (99225.0, 6049646.3) to ..., which look like Lambert-93 metres: give --crs EPSG:2154").
 * A stray record among good ones is its record's matter: plane_at refuses it. An empty box
 * is fine, and so is CRS_OTHER. Pure. */
mlg_code crs_check_range(crs_kind kind, unsigned id, mlg_box box, mlg_err *err);

/* "9.1.1": the PROJ that runs. */
void crs_versions(char *proj_version, size_t size);
#endif
