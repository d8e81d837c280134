#include "test.h"

#include "made.h"

/* Around Paris, in Lambert-93: a QPV of 1 km, a centre of 10 km around it, a second QPV 5 km
 * outside the centre. */
static const double X = 652000, Y = 6862000;

typedef struct town {
    world w;
    mlg_zones *qpv, *centres, *communes;
} town;

static town town_new(const char *qpv_covers, const char *centres_covers)
{
    town t = { .w = world_new() };
    made q = made_new("qpv.shp", "EPSG:2154", "code_qp|nom_qp");
    made c = made_new("centres.shp", "EPSG:2154", "code|nom");
    made k = made_new("communes.shp", "EPSG:2154", "insee_com|lib_com");

    made_box(&q, X, Y, 1000, 1000);
    made_row(&q, "QP001|Les Tilleuls");
    made_box(&q, X + 20000, Y, 1000, 1000);
    made_row(&q, "QP002|Le Bourg");
    made_box(&c, X - 5000, Y - 5000, 10000, 10000);
    made_row(&c, "GC1|Grandville");
    made_box(&k, X - 100, Y - 100, 1200, 1200); /* the QPV and a rim of 100 m */
    made_row(&k, "01001|Tilleuls");
    made_box(&k, X + 2000, Y, 1000, 1000); /* far from the QPV, in the centre */
    made_row(&k, "01002|Dedans");
    made_box(&k, X + 10000, Y, 1000, 1000);
    made_row(&k, "01003|Dehors");
    made_box(&k, X + 11000, Y, 1000, 1000);
    made_row(&k, "01004|Dehors aussi");
    made_box(&k, X + 20300, Y + 300, 300, 300); /* within the second QPV */
    made_row(&k, "01005|Bourg");
    made_box(&k, X + 10000, Y + 2000, 60, 1000); /* too thin for the margin */
    made_row(&k, "01006|Ruban");
    t.qpv = world_zones(&t.w, &q, MLG_ROLE_QPV, qpv_covers);
    t.centres = world_zones(&t.w, &c, MLG_ROLE_CENTRE, centres_covers);
    t.communes = world_zones(&t.w, &k, MLG_ROLE_COMMUNE, NULL);
    return t;
}

static void town_free(town *t)
{
    mlg_zones_free(t->qpv);
    mlg_zones_free(t->centres);
    mlg_zones_free(t->communes);
    world_free(&t->w);
}

static mlg_classification *classify(town *t, const mlg_sites *s)
{
    mlg_classification *c = NULL;
    mlg_err err = { 0 };

    assert_ok(world_classify(&c, &t->w, s, t->qpv, t->centres, t->communes, 1, &err));
    return c;
}

#define IS(row, class_, eligibility_, reason_)                                                 \
    do {                                                                                       \
        assert_string_equal(mlg_class_name((mlg_class)(row)->klass), class_);                  \
        assert_string_equal(mlg_eligibility_name((mlg_eligibility)(row)->eligibility),         \
                            eligibility_);                                                     \
        assert_int_equal((row)->reason, reason_);                                              \
    } while (0)

