#include "report/collection.h"

#include "base/i18n.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

mlg_code collection_new(collection *out, const mlg_answers *answers, mlg_err *err)
{
    const mlg_coverage *c = answers->coverage;
    size_t most = 2 + (c ? 2 * c->n_levels : 0);

    *out = (collection){ 0 };
    out->tables = calloc(most, sizeof *out->tables);
    out->names = calloc(most, sizeof *out->names);
    out->levels = calloc(most, sizeof *out->levels);
    out->distances = calloc(most, sizeof *out->distances);
    if (!out->tables || !out->names || !out->levels || !out->distances) {
        collection_release(out);
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    }
    if (answers->classes) {
        snprintf(out->names[out->n], sizeof *out->names, "sites");
        sites_table(&out->tables[out->n++], &out->words, answers->classes);
    }
    for (size_t i = 0; c && i < c->n_levels; i++) {
        snprintf(out->names[out->n], sizeof *out->names, "territoires-%.140s",
                 mlg_zones_name(c->levels[i].zones));
        territories_table(&out->tables[out->n++], &out->levels[i], c, i, NULL);
    }
    for (size_t i = 0; c && c->n_groups && i < c->n_levels; i++) {
        snprintf(out->names[out->n], sizeof *out->names, "distances-%.140s",
                 mlg_zones_name(c->levels[i].zones));
        distances_table(&out->tables[out->n++], &out->distances[i], c, i);
    }
    if (c && isfinite(c->reach_m)) {
        snprintf(out->names[out->n], sizeof *out->names, "lacunes");
        gaps_table(&out->tables[out->n++], c, NULL);
    }
    return MLG_OK;
}

void collection_release(collection *c)
{
    free(c->tables);
    free(c->names);
    free(c->levels);
    free(c->distances);
    *c = (collection){ 0 };
}
