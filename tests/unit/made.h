#ifndef MLG_MADE_H
#define MLG_MADE_H
#include "analysis/siting/sites.h"
#include "base/text.h"
#include "geo/zones.h"
#include "maillage/classify.h"
#include "maillage/coverage.h"
#include "maillage/population.h"
#include "model/build.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Layers made in memory, as a reader would make them: rows of a table, each with a point, a
 * polygon or nothing. Cells are separated by '|'. */
typedef struct made {
    mlg_layer *layer;
    polys_build *polys;
    column_build *columns[12];
    size_t n_columns, room;
} made;

static inline made made_new(const char *name, const char *crs, const char *columns)
{
    made m = { .layer = layer_new(name), .polys = polys_build_new() };

    assert_non_null(m.layer);
    assert_non_null(m.polys);
    m.layer->crs = strdup(crs);
    while (*columns) {
        size_t n = strcspn(columns, "|");
        char *column = strndup(columns, n);

        m.columns[m.n_columns++] = column_build_new(column, MLG_TEXT);
        free(column);
        columns += n + (columns[n] != '\0');
    }
    return m;
}

static inline void made_row(made *m, const char *cells)
{
    for (size_t i = 0; i < m->n_columns; i++) {
        size_t n = strcspn(cells, "|");

        assert_true(column_build_add(m->columns[i], cells, n));
        cells += n + (cells[n] != '\0');
    }
    assert_true(polys_build_end_polygon(m->polys));
    assert_true(polys_build_end_feature(m->polys));
    m->layer->n++;
}

static inline void made_hole(made *m, const mlg_xy *xy, size_t n)
{
    assert_int_equal(polys_build_ring(m->polys, xy, n), RING_TAKEN);
    m->layer->geometry = MLG_GEOMETRY_POLYGON;
}

/* Starts another polygon of the row at hand; its holes follow. */
static inline void made_shell(made *m, const mlg_xy *xy, size_t n)
{
    assert_true(polys_build_end_polygon(m->polys));
    made_hole(m, xy, n);
}

static inline void made_box(made *m, double x, double y, double width, double height)
{
    made_shell(
        m,
        (mlg_xy[]){ { x, y }, { x + width, y }, { x + width, y + height }, { x, y + height } },
        4);
}

static inline void made_box_hole(made *m, double x, double y, double width, double height)
{
    made_hole(
        m,
        (mlg_xy[]){ { x, y }, { x + width, y }, { x + width, y + height }, { x, y + height } },
        4);
}

static inline void made_point(made *m, double x, double y, const char *cells)
{
    mlg_layer *l = m->layer;

    if (l->n == m->room) {
        m->room = 2 * m->room + 8;
        l->points = realloc(l->points, m->room * sizeof *l->points);
        assert_non_null(l->points);
    }
    l->geometry = MLG_GEOMETRY_POINT;
    l->points[l->n] = (mlg_xy){ x, y };
    made_row(m, cells);
}

static inline mlg_layer *made_layer(made *m)
{
    mlg_layer *l = m->layer;

    l->columns = calloc(m->n_columns + 1, sizeof *l->columns);
    assert_non_null(l->columns);
    for (size_t i = 0; i < m->n_columns; i++)
        column_build_finish(m->columns[i], &l->columns[i]);
    l->n_columns = m->n_columns;
    if (l->geometry == MLG_GEOMETRY_POLYGON) {
        polys_build_finish(m->polys, &l->polys);
        l->box = box_of(l->polys.xy, l->polys.n_xy);
    } else {
        polys_build_free(m->polys);
        if (l->points)
            l->box = box_of(l->points, l->n);
    }
    *m = (made){ 0 };
    return l;
}

/* --- what is measured with them -------------------------------------------------------- */

typedef struct world {
    mlg_planes *planes;
    mlg_diag diag;
    mlg_rules rules;
    mlg_population *people; /* last asked for */
    mlg_err err;
} world;

/* The rules of the programme, told here so that a change of file changes no test. */
static inline world world_new(void)
{
    world w = { .rules = { .programme = { .sites = 360,
                                          .budget_eur = 54e6,
                                          .grant_min_eur = 75000,
                                          .grant_max_eur = 150000,
                                          .wave_max = 30 },
                           .split = { 0.5, 0.5, 0 },
                           .proximity_m = 300,
                           .proximity_strict = true,
                           .commune_margin_m = 50,
                           .precision = { 25, 150, 700, -1 },
                           .coverage = { 0.95, 0.05, "arrondissement" } } };
    mlg_err err = { 0 };

    assert_ok(mlg_planes_new(&w.planes, &err));
    return w;
}

static inline void world_free(world *w)
{
    mlg_planes_free(w->planes);
    mlg_population_free(w->people);
    mlg_diag_release(&w->diag);
}

/* A layer of cells, everyone in its usual column, until the next one; NULL of NULL. */
static inline const mlg_feed *world_people(world *w, const mlg_layer *cells)
{
    mlg_population_options options = { .threads = 1 };
    mlg_err err = { 0 };

    mlg_population_free(w->people);
    w->people = NULL;
    if (!cells)
        return NULL;
    assert_ok(mlg_population_of_layer(&w->people, cells, &options, &err));
    return mlg_population_feed(w->people);
}

static inline mlg_zones *world_zones(world *w, made *m, mlg_role role, const char *covers)
{
    mlg_zones_options options = { .role = role, .covers = covers, .threads = 1 };
    mlg_zones *out = NULL;
    mlg_err err = { 0 };

    assert_ok(mlg_zones_new(&out, made_layer(m), &options, w->planes, &w->diag, &err));
    return out;
}

/* Territories: `level` is "commune", "epci", "arrondissement", ... */
static inline mlg_zones *world_level(world *w, made *m, const char *level)
{
    mlg_zones_options options = { .name = level,
                                  .role = mlg_role_of_level(level),
                                  .threads = 1 };
    mlg_zones *out = NULL;
    mlg_err err = { 0 };

    assert_ok(mlg_zones_new(&out, made_layer(m), &options, w->planes, &w->diag, &err));
    return out;
}

static inline mlg_sites *world_sites(world *w, made *m, const char *precision)
{
    mlg_sites_options options = { .precision = precision, .rules = &w->rules, .threads = 1 };
    mlg_sites *out = NULL;
    mlg_err err = { 0 };

    assert_ok(mlg_sites_new(&out, made_layer(m), &options, w->planes, &w->diag, &err));
    return out;
}

/* One QPV layer, one definition of the centres. */
static inline mlg_code world_classify(mlg_classification **out, world *w, const mlg_sites *s,
                                      const mlg_zones *qpv, const mlg_zones *centres,
                                      const mlg_zones *communes, unsigned threads, mlg_err *err)
{
    mlg_vintage vintage = { .zones = qpv,
                            .mainland = { MLG_NO_DAY, MLG_NO_DAY },
                            .overseas = { MLG_NO_DAY, MLG_NO_DAY } };
    mlg_geography geography = {
        .qpv = &vintage, .n_qpv = 1, .centres = centres, .communes = communes
    };

    return mlg_classify(out, s, &geography, &w->rules, w->planes, threads, &w->diag, err);
}

/* A plane opened apart, for oracles. */
static inline plane *world_plane(plane_id id)
{
    plane *p = NULL;
    mlg_err err = { 0 };

    assert_ok(plane_open(&p, id, &err));
    return p;
}
#endif
