#include "analysis/coverage/served.h"

#include "analysis/coverage/remains.h"
#include "base/i18n.h"

#include <stdlib.h>

bool served_draw(served_sheet *s)
{
    discs_free(s->discs);
    s->discs = s->hubs ? discs_new(s->plane, s->hubs->at, s->reach_m, s->hubs->site, s->hubs->n,
                                   s->attempt)
                       : discs_new(s->plane, NULL, NULL, NULL, 0, s->attempt);
    return s->discs;
}

static bool fill_sheet(served_sheet *s, const hub_sheet *h, const double *reach_m)
{
    *s = (served_sheet){ .id = h->id, .plane = h->plane, .hubs = h, .reach_m = reach_m };
    return served_draw(s);
}

/* A plane with catchments and no fabrique. */
static bool fill_empty(served_sheet *s, const zone_sheet *z)
{
    *s = (served_sheet){ .id = z->id, .plane = z->plane };
    return served_draw(s);
}

served_sheet *served_on(const served *s, plane_id id)
{
    for (size_t i = 0; i < s->n_sheets; i++)
        if (s->sheets[i].id == id)
            return &s->sheets[i];
    return NULL;
}

static bool add_planes(served *s, const mlg_zones *catchments)
{
    bool fine = true;

    for (size_t i = 0; fine && i < catchments->n_sheets; i++)
        if (!served_on(s, catchments->sheets[i].id))
            fine = fill_empty(&s->sheets[s->n_sheets++], &catchments->sheets[i]);
    return fine;
}

mlg_code served_new(served **out, const hubs *h, const double *reach_m,
                    const catchment_set *catchments, mlg_err *err)
{
    served *s = calloc(1, sizeof *s);
    bool fine = s && (s->sheets = calloc(PLANE_END, sizeof *s->sheets));

    *out = NULL;
    for (size_t i = 0; fine && i < h->n_sheets; i++)
        fine = fill_sheet(&s->sheets[s->n_sheets++], &h->sheets[i], reach_m);
    for (size_t k = 0; fine && catchments && k < catchments->n; k++)
        fine = add_planes(s, catchments->zones[k]);
    if (!fine) {
        served_free(s);
        return mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));
    }
    s->hubs = h;
    s->catchments = catchments;
    *out = s;
    return MLG_OK;
}

void served_free(served *s)
{
    if (!s)
        return;
    for (size_t i = 0; s->sheets && i < s->n_sheets; i++)
        discs_free(s->sheets[i].discs);
    free(s->sheets);
    free(s);
}

mlg_code served_areas(double *area_out, served *s, const mlg_zones *zones, unsigned threads,
                      mlg_err *err)
{
    remain *r = NULL;
    mlg_code code = remains_new(&r, s, zones, 0, threads, err);

    for (size_t f = 0; code == MLG_OK && f < zones->n; f++)
        area_out[f] = r[f].area_m2;
    remains_free(r, zones->n);
    return code;
}
