#include "io/value.h"

#include "base/date.h"
#include "base/i18n.h"
#include "base/text.h"
#include "io/readers.h"
#include "io/spell.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SHOWN = 48, KEY_ROOM = 32 };

/* Half way round the Earth. */
static const double farthest = 20037e3;

/* "sites.columns.id" -> "id", "outputs[2]" -> "outputs". */
static const char *key_of(char key[KEY_ROOM], const char *path)
{
    const char *dot = strrchr(path, '.');

    snprintf(key, KEY_ROOM, "%s", dot ? dot + 1 : path);
    key[strcspn(key, "[")] = '\0';
    return key;
}

/* `what` takes the key, then the text. */
static mlg_code refuse(const doc *d, const char *path, const char *text, const char *what,
                       mlg_err *err)
{
    char key[KEY_ROOM], shown[SHOWN], sentence[240];

    readers_quote(shown, sizeof shown, text, strlen(text));
    snprintf(sentence, sizeof sentence, what, key_of(key, path), shown);
    return doc_fail(err, doc_line(d, path), "%s", sentence);
}

mlg_code value_number(const doc *d, const char *path, const char *text, double *out,
                      mlg_err *err)
{
    double v;

    if (!text)
        return MLG_OK;
    if (!text_number(text, &v) || v < 0)
        return refuse(d, path, text, _("'%s' is '%s'; it takes a number that is not negative"),
                      err);
    *out = v;
    return MLG_OK;
}

mlg_code value_share(const doc *d, const char *path, const char *text, double *out,
                     mlg_err *err)
{
    double v;

    if (!text)
        return MLG_OK;
    if (!text_number(text, &v) || v < 0 || v > 1)
        return refuse(d, path, text,
                      _("'%s' is '%s'; it takes a share, a number from 0 to 1 such as 0.95"),
                      err);
    *out = v;
    return MLG_OK;
}

mlg_code value_count(const doc *d, const char *path, const char *text, unsigned *out,
                     mlg_err *err)
{
    double v;

    if (!text)
        return MLG_OK;
    if (!text_number(text, &v) || v < 1 || v > 1e6 || v != floor(v))
        return refuse(d, path, text,
                      _("'%s' is '%s'; it takes a whole number from 1 to 1000000"), err);
    *out = (unsigned)v;
    return MLG_OK;
}

mlg_code value_distance(const doc *d, const char *path, const char *text, double *metres,
                        mlg_err *err)
{
    double v;

    if (!text)
        return MLG_OK;
    if (!text_distance(text, &v) || v > farthest)
        return refuse(d, path, text,
                      _("'%s' is '%s'; it takes a distance such as 300m or 20km"), err);
    *metres = v;
    return MLG_OK;
}

mlg_code value_radius(const doc *d, const char *path, const char *text, double *metres,
                      mlg_err *err)
{
    double v;

    if (!text)
        return MLG_OK;
    if (!strcmp(text, "commune"))
        v = -1;
    else if (!text_distance(text, &v) || v > farthest)
        return refuse(d, path, text,
                      _("'%s' is '%s'; it takes a distance such as 300m or 1km, or 'commune'"),
                      err);
    *metres = v;
    return MLG_OK;
}

mlg_code value_word(const doc *d, const char *path, const char *text, const char *const *words,
                    unsigned *which, mlg_err *err)
{
    char key[KEY_ROOM], shown[SHOWN], all[160] = "";
    size_t used = 0;

    if (!text)
        return MLG_OK;
    for (unsigned i = 0; words[i]; i++)
        if (!strcmp(words[i], text)) {
            *which = i;
            return MLG_OK;
        }
    readers_quote(shown, sizeof shown, text, strlen(text));
    for (unsigned i = 0; words[i]; i++)
        if (spell_apart(text, words[i]) < SPELL_FAR)
            return doc_fail(err, doc_line(d, path), _("'%s' is '%s'; did you mean '%s'?"),
                            key_of(key, path), shown, words[i]);
    for (unsigned i = 0; words[i] && used < sizeof all; i++)
        used +=
            (size_t)snprintf(all + used, sizeof all - used, "%s%s", used ? ", " : "", words[i]);
    return doc_fail(err, doc_line(d, path), _("'%s' is '%s'; it takes one of: %s"),
                    key_of(key, path), shown, all);
}

mlg_code value_date(const doc *d, const char *path, const char *text, mlg_err *err)
{
    int32_t day;

    if (!text || date_iso(text, &day))
        return MLG_OK;
    return refuse(d, path, text, _("'%s' is '%s'; it takes a day such as 2021-03-30"), err);
}

mlg_code value_period(const doc *d, const char *path, const char *text, mlg_period *out,
                      mlg_err *err)
{
    if (!text || mlg_period_read(text, out))
        return MLG_OK;
    return refuse(
        d, path, text,
        _("'%s' is '%s'; it takes two days in order such as 2015-01-01/2023-12-31, or "
          "2024-01-01/.. without an end"),
        err);
}
