#include "maillage/result.h"

#include "base/i18n.h"
#include "base/text.h"
#include "io/readers.h"
#include "io/result_notes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- columns --------------------------------------------------------------------------------
 */

enum {
    ID,
    NAME,
    KIND,
    CLASS,
    CLASSES,
    ELIGIBILITY,
    ELIGIBILITIES,
    CODE_QPV,
    NAME_QPV,
    DISTANCE_QPV,
    CODE_CENTRE,
    NAME_CENTRE,
    DISTANCE_CENTRE,
    LOCATION,
    RADIUS,
    COMMUNE,
    COMPUTED,
    JUSTIFICATION,
    LON,
    LAT,
    N_COLUMNS
};

static const struct {
    const char *name;
    bool needed;
} known[N_COLUMNS] = {
    [ID] = { "id", true },
    [NAME] = { "nom", true },
    [KIND] = { "type", false },
    [CLASS] = { "classe", true },
    [CLASSES] = { "classes_possibles", true },
    [ELIGIBILITY] = { "eligibilite", true },
    [ELIGIBILITIES] = { "eligibilites_possibles", true },
    [CODE_QPV] = { "code_qp", true },
    [NAME_QPV] = { "lib_qp", false },
    [DISTANCE_QPV] = { "distance_qpv_m", true },
    [CODE_CENTRE] = { "code_centre", true },
    [NAME_CENTRE] = { "lib_centre", false },
    [DISTANCE_CENTRE] = { "distance_centre_m", true },
    [LOCATION] = { "localisation", false },
    [RADIUS] = { "rayon_m", false },
    [COMMUNE] = { "insee_com", false },
    [COMPUTED] = { "classe_calculee", false },
    [JUSTIFICATION] = { "justification", false },
    [LON] = { "lon", false },
    [LAT] = { "lat", false },
};

bool mlg_result_is(const mlg_layer *layer)
{
    return mlg_layer_column(layer, "classe") && mlg_layer_column(layer, "eligibilite");
}

static mlg_code find_columns(const mlg_column *of[N_COLUMNS], const mlg_layer *layer,
                             mlg_err *err)
{
    for (int i = 0; i < N_COLUMNS; i++) {
        of[i] = mlg_layer_column(layer, known[i].name);
        if (!of[i] && known[i].needed)
            return mlg_fail(err, MLG_EDATA,
                            _("has no column '%s': it is no sites table of classify or run"),
                            known[i].name);
    }
    return MLG_OK;
}

/* --- words ----------------------------------------------------------------------------------
 */

static const char *class_word(unsigned i)
{
    return mlg_class_name((mlg_class)i);
}

static const char *eligibility_word(unsigned i)
{
    return mlg_eligibility_name((mlg_eligibility)i);
}

typedef const char *words(unsigned i);

static mlg_code unknown(const mlg_column *column, const char *text, size_t n, mlg_err *err)
{
    char shown[48];

    readers_quote(shown, sizeof shown, text, n);
    return mlg_fail(err, MLG_EDATA, _("'%s' is no word of column '%s'"), shown, column->name);
}

static mlg_code read_word(uint8_t *out, const mlg_column *column, size_t row, words *word,
                          unsigned n, mlg_err *err)
{
    const char *text = mlg_cell(column, row);

    for (unsigned i = 0; i < n; i++) {
        if (strcmp(word(i), text))
            continue;
        *out = (uint8_t)i;
        return MLG_OK;
    }
    return unknown(column, text, strlen(text), err);
}

/* "qpv;hors", or ["qpv","hors"]. */
static mlg_code read_set(uint8_t *out, const mlg_column *column, size_t row, words *word,
                         unsigned n, mlg_err *err)
{
    static const char *const between = "[]\",; ";
    const char *text = mlg_cell(column, row);

    *out = 0;
    for (text += strspn(text, between); *text; text += strspn(text, between)) {
        size_t length = strcspn(text, between);
        unsigned i = 0;

        while (i < n && (strlen(word(i)) != length || strncmp(word(i), text, length)))
            i++;
        if (i == n)
            return unknown(column, text, length, err);
        *out |= (uint8_t)(1u << i);
        text += length;
    }
    return MLG_OK;
}

static mlg_code read_figure(double *out, const mlg_column *column, size_t row, mlg_err *err)
{
    const char *text = mlg_cell(column, row);

    *out = NAN;
    if (!*text || text_number(text, out))
        return MLG_OK;
    *out = NAN;
    return unknown(column, text, strlen(text), err);
}

/* --- rows -----------------------------------------------------------------------------------
 */

