#include "inspected.h"

#include "sheet.h"

#include "base/i18n.h"

#include <math.h>
#include <string.h>

/* --- the file -------------------------------------------------------------------------- */

/* A word of the reader, as a reader of the sheet understands it. */
static const char *told_by(const char *from)
{
    static const struct {
        const char *from, *text;
    } known[] = {
        { "cpg", N_("said by the .cpg") },
        { "ldid", N_("said by the .dbf") },
        { "bom", N_("said by its first bytes") },
        { "option", N_("told by an option") },
        { "detected", N_("said nowhere: found by reading the texts") },
        { "format", N_("as the format has it") },
        { "prj", N_("said by the .prj") },
        { "crs", N_("said by the file's member \"crs\"") },
        { "columns", N_("taken from the names of the coordinate columns") },
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (!strcmp(known[i].from, from))
            return _(known[i].text);
    return from;
}

static void print_sources(sheet *s, const mlg_layer *l)
{
    sheet_label(s, _("format"));
    sheet_say(s, "%s", l->format);
    if (l->delimiter && l->delimiter[0])
        sheet_say(s, _("separated by %s"), l->delimiter[0] == '\t' ? _("tabs") : l->delimiter);
    sheet_label(s, _("files"));
    for (size_t i = 0; i < l->n_sources; i++) {
        const mlg_source *f = &l->sources[i];

        if (i)
            sheet_line(s);
        sheet_say(s, P_("%s: %llu byte, SHA-256", "%s: %llu bytes, SHA-256", f->size), f->name,
                  (unsigned long long)f->size);
        sheet_line(s);
        sheet_say(s, "%s", f->sha256);
    }
    if (l->encoding && l->encoding[0]) {
        sheet_label(s, _("encoding"));
        sheet_say(s, "%s, %s", l->encoding, told_by(l->encoding_from));
    }
}

/* --- geometry -------------------------------------------------------------------------- */

static const char *geometry_text(mlg_geometry geometry)
{
    static const char *const names[] = {
        [MLG_GEOMETRY_NONE] = N_("none: a table"),
        [MLG_GEOMETRY_POINT] = N_("points"),
        [MLG_GEOMETRY_POLYGON] = N_("polygons"),
        [MLG_GEOMETRY_OTHER] = N_("lines, multipoints or patches, which are not used"),
    };

    return _(names[geometry]);
}

static void print_records(sheet *s, const mlg_inspection *in)
{
    const mlg_layer *l = in->layer;

    sheet_label(s, _("records"));
    sheet_say(s, "%zu", l->n);
    sheet_label(s, _("geometry"));
    sheet_say(s, "%s", geometry_text(l->geometry));
    if (l->geometry == MLG_GEOMETRY_NONE)
        return;
    sheet_line(s);
    sheet_say(s, _("usable: %zu; without: %zu (null: %zu, empty: %zu, collections: %zu)"),
              in->usable, l->n - in->usable, in->null_shapes, in->empty, in->collections);
    if (l->geometry != MLG_GEOMETRY_POLYGON)
        return;
    sheet_line(s);
    sheet_say(s, _("polygons: %zu; rings: %zu, of which holes: %zu; vertices: %zu"), in->shells,
              in->rings, in->rings - in->shells, in->vertices);
    sheet_line(s);
    if (!in->n_invalid)
        sheet_say(s, _("every polygon is valid"));
    else
        sheet_say(s, P_("%zu invalid polygon", "%zu invalid polygons", in->n_invalid),
                  in->n_invalid);
    if (isfinite(in->area_m2)) {
        sheet_label(s, _("area"));
        sheet_say(s, _("%.6g km2 on the ellipsoid, invalid polygons repaired"),
                  in->area_m2 / 1e6);
    }
}

static bool has_extent(mlg_box b)
{
    return b.xmin <= b.xmax && b.ymin <= b.ymax;
}

static bool same_extent(mlg_box a, mlg_box b)
{
    return a.xmin == b.xmin && a.ymin == b.ymin && a.xmax == b.xmax && a.ymax == b.ymax;
}

static void print_place(sheet *s, const mlg_inspection *in)
{
    const mlg_layer *l = in->layer;
    mlg_box b = l->box, d = in->lonlat;
    int decimals = fabs(b.xmax) > 400 || fabs(b.ymax) > 400 ? 2 : 6;

    if (l->geometry == MLG_GEOMETRY_NONE)
        return;
    sheet_label(s, _("coordinate system"));
    if (in->crs_name[0])
        sheet_say(s, "%s, %s", in->crs_name, told_by(l->crs_from));
    else
        sheet_say(s, _("unknown: give it with --crs, e.g. --crs EPSG:2154"));
    if (in->operation[0]) {
        sheet_label(s, _("transformation"));
        sheet_say(s, "%s", in->operation);
        sheet_line(s);
        if (in->accuracy_m < 0)
            sheet_say(s, _("accuracy unknown"));
        else
            sheet_say(s, _("accuracy %g m"), in->accuracy_m);
    }
    if (has_extent(b))
        sheet_label(s, _("extent"));
    if (has_extent(b) && !same_extent(b, d)) {
        sheet_say(s, _("x %.*f to %.*f, y %.*f to %.*f"), decimals, b.xmin, decimals, b.xmax,
                  decimals, b.ymin, decimals, b.ymax);
        if (has_extent(d))
            sheet_line(s);
    }
    if (has_extent(d))
        sheet_say(s, _("longitude %.5f to %.5f, latitude %.5f to %.5f"), d.xmin, d.xmax, d.ymin,
                  d.ymax);
    if (in->n_planes)
        sheet_label(s, _("planes"));
    for (size_t i = 0; i < in->n_planes; i++)
        sheet_say(s, "%s\xC2\xA0%zu%s", in->planes[i].name, in->planes[i].n,
                  i + 1 < in->n_planes ? "," : "");
}

/* --- positions ------------------------------------------------------------------------- */

static double percent(size_t part, size_t whole)
{
    return 100.0 * (double)part / (double)whole;
}

static void print_centroids(sheet *s, const inspected_sheet *facts)
{
    const mlg_centroids *c = &facts->inspection->centroids;

    if (!facts->communes)
        return;
    sheet_label(s, _("centroids"));
    if (!c->asked) {
        sheet_say(s, _("no column of commune codes: not compared with the communes"));
        return;
    }
    if (!c->compared) {
        sheet_say(s, _("no position could be compared with its commune"));
        return;
    }
    sheet_say(s, "%s",
              c->look_so ? _("the positions look like commune centroids, not addresses "
                             "(--precision commune):")
                         : _("the positions do not look like commune centroids:"));
    sheet_say(s,
              _("%zu of %zu (%.1f %%) are at the centroid of their commune, within a tenth of "
                "its radius; median distance %.0f m"),
              c->near, c->compared, percent(c->near, c->compared), c->median_m);
}

static void print_positions(sheet *s, const inspected_sheet *facts)
{
    const mlg_positions *p = &facts->inspection->positions;

    if (facts->inspection->layer->geometry != MLG_GEOMETRY_POINT)
        return;
    sheet_label(s, _("positions"));
    if (p->sharing)
        sheet_say(s,
                  _("different: %zu; records that share theirs: %zu, up to %zu at one place"),
                  p->distinct, p->sharing, p->largest);
    else
        sheet_say(s, _("%zu, all different"), p->distinct);
    if (p->look_so) {
        sheet_line(s);
        sheet_say(s,
                  _("%zu of the %zu records whose commune occurs more than once stand exactly "
                    "where another of it does: positions seem to be those of communes"),
                  p->same_both, p->same_commune);
    }
    print_centroids(s, facts);
}

/* --- columns --------------------------------------------------------------------------- */

enum { NAME_MOST = 26, NAME_LEAST = 6, EXAMPLE_MOST = 40 };

static const char *type_text(mlg_type type)
{
    static const char *const names[] = { [MLG_TEXT] = N_("text"),
                                         [MLG_NUMBER] = N_("number"),
                                         [MLG_DATE] = N_("date"),
                                         [MLG_LOGICAL] = N_("logical") };

    return _(names[type]);
}

/* The start of a text, whole characters; "..." says that there is more. */
static void say_example(sheet *s, const char *text)
{
    size_t n = 0, width = 0;

    for (; text[n] && (width < EXAMPLE_MOST || ((unsigned char)text[n] & 0xC0) == 0x80); n++)
        width += ((unsigned char)text[n + 1] & 0xC0) != 0x80;
    sheet_say(s, "%.*s%s", (int)n, text, text[n] ? "..." : "");
}

static void print_values(sheet *s, const mlg_column_facts *f)
{
    if (f->numeric && !f->leading_zeros && f->min < f->max)
        sheet_say(s, _("%.10g to %.10g"), f->min, f->max);
    else if (f->example[0])
        say_example(s, f->example);
    if (f->leading_zeros)
        sheet_say(s,
                  P_("(%zu with a leading zero: codes)", "(%zu with a leading zero: codes)",
                     f->leading_zeros),
                  f->leading_zeros);
    if (f->missing)
        sheet_say(s, P_("(%zu says NA or the like)", "(%zu say NA or the like)", f->missing),
                  f->missing);
    if (f->mojibake)
        sheet_say(s, P_("(%zu mojibake)", "(%zu mojibake)", f->mojibake), f->mojibake);
}

static size_t name_width(const mlg_inspection *in)
{
    size_t width = NAME_LEAST;

    for (size_t i = 0; i < in->n_columns; i++) {
        size_t w = sheet_width(in->columns[i].name);

        width = w > width ? w : width;
    }
    return width < NAME_MOST ? width : NAME_MOST;
}

static void print_row(sheet *s, size_t name, const char *cells[4])
{
    static const size_t width[] = { 0, 8, 8, 10 };

    s->indent = 2;
    sheet_line(s);
    sheet_cell(s, cells[0], name, 0);
    if (s->column > name + 2) { /* a long name has a line of its own */
        sheet_line(s);
        sheet_cell(s, "", name, 0);
    }
    for (size_t i = 1; i < 4; i++) {
        sheet_cell(s, "  ", 2, 0);
        sheet_cell(s, cells[i], width[i], i > 1);
    }
    sheet_cell(s, "  ", 2, 0);
    s->indent = name + 2 + 34;
}

static void print_columns(sheet *s, const mlg_inspection *in)
{
    size_t name = name_width(in);

    if (!in->n_columns)
        return;
    sheet_gap(s);
    print_row(s, name, (const char *[]){ _("column"), _("type"), _("empty"), _("distinct") });
    sheet_say(s, _("values"));
    for (size_t i = 0; i < in->n_columns; i++) {
        const mlg_column_facts *f = &in->columns[i];
        char empty[24], distinct[24];

        snprintf(empty, sizeof empty, "%zu", f->blank + f->missing);
        snprintf(distinct, sizeof distinct, "%zu", f->distinct);
        print_row(s, name, (const char *[]){ f->name, type_text(f->type), empty, distinct });
        print_values(s, f);
    }
}

static void print_recognised(sheet *s, const mlg_inspection *in)
{
    const char *role = "";

    if (!in->n_recognised)
        return;
    sheet_gap(s);
    s->indent = 2;
    sheet_line(s);
    sheet_say(s, _("Columns recognised, by the role that the layer would play:"));
    for (size_t i = 0; i < in->n_recognised; i++) {
        const mlg_recognised *r = &in->recognised[i];
        bool last;

        if (strcmp(role, r->role))
            sheet_label(s, role = r->role);
        last = i + 1 == in->n_recognised || strcmp(r->role, r[1].role) != 0;
        sheet_say(s, "%s\xC2\xA0=\xC2\xA0%s%s", r->field, r->column,
                  r->repeated || last ? "" : ",");
        if (r->repeated)
            sheet_say(s, P_("(%zu repeated)%s", "(%zu repeated)%s", r->repeated), r->repeated,
                      last ? "" : ",");
    }
}

/* --- diagnostics ----------------------------------------------------------------------- */

enum { CASES_SHOWN = 5 };

static void print_group(sheet *s, const mlg_diag_group *g, const char *layer)
{
    size_t shown = g->n_items < CASES_SHOWN ? g->n_items : CASES_SHOWN;
    int64_t more = g->count - (int64_t)shown;
    char text[600];

    sheet_label(s, g->level == MLG_WARNING ? _("warning") : _("note"));
    sheet_say(s, "%s", g->kind);
    sheet_say(s, P_("(%lld case)", "(%lld cases)", (unsigned long)g->count),
              (long long)g->count);
    if (strcmp(g->where, layer))
        sheet_say(s, "%s", g->where);
    for (size_t i = 0; i < shown; i++) {
        sheet_line(s);
        if (g->items[i].record)
            sheet_say(s, _("record %lld: "), (long long)g->items[i].record);
        sheet_say(s, "%s", mlg_diag_text(&g->items[i], text, sizeof text));
    }
    if (more > 0) {
        sheet_line(s);
        sheet_say(s,
                  P_("... and %lld more (--json tells more)",
                     "... and %lld more (--json tells more)", (unsigned long)more),
                  (long long)more);
    }
}

static void print_diag(sheet *s, const mlg_diag *diag, const char *layer)
{
    sheet_gap(s);
    if (!diag->n)
        sheet_label(s, _("nothing to report"));
    for (size_t i = 0; i < diag->n; i++)
        print_group(s, &diag->groups[i], layer);
}

void inspected_print(const inspected_sheet *facts, FILE *to)
{
    const mlg_inspection *in = facts->inspection;
    sheet s = { .to = to };

    sheet_say(&s, "%s", in->layer->name);
    print_sources(&s, in->layer);
    print_records(&s, in);
    print_place(&s, in);
    print_positions(&s, facts);
    print_columns(&s, in);
    print_recognised(&s, in);
    print_diag(&s, facts->diag, in->layer->name);
    sheet_gap(&s);
}
