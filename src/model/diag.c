#include "maillage/diag.h"

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

/* Room doubles at powers of two, so that no capacity needs to be kept. */
static void keep(mlg_diag_group *g, int64_t record, const char *what)
{
    char *copy = strdup(what);

    if (copy && !(g->n_items & (g->n_items - 1))) {
        size_t room = g->n_items ? 2 * g->n_items : 1;
        mlg_diag_item *items = realloc(g->items, room * sizeof *items);

        if (!items) {
            free(copy);
            return;
        }
        g->items = items;
    }
    if (copy)
        g->items[g->n_items++] = (mlg_diag_item){ record, copy };
}

void mlg_diag_add(mlg_diag *diag, mlg_level level, const char *kind, const char *where,
                  int64_t record, const char *what, ...)
{
    mlg_diag_group *g = group_of(diag, level, kind, where);
    char text[480];
    va_list args;

    if (!g)
        return;
    g->count++;
    if (g->n_items >= MLG_DIAG_KEPT)
        return;
    va_start(args, what);
    vsnprintf(text, sizeof text, what, args);
    va_end(args);
    keep(g, record, text);
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
            free(g->items[k].what);
        free(g->items);
        free(g->kind);
        free(g->where);
    }
    free(diag->groups);
    *diag = (mlg_diag){ 0 };
}
