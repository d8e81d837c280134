#include "analysis/network/strands.h"

#include "base/i18n.h"
#include "geo/globe.h"

#include <math.h>
#include <stdlib.h>

static const double STEP = 5000;

typedef struct drawing {
    mlg_lines *lines;
    size_t parts_room, xy_room;
    bool broken;
    bool begun; /* the line at hand has a vertex */
} drawing;

static bool more_room(void **at, size_t *room, size_t n, size_t size)
{
    size_t wanted = 2 * *room + 1024;
    void *more;

    if (n + 2 < *room)
        return true;
    more = n < UINT32_MAX / 2 ? realloc(*at, wanted * size) : NULL; /* offsets have 32 bits */
    if (!more)
        return false;
    *at = more;
    *room = wanted;
    return true;
}

static void add_vertex(drawing *d, mlg_xy p)
{
    mlg_lines *l = d->lines;

    d->broken = d->broken || !more_room((void **)&l->xy, &d->xy_room, l->n_xy, sizeof *l->xy);
    if (!d->broken)
        l->xy[l->n_xy++] = p;
}

static void begin_part(drawing *d)
{
    mlg_lines *l = d->lines;

    d->broken = d->broken ||
                !more_room((void **)&l->xy_of, &d->parts_room, l->n_parts, sizeof *l->xy_of);
    if (!d->broken)
        l->xy_of[l->n_parts++] = (uint32_t)l->n_xy;
}

/* From one side of the antimeridian to the other: the part ends on it, another begins. */
static void cross(drawing *d, mlg_xy from, mlg_xy to)
{
    double side = from.x > 0 ? 180 : -180;
    double way = to.x + 2 * side - from.x, t = way != 0 ? (side - from.x) / way : 0;
    double y = from.y + (to.y - from.y) * t;

    if (from.x != side)
        add_vertex(d, (mlg_xy){ side, y });
    begin_part(d);
    if (to.x != -side)
        add_vertex(d, (mlg_xy){ -side, y });
}

static void add(void *arg, mlg_xy p)
{
    drawing *d = arg;
    const mlg_lines *l = d->lines;

    if (d->begun && !d->broken && fabs(p.x - l->xy[l->n_xy - 1].x) > 180)
        cross(d, l->xy[l->n_xy - 1], p);
    add_vertex(d, p);
    d->begun = true;
}

static void draw(drawing *d, mlg_xy a, mlg_xy b)
{
    d->begun = false;
    begin_part(d);
    globe_path(a, b, STEP, add, d);
    d->lines->part_of[++d->lines->n] = (uint32_t)d->lines->n_parts;
}

void mlg_lines_release(mlg_lines *lines)
{
    free(lines->part_of);
    free(lines->xy_of);
    free(lines->xy);
    *lines = (mlg_lines){ 0 };
}

mlg_code strands_draw(mlg_network *net, const nodes *hubs, const nodes *places, mlg_err *err)
{
    drawing d = { .lines = &net->lines };

    net->attached = malloc((net->n_places + 1) * sizeof *net->attached);
    if (net->attached)
        for (size_t i = 0; i < net->n_places; i++)
            if (net->places[i].attachment == MLG_ATTACHED)
                net->attached[net->n_attached++] = (uint32_t)i;
    net->lines.part_of = calloc(net->n_mesh + net->n_attached + 1, sizeof *net->lines.part_of);
    d.broken = !net->attached || !net->lines.part_of;
    for (size_t i = 0; i < net->n_mesh && !d.broken; i++)
        draw(&d, hubs->lonlat[net->mesh[i].a], hubs->lonlat[net->mesh[i].b]);
    for (size_t k = 0; k < net->n_attached && !d.broken; k++) {
        uint32_t place = net->attached[k];

        draw(&d, places->lonlat[place], hubs->lonlat[net->places[place].hub]);
    }
    begin_part(&d); /* where the last one ends */
    if (d.broken)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    net->lines.n_parts--;
    return MLG_OK;
}
