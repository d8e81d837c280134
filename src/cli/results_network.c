#include "results.h"

#include "cmd.h"

#include "base/i18n.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One file of the network. */
typedef struct part {
    const char *name;
    bool geojson;
    mlg_code (*write)(const mlg_network *n, const mlg_output *out, mlg_err *err);
    bool areas; /* only where there are territories */
} part;

static const part parts[] = {
    { "reseau-noeuds.csv", false, mlg_write_nodes, false },
    { "reseau-noeuds.geojson", true, mlg_write_nodes, false },
    { "reseau-liens.csv", false, mlg_write_links, false },
    { "reseau-liens.geojson", true, mlg_write_links, false },
    { "reseau.graphml", true, mlg_write_graphml, false },
    { "reseau-aires.geojson", true, mlg_write_areas, true },
};
enum { PARTS = sizeof parts / sizeof *parts };

static char *level_path(const session *s, size_t level, const char *folder)
{
    char name[200];

    snprintf(name, sizeof name, "reseau-territoires-%.150s.csv",
             mlg_zones_name(s->network->levels[level].zones));
    return results_path(folder, name);
}

static mlg_code may_write(const session *s, char *path, bool geojson, mlg_err *err)
{
    mlg_code code = path ? results_may_write(s, path, geojson ? MLG_GEOJSON : MLG_CSV, err)
                         : mlg_fail(err, MLG_ENOMEM, _("out of memory"));

    free(path);
    return code;
}

mlg_code results_may_write_network(const session *s, const char *folder, mlg_err *err)
{
    mlg_code code = MLG_OK;

    for (size_t i = 0; code == MLG_OK && i < PARTS; i++)
        if (!parts[i].areas || s->network->n_levels)
            code = may_write(s, results_path(folder, parts[i].name), parts[i].geojson, err);
    for (size_t i = 0; code == MLG_OK && i < s->network->n_levels; i++) {
        const char *name = mlg_zones_name(s->network->levels[i].zones);

        for (size_t k = 0; k < i; k++)
            if (!strcmp(mlg_zones_name(s->network->levels[k].zones), name))
                return mlg_fail(err, s->from_file ? MLG_EDATA : MLG_EUSAGE,
                                _("two levels of territories are called '%.60s': give each "
                                  "a name of its own"),
                                name);
        code = may_write(s, level_path(s, i, folder), false, err);
    }
    return code;
}

static mlg_output output(const char *path, mlg_format format, const mlg_provenance *p)
{
    return (mlg_output){ .path = path,
                         .format = format,
                         .overwrite = common.overwrite,
                         .threads = common.threads,
                         .provenance = p };
}

static mlg_code write_part(const session *s, const part *what, const char *folder,
                           mlg_format csv, const mlg_provenance *p, mlg_err *err)
{
    char *path = results_path(folder, what->name);
    mlg_output out = output(path, what->geojson ? MLG_GEOJSON : csv, p);
    mlg_code code;

    if (!path)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    cmd_progress(s->command, _("writing %s"), path);
    code = what->write(s->network, &out, err);
    free(path);
    return code;
}

static mlg_code write_level(const session *s, size_t level, const char *folder, mlg_format csv,
                            const mlg_provenance *p, mlg_err *err)
{
    char *path = level_path(s, level, folder);
    mlg_output out = output(path, csv, p);
    mlg_code code;

    if (!path)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    cmd_progress(s->command, _("writing %s"), path);
    code = mlg_write_densities(s->network, level, &out, err);
    free(path);
    return code;
}

mlg_code results_network(const session *s, const char *folder, mlg_format csv, mlg_err *err)
{
    mlg_input inputs[SESSION_INPUTS];
    mlg_provenance p = session_provenance(s, SESSION_NETWORK, inputs);
    mlg_code code = MLG_OK;

    for (size_t i = 0; code == MLG_OK && i < PARTS; i++)
        if (!parts[i].areas || s->network->n_levels)
            code = write_part(s, &parts[i], folder, csv, &p, err);
    for (size_t i = 0; code == MLG_OK && i < s->network->n_levels; i++)
        code = write_level(s, i, folder, csv, &p, err);
    return code;
}

mlg_code results_nodes_csv(const session *s, mlg_format format, mlg_err *err)
{
    mlg_input inputs[SESSION_INPUTS];
    mlg_provenance p = session_provenance(s, SESSION_NETWORK, inputs);
    mlg_output out = output("-", format, &p);

    return mlg_write_nodes(s->network, &out, err);
}
