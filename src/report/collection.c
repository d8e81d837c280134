#include "report/collection.h"

#include "base/i18n.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static mlg_code room(collection *out, const mlg_answers *answers, mlg_err *err)
{
    size_t levels = answers->coverage ? answers->coverage->n_levels : 0;
    size_t meshed = answers->network ? answers->network->n_levels : 0;
    size_t most = 4 + 3 * levels + meshed;

    *out = (collection){ 0 };
    out->tables = calloc(most, sizeof *out->tables);
    out->names = calloc(most, sizeof *out->names);
    out->levels = calloc(levels + 1, sizeof *out->levels);
    out->distances = calloc(levels + 1, sizeof *out->distances);
    out->scenario = calloc(levels + 1, sizeof *out->scenario);
    out->densities = calloc(meshed + 1, sizeof *out->densities);
    if (out->tables && out->names && out->levels && out->distances && out->scenario &&
        out->densities)
        return MLG_OK;
    collection_release(out);
    return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

/* "NAME-LEVEL", or NAME without a level. */
static table *next(collection *c, const char *name, const mlg_zones *level)
{
    snprintf(c->names[c->n], sizeof *c->names, "%s%s%.130s", name, level ? "-" : "",
             level ? mlg_zones_name(level) : "");
    return &c->tables[c->n++];
}

static void add_coverage(collection *to, const mlg_coverage *c, const mlg_coverage *scenario)
{
    for (size_t i = 0; i < c->n_levels; i++)
        territories_table(next(to, "territoires", c->levels[i].zones), &to->levels[i], c, i,
                          NULL);
    for (size_t i = 0; c->n_groups && i < c->n_levels; i++)
        distances_table(next(to, "distances", c->levels[i].zones), &to->distances[i], c, i);
    for (size_t i = 0; scenario && i < c->n_levels; i++)
        scenario_table(next(to, "scenario", c->levels[i].zones), &to->scenario[i], c, scenario,
                       i, NULL);
    if (c->n_reaches)
        gaps_table(next(to, "lacunes", NULL), c, NULL);
}

static void add_network(collection *to, const mlg_network *n)
{
    nodes_table(next(to, "reseau-noeuds", NULL), n);
    links_table(next(to, "reseau-liens", NULL), n);
    for (size_t i = 0; i < n->n_levels; i++)
        density_table(next(to, "reseau-territoires", n->levels[i].zones), &to->densities[i], n,
                      i);
}

mlg_code collection_new(collection *out, const mlg_answers *answers, mlg_err *err)
{
    if (room(out, answers, err) != MLG_OK)
        return err->code;
    if (answers->classes)
        sites_table(next(out, "sites", NULL), &out->words, answers->classes);
    if (answers->coverage)
        add_coverage(out, answers->coverage, answers->scenario);
    if (answers->network)
        add_network(out, answers->network);
    return MLG_OK;
}

void collection_release(collection *c)
{
    free(c->tables);
    free(c->names);
    free(c->levels);
    free(c->distances);
    free(c->scenario);
    free(c->densities);
    *c = (collection){ 0 };
}