static void one_site_of_each_class(void **state)
{
    static const struct {
        const char *what;
        double x, y;
        const char *class, *eligibility;
        mlg_reason reason;
        const char *qpv;
        double distance_qpv, depth, distance_centre, margin; /* metres, 1 % apart */
    } rows[] = {
        { "in a QPV", 100, 500, "qpv", "qpv", MLG_BECAUSE_IN_QPV, "QP001", 0, 100, 0, 100 },
        { "on its edge", 1000, 500, "qpv", "qpv", MLG_BECAUSE_IN_QPV, "QP001", 0, 0, 0, 0 },
        { "on its corner", 0, 0, "qpv", "qpv", MLG_BECAUSE_IN_QPV, "QP001", 0, 0, 0, 0 },
        { "near", 1200, 500, "proximite_qpv", "qpv", MLG_BECAUSE_NEAR_QPV, "QP001", 200, 0, 0,
          100 },
        { "far, in the centre", 2000, 500, "grand_centre", "aucune", MLG_BECAUSE_IN_CENTRE,
          "QP001", 1000, 0, 0, 700 },
        { "far, on the centre's edge", 5000, 500, "grand_centre", "aucune",
          MLG_BECAUSE_IN_CENTRE, "QP001", 4000, 0, 0, 0 },
        { "far, outside", 8000, 500, "hors_grands_centres", "hors", MLG_BECAUSE_OUTSIDE,
          "QP001", 7000, 0, 3000, 3000 },
        { "in a QPV outside", 20500, 500, "qpv", "deux", MLG_BECAUSE_IN_QPV, "QP002", 0, 500,
          15500, 500 },
        { "near a QPV outside", 21100, 500, "proximite_qpv", "deux", MLG_BECAUSE_NEAR_QPV,
          "QP002", 100, 0, 16100, 100 },
    };
    town t = town_new(NULL, NULL);
    made m = made_new("sites.csv", "EPSG:2154", "id");
    mlg_sites *s;
    mlg_classification *c;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        made_point(&m, X + rows[i].x, Y + rows[i].y, "x");
    s = world_sites(&t.w, &m, "0");
    c = classify(&t, s);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const mlg_site_class *row = &c->rows[i];

        IS(row, rows[i].class, rows[i].eligibility, rows[i].reason);
        assert_string_equal(mlg_zone_code(t.qpv, row->qpv), rows[i].qpv);
        assert_int_equal(row->centre, 0);
        assert_near(row->distance_qpv, rows[i].distance_qpv, 0.01 * rows[i].distance_qpv);
        assert_near(row->depth_qpv, rows[i].depth, 0.01 * rows[i].depth);
        assert_near(row->distance_centre, rows[i].distance_centre,
                    0.01 * rows[i].distance_centre);
        assert_near(row->margin, rows[i].margin, 0.01 * rows[i].margin + 1e-9);
        assert_int_equal(row->classes, 1 << row->klass);
        assert_int_equal(row->eligibilities, 1 << row->eligibility);
        assert_int_equal(row->computed, row->klass);
        assert_int_equal(row->found, MLG_FOUND_NOT);
    }
    assert_int_equal(c->all.sites, 9);
    assert_int_equal(c->all.classes[MLG_CLASS_QPV], 4);
    assert_int_equal(c->all.classes[MLG_CLASS_PROXIMITE], 2);
    assert_int_equal(c->all.classes[MLG_CLASS_GRAND_CENTRE], 2);
    assert_int_equal(c->all.eligibilities[MLG_ELIGIBLE_DEUX], 2);
    assert_memory_equal(&c->all, &c->fabriques, sizeof c->all); /* no kind: all fabriques */
    mlg_classification_free(c);
    mlg_sites_free(s);
    town_free(&t);
}

/* The point due east of a corner, at that geodesic distance of it to the nanometre. */
static mlg_xy at_distance(plane *l93, double metres, double *reached)
{
    mlg_xy corner = { X + 1000, Y + 1000 }, p = corner;
    double low = 0.9 * metres, high = 1.1 * metres;

    for (int i = 0; i < 100; i++) {
        double middle = (low + high) / 2;

        p = (mlg_xy){ corner.x + middle * 0.8, corner.y + middle * 0.6 };
        *reached = plane_geodesic(l93, p, corner);
        if (*reached < metres)
            low = middle;
        else
            high = middle;
    }
    return p;
}

/* At the very threshold the geodesic decides, and the rule's bound. */
static void thresholds(void **state)
{
    static const struct {
        double metres;
        bool strict, near;
    } rows[] = {
        { 299.9999, true, true },      { 299.9999, false, true },
        { 299.9999999, true, true },   { 300.0000001, true, false },
        { 300.0000001, false, false }, { 300.0001, true, false },
        { 300.0001, false, false },    { 300, true, false },
        { 300, false, true },
    };
    plane *l93 = world_plane(PLANE_MAINLAND);

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        town t = town_new(NULL, NULL);
        made m = made_new("sites.csv", "EPSG:2154", "id");
        double reached;
        mlg_xy p = at_distance(l93, rows[i].metres, &reached);
        mlg_sites *s;
        mlg_classification *c;

        t.w.rules.proximity_strict = rows[i].strict;
        if (rows[i].metres == 300) /* the rule says what the geodesic says, to the last bit */
            t.w.rules.proximity_m = reached;
        made_point(&m, p.x, p.y, "1");
        s = world_sites(&t.w, &m, "0");
        c = classify(&t, s);
        if ((c->rows[0].klass == MLG_CLASS_PROXIMITE) != rows[i].near)
            fail_msg("%.9f m, %s: %s", reached, rows[i].strict ? "strict" : "inclusive",
                     mlg_class_name((mlg_class)c->rows[0].klass));
        assert_near(c->rows[0].distance_qpv, rows[i].metres, 1e-8);
        mlg_classification_free(c);
        mlg_sites_free(s);
        town_free(&t);
    }
    plane_close(l93);
}

