#include "io/yaml.h"

#include "base/buf.h"
#include "base/i18n.h"
#include "base/text.h"
#include "io/readers.h"
#include "io/spell.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

enum { TEXT_MAX = 1 << 20, PATH_ROOM = 128, SHOWN = 48 };

const cyaml_schema_value_t doc_text_entry = { CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 1,
                                                                 DOC_TEXT_MAX) };

/* --- where values are --------------------------------------------------------------- */

typedef struct place {
    char path[PATH_ROOM];
    unsigned line;
} place;

struct doc {
    place *places;
    size_t n, room;
};

static mlg_code remember(doc *d, const char *path, unsigned line, mlg_err *err)
{
    if (d->n == d->room) {
        size_t room = d->room ? 2 * d->room : 64;
        place *places = realloc(d->places, room * sizeof *places);

        if (!places)
            return readers_no_memory(err);
        d->places = places;
        d->room = room;
    }
    snprintf(d->places[d->n].path, PATH_ROOM, "%s", path);
    d->places[d->n++].line = line;
    return MLG_OK;
}

unsigned doc_line(const doc *d, const char *path)
{
    for (size_t i = 0; i < d->n; i++)
        if (!strcmp(d->places[i].path, path))
            return d->places[i].line;
    return 0;
}

void doc_free(doc *d)
{
    if (!d)
        return;
    free(d->places);
    free(d);
}

mlg_code doc_fail(mlg_err *err, unsigned line, const char *what, ...)
{
    char sentence[480], cut[sizeof err->what - 24]; /* leaves room for the line */
    va_list args;

    va_start(args, what);
    vsnprintf(sentence, sizeof sentence, what, args);
    va_end(args);
    readers_quote(cut, sizeof cut, sentence, strlen(sentence));
    if (!line)
        return mlg_fail(err, MLG_EDATA, "%s", cut);
    return mlg_fail(err, MLG_EDATA, _("line %u: %s"), line, cut);
}

/* --- the text itself ---------------------------------------------------------------- */

static const char no_tags[] = N_(
    "anchors, aliases and tags ('&', '*', '!') are not used here; put the text in quotes, or "
    "write the value out");

static unsigned line_at(const char *text, size_t offset)
{
    unsigned line = 1;

    for (size_t i = 0; i < offset; i++)
        line +=
            text[i] == '\n' || (text[i] == '\r' && (i + 1 == offset || text[i + 1] != '\n'));
    return line;
}

/* The first %TAG directive: libyaml compares each with all before it, which takes a minute for
 * a megabyte of them. NULL: none. */
static const char *find_tag_directive(const char *text, size_t n)
{
    const char *at = text, *end = text + n;

    while ((at = memchr(at, '%', (size_t)(end - at)))) { /* at the start of a line */
        unsigned char before = at == text ? '\n' : (unsigned char)at[-1];

        if ((before < ' ' || before > '~') && end - at >= 4 && !memcmp(at, "%TAG", 4))
            return at;
        at++;
    }
    return NULL;
}

/* libyaml would take UTF-16 too. */
static mlg_code check_bytes(const char *text, size_t n, mlg_err *err)
{
    const char *tag = n ? find_tag_directive(text, n) : NULL;

    if (n > TEXT_MAX)
        return doc_fail(err, 0, _("is larger than 1 MiB; a file of this kind is a few lines"));
    for (size_t at = 0, end; at < n; at = end + 1) {
        const char *stop = memchr(text + at, '\n', n - at);

        end = stop ? (size_t)(stop - text) : n;
        if (!text_is_utf8(text + at, end - at))
            return doc_fail(err, line_at(text, at),
                            _("is not UTF-8 text; save the file in UTF-8"));
        for (size_t i = at; i < end; i++)
            if (((unsigned char)text[i] < ' ' && text[i] != '\t' && text[i] != '\r') ||
                text[i] == 0x7F)
                return doc_fail(err, line_at(text, at),
                                _("holds a control character; this is not a text file"));
    }
    if (tag)
        return doc_fail(err, line_at(text, (size_t)(tag - text)), "%s", _(no_tags));
    return MLG_OK;
}

