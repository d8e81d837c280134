#include "maillage/inspect.h"

#include "base/i18n.h"
#include "report/json.h"

#include <math.h>

static const char *geometry_name(mlg_geometry geometry)
{
    static const char *const names[] = { [MLG_GEOMETRY_NONE] = "aucune",
                                         [MLG_GEOMETRY_POINT] = "point",
                                         [MLG_GEOMETRY_POLYGON] = "polygone",
                                         [MLG_GEOMETRY_OTHER] = "autre" };

    return names[geometry];
}

static const char *type_name(mlg_type type)
{
    static const char *const names[] = { [MLG_TEXT] = "texte",
                                         [MLG_NUMBER] = "nombre",
                                         [MLG_DATE] = "date",
                                         [MLG_LOGICAL] = "booleen" };

    return names[type];
}

/* [xmin, ymin, xmax, ymax], or null. */
static json_t *box_json(mlg_box b, double unit)
{
    if (!(b.xmin <= b.xmax && b.ymin <= b.ymax))
        return json_null();
    return json_pack("[o, o, o, o]", figure_json(b.xmin, unit), figure_json(b.ymin, unit),
                     figure_json(b.xmax, unit), figure_json(b.ymax, unit));
}

/* A list of `n` objects; NULL when one cannot be made. */
static json_t *list_json(const mlg_inspection *in, size_t n,
                         json_t *(*make)(const mlg_inspection *, size_t))
{
    json_t *list = json_array();

    for (size_t i = 0; i < n; i++) {
        if (json_array_append_new(list, make(in, i))) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

static json_t *plane_json(const mlg_inspection *in, size_t i)
{
    return json_pack("{s:s, s:o}", "plan", in->planes[i].name, "nombre",
                     count_json(in->planes[i].n));
}

static json_t *invalid_json(const mlg_inspection *in, size_t i)
{
    const mlg_invalid *bad = &in->invalid[i];

    return json_pack("{s:I, s:o, s:o, s:o}", "enregistrement", (json_int_t)bad->record, "motif",
                     text_json(bad->reason), "surface_avant_m2", figure_json(bad->before_m2, 1),
                     "surface_apres_m2", figure_json(bad->after_m2, 1));
}

static json_t *column_json(const mlg_inspection *in, size_t i)
{
    const mlg_column_facts *f = &in->columns[i];

    return json_pack("{s:o, s:s, s:o, s:o, s:o, s:o, s:b, s:o, s:o, s:o, s:o}", "nom",
                     text_json(f->name), "type", type_name(f->type), "vides",
                     count_json(f->blank), "manquantes", count_json(f->missing), "distinctes",
                     count_json(f->distinct), "exemple", text_json(f->example), "numerique",
                     (int)f->numeric, "minimum",
                     isfinite(f->min) ? json_real(f->min) : json_null(), "maximum",
                     isfinite(f->max) ? json_real(f->max) : json_null(), "zeros_en_tete",
                     count_json(f->leading_zeros), "mojibake", count_json(f->mojibake));
}

static json_t *recognised_json(const mlg_inspection *in, size_t i)
{
    const mlg_recognised *r = &in->recognised[i];

    return json_pack("{s:s, s:s, s:o, s:o}", "role", r->role, "champ", r->field, "colonne",
                     text_json(r->column), "repetees", count_json(r->repeated));
}

static json_t *polygons_json(const mlg_inspection *in)
{
    if (in->layer->geometry != MLG_GEOMETRY_POLYGON)
        return json_null();
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "polygones", count_json(in->shells),
                     "anneaux", count_json(in->rings), "trous",
                     count_json(in->rings - in->shells), "sommets", count_json(in->vertices),
                     "surface_km2", figure_json(in->area_m2 / 1e6, 1e-6), "invalides",
                     count_json(in->n_invalid), "cas_invalides",
                     list_json(in, in->n_invalid, invalid_json));
}

static json_t *centroids_json(const mlg_centroids *c)
{
    double share = c->compared ? (double)c->near / (double)c->compared : NAN;

    if (!c->asked)
        return json_null();
    return json_pack("{s:o, s:o, s:o, s:o, s:b}", "compares", count_json(c->compared),
                     "au_centroide", count_json(c->near), "part", figure_json(share, 1e-4),
                     "distance_mediane_m", figure_json(c->median_m, 0.1), "semblent_centroides",
                     (int)c->look_so);
}

static json_t *points_json(const mlg_inspection *in)
{
    const mlg_positions *p = &in->positions;

    if (in->layer->geometry != MLG_GEOMETRY_POINT)
        return json_null();
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:b, s:o}", "positions",
                     count_json(p->distinct), "partagent_leur_position", count_json(p->sharing),
                     "plus_grand_groupe", count_json(p->largest), "commune_repetee",
                     count_json(p->same_commune), "commune_repetee_meme_position",
                     count_json(p->same_both), "semblent_par_commune", (int)p->look_so,
                     "centroides_de_communes", centroids_json(&in->centroids));
}

