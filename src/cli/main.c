#include "cmd.h"
#include "help.h"
#include "lang.h"
#include "say.h"

#include "base/i18n.h"
#include "maillage/stop.h"

#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MOST_THREADS = 64 };

static const command *const commands[] = {
    &command_inspect, &command_classify, &command_verify,  &command_coverage,
    &command_network, &command_map,      &command_report,  &command_simplify,
    &command_compare, &command_run,      &command_version, NULL,
};

static const command *find(const char *name)
{
    for (const command *const *c = commands; *c; c++) {
        if (!strcmp((*c)->name, name))
            return *c;
    }
    return NULL;
}

/* Not one of ours: say which may have been meant. */
static int unknown(const char *name)
{
    const char *names[sizeof commands / sizeof *commands + 1] = { "help" }, *near;
    size_t n = 1;

    for (const command *const *c = commands; *c; c++)
        names[n++] = (*c)->name;
    near = opt_nearest(name, names);
    if (near)
        return cmd_usage(NULL, _("no command '%s'; did you mean '%s'?"), name, near);
    return cmd_usage(NULL, _("no command '%s'"), name);
}

/* The text after --lang, wherever it stands: even the complaint about another option is
 * in that language. */
static const char *lang_asked(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--"); i++) {
        if (!strncmp(argv[i], "--lang=", 7))
            return argv[i] + 7;
        if (!strcmp(argv[i], "--lang") && i + 1 < argc)
            return argv[i + 1];
    }
    return NULL;
}

static unsigned processors(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);

    return n < 1 ? 1 : n > MOST_THREADS ? MOST_THREADS : (unsigned)n;
}

static int check_rest(const command *c, int n, char **rest)
{
    if (c->max_args >= 0 && n > c->max_args)
        return cmd_usage(c->name, _("unexpected argument '%s'"), rest[c->max_args]);
    if (n < c->min_args)
        return cmd_usage(c->name, _("an argument is missing"));
    if (common.threads > MOST_THREADS)
        return cmd_usage(c->name, _("--threads goes from 1 to %d"), MOST_THREADS);
    if (!common.threads)
        common.threads = processors();
    return STATUS_OK;
}

/* argv[0] is the command's name. */
static int run(const command *c, int argc, char **argv)
{
    opt all[CMD_OPTIONS];
    opt_args *args = NULL;
    int n = 0, status;

    cmd_options(c, all);
    status = opt_parse(&args, all, &common.help, argc, argv);
    if (!status && common.help) {
        help_command(stdout, c);
    } else if (!status) {
        char **rest = opt_rest(args, &n);

        if (!(status = check_rest(c, n, rest)))
            status = c->run(n, rest);
    }
    opt_args_free(args);
    return status;
}

static int help(int argc, char **argv)
{
    const command *c;

    while (argc > 1 && (!strcmp(argv[1], "--lang") || !strncmp(argv[1], "--lang=", 7))) {
        int n = argv[1][6] ? 1 : 2; /* obeyed already */

        argc -= n;
        argv += n;
    }
    c = argc > 1 ? find(argv[1]) : NULL;
    if (argc > 1 && !strcmp(argv[1], "man"))
        help_man(stdout, commands);
    else if (c)
        help_command(stdout, c);
    else if (argc > 1 && strcmp(argv[1], "help"))
        return unknown(argv[1]);
    else
        help_overview(stdout, commands);
    return STATUS_OK;
}

/* argv[0] is the first argument that is not about the language. */
static int dispatch(int argc, char **argv)
{
    static char version[] = "version", man[] = "man";
    const command *c;

    if (!argc) {
        help_overview(stderr, commands);
        return STATUS_USAGE;
    }
    if (!strcmp(argv[0], "help") || !strcmp(argv[0], "--help") || !strcmp(argv[0], "-h"))
        return help(argc, argv);
    if (!strcmp(argv[0], "--man"))
        return help(2, (char *[]){ argv[0], man, NULL });
    if (!strcmp(argv[0], "--version"))
        argv[0] = version;
    if ((c = find(argv[0])))
        return run(c, argc, argv);
    if (argv[0][0] == '-')
        return cmd_usage(NULL, _("unknown option %s before the command"), argv[0]);
    return unknown(argv[0]);
}

/* A full disk is a failure, not a success; a reader who left is neither. */
static int finish(int status)
{
    int broken = ferror(stdout);

    errno = 0;
    if (!fclose(stdout) && !broken)
        return status;
    if (errno == EPIPE) {
        signal(SIGPIPE, SIG_DFL);
        raise(SIGPIPE);
    }
    say(_("maillage: standard output: cannot be written%s%s\n"), errno ? ": " : "",
        errno ? strerror(errno) : "");
    return STATUS_IO;
}

/* --- what may happen from outside ----------------------------------------------------------
 */

static volatile sig_atomic_t caught;

/* The work ends cleanly; the same signal again ends it at once. */
static void interrupt(int number)
{
    caught = number;
    mlg_stop();
}

/* Files are read where they are: one that another program cuts short is gone. */
static const char *shortened;

static void lose_file(int number)
{
    ssize_t done = write(STDERR_FILENO, shortened, strlen(shortened));

    (void)done;
    (void)number;
    _exit(STATUS_IO);
}

static void expect(int number, void (*handler)(int))
{
    struct sigaction to = { .sa_handler = handler, .sa_flags = (int)SA_RESETHAND }, now;

    sigemptyset(&to.sa_mask);
    if (!sigaction(number, NULL, &now) && now.sa_handler != SIG_IGN)
        sigaction(number, &to, NULL);
}

static void expect_signals(void)
{
    shortened = _("maillage: a file that was being read has become shorter\n");
    signal(SIGPIPE, SIG_IGN); /* half-written files are cleaned up before we end */
    expect(SIGINT, interrupt);
    expect(SIGTERM, interrupt);
    expect(SIGHUP, interrupt);
    expect(SIGBUS, lose_file);
}

/* Arrays of megabytes go back to the system when they are freed, whatever was freed before
 * them; less than that is kept for what comes next. */
static void keep_little(void)
{
#ifdef M_MMAP_THRESHOLD
    enum { LARGE = 4 << 20 };

    mallopt(M_MMAP_THRESHOLD, LARGE);
    mallopt(M_TRIM_THRESHOLD, 2 * LARGE);
#endif
}

int main(int argc, char **argv)
{
    const char *lang = lang_asked(argc, argv);
    int first = 1;

    keep_little();
    if (!lang_start(lang) && lang)
        return cmd_usage(NULL, _("--lang takes fr or en, not '%s'"), lang);
    while (first < argc && !strncmp(argv[first], "--lang", 6))
        first += argv[first][6] == '=' ? 1 : 2;
    expect_signals();

    int status = finish(dispatch(first < argc ? argc - first : 0, argv + first));

    if (caught) {
        signal(caught, SIG_DFL);
        raise(caught);
    }
    return status;
}
