#include "spared.h"

#include "base/i18n.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool is_file(const struct stat *it, const char *path)
{
    struct stat other;

    return !stat(path, &other) && other.st_dev == it->st_dev && other.st_ino == it->st_ino;
}

/* The file itself or, of a shapefile, one that goes with it. */
static bool is_of_layer(const struct stat *it, const char *file)
{
    static const char *const ends[] = { ".dbf", ".shx", ".prj", ".cpg" };
    const char *dot = strrchr(file, '.');
    size_t stem = dot ? (size_t)(dot - file) : strlen(file);
    char *beside;
    bool found = is_file(it, file);

    if (found || !(beside = malloc(stem + sizeof ".dbf")))
        return found;
    for (size_t i = 0; !found && i < sizeof ends / sizeof *ends; i++) {
        memcpy(beside, file, stem);
        memcpy(beside + stem, ends[i], sizeof ".dbf");
        found = is_file(it, beside);
    }
    free(beside);
    return found;
}

static bool is_input(const struct stat *it, const mlg_study *s)
{
    const struct {
        const mlg_study_layer *layers;
        unsigned n;
    } roles[] = { { s->sites, s->n_sites },
                  { s->qpv, s->n_qpv },
                  { s->centres, s->n_centres },
                  { s->communes, s->n_communes },
                  { s->territories, s->n_territories },
                  { s->population, s->n_population },
                  { s->catchments, s->n_catchments },
                  { s->with, s->n_with } };

    for (size_t r = 0; r < sizeof roles / sizeof *roles; r++)
        for (unsigned i = 0; i < roles[r].n; i++)
            if (is_of_layer(it, roles[r].layers[i].file))
                return true;
    return s->rules && is_file(it, s->rules);
}

mlg_code spared_check(const mlg_study *study, const char *path, bool overwrite, mlg_err *err)
{
    struct stat it;

    if (!strcmp(path, "-") || stat(path, &it))
        return MLG_OK;
    if (S_ISDIR(it.st_mode))
        mlg_fail(err, MLG_EIO, _("is a folder: a file is to be written there"));
    else if (!S_ISREG(it.st_mode))
        return MLG_OK;
    else if (is_input(&it, study))
        mlg_fail(err, MLG_EUSAGE,
                 _("is a file that the answer is made from: write the results elsewhere"));
    else if (!overwrite)
        mlg_fail(err, MLG_EIO, _("exists already; give --overwrite to replace it"));
    else
        return MLG_OK;
    return mlg_at(err, path, 0);
}
