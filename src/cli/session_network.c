#include "session.h"

#include "cmd.h"

#include "base/i18n.h"

#include <math.h>

/* "50km" of the network; NaN: not said. */
static mlg_code read_distance(const session *s, double *out, const char *option,
                              const char *text, mlg_err *err)
{
    *out = NAN;
    if (!text || (mlg_distance(text, out) && *out > 0))
        return MLG_OK;
    return mlg_fail(err, s->from_file ? MLG_EDATA : MLG_EUSAGE,
                    _("%s: '%.40s' is not a distance such as 300m or 20km"), option, text);
}

mlg_code session_connect(session *s, mlg_err *err)
{
    const mlg_study *study = s->study;
    mlg_network_options options = { .first = study->network->first,
                                    .communes = s->communes,
                                    .levels = s->levels,
                                    .n_levels = s->n_levels,
                                    .cells = s->population ? mlg_population_feed(s->population)
                                                           : NULL,
                                    .cells_told = s->coverage,
                                    .threads = common.threads };

    if (read_distance(s, &options.within_m, "within", study->network->within, err) != MLG_OK ||
        read_distance(s, &options.mesh_m, "mesh", study->network->mesh, err) != MLG_OK)
        return err->code;
    cmd_progress(s->command, _("attaching %zu sites"), mlg_sites_count(s->sites));
    return mlg_network_new(&s->network, s->sites, s->hubs, &options, s->planes, &s->diag, err);
}
