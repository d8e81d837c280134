#include "lang.h"

#include "base/i18n.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *messages = "en", *outputs = "fr";

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

void lang_speak(const char *language)
{
    /* gettext translates only in a locale other than "C"; C.UTF-8 is always there, and
     * LANGUAGE then chooses the catalogue. For English the source text is the message. */
    setenv("LANGUAGE", language, 1);
    setlocale(LC_MESSAGES, strcmp(language, "fr") ? "C" : "C.UTF-8");
}

bool lang_start(const char *wanted)
{
    bool known = !wanted || !strcmp(wanted, "fr") || !strcmp(wanted, "en");
    char catalogues[4096 + 16];

    messages = strcmp(wanted ? wanted : from_environment(), "fr") ? "en" : "fr";
    outputs = wanted ? messages : "fr";
    lang_speak(messages);
    if (share(catalogues, sizeof catalogues, "locale"))
        bindtextdomain(MLG_TEXT_DOMAIN, catalogues);
    bind_textdomain_codeset(MLG_TEXT_DOMAIN, "UTF-8");
    bind_textdomain_codeset("libc", "UTF-8"); /* strerror */
    return known;
}

const char *lang_of_messages(void)
{
    return messages;
}

const char *lang_of_outputs(void)
{
    return outputs;
}