/* Is the line indented with a tab? */
static bool tab_indents(const char *text, size_t n, unsigned line)
{
    size_t at = 0;

    for (unsigned l = 1; l < line; l++) {
        const char *stop = memchr(text + at, '\n', n - at);

        if (!stop)
            return false;
        at = (size_t)(stop - text) + 1;
    }
    while (at < n && text[at] == ' ')
        at++;
    return at < n && text[at] == '\t';
}

/* --- walking the events --------------------------------------------------------------- */

typedef struct walk {
    yaml_parser_t parser;
    yaml_event_t event; /* the current one: deleted by the next */
    const char *text;
    size_t n;
    doc *doc;
    char path[PATH_ROOM]; /* of the value at hand */
} walk;

static unsigned line_of(const walk *w)
{
    return (unsigned)w->event.start_mark.line + 1;
}

/* What libyaml finds wrong, in our words. The line is that of the problem, or that of what
 * was begun and never ended. */
static mlg_code not_yaml(const walk *w, mlg_err *err)
{
    static const struct {
        const char *problem;
        bool where_begun;
        const char *what;
    } rows[] = {
        { "could not find expected ':'", true,
          N_("a key must be followed by ':' and a space") },
        { "found unexpected end of stream", true,
          N_("a quote is opened here and never closed") },
        { "did not find expected ',' or '}'", true,
          N_("'{' is not closed as it should: entries "
             "are separated by ',' and end with '}'") },
        { "did not find expected ',' or ']'", true,
          N_("'[' is not closed as it should: entries "
             "are separated by ',' and end with ']'") },
        { "mapping values are not allowed in this context", false,
          N_("':' is not expected here; put the text in quotes, or check the indentation") },
        { "did not find expected key", false,
          N_("a key is expected here; check the indentation") },
        { "did not find expected '-' indicator", false,
          N_("'- ' is expected here; check the indentation") },
        { "block sequence entries are not allowed in this context", false,
          N_("'- ' is not expected here; start the list on a line of its own") },
        { "did not find expected alphabetic or numeric character", false,
          N_("'&' and '*' mean something in YAML; put the text in quotes") },
        { "found unknown escape character", false,
          N_("'\\' means something between \"...\"; put the text between '...' instead") },
    };
    const yaml_parser_t *p = &w->parser;
    unsigned line = (unsigned)p->problem_mark.line + 1;

    if (p->error == YAML_MEMORY_ERROR)
        return readers_no_memory(err);
    if (p->error == YAML_READER_ERROR)
        return doc_fail(err, line_at(w->text, p->problem_offset),
                        _("holds a character that YAML does not allow"));
    if (tab_indents(w->text, w->n, line))
        return doc_fail(err, line, _("is indented with a tab; use spaces"));
    for (size_t i = 0; p->problem && i < sizeof rows / sizeof *rows; i++)
        if (!strcmp(p->problem, rows[i].problem)) {
            if (rows[i].where_begun)
                line = (unsigned)p->context_mark.line + 1;
            return doc_fail(err, line, "%s", _(rows[i].what));
        }
    return doc_fail(err, line, _("is not YAML; check the indentation and the quotes"));
}

static mlg_code next(walk *w, mlg_err *err)
{
    const yaml_event_t *e = &w->event;
    bool marked = false;

    yaml_event_delete(&w->event);
    memset(&w->event, 0, sizeof w->event);
    if (!yaml_parser_parse(&w->parser, &w->event))
        return not_yaml(w, err);
    if (e->type == YAML_ALIAS_EVENT)
        marked = true;
    else if (e->type == YAML_SCALAR_EVENT)
        marked = e->data.scalar.anchor || e->data.scalar.tag;
    else if (e->type == YAML_MAPPING_START_EVENT)
        marked = e->data.mapping_start.anchor || e->data.mapping_start.tag;
    else if (e->type == YAML_SEQUENCE_START_EVENT)
        marked = e->data.sequence_start.anchor || e->data.sequence_start.tag;
    if (marked)
        return doc_fail(
            err, line_of(w),
            _("anchors, aliases and tags ('&', '*', '!') are not used here; put the "
              "text in quotes, or write the value out"));
    return MLG_OK;
}

