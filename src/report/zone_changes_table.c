#include "report/tables.h"

#include "base/i18n.h"

#include <stdlib.h>
#include <string.h>

enum {
    ID,
    CHANGEMENT,
    CODES_A,
    NOMS_A,
    CODES_B,
    NOMS_B,
    SURFACE_A,
    SURFACE_B,
    COMMUNE,
    GAGNEE,
    PERDUE,
    GAGNEE_AU_DELA,
    PERDUE_AU_DELA,
    N_COLUMNS
};

static const table_column columns[N_COLUMNS] = {
    [ID] = { "id", COLUMN_INTEGER, 0, N_("number of the change, by code") },
    [CHANGEMENT] = { "changement", COLUMN_TEXT, 0,
                     N_("what became of the zones: inchange, modifie, renumerote, fusion, "
                        "scission, recompose, deplace, cree, supprime") },
    [CODES_A] = { "codes_a", COLUMN_LIST, 0, N_("codes of the zones in A, the former layer") },
    [NOMS_A] = { "noms_a", COLUMN_LIST, 0, N_("their names") },
    [CODES_B] = { "codes_b", COLUMN_LIST, 0, N_("codes of the zones in B, the latter layer") },
    [NOMS_B] = { "noms_b", COLUMN_LIST, 0, N_("their names") },
    [SURFACE_A] = { "surface_a_m2", COLUMN_NUMBER, 0,
                    N_("area of the zones in A, m2 on the ellipsoid") },
    [SURFACE_B] = { "surface_b_m2", COLUMN_NUMBER, 0,
                    N_("area of the zones in B, m2 on the ellipsoid") },
    [COMMUNE] = { "surface_commune_m2", COLUMN_NUMBER, 0, N_("area they share, m2") },
    [GAGNEE] = { "surface_gagnee_m2", COLUMN_NUMBER, 0, N_("area of B that is not in A, m2") },
    [PERDUE] = { "surface_perdue_m2", COLUMN_NUMBER, 0, N_("area of A that is not in B, m2") },
    [GAGNEE_AU_DELA] = { "gagnee_au_dela_m2", COLUMN_NUMBER, 0,
                         N_("of the area gained: farther than the tolerance from A, m2") },
    [PERDUE_AU_DELA] = { "perdue_au_dela_m2", COLUMN_NUMBER, 0,
                         N_("of the area lost: farther than the tolerance from B, m2") },
};

/* Distinct texts of the records of each row, one after the other. */
static bool gather(zone_list *out, const mlg_zones_comparison *c, bool of_b,
                   const char *(*text)(const mlg_zones *, size_t))
{
    const mlg_zones *z = of_b ? c->b : c->a;
    size_t n = 0;

    out->from = malloc((c->n + 1) * sizeof *out->from);
    out->text = malloc((mlg_zones_count(z) + 1) * sizeof *out->text);
    for (size_t i = 0; out->from && out->text && i < c->n; i++) {
        const mlg_zone_change *r = &c->rows[i];
        const uint32_t *records = of_b ? c->b_of + r->first_b : c->a_of + r->first_a;
        const char *last = "";

        out->from[i] = (uint32_t)n;
        for (size_t k = 0; k < (of_b ? r->n_b : r->n_a); k++) {
            const char *now = text(z, records[k]);

            if (*now && strcmp(now, last))
                out->text[n++] = last = now;
        }
        out->from[i + 1] = (uint32_t)n;
    }
    return out->from && out->text;
}

static void set_list(table_value *v, const zone_list *list, size_t row)
{
    v->many = list->text + list->from[row];
    v->n_list = list->from[row + 1] - list->from[row];
}

static void value(const void *data, size_t row, size_t column, table_value *v)
{
    const zone_changes_words *w = data;
    size_t at = w->all ? row : w->c->changed[row];
    const mlg_zone_change *r = &w->c->rows[at];
    const double numbers[N_COLUMNS] = {
        [ID] = (double)(at + 1),
        [SURFACE_A] = r->n_a ? r->area_a : NAN,
        [SURFACE_B] = r->n_b ? r->area_b : NAN,
        [COMMUNE] = r->common,
        [GAGNEE] = r->gained,
        [PERDUE] = r->lost,
        [GAGNEE_AU_DELA] = r->gained_beyond,
        [PERDUE_AU_DELA] = r->lost_beyond,
    };

    switch (column) {
    case CHANGEMENT:
        table_set_text(v, mlg_change_name((mlg_change)r->change));
        break;
    case CODES_A:
        set_list(v, &w->codes_a, at);
        break;
    case NOMS_A:
        set_list(v, &w->names_a, at);
        break;
    case CODES_B:
        set_list(v, &w->codes_b, at);
        break;
    case NOMS_B:
        set_list(v, &w->names_b, at);
        break;
    default:
        table_set_number(v, numbers[column]);
    }
}

bool zone_changes_table(table *t, zone_changes_words *words, const mlg_zones_comparison *c,
                        bool all, const mlg_polys *lonlat)
{
    *words = (zone_changes_words){ .c = c, .all = all };
    *t = (table){ .name = "changements",
                  .columns = columns,
                  .n_columns = N_COLUMNS,
                  .n_rows = all ? c->n : c->n_changed,
                  .id_column = ID,
                  .data = words,
                  .value = value,
                  .polys = lonlat };
    return gather(&words->codes_a, c, false, mlg_zone_code) &&
           gather(&words->names_a, c, false, mlg_zone_label) &&
           gather(&words->codes_b, c, true, mlg_zone_code) &&
           gather(&words->names_b, c, true, mlg_zone_label);
}

void zone_changes_release(zone_changes_words *words)
{
    zone_list *const lists[] = { &words->codes_a, &words->names_a, &words->codes_b,
                                 &words->names_b };

    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        free(lists[i]->from);
        free(lists[i]->text);
    }
}