static mlg_code read_answers(mlg_result_site *s, const mlg_column *const of[N_COLUMNS],
                             size_t row, mlg_err *err)
{
    mlg_code code;

    code = read_word(&s->klass, of[CLASS], row, class_word, MLG_CLASS_COUNT, err);
    s->computed = s->klass;
    if (code == MLG_OK && *mlg_cell(of[COMPUTED], row))
        code = read_word(&s->computed, of[COMPUTED], row, class_word, MLG_CLASS_COUNT, err);
    if (code == MLG_OK)
        code = read_word(&s->eligibility, of[ELIGIBILITY], row, eligibility_word,
                         MLG_ELIGIBLE_COUNT, err);
    if (code == MLG_OK)
        code = read_set(&s->classes, of[CLASSES], row, class_word, MLG_CLASS_INDETERMINE, err);
    if (code == MLG_OK)
        code = read_set(&s->eligibilities, of[ELIGIBILITIES], row, eligibility_word,
                        MLG_ELIGIBLE_INDETERMINEE, err);
    return code;
}

static mlg_code read_row(mlg_result *r, const mlg_column *const of[N_COLUMNS], size_t row,
                         mlg_err *err)
{
    mlg_result_site *s = &r->rows[row];
    const char *location = mlg_cell(of[LOCATION], row);
    mlg_code code;

    *s = (mlg_result_site){ .id = mlg_cell(of[ID], row),
                            .name = mlg_cell(of[NAME], row),
                            .commune = mlg_cell(of[COMMUNE], row),
                            .code_qpv = mlg_cell(of[CODE_QPV], row),
                            .name_qpv = mlg_cell(of[NAME_QPV], row),
                            .code_centre = mlg_cell(of[CODE_CENTRE], row),
                            .name_centre = mlg_cell(of[NAME_CENTRE], row),
                            .justification = mlg_cell(of[JUSTIFICATION], row) };
    s->kind = strcmp(mlg_cell(of[KIND], row), "tiers_lieu") ? MLG_FABRIQUE : MLG_TIERS_LIEU;
    s->location = !strcmp(location, "commune") ? MLG_COMMUNE
                  : !strcmp(location, "point") ? MLG_POINT
                                               : MLG_NOWHERE;
    code = read_answers(s, of, row, err);
    if (code == MLG_OK)
        code = read_figure(&s->distance_qpv, of[DISTANCE_QPV], row, err);
    if (code == MLG_OK)
        code = read_figure(&s->distance_centre, of[DISTANCE_CENTRE], row, err);
    if (code == MLG_OK)
        code = read_figure(&s->radius_m, of[RADIUS], row, err);
    if (code == MLG_OK)
        code = read_figure(&s->lonlat.x, of[LON], row, err);
    if (code == MLG_OK)
        code = read_figure(&s->lonlat.y, of[LAT], row, err);
    if (!isfinite(s->lonlat.x) || !isfinite(s->lonlat.y))
        s->lonlat = (mlg_xy){ NAN, NAN };
    return code == MLG_OK ? code : mlg_at(err, NULL, (int64_t)row + 1);
}

static mlg_code read_rows(mlg_result *r, mlg_err *err)
{
    const mlg_column *of[N_COLUMNS];
    mlg_code code = find_columns(of, r->layer, err);

    if (code == MLG_OK && !(r->rows = calloc(r->n + 1, sizeof *r->rows)))
        code = readers_no_memory(err);
    for (size_t i = 0; code == MLG_OK && i < r->n; i++)
        code = read_row(r, of, i, err);
    return code;
}

/* --- all together ---------------------------------------------------------------------------
 */

mlg_code mlg_result_new(mlg_result **out, mlg_layer *layer, const char *path, mlg_diag *diag,
                        mlg_err *err)
{
    mlg_result *r = calloc(1, sizeof *r);
    mlg_code code;

    *out = NULL;
    if (!r) {
        mlg_layer_free(layer);
        return readers_no_memory(err);
    }
    r->layer = layer;
    r->n = layer->n;
    code = read_rows(r, err);
    if (code == MLG_OK)
        code = result_notes(r, path, err);
    if (code != MLG_OK) {
        mlg_at(err, layer->name, 0);
        mlg_result_free(r);
        return code;
    }
    if (!r->told)
        mlg_diag_add(diag, MLG_WARNING, "provenance-missing", layer->name, 0,
                     N_("says neither its thresholds nor its sources (keep the "
                        "-metadata.json or the synthese.json beside a CSV): some causes "
                        "cannot be told apart"));
    *out = r;
    return MLG_OK;
}

void mlg_result_free(mlg_result *r)
{
    if (!r)
        return;
    free(r->rows);
    free(r->parameters);
    free(r->sources);
    mlg_layer_free(r->layer);
    free(r);
}
