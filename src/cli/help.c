#include "help.h"

#include "base/i18n.h"

#include <string.h>

enum { WIDTH = 80, OPTION_COLUMN = 2, HELP_COLUMN = 26, EXAMPLE_WIDTH = 66 };

/* Translated; gettext answers "" with its catalogue's header, hence the test. */
static const char *tr(const char *text)
{
    return text && *text ? _(text) : "";
}

/* Columns of a UTF-8 text: one a character is right for French and English. */
static int columns(const char *text, size_t n)
{
    int wide = 0;

    for (size_t i = 0; i < n; i++)
        wide += ((unsigned char)text[i] & 0xC0) != 0x80;
    return wide;
}

/* Words of `text` between `indent` and WIDTH; the cursor stands at column `at`. '\n'
 * in the text begins a paragraph. */
static void wrap(FILE *to, const char *text, int indent, int at)
{
    while (*text) {
        size_t n = strcspn(text, " \n");
        int wide = columns(text, n);

        if (at > indent && at + 1 + wide > WIDTH) {
            fputc('\n', to);
            at = 0;
        }
        if (at < indent)
            fprintf(to, "%*s", indent - at, "");
        else if (at > indent)
            fputc(' ', to);
        at = (at > indent ? at + 1 : indent) + wide;
        fwrite(text, 1, n, to);
        text += n;
        if (*text == '\n') {
            fputs("\n\n", to);
            at = 0;
        }
        text += strspn(text, " \n");
    }
    fputc('\n', to);
}

/* "  -o, --output FILE      where to write" */
static void print_option(FILE *to, const opt *o)
{
    char left[96];
    int n = snprintf(left, sizeof left, "%s%c%s--%s%s%s", o->letter ? "-" : "",
                     o->letter ? o->letter : ' ', o->letter ? ", " : "", o->name,
                     o->value ? " " : "", tr(o->value));
    const char *start = o->letter ? left : left + 1;
    int wide = columns(start, n > 0 ? strlen(start) : 0);

    fprintf(to, "%*s%s", OPTION_COLUMN, "", start);
    if (OPTION_COLUMN + wide + 2 > HELP_COLUMN) {
        fputc('\n', to);
        wide = -OPTION_COLUMN;
    }
    wrap(to, tr(o->help), HELP_COLUMN, OPTION_COLUMN + wide);
}

const char *help_status(const command *c, int status)
{
    static const char *const means[] = {
        [STATUS_OK] = N_("done"),
        [STATUS_NOT_KEPT] = N_("the verdict is non_tenu: the split cannot be attained"),
        [STATUS_USAGE] = N_("the command line asks for something impossible"),
        [STATUS_DATA] = N_("a file was read but cannot be used"),
        [STATUS_IO] = N_("a file cannot be read or written, or memory ran out"),
        [STATUS_BUG] = N_("a defect of maillage: please report it"),
        [STATUS_UNDECIDED] = N_("the verdict is indetermine: the data cannot tell"),
    };
    bool verdict = !c || (c->takes & CMD_VERDICT);

    if ((status == STATUS_NOT_KEPT || status == STATUS_UNDECIDED) && !verdict)
        return NULL;
    if (status == STATUS_OK && verdict)
        return N_("done; a verdict, if there is one, is tenu");
    return status >= 0 && status <= STATUS_UNDECIDED ? means[status] : NULL;
}

static void print_statuses(FILE *to, const command *c)
{
    fprintf(to, "\n%s\n", _("Exit status"));
    for (int i = 0; i <= STATUS_UNDECIDED; i++) {
        if (help_status(c, i)) {
            fprintf(to, "  %d", i);
            wrap(to, tr(help_status(c, i)), 5, 3);
        }
    }
}

size_t help_row(const char *line)
{
    size_t cut = 0, n = strlen(line);

    if (n <= EXAMPLE_WIDTH)
        return n;
    for (size_t i = 1; i < n && (i <= EXAMPLE_WIDTH || !cut); i++) {
        if (line[i - 1] == ' ' && line[i] == '-')
            cut = i - 1;
    }
    return cut ? cut : n;
}

static void print_line(FILE *to, const char *line)
{
    for (int indent = 6; *line; indent = 10) {
        size_t n = help_row(line);

        fprintf(to, "%*s%.*s%s\n", indent, "", (int)n, line, line[n] ? " \\" : "");
        line += n + strspn(line + n, " ");
    }
}

void help_command(FILE *to, const command *c)
{
    opt all[CMD_OPTIONS];
    char usage[64];

    cmd_options(c, all);
    snprintf(usage, sizeof usage, _("usage: maillage %s"), c->name);
    fputs(usage, to);
    wrap(to, tr(c->synopsis), 6, columns(usage, strlen(usage)));
    fputc('\n', to);
    wrap(to, tr(c->purpose), 0, 0);
    if (!all[0].name)
        fputc('\n', to);
    for (const opt *o = all; o->name || o->help; o++) {
        if (o->name)
            print_option(to, o);
        else
            fprintf(to, "%s%s\n", o > all ? "\n" : "", tr(o->help));
    }
    fprintf(to, "\n%s\n", _("Examples"));
    for (const example *e = c->examples; e < c->examples + CMD_EXAMPLES && e->line; e++) {
        wrap(to, tr(e->what), 2, 0);
        print_line(to, e->line);
    }
    print_statuses(to, c);
}

void help_overview(FILE *to, const command *const *commands)
{
    fprintf(to, "%s\n\n", _("usage: maillage COMMAND [OPTION]..."));
    wrap(to,
         _("Maps a network of tiers-lieux and says, with evidence, where its fabriques de "
           "territoire stand and whom they serve. Reads shapefiles, GeoJSON and CSV; writes "
           "GeoJSON, CSV and JSON."),
         0, 0);
    fprintf(to, "\n%s\n", _("Commands"));
    for (; *commands; commands++) {
        fprintf(to, "  %-10s", (*commands)->name);
        wrap(to, tr((*commands)->summary), 14, 12);
    }
    fputc('\n', to);
    wrap(to,
         _("`maillage help COMMAND` or `maillage COMMAND --help` explains one command; "
           "`maillage --version` prints the version."),
         0, 0);
}