static void coarse_points(void **state)
{
    static const struct {
        const char *what;
        double x, y;
        const char *precision, *class, *eligibility;
        unsigned classes, eligibilities;
    } rows[] = {
        { "disc in the QPV", 500, 500, "400", "qpv", "qpv", 1, 1 },
        { "disc over its edge", 900, 500, "200", "indetermine", "qpv", 1 | 2, 1 },
        { "disc over all three", 1150, 500, "200", "indetermine", "indeterminee", 1 | 2 | 8,
          1 | 8 },
        { "disc within the surroundings", 1150, 500, "100", "proximite_qpv", "qpv", 2, 1 },
        { "disc over the centre's edge", 5100, 500, "500", "indetermine", "indeterminee", 4 | 8,
          2 | 8 },
        { "disc beyond it", 6000, 500, "500", "hors_grands_centres", "hors", 4, 2 },
        { "disc that touches the centre from outside", 5400, 500, "399", "hors_grands_centres",
          "hors", 4, 2 },
        { "a street", 900, 500, "street", "indetermine", "qpv", 1 | 2, 1 },
        { "a house number", 900, 500, "housenumber", "qpv", "qpv", 1, 1 },
        { "a point-like radius", 1000, 500, "0.05", "qpv", "qpv", 1, 1 },
    };
    town t = town_new(NULL, NULL);
    made m = made_new("sites.csv", "EPSG:2154", "id|precision");
    mlg_sites *s;
    mlg_classification *c;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char cells[60];

        snprintf(cells, sizeof cells, "%zu|%s", i, rows[i].precision);
        made_point(&m, X + rows[i].x, Y + rows[i].y, cells);
    }
    s = world_sites(&t.w, &m, NULL);
    c = classify(&t, s);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const mlg_site_class *row = &c->rows[i];

        if (row->classes != rows[i].classes || row->eligibilities != rows[i].eligibilities)
            fail_msg("%s: classes %x, eligibilities %x", rows[i].what, row->classes,
                     row->eligibilities);
        assert_string_equal(mlg_class_name((mlg_class)row->klass), rows[i].class);
        assert_string_equal(mlg_eligibility_name((mlg_eligibility)row->eligibility),
                            rows[i].eligibility);
        assert_true(isnan(row->margin) == (row->klass == MLG_CLASS_INDETERMINE));
        if (row->klass == MLG_CLASS_INDETERMINE)
            assert_int_equal(row->reason, MLG_BECAUSE_COARSE);
    }
    mlg_classification_free(c);
    mlg_sites_free(s);
    town_free(&t);
}

static void known_by_commune(void **state)
{
    static const struct {
        const char *code, *class, *eligibility;
        unsigned classes, eligibilities;
        mlg_found found;
        double distance_qpv, distance_centre;
    } rows[] = {
        /* a rim of 50 m is left around the QPV */
        { "01001", "indetermine", "qpv", 1 | 2, 1, MLG_FOUND_BY_CODE, 0, 0 },
        { "01002", "grand_centre", "aucune", 8, 8, MLG_FOUND_BY_CODE, 1050, 0 },
        { "01003", "hors_grands_centres", "hors", 4, 2, MLG_FOUND_BY_CODE, 9050, 5050 },
        { "01003, 01004", "hors_grands_centres", "hors", 4, 2, MLG_FOUND_BY_CODE, 8050, 5050 },
        { "01003;01001", "indetermine", "indeterminee", 1 | 2 | 4, 1 | 2, MLG_FOUND_BY_CODE, 0,
          0 },
        { "01005", "qpv", "deux", 1, 4, MLG_FOUND_BY_CODE, 0, 15350 },
        { "01006", "hors_grands_centres", "hors", 4, 2, MLG_FOUND_BY_CODE, 9055, 5000 },
        { "99999", "non_localise", "indeterminee", 15, 15, MLG_FOUND_NOT, NAN, NAN },
    };
    town t = town_new(NULL, NULL);
    made m = made_new("sites.csv", "", "id|insee_com");
    mlg_sites *s;
    mlg_classification *c;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char cells[60];

        snprintf(cells, sizeof cells, "%zu|%s", i, rows[i].code);
        made_row(&m, cells);
    }
    s = world_sites(&t.w, &m, "commune");
    c = classify(&t, s);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const mlg_site_class *row = &c->rows[i];

        if (row->classes != rows[i].classes || row->eligibilities != rows[i].eligibilities)
            fail_msg("%s: classes %x, eligibilities %x", rows[i].code, row->classes,
                     row->eligibilities);
        assert_string_equal(mlg_class_name((mlg_class)row->klass), rows[i].class);
        assert_string_equal(mlg_eligibility_name((mlg_eligibility)row->eligibility),
                            rows[i].eligibility);
        assert_int_equal(row->found, rows[i].found);
        assert_true(isnan(row->margin));
        if (isnan(rows[i].distance_qpv)) {
            assert_true(isnan(row->distance_qpv) && isnan(row->distance_centre));
            assert_int_equal(row->reason, MLG_BECAUSE_NO_COMMUNE);
            continue;
        }
        assert_near(row->distance_qpv, rows[i].distance_qpv, rows[i].distance_qpv * 2e-3);
        assert_near(row->distance_centre, rows[i].distance_centre,
                    rows[i].distance_centre * 2e-3);
    }
    assert_int_equal(mlg_diag_count(&t.w.diag, "commune-unknown"), 1);
    mlg_classification_free(c);
    mlg_sites_free(s);
    town_free(&t);
}

