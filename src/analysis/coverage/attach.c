#include "analysis/coverage/attach.h"

#include "base/big.h"
#include "base/i18n.h"
#include "base/par.h"
#include "geo/zonegrid.h"
#include "model/fields.h"

#include <stdlib.h>
#include <string.h>

/* The column of the commune layer that names territories of this level: one whose values
 * are among their codes. */
static const mlg_column *parent_column(const mlg_zones *communes, const mlg_zones *level,
                                       const commune_index *territories)
{
    static const field candidates[] = { F_EPCI_CODE, F_ARRONDISSEMENT_CODE, F_DEPARTEMENT_CODE,
                                        F_REGION_CODE };
    uint32_t out[COMMUNES_MAX];

    for (size_t i = 0; communes && i < sizeof candidates / sizeof *candidates; i++) {
        const mlg_column *c = fields_find(communes->layer, candidates[i]);

        if (!c || fields_find(level->layer, candidates[i]) != level->code || !level->code)
            continue;
        for (size_t k = 0; k < communes->n; k++) /* the same way of writing codes? */
            if (commune_of_code(territories, mlg_cell(c, k), out))
                return c;
    }
    return NULL;
}

mlg_code attaching_open(attaching *a, const mlg_zones *level, const mlg_zones *communes,
                        mlg_err *err)
{
    *a = (attaching){ .level = level,
                      .communes = communes,
                      .territories = commune_index_new(level),
                      .is_commune_level = !level->base && mlg_role_of_level(mlg_zones_name(
                                                              level)) == MLG_ROLE_COMMUNE };
    if (!a->territories)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    if (!a->is_commune_level)
        a->parent = parent_column(communes, level, a->territories);
    return MLG_OK;
}

void attaching_close(attaching *a)
{
    commune_index_free(a->territories);
}

uint32_t attaching_by_code(const attaching *a, uint32_t commune)
{
    uint32_t out[COMMUNES_MAX];
    const char *code;

    if (a->level->base && a->level->base == a->communes)
        return a->level->part_of[commune];
    code = a->is_commune_level ? mlg_zone_code(a->communes, commune)
                               : mlg_cell(a->parent, commune);

    return *code && commune_of_code(a->territories, code, out) ? out[0] : ZONE_NONE;
}

/* --- where sites are ---------------------------------------------------------------------- */

typedef struct placing {
    const mlg_zones *zones;
    const zonegrid *grid; /* NULL: sites are too few for it */
    const mlg_sites *sites;
    uint32_t *places;
} placing;

static mlg_code place_one(void *arg, size_t i, mlg_err *err)
{
    const placing *p = arg;
    const mlg_sites *s = p->sites;

    (void)err;
    p->places[i] = ZONE_NONE;
    if (s->plane[i] && s->location[i] != MLG_COMMUNE)
        p->places[i] = p->grid ? zonegrid_cover(p->grid, s->plane[i], s->at[i])
                               : zones_cover(p->zones, s->plane[i], s->at[i]);
    return MLG_OK;
}

mlg_code attach_places(uint32_t **out, const mlg_zones *zones, const mlg_sites *sites,
                       unsigned threads, mlg_err *err)
{
    static const par_job job = { .run = place_one };
    placing p = { zones, NULL, sites, big_new(sites->n + 1, sizeof *p.places) };
    bool many = sites->n > zones->polys.n_xy / 8; /* the grid costs a glance at every edge */

    *out = p.places;
    if (!p.places)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    if (many && zones_grid(&p.grid, zones, threads, err) != MLG_OK)
        return err->code;
    return par_for(sites->n, threads, &job, &p, err);
}

/* --- counting ---------------------------------------------------------------------------- */

typedef struct counting {
    attaching by;
    mlg_level_coverage *level;
    const mlg_sites *sites;
    const mlg_xy *interior;
    const uint32_t *places;
    size_t room; /* of level->attached */
    bool broken; /* out of memory */
} counting;

/* Of a zone that the level is made of. */
static uint32_t territory_of(const counting *a, uint32_t zone)
{
    const mlg_zones *z = a->level->zones;

    return z->base && zone != ZONE_NONE ? z->part_of[zone] : zone;
}

static uint32_t by_position(const counting *a, plane_id id, mlg_xy at)
{
    const mlg_zones *z = a->level->zones;

    return territory_of(a, zones_cover(z->base ? z->base : z, id, at));
}