/* "title, rules, sites": the keys of a mapping. */
static char *known_keys(char *out, size_t size, const cyaml_schema_field_t *fields)
{
    size_t used = 0;

    out[0] = '\0';
    for (; fields->key && used < size; fields++)
        used +=
            (size_t)snprintf(out + used, size - used, "%s%s", used ? ", " : "", fields->key);
    return out;
}

static const cyaml_schema_field_t *field_named(const cyaml_schema_field_t *fields,
                                               const char *key)
{
    while (fields->key && strcmp(fields->key, key))
        fields++;
    return fields->key ? fields : NULL;
}

/* The keys below a field, its entries' if it is a sequence. NULL: it has none. */
static const cyaml_schema_field_t *below(const cyaml_schema_field_t *field)
{
    const cyaml_schema_value_t *v = &field->value;

    if (v->type == CYAML_SEQUENCE)
        v = v->sequence.entry;
    return v->type == CYAML_MAPPING ? v->mapping.fields : NULL;
}

static mlg_code unknown_key(const walk *w, const char *key, const cyaml_schema_field_t *fields,
                            mlg_err *err)
{
    char shown[SHOWN], keys[240];
    const char *near = NULL;
    unsigned apart = SPELL_FAR;

    readers_quote(shown, sizeof shown, key, strlen(key));
    for (const cyaml_schema_field_t *f = fields; f->key; f++)
        if (spell_apart(key, f->key) < apart) {
            apart = spell_apart(key, f->key);
            near = f->key;
        }
    if (near)
        return doc_fail(err, line_of(w), _("unknown key '%s'; did you mean '%s'?"), shown,
                        near);
    for (const cyaml_schema_field_t *f = fields; f->key; f++)
        if (below(f) && field_named(below(f), key))
            return doc_fail(err, line_of(w), _("key '%s' belongs under '%s'"), shown, f->key);
    return doc_fail(err, line_of(w), _("unknown key '%s'; the keys known here are %s"), shown,
                    known_keys(keys, sizeof keys, fields));
}

static mlg_code check_value(walk *w, const cyaml_schema_value_t *schema, const char *key,
                            unsigned line, mlg_err *err);

/* The current event is a key. Its field, which must not have been met before. */
static mlg_code check_key(walk *w, const cyaml_schema_field_t *fields, unsigned *met,
                          const cyaml_schema_field_t **out, mlg_err *err)
{
    const char *key = (const char *)w->event.data.scalar.value;

    if (w->event.type != YAML_SCALAR_EVENT)
        return doc_fail(err, line_of(w), _("a key must be one word"));
    *out = strlen(key) == w->event.data.scalar.length ? field_named(fields, key) : NULL;
    if (!*out)
        return unknown_key(w, key, fields, err);
    if (met[*out - fields])
        return doc_fail(err, line_of(w), _("key '%s' is already given, at line %u"), key,
                        met[*out - fields]);
    met[*out - fields] = line_of(w);
    return MLG_OK;
}

enum { FIELDS_MAX = 32 };

static mlg_code check_mapping(walk *w, const cyaml_schema_value_t *schema, unsigned line,
                              mlg_err *err)
{
    const cyaml_schema_field_t *fields = schema->mapping.fields, *field = NULL;
    unsigned met[FIELDS_MAX] = { 0 }; /* line of each field */
    size_t kept = strlen(w->path);

    for (;;) {
        if (next(w, err) != MLG_OK)
            return err->code;
        if (w->event.type == YAML_MAPPING_END_EVENT)
            break;
        if (check_key(w, fields, met, &field, err) != MLG_OK)
            return err->code;
        snprintf(w->path + kept, PATH_ROOM - kept, "%s%s", kept ? "." : "", field->key);
        if (next(w, err) != MLG_OK ||
            check_value(w, &field->value, field->key, met[field - fields], err) != MLG_OK)
            return err->code;
        w->path[kept] = '\0';
    }
    for (const cyaml_schema_field_t *f = fields; f->key; f++)
        if (!met[f - fields] && !(f->value.flags & CYAML_FLAG_OPTIONAL))
            return doc_fail(err, line, _("key '%s' is missing"), f->key);
    return MLG_OK;
}

