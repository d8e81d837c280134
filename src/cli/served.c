#include "served.h"

#include "cmd.h"

#include "base/i18n.h"

#include <stdlib.h>
#include <string.h>

/* Nothing but the features of `rows`, which increase. */
static void keep_features(mlg_polys *p, const uint32_t *rows, size_t n)
{
    uint32_t rings = 0, xy = 0;

    for (size_t i = 0; i < n; i++) {
        uint32_t from = p->ring_of[rows[i]], to = p->ring_of[rows[i] + 1];

        p->ring_of[i] = rings;
        for (uint32_t r = from; r < to; r++, rings++) {
            uint32_t first = p->xy_of[r], count = p->xy_of[r + 1] - first;

            memmove(p->xy + xy, p->xy + first, count * sizeof *p->xy);
            p->xy_of[rings] = xy;
            p->hole[rings] = p->hole[r];
            xy += count;
        }
    }
    p->ring_of[n] = rings;
    p->xy_of[rings] = xy;
    p->n = n;
    p->n_rings = rings;
    p->n_xy = xy;
}

mlg_code served_catchments(mlg_polys *lonlat, uint32_t **rows, size_t *n, const session *s,
                           const mlg_catchments *c, mlg_err *err)
{
    const mlg_sites *sites = s->existing ? s->existing : s->sites;
    size_t all = mlg_zones_count(mlg_catchments_zones(c));

    *n = 0;
    *rows = malloc((all + 1) * sizeof **rows);
    if (!*rows)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    for (size_t record = 0; record < all; record++)
        if (mlg_catchment_serves(c, record, sites))
            (*rows)[(*n)++] = (uint32_t)record;
    if (mlg_zones_lonlat(lonlat, mlg_catchments_zones(c), common.threads, err) == MLG_OK) {
        keep_features(lonlat, *rows, *n);
        return MLG_OK;
    }
    free(*rows);
    *rows = NULL;
    return err->code;
}
