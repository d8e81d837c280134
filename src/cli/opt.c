#include "opt.h"

#include "cmd.h"

#include "base/i18n.h"

#include <limits.h>
#include <popt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct opt_args {
    poptContext context;
    struct poptOption *table;
    char **kept; /* every value given, in order */
    size_t n_kept;
    opt_list *lists[CMD_OPTIONS];
    size_t n_lists;
};

enum { NAME_MAX_LENGTH = 40, FAR = 3 };

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Edits (insert, delete, replace, swap neighbours) that turn one name into the other. */
static size_t edits(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b), d[NAME_MAX_LENGTH + 1][NAME_MAX_LENGTH + 1];

    if (n > NAME_MAX_LENGTH || m > NAME_MAX_LENGTH)
        return SIZE_MAX;
    for (size_t i = 0; i <= n; i++) {
        for (size_t j = 0; j <= m; j++) {
            if (!i || !j) {
                d[i][j] = i + j;
                continue;
            }
            d[i][j] = smaller(d[i - 1][j - 1] + (a[i - 1] != b[j - 1]),
                              1 + smaller(d[i - 1][j], d[i][j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d[i][j] = smaller(d[i][j], d[i - 2][j - 2] + 1);
        }
    }
    return d[n][m];
}

const char *opt_nearest(const char *word, const char *const *names)
{
    const char *best = NULL;
    size_t least = FAR;

    for (; *names; names++) {
        size_t n = edits(word, *names);

        if (n < least && n < strlen(*names)) {
            least = n;
            best = *names;
        }
    }
    return best;
}

/* Name the option that was not understood, and the one that may have been meant. */
static int unknown(const char *name, const opt *options, const char *given)
{
    const char *names[CMD_OPTIONS + 1], *near = NULL;
    char word[NAME_MAX_LENGTH + 1];
    size_t n = 0;

    snprintf(word, sizeof word, "%s", given);
    word[strcspn(word, "=")] = '\0';
    for (; options->name || options->help; options++) {
        if (options->name)
            names[n++] = options->name;
    }
    names[n] = NULL;
    if (!strncmp(word, "--", 2))
        near = opt_nearest(word + 2, names);
    if (near)
        return cmd_usage(name, _("unknown option %s; did you mean --%s?"), word, near);
    return cmd_usage(name, _("unknown option %s"), word);
}

static int refuse(const opt_args *args, const char *name, const opt *options, int said)
{
    const char *given = poptBadOption(args->context, POPT_BADOPTION_NOALIAS);
    char word[NAME_MAX_LENGTH + 1];

    if (said == POPT_ERROR_BADOPT)
        return unknown(name, options, given);
    snprintf(word, sizeof word, "%s", given);
    word[strcspn(word, "=")] = '\0';
    if (said == POPT_ERROR_NOARG)
        return cmd_usage(name, _("option %s needs a value"), word);
    if (said == POPT_ERROR_UNWANTEDARG)
        return cmd_usage(name, _("option %s takes no value"), word);
    return cmd_usage(name, "%s: %s", word, poptStrerror(said));
}

/* popt's table, its `val` being 1 + our index. */
static struct poptOption *popt_table(const opt *options)
{
    size_t n = 0;

    while (options[n].name || options[n].help)
        n++;

    struct poptOption *table = calloc(n + 1, sizeof *table);

    for (size_t i = 0, k = 0; table && i < n; i++) {
        if (!options[i].name)
            continue;
        table[k++] = (struct poptOption){
            .longName = options[i].name,
            .shortName = options[i].letter,
            .argInfo = options[i].flag ? POPT_ARG_NONE : POPT_ARG_STRING,
            .val = (int)i + 1,
        };
    }
    return table;
}

static bool whole_number(const char *text, unsigned *out)
{
    unsigned long value = 0;

    for (const char *c = text; *c; c++) {
        if (*c < '0' || *c > '9' || (value = value * 10 + (unsigned long)(*c - '0')) > UINT_MAX)
            return false;
    }
    *out = (unsigned)value;
    return *text != '\0';
}

/* Give one option its value, which `args` then owns. */
static int take(opt_args *args, const char *name, const opt *o, char *value)
{
    if (o->flag) {
        *o->flag = true;
        return STATUS_OK;
    }
    args->kept[args->n_kept++] = value;
    if (o->count) {
        if (!whole_number(value, o->count))
            return cmd_usage(name, _("--%s takes a whole number, not '%s'"), o->name, value);
        return STATUS_OK;
    }
    if (o->text) {
        if (*o->text)
            return cmd_usage(name, _("--%s is given more than once"), o->name);
        *o->text = value;
        return STATUS_OK;
    }

    const char **more = realloc(o->list->at, (o->list->n + 1) * sizeof *more);

    if (!more)
        return cmd_usage(name, _("out of memory"));
    if (!o->list->n)
        args->lists[args->n_lists++] = o->list;
    o->list->at = more;
    o->list->at[o->list->n++] = value;
    return STATUS_OK;
}

static int missing(const char *name, const opt *options)
{
    for (; options->name || options->help; options++) {
        bool given = (options->text && *options->text) || (options->list && options->list->n) ||
                     (options->count && *options->count) || (options->flag && *options->flag);

        if (options->required && !given)
            return cmd_usage(name, _("--%s is missing"), options->name);
    }
    return STATUS_OK;
}

int opt_parse(opt_args **out, const opt *options, const bool *help, int argc, char **argv)
{
    opt_args *args = calloc(1, sizeof *args);
    int said = 0, status = STATUS_OK;

    *out = args;
    if (!args || !(args->table = popt_table(options)) ||
        !(args->kept = calloc((size_t)argc + 1, sizeof *args->kept)) ||
        !(args->context =
              poptGetContext(NULL, argc, (const char **)(void *)argv, args->table, 0)))
        return cmd_usage(argv[0], _("out of memory"));
    while (!status && (said = poptGetNextOpt(args->context)) > 0)
        status = take(args, argv[0], &options[said - 1], poptGetOptArg(args->context));
    if (!status && said < -1)
        status = refuse(args, argv[0], options, said);
    if (!status && !*help)
        status = missing(argv[0], options);
    return status;
}

char **opt_rest(const opt_args *args, int *n)
{
    static char *none[] = { NULL };
    char **rest = (char **)(void *)poptGetArgs(args->context);

    *n = 0;
    while (rest && rest[*n])
        ++*n;
    return rest ? rest : none;
}

void opt_args_free(opt_args *args)
{
    if (!args)
        return;
    for (size_t i = 0; i < args->n_lists; i++) {
        free(args->lists[i]->at);
        *args->lists[i] = (opt_list){ 0 };
    }
    for (size_t i = 0; i < args->n_kept; i++)
        free(args->kept[i]);
    free(args->kept);
    if (args->context)
        poptFreeContext(args->context);
    free(args->table);
    free(args);
}
