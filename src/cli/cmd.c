#include "cmd.h"
#include "asked.h"
#include "say.h"

#include "base/i18n.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

cmd_common common;

/* Which commands take a common option: 0 for all of them. */
static const struct {
    unsigned takes;
    opt option;
} common_options[] = {
    { 0, { .help = N_("Common options") } },
    { CMD_JSON,
      { .name = "json",
        .help = N_("print a machine-readable summary, every warning included"),
        .flag = &common.json } },
    { CMD_OVERWRITE,
      { .name = "overwrite",
        .help = N_("replace output files that exist; they are left alone otherwise"),
        .flag = &common.overwrite } },
    { 0,
      { .name = "threads",
        .value = N_("N"),
        .help =
            N_("workers; the answer is the same for any number (default: one per processor)"),
        .count = &common.threads } },
    { 0, { .name = "quiet", .help = N_("no warnings, no progress"), .flag = &common.quiet } },
    { 0,
      { .name = "progress",
        .help = N_("say each step on standard error, notes included, even when that is not "
                   "a terminal"),
        .flag = &common.progress } },
    { 0,
      { .name = "lang",
        .value = "fr|en",
        .help =
            N_("language of messages (default: that of the locale) and of outputs (default: "
               "French)"),
        .text = &common.lang } },
    { 0, { .name = "help", .help = N_("show this help and stop"), .flag = &common.help } },
};

void cmd_options(const command *c, opt *all)
{
    size_t n = 0, own;

    for (const opt *o = c->options; o && (o->name || o->help); o++)
        all[n++] = *o;
    own = n;
    n = asked_options(all, n, c->takes);
    for (size_t i = own; c->takes & CMD_STUDY && i < n; i++)
        all[i].required = false;
    for (size_t i = 0; i < sizeof common_options / sizeof *common_options; i++) {
        if ((c->takes & common_options[i].takes) == common_options[i].takes)
            all[n++] = common_options[i].option;
    }
    all[n] = (opt){ 0 };
}

/* When the reader of our standard output went away (`maillage ... | head`), an error
 * about it is no news: end as a pipe writer ends. */
static void end_if_unread(void)
{
    struct pollfd out = { .fd = STDOUT_FILENO, .events = POLLOUT };

    if (poll(&out, 1, 0) == 1 && (out.revents & POLLERR)) {
        signal(SIGPIPE, SIG_DFL);
        raise(SIGPIPE);
    }
}

int cmd_fail(const char *name, const mlg_err *err)
{
    static const int status[] = {
        [MLG_OK] = STATUS_OK,      [MLG_EUSAGE] = STATUS_USAGE, [MLG_EIO] = STATUS_IO,
        [MLG_EDATA] = STATUS_DATA, [MLG_EGEOM] = STATUS_DATA,   [MLG_ECRS] = STATUS_DATA,
        [MLG_ENOMEM] = STATUS_IO,  [MLG_EBUG] = STATUS_BUG,     [MLG_ESTOPPED] = STATUS_IO,
    };
    char text[480];

    if (err->code == MLG_EIO)
        end_if_unread();
    say("maillage %s: %s\n", name, mlg_err_text(err, text, sizeof text));
    return status[err->code];
}

int cmd_usage(const char *name, const char *what, ...)
{
    va_list args;

    say("maillage%s%s: ", name ? " " : "", name ? name : "");
    va_start(args, what);
    say_list(what, args);
    va_end(args);
    say("\n");
    if (name)
        say(_("See: maillage %s --help\n"), name);
    else
        say(_("See: maillage help\n"));
    return STATUS_USAGE;
}

static void diag_line(const char *name, const mlg_diag_group *g)
{
    const mlg_diag_item *first = g->n_items ? &g->items[0] : NULL;
    char text[600];

    say("maillage %s: ", name);
    say("%s", g->level == MLG_WARNING ? _("warning: ") : _("note: "));
    if (g->where && *g->where)
        say("%s: ", g->where);
    if (first && first->record)
        say(_("record %lld: "), (long long)first->record);
    say("%s", first ? mlg_diag_text(first, text, sizeof text) : g->kind);
    if (g->count > 1)
        say(P_(" (and %lld more)", " (and %lld more)", (unsigned long)g->count - 1),
            (long long)g->count - 1);
    say("\n");
}

void cmd_diag(const char *name, const mlg_diag *diag)
{
    for (size_t i = 0; i < diag->n && !common.quiet; i++) {
        if (diag->groups[i].level == MLG_WARNING || common.progress)
            diag_line(name, &diag->groups[i]);
    }
}

void cmd_progress(const char *name, const char *what, ...)
{
    va_list args;

    if (common.quiet || (!common.progress && !isatty(STDERR_FILENO)))
        return;
    say("maillage %s: ", name);
    va_start(args, what);
    say_list(what, args);
    va_end(args);
    say("\n");
}

mlg_code cmd_folder(const char *path, mlg_err *err)
{
    char *copy = strdup(path);
    struct stat info;
    mlg_code code = MLG_OK;

    if (!copy)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    for (char *slash = strchr(copy + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(copy, 0777); /* what matters is whether the whole path exists in the end */
        *slash = '/';
    }
    if (mkdir(copy, 0777) && errno != EEXIST) {
        mlg_fail(err, MLG_EIO, _("cannot be created: %s"), strerror(errno));
        code = mlg_at(err, path, 0);
    } else if (stat(copy, &info) || !S_ISDIR(info.st_mode)) {
        mlg_fail(err, MLG_EIO, _("is not a folder"));
        code = mlg_at(err, path, 0);
    }
    free(copy);
    return code;
}
