#include "geo/discs.h"

#include "base/big.h"
#include "base/order.h"
#include "geo/rtree.h"
#include "model/box.h"
#include "model/build.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FANOUT = 8, LEVELS = 12 };

/* A group of discs: where their centres are, how large they are. */
typedef struct node {
    mlg_box box;
    double least, most;
} node;

struct discs {
    const plane *plane;
    size_t n;
    disc *disc; /* along a Hilbert curve */
    size_t levels, count[LEVELS];
    node *node[LEVELS]; /* the first level groups discs, the next groups of them */
};

/* --- a ground circle in the plane ------------------------------------------------------ */

disc disc_of_ground(const plane *p, mlg_xy centre, double ground_m)
{
    static const double step = 1000, curvature = 1 / (6371e3 * 6371e3);
    double k = plane_scale(p, centre), q = k * ground_m;
    double east = plane_scale(p, (mlg_xy){ centre.x + step, centre.y });
    double west = plane_scale(p, (mlg_xy){ centre.x - step, centre.y });
    double north = plane_scale(p, (mlg_xy){ centre.x, centre.y + step });
    double south = plane_scale(p, (mlg_xy){ centre.x, centre.y - step });
    double gx = (east - west) / (2 * step * k), gy = (north - south) / (2 * step * k);
    double bulge = (gx * gx + gy * gy) / 4 + curvature / (12 * k * k);

    return (disc){ { centre.x + gx * q * q / 2, centre.y + gy * q * q / 2 },
                   q * (1 + q * q * bulge) };
}

/* --- building --------------------------------------------------------------------------- */

/* A number in [-1, 1) from the bits of a disc: splitmix64's finalizer (Steele, Lea and
 * Flood, "Fast splittable pseudorandom number generators", 2014). */
static double draw(const disc *d, unsigned attempt)
{
    double parts[3] = { d->at.x, d->at.y, d->radius };
    uint64_t h = 0x9e3779b97f4a7c15u * (attempt + 1);

    for (int i = 0; i < 3; i++) {
        uint64_t bits;

        memcpy(&bits, &parts[i], sizeof bits);
        h ^= bits;
        h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9u;
        h = (h ^ (h >> 27)) * 0x94d049bb133111ebu;
        h ^= h >> 31;
    }
    return (double)(h >> 11) * 0x1p-52 - 1;
}

static int by_place(const void *a, const void *b)
{
    const disc *l = a, *r = b;

    if (l->at.x != r->at.x)
        return l->at.x < r->at.x ? -1 : 1;
    if (l->at.y != r->at.y)
        return l->at.y < r->at.y ? -1 : 1;
    return l->radius > r->radius ? -1 : l->radius < r->radius;
}

/* list[i] becomes the disc that the lower half of keyed[i] names: where they are, since a
 * second list would be the most that coverage ever holds. Of keyed[] only the upper halves are
 * left. */
static void permute(disc *list, uint64_t *keyed, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        disc first = list[i];
        size_t at = i;

        for (size_t from; (from = (uint32_t)keyed[at]) != i; at = from) {
            list[at] = list[from];
            keyed[at] = keyed[at] >> 32 << 32 | at;
        }
        list[at] = first;
        keyed[at] = keyed[at] >> 32 << 32 | at;
    }
}

/* Along a Hilbert curve; those that it does not tell apart, by place: the order left does
 * not depend on that of the input. */
static bool along_curve(disc *list, size_t n)
{
    mlg_box all = { INFINITY, INFINITY, -INFINITY, -INFINITY };
    uint64_t *keyed = big_new(n + 1, sizeof *keyed);
    bool sorted;

    for (size_t i = 0; i < n; i++)
        all =
            box_join(all, (mlg_box){ list[i].at.x, list[i].at.y, list[i].at.x, list[i].at.y });
    for (size_t i = 0; keyed && i < n; i++)
        keyed[i] = (uint64_t)hilbert_key(all, list[i].at) << 32 | i;
    if (keyed)
        keyed = order_keyed(keyed, n);
    sorted = keyed;
    if (sorted)
        permute(list, keyed, n);
    for (size_t i = 0, from = 0; sorted && i < n; i++) {
        if (i + 1 < n && keyed[i + 1] >> 32 == keyed[i] >> 32)
            continue;
        if (i > from)
            qsort(list + from, i + 1 - from, sizeof *list, by_place);
        from = i + 1;
    }
    free(keyed);
    return sorted;
}

