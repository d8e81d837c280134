#include "maillage/diag.h"

#include "base/i18n.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static mlg_diag_group *group_of(mlg_diag *diag, mlg_level level, const char *kind,
                                const char *where)
{
    mlg_diag_group *g;

    for (size_t i = diag->n; i--;) { /* the latest group is the likeliest */
        g = &diag->groups[i];
        if (!strcmp(g->kind, kind) && !strcmp(g->where, where))
            return g;
    }
    g = realloc(diag->groups, (diag->n + 1) * sizeof *g);
    if (!g)
        return NULL;
    diag->groups = g;
    g += diag->n;
    *g = (mlg_diag_group){ .level = level, .kind = strdup(kind), .where = strdup(where) };
    if (!g->kind || !g->where) {
        free(g->kind);
        free(g->where);
        return NULL;
    }
    diag->n++;
    return g;
}

/* --- sentences -------------------------------------------------------------------- */

/* A conversion of a printf sentence: "%2$-8.40s". */
typedef struct conversion {
    const char *end;   /* just after it */
    char spec[24];     /* without a position */
    size_t position;   /* 1-based; 0: the next one */
    char length, type; /* 'l', 'q' for ll, 'z' or 0 */
} conversion;

/* `at` stands on a '%' that is not "%%". */
static conversion read_conversion(const char *at)
{
    conversion c = { .spec = "%" };
    size_t n = 1, digits = strspn(at + 1, "0123456789");
    const char *from = at + 1;

    if (digits && from[digits] == '$') {
        c.position = (size_t)strtoul(from, NULL, 10);
        from += digits + 1;
    }
    c.end = from + strspn(from, "-+ #0123456789.");
    for (; from < c.end && n < sizeof c.spec - 4; from++)
        c.spec[n++] = *from;
    for (; *c.end && strchr("lzj", *c.end); c.end++) {
        c.length = c.length == 'l' ? 'q' : *c.end;
        c.spec[n++] = *c.end;
    }
    c.type = *c.end;
    assert(c.type && strchr("diuxcsfge", c.type));
    c.spec[n] = c.type;
    c.end++;
    return c;
}

static const char *next_conversion(const char *at)
{
    for (; (at = strchr(at, '%')) && at[1] == '%'; at += 2)
        ;
    return at;
}

/* Fill one conversion with the next argument. The format is one of our own literals, cut
 * at its conversions. */
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#endif
static void fill(char *to, size_t size, const conversion *c, va_list *args)
{
    switch (c->type) {
    case 's':
        snprintf(to, size, c->spec, va_arg(*args, const char *));
        break;
    case 'f':
    case 'g':
    case 'e':
        snprintf(to, size, c->spec, va_arg(*args, double));
        break;
    default:
        if (c->length == 'q')
            snprintf(to, size, c->spec, va_arg(*args, long long));
        else if (c->length)
            snprintf(to, size, c->spec, va_arg(*args, long));
        else
            snprintf(to, size, c->spec, va_arg(*args, int));
    }
}
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

enum { VALUE_MAX = 256, VALUES_MAX = 8 };

/* Every argument as text, one after the other, each ended by NUL. NULL: out of memory. */
static char *texts_of(const char *format, va_list *args)
{
    char texts[VALUES_MAX * VALUE_MAX], *copy;
    size_t n = 0, count = 0;

    for (const char *at = format; (at = next_conversion(at)) && count < VALUES_MAX; count++) {
        conversion c = read_conversion(at);

        fill(texts + n, VALUE_MAX, &c, args);
        n += strlen(texts + n) + 1;
        at = c.end;
    }
    copy = malloc(n + 1);
    if (copy) {
        memcpy(copy, texts, n);
        copy[n] = '\0';
    }
    return copy;
}

static const char *value_at(const char *values, size_t i)
{
    while (i--)
        values += strlen(values) + 1;
    return values;
}

static char *fill_in(const char *format, const mlg_diag_item *item, char *text, size_t size)
{
    size_t used = 0, next = 0;

    while (*format && used + 1 < size) {
        if (format[0] != '%') {
            text[used++] = *format++;
        } else if (format[1] == '%') {
            text[used++] = '%';
            format += 2;
        } else {
            conversion c = read_conversion(format);
            const char *value = value_at(item->values, c.position ? c.position - 1 : next++);
            int n = snprintf(text + used, size - used, "%s", value);

            used += (size_t)n < size - used ? (size_t)n : size - used - 1;
            format = c.end;
        }
    }
    text[used] = '\0';
    return text;
}