static json_t *operation_json(const mlg_inspection *in)
{
    if (!in->operation[0])
        return json_null();
    return json_pack("{s:o, s:o}", "operation", text_json(in->operation), "exactitude_m",
                     in->accuracy_m < 0 ? json_null() : figure_json(in->accuracy_m, 1e-3));
}

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

/* What the file says of itself. */
static json_t *reading_json(const char *file, const mlg_inspection *in)
{
    const mlg_layer *l = in->layer;

    return json_pack(
        "{s:o, s:o, s:s, s:s, s:s, s:s, s:o, s:o, s:s, s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:o}",
        "fichier", text_json(file), "fichiers", files_json(l), "format", or_empty(l->format),
        "separateur", or_empty(l->delimiter), "encodage", or_empty(l->encoding),
        "encodage_selon", or_empty(l->encoding_from), "crs", text_json(or_empty(l->crs)),
        "crs_nom", text_json(in->crs_name), "crs_selon", or_empty(l->crs_from),
        "transformation", operation_json(in), "enregistrements", count_json(l->n),
        "utilisables", count_json(in->usable), "geometrie", geometry_name(l->geometry),
        "sans_geometrie", count_json(l->n_without_geometry), "geometries_nulles",
        count_json(in->null_shapes), "geometries_vides", count_json(in->empty), "collections",
        count_json(in->collections));
}

static json_t *facts_json(const char *file, const mlg_inspection *in, const mlg_diag *diag)
{
    json_t *all = reading_json(file, in);
    double unit =
        fabs(in->layer->box.xmax) > 400 || fabs(in->layer->box.ymax) > 400 ? 0.01 : 1e-7;
    json_t *more = json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "emprise", box_json(in->layer->box, unit),
        "emprise_lonlat", box_json(in->lonlat, 1e-7), "plans",
        list_json(in, in->n_planes, plane_json), "polygones", polygons_json(in), "points",
        points_json(in), "colonnes", list_json(in, in->n_columns, column_json), "reconnues",
        list_json(in, in->n_recognised, recognised_json), "avertissements", diag_json(diag));
    int fault = !all || !more || json_object_update(all, more);

    json_decref(more);
    if (!fault)
        return all;
    json_decref(all);
    return NULL;
}

mlg_code mlg_write_inspections(const mlg_inspected *files, size_t n, const char *path,
                               bool overwrite, mlg_err *err)
{
    json_t *all = json_array();
    int fault = !all;
    mlg_code code;

    for (size_t i = 0; i < n && !fault; i++) {
        const mlg_inspected *f = &files[i];

        fault |= json_array_append_new(
            all, f->inspection
                     ? facts_json(f->file, f->inspection, f->diag)
                     : json_pack("{s:o, s:o, s:o}", "fichier", text_json(f->file), "erreur",
                                 text_json(f->refusal), "avertissements", diag_json(f->diag)));
    }
    code = fault ? mlg_fail(err, MLG_ENOMEM, _("out of memory"))
                 : write_json(all, path, overwrite, err);
    json_decref(all);
    return code;
}