/* Of those with one centre the largest stays: it comes first. */
static size_t drop_twins(disc *list, size_t n)
{
    size_t kept = 0;

    for (size_t i = 0; i < n; i++)
        if (!kept || list[i].at.x != list[kept - 1].at.x || list[i].at.y != list[kept - 1].at.y)
            list[kept++] = list[i];
    return kept;
}

static node join(node a, node b)
{
    return (node){ { fmin(a.box.xmin, b.box.xmin), fmin(a.box.ymin, b.box.ymin),
                     fmax(a.box.xmax, b.box.xmax), fmax(a.box.ymax, b.box.ymax) },
                   fmin(a.least, b.least),
                   fmax(a.most, b.most) };
}

static node of_disc(const disc *c)
{
    return (node){ { c->at.x, c->at.y, c->at.x, c->at.y }, c->radius, c->radius };
}

static bool pack(discs *d)
{
    size_t below = d->n;

    do {
        size_t l = d->levels, here = (below + FANOUT - 1) / FANOUT;

        d->node[l] = malloc((here + 1) * sizeof *d->node[l]);
        if (!d->node[l])
            return false;
        for (size_t k = 0; k < below; k++) {
            node one = l ? d->node[l - 1][k] : of_disc(&d->disc[k]);

            d->node[l][k / FANOUT] = k % FANOUT ? join(d->node[l][k / FANOUT], one) : one;
        }
        d->count[d->levels++] = below = here;
    } while (below > FANOUT);
    return true;
}

discs *discs_new(const plane *p, const mlg_xy *centre, const double *ground_m,
                 const uint32_t *of, size_t n, unsigned attempt)
{
    discs *d = calloc(1, sizeof *d);
    bool fine = d && (d->disc = big_new(n + 1, sizeof *d->disc));

    for (size_t i = 0; fine && i < n; i++) {
        double reach = ground_m[of ? of[i] : i];
        disc c;

        if (!(reach > 0))
            continue;
        c = disc_of_ground(p, centre[i], reach);
        if (isfinite(c.at.x) && isfinite(c.at.y) && isfinite(c.radius))
            d->disc[d->n++] = c;
    }
    fine = fine && along_curve(d->disc, d->n);
    if (fine) {
        d->plane = p;
        d->n = drop_twins(d->disc, d->n);
        for (size_t i = 0; i < d->n; i++)
            d->disc[i].radius *=
                1 + ldexp(1e-10, 2 * (int)attempt) * draw(&d->disc[i], attempt);
        fine = pack(d);
    }
    if (fine)
        return d;
    discs_free(d);
    return NULL;
}

void discs_free(discs *d)
{
    if (!d)
        return;
    for (size_t l = 0; l < LEVELS; l++)
        free(d->node[l]);
    free(d->disc);
    free(d);
}

size_t discs_count(const discs *d)
{
    return d->n;
}

const plane *discs_plane(const discs *d)
{
    return d->plane;
}

disc discs_get(const discs *d, uint32_t i)
{
    return d->disc[i];
}

/* --- in or out ---------------------------------------------------------------------------- */

double disc_beyond(const discs *d, uint32_t i, mlg_xy at)
{
    double dx = at.x - d->disc[i].at.x, dy = at.y - d->disc[i].at.y;

    return sqrt(dx * dx + dy * dy) - d->disc[i].radius;
}

typedef struct best {
    mlg_xy at;
    double beyond, enough; /* what is found, and below what the search stops */
    uint32_t which;
} best;

static size_t last_of(const discs *d, size_t level, size_t k)
{
    size_t n = level ? d->count[level - 1] : d->n, last = (k + 1) * FANOUT;

    return last < n ? last : n;
}

/* Nodes k of one level, the promising first. */
static void find_beyond(const discs *d, size_t level, size_t from, size_t to, best *b)
{
    struct {
        double least;
        size_t k;
    } near[FANOUT];
    size_t n = 0;

    for (size_t k = from; k < to; k++) {
        const node *at = &d->node[level][k];
        double least = sqrt(box_distance2(&at->box, b->at)) - at->most;
        size_t slot = n;

        if (least >= b->beyond)
            continue;
        for (; slot && near[slot - 1].least > least; slot--)
            near[slot] = near[slot - 1];
        near[slot].least = least;
        near[slot].k = k;
        n++;
    }
    for (size_t i = 0; i < n && near[i].least < b->beyond && b->beyond > b->enough; i++) {
        size_t first = near[i].k * FANOUT, last = last_of(d, level, near[i].k);

        if (level) {
            find_beyond(d, level - 1, first, last, b);
            continue;
        }
        for (size_t j = first; j < last; j++) {
            double beyond = disc_beyond(d, (uint32_t)j, b->at);

            if (beyond < b->beyond) {
                b->beyond = beyond;
                b->which = (uint32_t)j;
            }
        }
    }
}

