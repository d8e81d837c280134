#include "geo/wkt.h"

#include "base/text.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { DEEPEST = 16, NUMBERS = 8 };

/* KEY["text", 1.0, 2.0, word, CHILD[...]] */
typedef struct node {
    char key[24];
    char text[80];
    char word[16];
    double number[NUMBERS];
    int n_numbers;
    double unit; /* of its own UNIT child; 0: none */
    struct node *parent;
} node;

typedef struct reader {
    const char *at;
    wkt *out;
    int depth;
} reader;

static bool is_one_of(const char *key, const char *const *names)
{
    for (; *names; names++)
        if (!strcasecmp(key, *names))
            return true;
    return false;
}

static const char *const projected[] = { "PROJCS", "PROJCRS", "PROJECTEDCRS", NULL };
static const char *const geographic[] = { "GEOGCS",      "GEOGCRS",     "GEOGRAPHICCRS",
                                          "GEODCRS",     "GEODETICCRS", "BASEGEOGCRS",
                                          "BASEGEODCRS", NULL };
static const char *const local[] = { "LOCAL_CS", "ENGCRS", "ENGINEERINGCRS", NULL };
static const char *const compound[] = { "COMPD_CS", "COMPOUNDCRS", "BOUNDCRS", "SOURCECRS",
                                        NULL };
/* The kind of the whole is that of its outermost horizontal part. */
static void enter(reader *r, const node *n)
{
    wkt *out = r->out;

    if (out->kind != WKT_UNREADABLE)
        return;
    if (is_one_of(n->key, projected))
        out->kind = WKT_PROJECTED;
    else if (is_one_of(n->key, geographic))
        out->kind = WKT_GEOGRAPHIC;
    else if (is_one_of(n->key, local))
        out->kind = WKT_LOCAL;
    else if (!is_one_of(n->key, compound))
        out->kind = WKT_OTHER;
}

static void note_unit(wkt *out, const node *n)
{
    double unit = n->n_numbers ? n->number[0] : NAN;

    if (!n->parent)
        return;
    n->parent->unit = unit;
    if (is_one_of(n->parent->key, projected))
        out->length = unit;
    else if (is_one_of(n->parent->key, geographic))
        out->angle = unit;
    else if (!strcasecmp(n->parent->key, "AXIS") && !strcasecmp(n->key, "LENGTHUNIT"))
        out->length = unit;
    else if (!strcasecmp(n->parent->key, "AXIS"))
        out->angle = unit;
}

static void note_parameter(wkt *out, const node *n)
{
    static const struct {
        const char *names[5];
        size_t field;
        bool angle;
    } known[] = {
        { { "latitude_of_origin", "latitude_of_natural_origin", "latitude_of_false_origin",
            "latitude_of_center" },
          offsetof(wkt, lat_0),
          true },
        { { "central_meridian", "longitude_of_natural_origin", "longitude_of_false_origin",
            "longitude_of_center" },
          offsetof(wkt, lon_0),
          true },
        { { "standard_parallel_1", "latitude_of_1st_standard_parallel" },
          offsetof(wkt, lat_1),
          true },
        { { "standard_parallel_2", "latitude_of_2nd_standard_parallel" },
          offsetof(wkt, lat_2),
          true },
        { { "scale_factor", "scale_factor_at_natural_origin" }, offsetof(wkt, scale), false },
        { { "false_easting", "easting_at_false_origin" }, offsetof(wkt, false_x), false },
        { { "false_northing", "northing_at_false_origin" }, offsetof(wkt, false_y), false },
    };
    char name[48];
    const double degree = 0.017453292519943295;

    text_fold(name, sizeof name, n->text);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        double expected = known[i].angle ? degree : 1;

        if (!is_one_of(name, known[i].names))
            continue;
        *(double *)((char *)out + known[i].field) = n->n_numbers ? n->number[0] : NAN;
        if (n->unit != 0 && !(fabs(n->unit - expected) < 1e-10))
            out->shifted = true;
        return;
    }
    out->shifted = true; /* a parameter that none of ours has */
}

