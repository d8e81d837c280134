#include "lang.h"

#include "base/i18n.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* <bin>/../share/NAME, from where the running program is. */
static bool share(char *path, size_t size, const char *name)
{
    char exe[4096];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
    char *cut;

    exe[n > 0 ? n : 0] = '\0';
    for (int up = 0; up < 2; up++) {
        if ((cut = strrchr(exe, '/')))
            *cut = '\0';
    }
    int want = snprintf(path, size, "%s/share/%s", n > 0 ? exe : MLG_PREFIX, name);

    return want > 0 && (size_t)want < size;
}

bool lang_share(char *path, size_t size, const char *name)
{
    char below[512];
    int want = snprintf(below, sizeof below, "maillage/%s", name);

    return want > 0 && (size_t)want < sizeof below && share(path, size, below);
}

static const char *from_environment(void)
{
    static const char *const names[] = { "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);

        if (value && *value)
            return strncmp(value, "fr", 2) ? "en" : "fr";
    }
    return "en";
}

/* Where `domain` finds its translations: the catalogues, or nowhere, which is English. */
static void bind(const char *domain, const char *catalogues, const char *language)
{
    bindtextdomain(domain, strcmp(language, "fr") ? "/dev/null" : catalogues);
    bind_textdomain_codeset(domain, "UTF-8");
}

void lang_outputs(const char *language)
{
    char catalogues[4096 + 16];

    if (share(catalogues, sizeof catalogues, "locale"))
        bind(MLG_OUTPUT_DOMAIN, catalogues, language);
}

bool lang_start(const char *wanted)
{
    bool known = !wanted || !strcmp(wanted, "fr") || !strcmp(wanted, "en");
    const char *messages = wanted ? wanted : from_environment();
    const char *outputs = wanted ? wanted : "fr";
    char catalogues[4096 + 16];

    /* gettext translates only in a locale other than "C"; C.UTF-8 is always there, and
     * LANGUAGE then chooses the catalogue. */
    setenv("LANGUAGE", "fr", 1);
    setlocale(LC_MESSAGES, "C.UTF-8");
    if (share(catalogues, sizeof catalogues, "locale")) {
        bind(MLG_TEXT_DOMAIN, catalogues, messages);
        bind(MLG_OUTPUT_DOMAIN, catalogues, outputs);
    }
    bind("libc", bindtextdomain("libc", NULL), messages); /* strerror, if it speaks French */
    return known;
}