char *mlg_diag_text(const mlg_diag_item *item, char *text, size_t size)
{
    return fill_in(_(item->format), item, text, size);
}

char *mlg_diag_output_text(const mlg_diag_item *item, char *text, size_t size)
{
    return fill_in(O_(item->format), item, text, size);
}

/* --- adding ------------------------------------------------------------------------ */

/* Room doubles at powers of two, so that no capacity needs to be kept. */
static void keep(mlg_diag_group *g, int64_t record, const char *format, char *values)
{
    if (values && !(g->n_items & (g->n_items - 1))) {
        size_t room = g->n_items ? 2 * g->n_items : 1;
        mlg_diag_item *items = realloc(g->items, room * sizeof *items);

        if (!items) {
            free(values);
            return;
        }
        g->items = items;
    }
    if (values)
        g->items[g->n_items++] = (mlg_diag_item){ record, format, values };
}

void mlg_diag_add(mlg_diag *diag, mlg_level level, const char *kind, const char *where,
                  int64_t record, const char *format, ...)
{
    mlg_diag_group *g = group_of(diag, level, kind, where);
    va_list args;

    if (!g)
        return;
    g->count++;
    if (g->n_items >= MLG_DIAG_KEPT)
        return;
    va_start(args, format);
    keep(g, record, format, texts_of(format, &args));
    va_end(args);
}

static mlg_diag_group *like(const mlg_diag *diag, const mlg_diag_group *g)
{
    for (size_t i = 0; i < diag->n; i++)
        if (!strcmp(diag->groups[i].kind, g->kind) && !strcmp(diag->groups[i].where, g->where))
            return &diag->groups[i];
    return NULL;
}

/* The values go to `to` or are freed. */
static void merge(mlg_diag_group *to, mlg_diag_group *from)
{
    to->count += from->count;
    for (size_t i = 0; i < from->n_items; i++) {
        mlg_diag_item *item = &from->items[i];

        if (to->n_items < MLG_DIAG_KEPT)
            keep(to, item->record, item->format, item->values);
        else
            free(item->values);
    }
    free(from->items);
    free(from->kind);
    free(from->where);
}

bool mlg_diag_append(mlg_diag *to, mlg_diag *from)
{
    mlg_diag_group *groups =
        from->n ? realloc(to->groups, (to->n + from->n) * sizeof *groups) : to->groups;

    if (from->n && !groups) {
        mlg_diag_release(from);
        return false;
    }
    to->groups = groups;
    for (size_t i = 0; i < from->n; i++) {
        mlg_diag_group *same = like(to, &from->groups[i]);

        if (same)
            merge(same, &from->groups[i]);
        else
            to->groups[to->n++] = from->groups[i];
    }
    free(from->groups);
    *from = (mlg_diag){ 0 };
    return true;
}

bool mlg_diag_append_part(mlg_diag *to, mlg_diag *from, int64_t before)
{
    mlg_diag whole = { 0 };
    size_t kept = 0;

    whole.groups = from->n ? malloc(from->n * sizeof *whole.groups) : NULL;
    if (from->n && !whole.groups) {
        mlg_diag_release(from);
        return false;
    }
    for (size_t i = 0; i < from->n; i++) {
        mlg_diag_group *g = &from->groups[i];

        for (size_t k = 0; k < g->n_items; k++)
            g->items[k].record += before;
        if (g->n_items && g->items[0].record == before)
            whole.groups[whole.n++] = *g;
        else
            from->groups[kept++] = *g;
    }
    from->n = kept;
    mlg_diag_release(&whole);
    return mlg_diag_append(to, from);
}

int64_t mlg_diag_count(const mlg_diag *diag, const char *kind)
{
    int64_t count = 0;

    for (size_t i = 0; i < diag->n; i++)
        if (!strcmp(diag->groups[i].kind, kind))
            count += diag->groups[i].count;
    return count;
}

void mlg_diag_release(mlg_diag *diag)
{
    for (size_t i = 0; i < diag->n; i++) {
        mlg_diag_group *g = &diag->groups[i];

        for (size_t k = 0; k < g->n_items; k++)
            free(g->items[k].values);
        free(g->items);
        free(g->kind);
        free(g->where);
    }
    free(diag->groups);
    *diag = (mlg_diag){ 0 };
}