static mlg_code check_sequence(walk *w, const cyaml_schema_value_t *schema, const char *key,
                               unsigned line, mlg_err *err)
{
    size_t kept = strlen(w->path);
    uint32_t n = 0;

    for (;; n++) {
        if (next(w, err) != MLG_OK)
            return err->code;
        if (w->event.type == YAML_SEQUENCE_END_EVENT)
            break;
        if (n == schema->sequence.max)
            return doc_fail(err, line_of(w), _("'%s' has more than %u entries"), key,
                            (unsigned)schema->sequence.max);
        snprintf(w->path + kept, PATH_ROOM - kept, "[%u]", (unsigned)n);
        if (check_value(w, schema->sequence.entry, key, line_of(w), err) != MLG_OK)
            return err->code;
        w->path[kept] = '\0';
    }
    if (n < schema->sequence.min)
        return doc_fail(err, line, _("'%s' is an empty list; fill it or leave the key out"),
                        key);
    return MLG_OK;
}

static mlg_code check_text(const walk *w, const cyaml_schema_value_t *schema, const char *key,
                           mlg_err *err)
{
    const char *text = (const char *)w->event.data.scalar.value;
    size_t n = w->event.data.scalar.length;
    bool plain = w->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE;

    if (n < schema->string.min || (plain && (!strcmp(text, "~") || !strcmp(text, "null"))))
        return doc_fail(err, line_of(w), _("'%s' has no value; give one or leave the key out"),
                        key);
    if (n > schema->string.max)
        return doc_fail(err, line_of(w), _("'%s' is longer than %u bytes"), key,
                        (unsigned)schema->string.max);
    for (size_t i = 0; i < n; i++) /* an escape such as "\0" can still make one */
        if (((unsigned char)text[i] < ' ' && text[i] != '\n' && text[i] != '\t') ||
            text[i] == 0x7F)
            return doc_fail(err, line_of(w), _("'%s' holds a control character"), key);
    return MLG_OK;
}

/* "file:sites.csv" is one text, where "file: sites.csv" is a key and its value. */
static bool lacks_space(const walk *w)
{
    return w->event.type == YAML_SCALAR_EVENT &&
           w->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
           strchr((const char *)w->event.data.scalar.value, ':');
}

/* The current event starts the value of `key`, which stands at `line`. */
static mlg_code check_value(walk *w, const cyaml_schema_value_t *schema, const char *key,
                            unsigned line, mlg_err *err)
{
    yaml_event_type_t type = w->event.type;
    bool empty = type == YAML_SCALAR_EVENT && !w->event.data.scalar.length;
    char keys[240];

    if (empty && schema->type != CYAML_STRING)
        return doc_fail(err, line, _("'%s' has no value; give one or leave the key out"), key);
    if (schema->type == CYAML_STRING && type != YAML_SCALAR_EVENT)
        return doc_fail(err, line, _("'%s' takes a single value"), key);
    if (schema->type == CYAML_MAPPING && lacks_space(w))
        return doc_fail(err, line_of(w), _("a key must be followed by ':' and a space"));
    if (schema->type == CYAML_MAPPING && type != YAML_MAPPING_START_EVENT)
        return doc_fail(err, line, _("'%s' takes keys of its own: %s"), key,
                        known_keys(keys, sizeof keys, schema->mapping.fields));
    if (schema->type == CYAML_SEQUENCE && type != YAML_SEQUENCE_START_EVENT)
        return doc_fail(err, line,
                        _("'%s' takes a list: between [ ], or with '- ' before each entry"),
                        key);
    if (remember(w->doc, w->path, schema->type == CYAML_STRING ? line_of(w) : line, err) !=
        MLG_OK)
        return err->code;
    if (schema->type == CYAML_MAPPING)
        return check_mapping(w, schema, line, err);
    if (schema->type == CYAML_SEQUENCE)
        return check_sequence(w, schema, key, line, err);
    return check_text(w, schema, key, err);
}