static void leave(reader *r, const node *n)
{
    static const char *const ellipsoid[] = { "SPHEROID", "ELLIPSOID", NULL };
    static const char *const unit[] = { "UNIT", "ANGLEUNIT", "LENGTHUNIT", NULL };
    static const char *const method[] = { "PROJECTION", "METHOD", NULL };
    static const char *const meridian[] = { "PRIMEM", "PRIMEMERIDIAN", NULL };
    static const char *const beyond[] = { "ABRIDGEDTRANSFORMATION", "EXTENSION",
                                          "DERIVINGCONVERSION", NULL };
    static const char *const against[] = { "SOUTH", "WEST", NULL };
    wkt *out = r->out;

    if (is_one_of(n->key, ellipsoid)) {
        out->axis = n->number[0] * (n->unit != 0 ? n->unit : 1);
        out->flattening = n->number[1];
    } else if (is_one_of(n->key, meridian)) {
        out->prime = n->number[0];
    } else if (is_one_of(n->key, unit)) {
        note_unit(out, n);
    } else if (is_one_of(n->key, method)) {
        text_fold(out->method, sizeof out->method, n->text);
    } else if (!strcasecmp(n->key, "PARAMETER")) {
        note_parameter(out, n);
    } else if (!strcasecmp(n->key, "TOWGS84")) {
        for (int i = 0; i < n->n_numbers; i++)
            out->shifted |= n->number[i] != 0;
    } else if (!strcasecmp(n->key, "AXIS")) {
        out->shifted |= is_one_of(n->word, against);
    } else if (!strcasecmp(n->key, "CS")) {
        if (out->kind == WKT_GEOGRAPHIC && !strcasecmp(n->word, "Cartesian"))
            out->kind = WKT_OTHER; /* geocentric */
    } else if (is_one_of(n->key, beyond)) {
        out->shifted = true;
    }
}

static void skip_blanks(reader *r)
{
    while (isspace((unsigned char)*r->at))
        r->at++;
}

/* "..." with "" for a quote inside. What does not fit is read and dropped. */
static bool read_quoted(reader *r, char *out, size_t size)
{
    size_t n = 0;

    for (r->at++; *r->at; r->at++) {
        if (*r->at == '"' && *++r->at != '"') {
            out[n] = '\0';
            return true;
        }
        if (n + 1 < size)
            out[n++] = *r->at;
    }
    return false;
}

static size_t read_word(reader *r, char *out, size_t size)
{
    size_t n = 0, all = 0;

    for (; isalnum((unsigned char)*r->at) || *r->at == '_'; r->at++, all++)
        if (n + 1 < size)
            out[n++] = *r->at;
    out[n] = '\0';
    return all;
}

static bool read_number(reader *r, double *value)
{
    char token[40];
    size_t n = strspn(r->at, "+-.0123456789eE");

    if (!n || n >= sizeof token)
        return false;
    memcpy(token, r->at, n);
    token[n] = '\0';
    r->at += n;
    return text_number(token[0] == '+' ? token + 1 : token, value);
}

static bool read_node(reader *r, node *n);

/* One argument of n: a quoted text, a number, a word, or a child. */
static bool read_argument(reader *r, node *n)
{
    node child = { .parent = n };
    char spare[sizeof n->text];
    double value;

    skip_blanks(r);
    if (*r->at == '"')
        return read_quoted(r, n->text[0] ? spare : n->text, sizeof spare);
    if (isalpha((unsigned char)*r->at)) {
        const char *from = r->at;

        read_word(r, child.key, sizeof child.key);
        skip_blanks(r);
        if (*r->at == '[' || *r->at == '(') {
            r->at = from;
            return read_node(r, &child);
        }
        if (!n->word[0])
            snprintf(n->word, sizeof n->word, "%.15s", child.key);
        return true;
    }
    if (!read_number(r, &value))
        return false;
    if (n->n_numbers < NUMBERS)
        n->number[n->n_numbers++] = value;
    return true;
}

static bool read_node(reader *r, node *n)
{
    char close;

    if (++r->depth > DEEPEST)
        return false;
    skip_blanks(r);
    if (!read_word(r, n->key, sizeof n->key))
        return false;
    skip_blanks(r);
    if (*r->at != '[' && *r->at != '(')
        return false;
    close = *r->at == '[' ? ']' : ')';
    enter(r, n);
    do {
        r->at++; /* the bracket, then each comma */
        if (!read_argument(r, n))
            return false;
        skip_blanks(r);
    } while (*r->at == ',');
    if (*r->at++ != close)
        return false;
    leave(r, n);
    r->depth--;
    return true;
}

void wkt_read(wkt *out, const char *text)
{
    reader r = { .at = text, .out = out };
    node root = { 0 };

    *out = (wkt){ 0 };
    if (!read_node(&r, &root) || !root.text[0])
        out->kind = WKT_UNREADABLE;
    for (size_t i = 0; root.text[i]; i++) {
        unsigned char c = (unsigned char)root.text[i];

        out->name[i] = c < 0x20 || c > 0x7E ? '?' : (char)c;
    }
}
