#ifndef MLG_LANG_H
#define MLG_LANG_H
#include <stdbool.h>
#include <stddef.h>

/* Choose the language of messages: `wanted` ("fr", "en"), or if NULL what LANGUAGE,
 * LC_ALL, LC_MESSAGES or LANG begins with, the first one set deciding; and that of
 * outputs: `wanted`, or if NULL French. Works where the locale itself is not installed.
 * Numbers keep the C locale. False: `wanted` is neither. */
bool lang_start(const char *wanted);

/* Let outputs be in this language ("fr" or "en") from now on: that of a dossier that is read
 * again. */
void lang_outputs(const char *language);

/* The file or folder `name` of the installed share/maillage, found beside the running
 * program: "<bin>/../share/maillage/rules". False: does not fit. */
bool lang_share(char *path, size_t size, const char *name);
#endif
