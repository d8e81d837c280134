#include "against.h"

#include "cmd.h"
#include "say.h"

#include "base/i18n.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- the files ------------------------------------------------------------------------------
 */

static const char *base(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static mlg_code missing(const char *name, const mlg_dossier *d, mlg_err *err)
{
    const char *sha256 = mlg_dossier_expects(d, base(name));

    mlg_fail(err, MLG_EIO,
             _("is neither in the current folder nor beside the dossier: put it there, or say "
               "where it is with its layer's option (SHA-256 expected: %s)"),
             sha256 ? sha256 : "-");
    return mlg_at(err, name, 0);
}

/* `*file` becomes a path that can be opened. */
static mlg_code find(char **file, const mlg_dossier *d, const char *path, mlg_err *err)
{
    size_t folder = (size_t)(base(path) - path), n = strlen(*file);
    char *beside;

    if (!access(*file, R_OK))
        return MLG_OK;
    beside = malloc(folder + n + 1);
    if (!beside)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    memcpy(beside, path, folder);
    memcpy(beside + folder, *file, n + 1);
    if (access(beside, R_OK)) {
        free(beside);
        return missing(*file, d, err);
    }
    free(*file);
    *file = beside;
    return MLG_OK;
}

/* Rules that are a file; shipped ones are found by their name. */
static mlg_code find_rules(char **rules, const mlg_dossier *d, const char *path, mlg_err *err)
{
    const char *dot = *rules ? strrchr(*rules, '.') : NULL;

    if (!dot || (strcmp(dot, ".yaml") && strcmp(dot, ".yml")))
        return MLG_OK;
    return find(rules, d, path, err);
}

mlg_code against_find(mlg_study *s, const mlg_dossier *d, const char *path, mlg_err *err)
{
    const struct {
        mlg_study_layer *list;
        unsigned n;
    } roles[] = { { s->sites, s->n_sites },
                  { s->qpv, s->n_qpv },
                  { s->centres, s->n_centres },
                  { s->communes, s->n_communes },
                  { s->territories, s->n_territories },
                  { s->population, s->n_population },
                  { s->catchments, s->n_catchments },
                  { s->with, s->n_with },
                  { s->network ? s->network->hubs : NULL,
                    s->network ? s->network->n_hubs : 0 } };

    for (size_t r = 0; r < sizeof roles / sizeof *roles; r++)
        for (unsigned i = 0; i < roles[r].n; i++)
            if (find(&roles[r].list[i].file, d, path, err) != MLG_OK)
                return err->code;
    return find_rules(&s->rules, d, path, err);
}

/* --- what differs ---------------------------------------------------------------------------
 */

enum { SHOWN_EACH = 20, SHOWN_VALUE = 100 };

static const char *kind_words(mlg_differs kind)
{
    static const char *const words[MLG_DIFFERS_COUNT] = {
        [MLG_DIFFERS_INPUT] = N_("Inputs"),
        [MLG_DIFFERS_RULE] = N_("Rules"),
        [MLG_DIFFERS_STUDY] = N_("The study"),
        [MLG_DIFFERS_VERSION] = N_("Versions"),
        [MLG_DIFFERS_FIGURE] = N_("Figures"),
        [MLG_DIFFERS_SITE] = N_("Sites"),
        [MLG_DIFFERS_TEXT] = N_("Warnings and limits"),
    };

    return _(words[kind]);
}

/* At most so many bytes, not in the middle of a character. */
static void print_value(const char *text)
{
    size_t n = 0;

    if (!text) {
        fputs(_("(nothing)"), stdout);
        return;
    }
    while (text[n] && (n < SHOWN_VALUE || (text[n] & 0xC0) == 0x80))
        n++;
    show(stdout, text, n);
    if (text[n])
        fputs("\xE2\x80\xA6", stdout);
}

static void print_kind(const mlg_differences *d, mlg_differs kind)
{
    size_t shown = 0;

    if (!d->counts[kind])
        return;
    printf(_("%s: %zu\n"), kind_words(kind), d->counts[kind]);
    for (size_t i = 0; i < d->n && shown < SHOWN_EACH; i++) {
        const mlg_difference *row = &d->rows[i];

        if (row->kind != kind)
            continue;
        shown++;
        fputs("  ", stdout);
        print_value(row->where);
        fputs(_(": dossier "), stdout);
        print_value(row->recorded);
        fputs(_(", now "), stdout);
        print_value(row->now);
        putchar('\n');
    }
    if (shown < d->counts[kind])
        printf(P_("  and %zu more; --json lists it\n", "  and %zu more; --json lists them\n",
                  d->counts[kind] - shown),
               d->counts[kind] - shown);
}

static void print_all(const mlg_differences *d, const mlg_dossier *of, const char *path)
{
    printf(_("%s, SHA-256 %s\n"), base(path), of->sha256);
    for (int k = 0; k < MLG_DIFFERS_COUNT; k++)
        print_kind(d, (mlg_differs)k);
    if (d->same && !d->counts[MLG_DIFFERS_VERSION])
        fputs(_("Identical: inputs, rules, versions, every figure and every site are those of "
                "the dossier.\n"),
              stdout);
    else if (d->same)
        fputs(_("Same answers: inputs, rules, every figure and every site are those of the "
                "dossier; only versions differ.\n"),
              stdout);
    else if (d->altered)
        fputs(_("The inputs, rules, study and versions are those that the dossier names, and "
                "give other answers: the dossier was changed after it was written.\n"),
              stdout);
    else
        fputs(_("The dossier and what is found now differ.\n"), stdout);
}

static mlg_code answer(session *s, unsigned what, const mlg_dossier *d, const char *path,
                       bool *same, mlg_err *err)
{
    mlg_input inputs[SESSION_INPUTS];
    mlg_differences *differences;
    mlg_provenance p;
    mlg_answers answers;
    mlg_code code = session_run(s, what, err);

    if (code != MLG_OK)
        return code;
    p = session_provenance(s, what, inputs);
    answers = session_answers(s);
    code = mlg_dossier_compare(&differences, d, &answers, &p, s->study, err);
    if (code != MLG_OK)
        return code;
    if (common.json)
        code = mlg_write_differences(differences, d, base(path), "-", false, err);
    else
        print_all(differences, d, path);
    *same = differences->same;
    mlg_differences_free(differences);
    return code;
}

int against_answer(session *s, unsigned what, const mlg_dossier *d, const char *path)
{
    mlg_err err = { 0 };
    bool same = false;

    what |= (d->coverage ? SESSION_COVERAGE : 0) |
            (d->network && s->study->network ? SESSION_NETWORK : 0);
    if (answer(s, what, d, path, &same, &err) != MLG_OK)
        return cmd_fail(s->command, &err);
    return same ? STATUS_OK : STATUS_NOT_KEPT;
}