/* Of a commune that is not in the layer, the point tells; without communes nothing does. */
static void commune_by_its_point(void **state)
{
    town t = town_new(NULL, NULL);
    made m = made_new("sites.csv", "EPSG:2154", "id|insee_com|precision");
    mlg_sites *s;
    mlg_classification *c;
    mlg_err err = { 0 };

    (void)state;
    made_point(&m, X + 2500, Y + 500, "1|99999|commune"); /* within 01002 */
    made_point(&m, X + 2500, Y - 900, "2|99999|commune"); /* within none */
    s = world_sites(&t.w, &m, NULL);
    c = classify(&t, s);
    IS(&c->rows[0], "grand_centre", "aucune", MLG_BECAUSE_IN_CENTRE);
    assert_int_equal(c->rows[0].found, MLG_FOUND_BY_POINT);
    IS(&c->rows[1], "indetermine", "indeterminee", MLG_BECAUSE_NO_COMMUNE);
    assert_int_equal(c->rows[1].classes, 15);
    assert_int_equal(mlg_diag_count(&t.w.diag, "commune-by-point"), 1);
    assert_int_equal(mlg_diag_count(&t.w.diag, "commune-unknown"), 1);
    mlg_classification_free(c);

    assert_ok(world_classify(&c, &t.w, s, t.qpv, t.centres, NULL, 3, &err));
    IS(&c->rows[0], "indetermine", "indeterminee", MLG_BECAUSE_NO_COMMUNE);
    mlg_classification_free(c);
    mlg_sites_free(s);
    town_free(&t);
}

/* Saint-Denis de La Réunion, where neither layer has anything. */
static void silent_layers(void **state)
{
    static const struct {
        const char *qpv, *centres, *class, *eligibility;
        unsigned classes;
        mlg_reason reason;
    } rows[] = {
        { NULL, NULL, "indetermine", "indeterminee", 15, MLG_BECAUSE_NO_QPV_DATA },
        { "reunion", NULL, "indetermine", "indeterminee", 4 | 8, MLG_BECAUSE_NO_CENTRE_DATA },
        { NULL, "La Réunion", "indetermine", "indeterminee", 1 | 2 | 4,
          MLG_BECAUSE_NO_QPV_DATA },
        { "mainland, reunion", "mayotte;reunion", "hors_grands_centres", "hors", 4,
          MLG_BECAUSE_OUTSIDE },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (int coarse = 0; coarse < 2; coarse++) {
            town t = town_new(rows[i].qpv, rows[i].centres);
            made m = made_new("sites.csv", "EPSG:4326", "id|nom");
            mlg_sites *s;
            mlg_classification *c;

            made_point(&m, 55.45, -20.88, "1|Ici");
            s = world_sites(&t.w, &m, coarse ? "300" : "0");
            c = classify(&t, s);
            IS(&c->rows[0], rows[i].class, rows[i].eligibility, rows[i].reason);
            assert_int_equal(c->rows[0].classes, rows[i].classes);
            assert_int_equal(c->rows[0].qpv, MLG_NO_ZONE);
            assert_int_equal(c->rows[0].centre, MLG_NO_ZONE);
            assert_true(isnan(c->rows[0].distance_qpv) && isnan(c->rows[0].margin));
            assert_int_equal(mlg_diag_count(&t.w.diag, "layer-silent"), i < 3);
            mlg_classification_free(c);
            mlg_sites_free(s);
            town_free(&t);
        }
    }
}

