#include "help.h"

#include "base/i18n.h"

#include <string.h>

/* Text as troff reads it: no request at the start of a line, hyphens that can be copied
 * into a shell. */
static void put(FILE *to, const char *text)
{
    if (*text == '.' || *text == '\'')
        fputs("\\&", to);
    for (; *text; text++) {
        if (*text == '\n')
            fputs("\n.PP\n", to);
        else if (*text == '\\')
            fputs("\\e", to);
        else if (*text == '-')
            fputs("\\-", to);
        else
            fputc(*text, to);
    }
}

static void line(FILE *to, const char *text)
{
    put(to, text && *text ? _(text) : "");
    fputc('\n', to);
}

static void put_option(FILE *to, const opt *o)
{
    fputs(".TP\n.B ", to);
    if (o->letter)
        fprintf(to, "\\-%c, ", o->letter);
    fputs("\\-\\-", to);
    put(to, o->name);
    if (o->value) {
        fputs(" \\fI", to);
        put(to, _(o->value));
        fputs("\\fR", to);
    }
    fputc('\n', to);
    line(to, o->help);
}

static void put_example(FILE *to, const char *text)
{
    char row[256];

    for (const char *indent = ""; *text; indent = "    ") {
        size_t n = help_row(text);

        snprintf(row, sizeof row, "%s%.*s%s", indent, (int)n, text, text[n] ? " \\" : "");
        put(to, row);
        fputc('\n', to);
        text += n + strspn(text + n, " ");
    }
}

static void put_command(FILE *to, const command *c)
{
    opt all[CMD_OPTIONS];

    cmd_options(c, all);
    fprintf(to, ".SH \"MAILLAGE %s\"\n.B maillage %s\n", c->name, c->name);
    line(to, c->synopsis);
    fputs(".PP\n", to);
    line(to, c->purpose);
    for (const opt *o = all; o->name || o->help; o++) {
        if (o->name) {
            put_option(to, o);
        } else {
            fputs(".SS \"", to);
            put(to, _(o->help));
            fputs("\"\n", to);
        }
    }
    fprintf(to, ".SS \"%s\"\n", _("Examples"));
    for (const example *e = c->examples; e < c->examples + CMD_EXAMPLES && e->line; e++) {
        line(to, e->what);
        fputs(".PP\n.RS 4\n.nf\n", to);
        put_example(to, e->line);
        fputs(".fi\n.RE\n.PP\n", to);
    }
}

void help_man(FILE *to, const command *const *commands)
{
    fputs(".TH MAILLAGE 1 \"\" \"maillage " MLG_VERSION "\"\n", to);
    fputs(".nh\n.ad l\n", to); /* no hyphenation: names are copied */
    fprintf(to, ".SH \"%s\"\nmaillage \\- ", _("NAME"));
    line(to, N_("where a network of fabriques de territoire stands, and whom it serves"));
    fprintf(to, ".SH \"%s\"\n.B maillage\n", _("SYNOPSIS"));
    line(to, N_("COMMAND [OPTION]..."));
    fprintf(to, ".SH \"%s\"\n", _("DESCRIPTION"));
    line(to,
         N_("Maps a network of tiers-lieux and says, with evidence, where its fabriques de "
            "territoire stand and whom they serve. Reads shapefiles, GeoJSON and CSV; writes "
            "GeoJSON, CSV and JSON."));
    for (const command *const *c = commands; *c; c++) {
        fprintf(to, ".TP\n.B %s\n", (*c)->name);
        line(to, (*c)->summary);
    }
    for (const command *const *c = commands; *c; c++)
        put_command(to, *c);
    fprintf(to, ".SH \"%s\"\n", _("EXIT STATUS"));
    for (int i = 0; i <= STATUS_UNDECIDED; i++) {
        fprintf(to, ".TP\n.B %d\n", i);
        line(to, help_status(NULL, i));
    }
    fprintf(to, ".SH \"%s\"\n", _("ENVIRONMENT"));
    fputs(".TP\n.B LANGUAGE, LC_ALL, LC_MESSAGES, LANG\n", to);
    line(to,
         N_("The first one that is set decides the language of messages: French if it begins "
            "with fr, else English. Numbers in files never depend on it."));
}