double discs_beyond(const discs *d, mlg_xy at, uint32_t *hint)
{
    best b = { at, INFINITY, -INFINITY, DISC_NONE };

    if (*hint < d->n) {
        b.which = *hint;
        b.beyond = disc_beyond(d, *hint, at);
    }
    if (d->n)
        find_beyond(d, d->levels - 1, 0, d->count[d->levels - 1], &b);
    *hint = b.which;
    return b.beyond;
}

uint32_t discs_about(const discs *d, mlg_xy at, double radius)
{
    best b = { at, radius, -radius, DISC_NONE };

    if (d->n)
        find_beyond(d, d->levels - 1, 0, d->count[d->levels - 1], &b);
    return b.which;
}

/* --- circles through a box --------------------------------------------------------------- */

static double farthest2(const mlg_box *b, const mlg_box *from)
{
    double dx = fmax(b->xmax - from->xmin, from->xmax - b->xmin);
    double dy = fmax(b->ymax - from->ymin, from->ymax - b->ymin);

    return dx * dx + dy * dy;
}

static double nearest2(const mlg_box *b, const mlg_box *from)
{
    double dx = fmax(0, fmax(b->xmin - from->xmax, from->xmin - b->xmax));
    double dy = fmax(0, fmax(b->ymin - from->ymax, from->ymin - b->ymax));

    return dx * dx + dy * dy;
}

/* With a millimetre to spare. */
static bool may_cross(const node *c, const mlg_box *box)
{
    static const double spare = 1e-3;
    double most = c->most + spare, least = fmax(0, c->least - spare);

    return nearest2(&c->box, box) <= most * most && farthest2(&c->box, box) >= least * least;
}

static void find_crossing(const discs *d, size_t level, size_t from, size_t to,
                          const mlg_box *box, void (*hit)(void *, uint32_t), void *arg)
{
    for (size_t k = from; k < to; k++) {
        size_t first = k * FANOUT, last = last_of(d, level, k);

        if (!may_cross(&d->node[level][k], box))
            continue;
        if (level) {
            find_crossing(d, level - 1, first, last, box, hit, arg);
            continue;
        }
        for (size_t j = first; j < last; j++) {
            node one = of_disc(&d->disc[j]);

            if (may_cross(&one, box))
                hit(arg, (uint32_t)j);
        }
    }
}

void discs_crossing(const discs *d, mlg_box box, void (*hit)(void *arg, uint32_t i), void *arg)
{
    if (d->n)
        find_crossing(d, d->levels - 1, 0, d->count[d->levels - 1], &box, hit, arg);
}

/* --- neighbours ----------------------------------------------------------------------------
 */

typedef struct neighbours {
    const discs *discs;
    disc of;
    bool (*hit)(void *, uint32_t);
    void *arg;
} neighbours;

static bool find_meeting(const neighbours *w, size_t level, size_t from, size_t to)
{
    struct {
        double least;
        size_t k;
    } near[FANOUT];
    const discs *d = w->discs;
    size_t n = 0;

    for (size_t k = from; k < to; k++) {
        const node *at = &d->node[level][k];
        double least = sqrt(box_distance2(&at->box, w->of.at)) - at->most;
        size_t slot = n;

        if (least > w->of.radius * (1 + 1e-12))
            continue;
        for (; slot && near[slot - 1].least > least; slot--)
            near[slot] = near[slot - 1];
        near[slot].least = least;
        near[slot].k = k;
        n++;
    }
    for (size_t i = 0; i < n; i++) {
        size_t first = near[i].k * FANOUT, last = last_of(d, level, near[i].k);

        if (level && !find_meeting(w, level - 1, first, last))
            return false;
        for (size_t j = first; !level && j < last; j++)
            if (!w->hit(w->arg, (uint32_t)j))
                return false;
    }
    return true;
}

void discs_meeting(const discs *d, uint32_t i, bool (*hit)(void *arg, uint32_t j), void *arg)
{
    neighbours w = { d, d->disc[i], hit, arg };

    if (d->n)
        find_meeting(&w, d->levels - 1, 0, d->count[d->levels - 1]);
}