/* A QPV layer that speaks and a centre layer that does not: being in a QPV decides the
 * class, not the half. */
static void half_an_answer(void **state)
{
    world w = world_new();
    made q = made_new("qpv.shp", "EPSG:2975", "code_qp");
    made c = made_new("centres.shp", "EPSG:2154", "code");
    made m = made_new("sites.csv", "EPSG:2975", "id|precision");
    mlg_zones *qpv, *centres;
    mlg_sites *s;
    mlg_classification *out = NULL;
    mlg_err err = { 0 };

    (void)state;
    made_box(&q, 338000, 7690000, 1000, 1000);
    made_row(&q, "QP974");
    made_box(&c, X, Y, 1000, 1000);
    made_row(&c, "GC1");
    made_point(&m, 338500, 7690500, "1|0");
    made_point(&m, 338500, 7690500, "2|600"); /* over the edge: areas decide */
    made_point(&m, 338500, 7690500, "3|400");
    qpv = world_zones(&w, &q, MLG_ROLE_QPV, NULL);
    centres = world_zones(&w, &c, MLG_ROLE_CENTRE, NULL);
    s = world_sites(&w, &m, NULL);
    assert_ok(world_classify(&out, &w, s, qpv, centres, NULL, 2, &err));
    IS(&out->rows[0], "qpv", "indeterminee", MLG_BECAUSE_IN_QPV);
    assert_int_equal(out->rows[0].eligibilities, 1 | 4);
    assert_int_equal(out->rows[1].classes, 1 | 2);
    assert_int_equal(out->rows[1].eligibilities, 1 | 4);
    IS(&out->rows[2], "qpv", "indeterminee", MLG_BECAUSE_IN_QPV);
    mlg_classification_free(out);
    mlg_sites_free(s);
    mlg_zones_free(qpv);
    mlg_zones_free(centres);
    world_free(&w);
}

static void overrides(void **state)
{
    static const struct {
        const char *cells;
        double x;
        const char *class, *eligibility, *computed;
        mlg_reason reason;
    } rows[] = {
        /* in the centre, far from the QPV */
        { "1|qpv|quartier vécu, délibération du 3 mai", 3000, "qpv", "qpv", "grand_centre",
          MLG_BECAUSE_OVERRIDE },
        { "2|proximite_qpv|à pied", 3000, "proximite_qpv", "qpv", "grand_centre",
          MLG_BECAUSE_OVERRIDE },
        { "3|hors_grands_centres|rural", 3000, "hors_grands_centres", "hors", "grand_centre",
          MLG_BECAUSE_OVERRIDE },
        { "4|grand_centre|en ville", 8000, "grand_centre", "aucune", "hors_grands_centres",
          MLG_BECAUSE_OVERRIDE },
        { "5|qpv|voisin", 8000, "qpv", "deux", "hors_grands_centres", MLG_BECAUSE_OVERRIDE },
        { "6|qpv|", 3000, "grand_centre", "aucune", "grand_centre", MLG_BECAUSE_IN_CENTRE },
        { "7|QPV|-", 3000, "grand_centre", "aucune", "grand_centre", MLG_BECAUSE_IN_CENTRE },
        { "8|zone franche|oui", 3000, "grand_centre", "aucune", "grand_centre",
          MLG_BECAUSE_IN_CENTRE },
        { "9|indetermine|oui", 3000, "grand_centre", "aucune", "grand_centre",
          MLG_BECAUSE_IN_CENTRE },
        { "10|NA|sans objet", 3000, "grand_centre", "aucune", "grand_centre",
          MLG_BECAUSE_IN_CENTRE },
        { "11|Proximité QPV|écrit autrement", 3000, "proximite_qpv", "qpv", "grand_centre",
          MLG_BECAUSE_OVERRIDE },
        { "12|qpv|dit par la mairie", NAN, "qpv", "indeterminee", "non_localise",
          MLG_BECAUSE_OVERRIDE },
        { "13||", NAN, "non_localise", "indeterminee", "non_localise",
          MLG_BECAUSE_NO_LOCATION },
    };
    town t = town_new(NULL, NULL);
    made m = made_new("sites.csv", "EPSG:2154", "id|derogation|justification");
    mlg_sites *s;
    mlg_classification *c;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        made_point(&m, X + rows[i].x, isnan(rows[i].x) ? NAN : Y, rows[i].cells);
    s = world_sites(&t.w, &m, "0");
    c = classify(&t, s);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        IS(&c->rows[i], rows[i].class, rows[i].eligibility, rows[i].reason);
        assert_string_equal(mlg_class_name((mlg_class)c->rows[i].computed), rows[i].computed);
        if (rows[i].reason == MLG_BECAUSE_OVERRIDE)
            assert_true(isnan(c->rows[i].margin));
    }
    assert_int_equal(mlg_diag_count(&t.w.diag, "override"), 7);
    assert_int_equal(mlg_diag_count(&t.w.diag, "override-unjustified"), 2);
    assert_int_equal(mlg_diag_count(&t.w.diag, "override-unknown"), 2);
    assert_int_equal(mlg_diag_count(&t.w.diag, "site-unlocated"), 2);
    mlg_classification_free(c);
    mlg_sites_free(s);
    town_free(&t);
}