static mlg_code check_document(walk *w, const cyaml_schema_value_t *schema, mlg_err *err)
{
    char keys[240];

    if (next(w, err) != MLG_OK || next(w, err) != MLG_OK) /* stream, document */
        return err->code;
    if (w->event.type == YAML_STREAM_END_EVENT)
        return doc_fail(err, 0, _("is empty; it should give %s"),
                        known_keys(keys, sizeof keys, schema->mapping.fields));
    if (next(w, err) != MLG_OK)
        return err->code;
    if (lacks_space(w))
        return doc_fail(err, line_of(w), _("a key must be followed by ':' and a space"));
    if (w->event.type != YAML_MAPPING_START_EVENT)
        return doc_fail(err, line_of(w), _("a key and ':' are expected; the keys known are %s"),
                        known_keys(keys, sizeof keys, schema->mapping.fields));
    if (check_mapping(w, schema, line_of(w), err) != MLG_OK || next(w, err) != MLG_OK ||
        next(w, err) != MLG_OK) /* the document's end, then the stream's */
        return err->code;
    if (w->event.type != YAML_STREAM_END_EVENT)
        return doc_fail(err, line_of(w), _("a second document starts here; keep one"));
    return MLG_OK;
}

static mlg_code check(doc *d, const char *text, size_t n, const cyaml_schema_value_t *schema,
                      mlg_err *err)
{
    walk w = { .text = text, .n = n, .doc = d };
    mlg_code code;

    if (!yaml_parser_initialize(&w.parser))
        return readers_no_memory(err);
    yaml_parser_set_encoding(&w.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&w.parser, (const unsigned char *)text, n);
    code = check_document(&w, schema, err);
    yaml_event_delete(&w.event);
    yaml_parser_delete(&w.parser);
    return code;
}

/* --- loading ---------------------------------------------------------------------------- */

static const cyaml_config_t config = { .mem_fn = cyaml_mem, .flags = CYAML_CFG_NO_ALIAS };

/* What was checked loads, unless memory runs out; libcyaml then blames the parser. */
static mlg_code loaded(cyaml_err_t said, mlg_err *err)
{
    switch (said) {
    case CYAML_OK:
        return MLG_OK;
    case CYAML_ERR_OOM:
    case CYAML_ERR_LIBYAML_PARSER:
    case CYAML_ERR_LIBYAML_PARSER_INIT:
    case CYAML_ERR_LIBYAML_EVENT_INIT:
        return readers_no_memory(err);
    default:
        return mlg_fail(err, MLG_EBUG, "libcyaml: %s", cyaml_strerror(said));
    }
}

mlg_code doc_load(doc **out, void **data, const char *text, size_t n,
                  const cyaml_schema_value_t *schema, mlg_err *err)
{
    doc *d = calloc(1, sizeof *d);
    mlg_code code;

    *out = NULL;
    *data = NULL;
    if (!d)
        return readers_no_memory(err);
    if (n >= 3 && !memcmp(text, "\xEF\xBB\xBF", 3)) {
        text += 3;
        n -= 3;
    }
    code = check_bytes(text, n, err);
    if (code == MLG_OK)
        code = check(d, text, n, schema, err);
    if (code == MLG_OK)
        code =
            loaded(cyaml_load_data((const uint8_t *)text, n, &config, schema, data, NULL), err);
    if (code != MLG_OK) {
        doc_free(d);
        return code;
    }
    *out = d;
    return MLG_OK;
}

void doc_unload(const cyaml_schema_value_t *schema, void *data)
{
    cyaml_free(&config, schema, data, 0);
}
