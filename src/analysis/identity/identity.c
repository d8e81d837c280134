#include "analysis/identity/pairs.h"
#include "analysis/split/split.h"
#include "base/i18n.h"

#include <stdlib.h>

const char *mlg_evidence_name(mlg_evidence e)
{
    switch (e) {
    case MLG_SAME_ID:
        return "meme_id";
    case MLG_SAME_NAME:
        return "meme_nom";
    case MLG_CLOSE_NAME:
        return "nom_proche";
    case MLG_SAME_POINT:
        return "meme_point";
    case MLG_SAME_COMMUNE:
        return "meme_commune";
    case MLG_NEAR:
        return "a_proximite";
    case MLG_OTHER_WAVE:
        return "autre_vague";
    default:
        return "";
    }
}

const char *mlg_evidence_words(mlg_evidence e)
{
    switch (e) {
    case MLG_SAME_ID:
        return N_("same id");
    case MLG_SAME_NAME:
        return N_("same name");
    case MLG_CLOSE_NAME:
        return N_("close name");
    case MLG_SAME_POINT:
        return N_("same point");
    case MLG_SAME_COMMUNE:
        return N_("same commune");
    case MLG_NEAR:
        return N_("near each other");
    case MLG_OTHER_WAVE:
        return N_("another wave");
    default:
        return "";
    }
}

static uint32_t root(uint32_t *above, uint32_t i)
{
    while (above[i] != i)
        i = above[i] = above[above[i]];
    return i;
}

/* The smaller site is the root: a place is named by its first one. */
static void join(uint32_t *above, const mlg_pair *p)
{
    uint32_t a = root(above, p->a), b = root(above, p->b);

    if (a < b)
        above[b] = a;
    else
        above[a] = b;
}

static mlg_code find_places(mlg_identity *id, mlg_err *err)
{
    size_t n = id->sites->n;
    uint32_t *members = calloc(n + 1, sizeof *members);

    if (!members)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    for (size_t i = 0; i < n; i++)
        id->place_of[i] = (uint32_t)i;
    for (size_t i = 0; i < id->n_pairs; i++)
        join(id->place_of, &id->pairs[i]);
    for (size_t i = 0; i < n; i++)
        members[id->place_of[i] = root(id->place_of, (uint32_t)i)]++;
    for (size_t i = 0; i < n; i++) {
        id->places += members[i] > 0;
        id->shared += members[i] > 1;
        id->unplaced +=
            !*mlg_site_commune(id->sites, i) && id->sites->location[i] == MLG_NOWHERE;
    }
    free(members);
    return MLG_OK;
}

mlg_code mlg_identity_new(mlg_identity **out, const mlg_sites *sites,
                          const mlg_identity_options *options, mlg_planes *planes, mlg_err *err)
{
    mlg_identity *id = calloc(1, sizeof *id);
    mlg_code code = MLG_OK;

    *out = NULL;
    if (id) {
        *id = (mlg_identity){ .sites = sites,
                              .near_m = options->near_m,
                              .alike = options->alike,
                              .place_of = malloc((sites->n + 1) * sizeof *id->place_of) };
    }
    if (!id || !id->place_of)
        code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    if (code == MLG_OK)
        code = pairs_find(&id->pairs, &id->n_pairs, &id->crowded, sites, options, planes, err);
    if (code == MLG_OK)
        code = find_places(id, err);
    if (code == MLG_OK)
        *out = id;
    else
        mlg_identity_free(id);
    return code;
}

void mlg_identity_free(mlg_identity *id)
{
    if (!id)
        return;
    free(id->pairs);
    free(id->place_of);
    free(id);
}

/* --- the split, place by place ---------------------------------------------------------------
 */

static bool is_single(unsigned set)
{
    return set && !(set & (set - 1));
}

static mlg_eligibility single(unsigned set)
{
    mlg_eligibility e = MLG_ELIGIBLE_QPV;

    while (!(set & 1u << e))
        e++;
    return e;
}

mlg_code mlg_split_places(mlg_place_split *out, const mlg_identity *id,
                          const mlg_classification *c, const mlg_target *target, mlg_err *err)
{
    size_t n = id->sites->n;
    uint8_t *sets = calloc(n + 1, 1), *first = calloc(n + 1, 1), *apart = calloc(n + 1, 1);
    split_counts all = { { 0 } }, sure = { { 0 } };
    mlg_code code =
        sets && first && apart ? MLG_OK : mlg_fail(err, MLG_ENOMEM, _("out of memory"));

    *out = (mlg_place_split){ 0 };
    for (size_t i = 0; code == MLG_OK && i < n; i++) {
        uint32_t place = id->place_of[i];
        uint8_t set = c->rows[i].eligibilities;

        if (id->sites->kinds[i] != MLG_FABRIQUE)
            continue;
        apart[place] = apart[place] || (first[place] && first[place] != set);
        first[place] = set;
        sets[place] |= set;
    }
    for (size_t i = 0; code == MLG_OK && i < n; i++) {
        if (!sets[i])
            continue;
        out->places++;
        out->disagreeing += apart[i];
        out->eligibilities[is_single(sets[i]) ? single(sets[i]) : MLG_ELIGIBLE_INDETERMINEE]++;
        all.of[sets[i]]++;
        sure.of[sets[i]] += is_single(sets[i]);
    }
    free(sets);
    free(first);
    free(apart);
    if (code != MLG_OK)
        return code;
    out->qpv = split_interval(&sure, MLG_ELIGIBLE_QPV);
    out->hors = split_interval(&sure, MLG_ELIGIBLE_HORS);
    out->qpv_all = split_interval(&all, MLG_ELIGIBLE_QPV);
    out->hors_all = split_interval(&all, MLG_ELIGIBLE_HORS);
    out->target = target ? *target : mlg_target_of(c->rules, out->places);
    out->verdict = split_verdict(&all, out->target);
    return MLG_OK;
}
