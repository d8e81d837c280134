#include "report/collection.h"

#include "base/i18n.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

mlg_code collection_new(collection *out, const mlg_answers *answers, mlg_err *err)
{
    const mlg_coverage *c = answers->coverage;
    size_t most = 2 + (c ? c->n_levels : 0);

    *out = (collection){ 0 };
    out->tables = calloc(most, sizeof *out->tables);
    out->names = calloc(most, sizeof *out->names);
    out->levels = calloc(most, sizeof *out->levels);
    if (!out->tables || !out->names || !out->levels) {
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
    *c = (collection){ 0 };
}