static void counts_by_kind(void **state)
{
    town t = town_new(NULL, NULL);
    made m = made_new("sites.csv", "EPSG:2154", "id|type");
    mlg_sites *s;
    mlg_classification *c;

    (void)state;
    made_point(&m, X + 500, Y + 500, "1|fabrique");
    made_point(&m, X + 500, Y + 600, "2|tiers-lieu");
    made_point(&m, X + 8000, Y, "3|tiers-lieu");
    made_point(&m, NAN, NAN, "4|");
    s = world_sites(&t.w, &m, "0");
    c = classify(&t, s);
    assert_int_equal(c->all.sites, 4);
    assert_int_equal(c->fabriques.sites, 2);
    assert_int_equal(c->all.classes[MLG_CLASS_QPV], 2);
    assert_int_equal(c->fabriques.classes[MLG_CLASS_QPV], 1);
    assert_int_equal(c->fabriques.classes[MLG_CLASS_HORS], 0);
    assert_int_equal(c->fabriques.classes[MLG_CLASS_NON_LOCALISE], 1);
    mlg_classification_free(c);
    mlg_classification_free(NULL);
    mlg_sites_free(s);
    town_free(&t);
}

/* No site, no zone: an answer all the same. */
static void empty_layers(void **state)
{
    world w = world_new();
    made q = made_new("qpv.shp", "EPSG:2154", "code_qp"), c = q, m, none;
    mlg_zones *qpv, *centres;
    mlg_sites *s;
    mlg_classification *out = NULL;
    mlg_err err = { 0 };

    (void)state;
    q.layer->geometry = MLG_GEOMETRY_POLYGON;
    c = made_new("centres.shp", "EPSG:2154", "code");
    c.layer->geometry = MLG_GEOMETRY_POLYGON;
    made_row(&c, "vide"); /* a record without polygon */
    qpv = world_zones(&w, &q, MLG_ROLE_QPV, NULL);
    centres = world_zones(&w, &c, MLG_ROLE_CENTRE, "mainland");
    none = made_new("sites.csv", "EPSG:2154", "id");
    s = world_sites(&w, &none, "0");
    assert_ok(world_classify(&out, &w, s, qpv, centres, NULL, 4, &err));
    assert_int_equal(out->all.sites, 0);
    mlg_classification_free(out);
    mlg_sites_free(s);

    m = made_new("sites.csv", "EPSG:2154", "id");
    made_point(&m, X, Y, "1");
    s = world_sites(&w, &m, "0");
    assert_ok(world_classify(&out, &w, s, qpv, centres, NULL, 4, &err));
    IS(&out->rows[0], "indetermine", "indeterminee", MLG_BECAUSE_NO_QPV_DATA);
    assert_int_equal(out->rows[0].classes, 1 | 2 | 4); /* the centres' silence is an answer */
    mlg_classification_free(out);
    mlg_sites_free(s);
    mlg_zones_free(qpv);
    mlg_zones_free(centres);
    world_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_site_of_each_class), cmocka_unit_test(thresholds),
        cmocka_unit_test(coarse_points),          cmocka_unit_test(known_by_commune),
        cmocka_unit_test(commune_by_its_point),   cmocka_unit_test(silent_layers),
        cmocka_unit_test(half_an_answer),         cmocka_unit_test(overrides),
        cmocka_unit_test(counts_by_kind),         cmocka_unit_test(empty_layers),
    };

    return cmocka_run_group_tests_name("classify", tests, NULL, NULL);
}