/* The territory of a commune. */
static uint32_t of_commune(const counting *a, uint32_t commune, bool *by_code)
{
    uint32_t zone = attaching_by_code(&a->by, commune);

    *by_code = zone != ZONE_NONE;
    return *by_code ? zone
                    : by_position(a, a->by.communes->plane[commune], a->interior[commune]);
}

static void note(counting *a, uint32_t zone, size_t site)
{
    mlg_level_coverage *l = a->level;

    if (l->n_attached == a->room) {
        size_t room = a->room ? 2 * a->room : 64;
        mlg_attached *more = realloc(l->attached, room * sizeof *more);

        a->broken |= !more;
        if (!more)
            return;
        l->attached = more;
        a->room = room;
    }
    l->attached[l->n_attached++] = (mlg_attached){ zone, (uint32_t)site };
}

static void count(counting *a, uint32_t zone, size_t site)
{
    mlg_territory *row = &a->level->rows[zone];

    if (a->sites->kinds[site] == MLG_FABRIQUE)
        row->n_fabriques++;
    else
        row->n_tiers_lieux++;
    note(a, zone, site);
}

/* A site of several communes counts once in each territory they belong to. */
static bool attach_by_communes(counting *a, size_t site, const uint32_t *which, size_t n)
{
    uint32_t seen[COMMUNES_MAX];
    size_t n_seen = 0;
    bool all_by_code = true;

    for (size_t i = 0; i < n; i++) {
        bool by_code, known = false;
        uint32_t zone = of_commune(a, which[i], &by_code);

        for (size_t k = 0; k < n_seen; k++)
            known |= seen[k] == zone;
        if (zone == ZONE_NONE || known)
            continue;
        all_by_code &= by_code;
        seen[n_seen++] = zone;
        count(a, zone, site);
    }
    if (n_seen && all_by_code)
        a->level->attached_by_code++;
    else if (n_seen)
        a->level->attached_by_interior++;
    return n_seen;
}

static bool attach_by_point(counting *a, size_t site)
{
    const mlg_sites *s = a->sites;
    uint32_t zone = territory_of(a, a->places[site]);

    if (s->plane[site] && s->location[site] == MLG_COMMUNE)
        zone = by_position(a, s->plane[site], s->at[site]);
    if (zone == ZONE_NONE)
        return false;
    count(a, zone, site);
    a->level->attached_by_position++;
    return true;
}

static bool attach_one(counting *a, const commune_index *index, size_t i)
{
    const mlg_sites *s = a->sites;
    uint32_t which[COMMUNES_MAX];
    mlg_found found;
    size_t n;

    if (s->location[i] == MLG_COMMUNE) {
        n = a->by.is_commune_level
                ? commune_of_code(a->by.territories, mlg_site_commune(s, i), which)
                : 0;
        if (n == 1) { /* the level is the communes: no detour */
            count(a, which[0], i);
            a->level->attached_by_code++;
            return true;
        }
        if (n) /* a city of arrondissements, or a code twice: only a point can tell which */
            return attach_by_point(a, i);
        n = commune_of_site(index, s, i, which, &found);
        if (n && attach_by_communes(a, i, which, n))
            return true;
    }
    return attach_by_point(a, i);
}

mlg_code attach_sites(mlg_level_coverage *level, const mlg_sites *sites,
                      const commune_index *index, const mlg_zones *communes,
                      const mlg_xy *interior, const uint32_t *places, mlg_diag *diag,
                      mlg_err *err)
{
    counting a = { .level = level, .sites = sites, .interior = interior, .places = places };

    if (attaching_open(&a.by, level->zones, communes, err) != MLG_OK)
        return err->code;
    for (size_t i = 0; i < sites->n; i++) {
        if ((sites->absent && sites->absent[i]) || attach_one(&a, index, i))
            continue;
        level->unattached++;
        mlg_diag_add(diag, MLG_WARNING, "site-unattached", sites->layer->name, (int64_t)i + 1,
                     N_("'%.60s' lies in no territory of the level '%.40s'"),
                     mlg_site_name(sites, i), mlg_zones_name(level->zones));
    }
    attaching_close(&a.by);
    return a.broken ? mlg_fail(err, MLG_ENOMEM, _("out of memory")) : MLG_OK;
}
