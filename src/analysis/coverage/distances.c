#include "analysis/coverage/distances.h"

#include "analysis/coverage/tally.h"
#include "geo/zones.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>

const double mlg_bands_m[MLG_BANDS] = { 5000, 10000, 15000, 20000, 30000 };

enum { UNITS = 1 << 16 }; /* of a person: 1e8 people in a step fit 2^43 */

struct distances {
    size_t n, n_groups;
    uint32_t *first;       /* step of each zone's first bin */
    uint64_t *at;          /* where its bins start; n + 1 */
    _Atomic int64_t *bins; /* group by group for each bin */
};

/* What is possible in the zone: the distance from the middle of its box, give or take half
 * the diagonal. */
static void range_of(const hubs *h, const mlg_zones *z, size_t f, uint32_t *first, uint64_t *n)
{
    const hub_sheet *sheet = z->plane[f] ? hubs_sheet(h, z->plane[f]) : NULL;
    mlg_box b = z->box[f];
    double middle, least, most, half;
    uint32_t hub = 0;

    *first = 0;
    *n = 0;
    if (!sheet)
        return;
    hubs_nearest(sheet, (mlg_xy){ (b.xmin + b.xmax) / 2, (b.ymin + b.ymax) / 2 }, &middle,
                 &hub);
    plane_scale_range(sheet->plane, b, &least, &most);
    half = hypot(b.xmax - b.xmin, b.ymax - b.ymin) / 2 / least * 1.001 + 1;
    *first = distance_step(fmax(middle - half, 0));
    *n = distance_step(middle + half) + 1 - *first;
}

distances *distances_new(const hubs *h, const mlg_zones *z, size_t n_groups)
{
    distances *d = calloc(1, sizeof *d);

    if (!d)
        return NULL;
    *d = (distances){ .n = z->n,
                      .n_groups = n_groups,
                      .first = malloc((z->n + 1) * sizeof *d->first),
                      .at = calloc(z->n + 1, sizeof *d->at) };
    for (size_t f = 0; d->first && d->at && f < z->n; f++) {
        range_of(h, z, f, &d->first[f], &d->at[f + 1]);
        d->at[f + 1] += d->at[f];
    }
    if (d->first && d->at)
        d->bins = calloc(d->at[z->n] * n_groups + 1, sizeof *d->bins);
    if (d->bins)
        return d;
    distances_free(d);
    return NULL;
}

void distances_free(distances *d)
{
    if (!d)
        return;
    free(d->first);
    free(d->at);
    free((void *)d->bins);
    free(d);
}

void distances_add(distances *d, uint32_t zone, uint32_t step, size_t group, double number)
{
    uint64_t n = d->at[zone + 1] - d->at[zone];
    uint64_t bin = step > d->first[zone] ? step - d->first[zone] : 0;

    if (!n)
        return;
    bin = bin < n ? bin : n - 1; /* impossible but for a rounding */
    atomic_fetch_add_explicit(&d->bins[(d->at[zone] + bin) * d->n_groups + group],
                              (int64_t)(number * UNITS + 0.5), memory_order_relaxed);
}

/* --- reading --------------------------------------------------------------------------------
 */

typedef struct curve {
    uint32_t first, end; /* steps */
    int64_t *units;      /* of each */
} curve;

static bool gather(curve *c, const distances *d, const uint32_t *zones, size_t n, size_t group)
{
    *c = (curve){ .first = UINT32_MAX };
    for (size_t i = 0; i < n; i++) {
        uint64_t bins = d->at[zones[i] + 1] - d->at[zones[i]];
        uint32_t first = d->first[zones[i]];

        if (!bins)
            continue;
        c->first = first < c->first ? first : c->first;
        c->end = first + bins > c->end ? (uint32_t)(first + bins) : c->end;
    }
    if (c->first >= c->end || !(c->units = calloc(c->end - c->first, sizeof *c->units)))
        return false;
    for (size_t i = 0; i < n; i++)
        for (uint64_t b = d->at[zones[i]]; b < d->at[zones[i] + 1]; b++)
            c->units[d->first[zones[i]] - c->first + (b - d->at[zones[i]])] +=
                atomic_load_explicit(&d->bins[b * d->n_groups + group], memory_order_relaxed);
    return true;
}

/* The first step by which a share of them is reached. */
static void read_deciles(const curve *c, int64_t all, mlg_distances *out)
{
    int64_t so_far = 0;
    int decile = 0;

    for (uint32_t s = c->first; s < c->end && decile < MLG_DECILES; s++) {
        so_far += c->units[s - c->first];
        for (; decile < MLG_DECILES && 10 * so_far >= (decile + 1) * all; decile++)
            out->decile_m[decile] = (double)s * DISTANCE_STEP_M;
    }
}

static void read_bands(const curve *c, int64_t all, mlg_distances *out)
{
    for (int band = 0; band < MLG_BANDS; band++) {
        uint32_t last = (uint32_t)(mlg_bands_m[band] / DISTANCE_STEP_M);
        int64_t within = 0;

        for (uint32_t s = c->first; s < c->end && s <= last; s++)
            within += c->units[s - c->first];
        out->within[band] = (double)within / (double)all;
    }
}

void distances_read(const distances *d, const uint32_t *zones, size_t n, size_t group,
                    double population, mlg_distances *out)
{
    curve c;
    int64_t known = 0;

    for (int i = 0; i < MLG_DECILES; i++)
        out->decile_m[i] = NAN;
    for (int i = 0; i < MLG_BANDS; i++)
        out->within[i] = population > 0 ? 0 : NAN;
    if (!gather(&c, d, zones, n, group))
        return;
    for (uint32_t s = c.first; s < c.end; s++)
        known += c.units[s - c.first];
    if (known > 0) {
        read_deciles(&c, known, out);
        read_bands(&c, known, out);
    }
    free(c.units);
}
