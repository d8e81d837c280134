#include "base/digest.h"
#include "base/file.h"
#include "base/i18n.h"
#include "io/csv.h"
#include "io/csv_chunk.h"
#include "io/encoding.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Bytes read at a time, of one piece of them, and of the longest record. */
static const size_t STEP = 4 << 20, PIECE = 128 << 10, LONGEST = 64 << 20;

/* A CSV on its way through memory: while one run of it is taken apart, piece by piece, another
 * piece reads and digests what follows. */
typedef struct stream {
    mlg_population *p;
    mlg_layer *layer;
    csv_layout layout;
    uint8_t *slot_of;
    file_in *file;
    digest *digest; /* NULL: not asked for, or done */
    size_t step;

    encoding *text;    /* of the cells */
    encoding *foreign; /* of a file that must be converted first; or NULL */
    buf raw;           /* what it has of the file */
    bool begins;       /* a pass over it */
    bool doubtful;     /* some of it means nothing there */

    buf now, next;       /* text: whole rows and the beginning of another; what follows */
    size_t start;        /* where the rows of `now` begin */
    bool last;           /* nothing follows `now` */
    bool next_last;      /* nor `next` */
    bool quoted;         /* there may be a quote in `now` */
    bool next_quoted;    /* and in `next` */
    bool fresh;          /* a pass begins */
    bool ended;          /* it is over */
    size_t header;       /* bytes of the text before the first row */
    const char *axis[2]; /* columns of x and y */

    csv_chunk *chunks;
    size_t n_chunks, room_chunks;
    bool reading;   /* a piece of the run at hand reads on, the first one */
    int64_t so_far; /* rows of the pass in the runs before */
} stream;

static void stream_close(void *from)
{
    stream *s = from;

    file_in_close(s->file);
    digest_free(s->digest);
    encoding_free(s->foreign);
    encoding_free(s->text);
    for (size_t i = 0; i < s->room_chunks; i++)
        csv_chunk_release(&s->chunks[i]);
    free(s->chunks);
    buf_free(&s->raw);
    buf_free(&s->now);
    buf_free(&s->next);
    free(s->slot_of);
    free(s);
}

/* --- bytes ----------------------------------------------------------------------------------
 */

static mlg_code convert(stream *s, buf *text, bool last, mlg_err *err)
{
    size_t left;
    encoded said = encoding_add_part(s->foreign, text, s->raw.at, s->raw.n, s->begins, &left);

    s->begins = false;
    s->doubtful |= said == ENCODED_DOUBTFUL || (last && left);
    if (left)
        memmove(s->raw.at, s->raw.at + s->raw.n - left, left);
    s->raw.n = left;
    return text->broken ? readers_no_memory(err) : MLG_OK;
}

static bool has_quote(const char *text, size_t n)
{
    return n && memchr(text, '"', n);
}

/* More of the file behind `text`. */
static mlg_code read_on(stream *s, buf *text, size_t n, bool *last, mlg_err *err)
{
    buf *into = s->foreign ? &s->raw : text;
    size_t done;

    if (!buf_room(into, n))
        return readers_no_memory(err);
    if (file_in_read(s->file, into->at + into->n, n, &done, err) != MLG_OK)
        return err->code;
    if (s->digest)
        digest_add(s->digest, into->at + into->n, done);
    into->n += done;
    if (!s->p->told)
        s->layer->sources[0].size += done;
    *last = done < n;
    return s->foreign ? convert(s, text, *last, err) : MLG_OK;
}

/* --- the header
 * -------------------------------------------------------------------------------
 */

/* Text of any encoding but UTF-8 and CP1252 is converted as it comes. */
static mlg_code open_encoding(stream *s, const char *name, mlg_err *err)
{
    buf raw = s->now;
    mlg_code code = encoding_open(&s->text, name, err);

    if (code != MLG_OK)
        return code;
    s->layout.encoding = s->text;
    if (encoding_is_utf8(s->text) || !strcmp(encoding_name(s->text), "CP1252") ||
        !strcmp(encoding_name(s->text), "ISO-8859-1"))
        return MLG_OK;
    s->foreign = s->text;
    s->text = NULL;
    if (encoding_open(&s->text, "UTF-8", err) != MLG_OK)
        return err->code;
    s->layout.encoding = s->text;
    s->now = (buf){ 0 };
    s->raw = raw;
    return convert(s, &s->now, s->last, err);
}

static bool only_blanks(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!strchr(" \t\r\n", text[i]))
            return false;
    return true;
}

static mlg_code too_long(mlg_err *err)
{
    return mlg_fail(err, MLG_EDATA,
                    _("a record is longer than %d MiB: is a quoted cell never closed?"),
                    (int)(LONGEST >> 20));
}

/* Up to the end of the first row that is one. */
static mlg_code find_header(const stream *s, blob *text, mlg_err *err)
{
    const char *at = text->data, *end = at + text->size, *stop;
    char delimiter = csv_sniff(text->data, text->size);

    do
        stop = csv_cut(at, at + 1, end, delimiter, true);
    while (stop && only_blanks(at, (size_t)(stop - at)) && (at = stop));
    if (stop)
        text->size = (size_t)(stop - text->data);
    return stop || s->last ? MLG_OK : too_long(err);
}

/* The layer that the header alone makes. */
static mlg_code read_header(stream *s, const mlg_read_options *said, mlg_diag *diag,
                            mlg_err *err)
{
    mlg_read_options o = *said;
    blob text = { s->layer->name, s->now.at, s->now.n };
    bool ascii = encoding_is_ascii(text.data, text.size);
    const char *from;
    mlg_code code;

    o.encoding = csv_encoding(&text, said->encoding, &from);
    code = open_encoding(s, o.encoding, err);
    if (code != MLG_OK)
        return code;
    text = (blob){ s->layer->name, s->now.at, s->now.n };
    if (text.size >= 3 && !memcmp(text.data, "\xEF\xBB\xBF", 3)) {
        text.data += 3;
        text.size -= 3;
    }
    code = find_header(s, &text, err);
    if (code != MLG_OK)
        return code;
    s->header = (size_t)(text.data + text.size - s->now.at);
    if (s->foreign)
        o.encoding = "UTF-8";
    code = csv_read_bytes(s->layer, text, &o, diag, err);
    if (code == MLG_OK)
        code = readers_set_encoding(
            s->layer, s->foreign ? encoding_name(s->foreign) : s->layer->encoding, from, err);
    if (code == MLG_OK && !strcmp(from, "detected") && !ascii)
        mlg_diag_add(diag, MLG_NOTE, "encoding-detected", s->layer->name, 0,
                     N_("declares no encoding; its text is read as %s"), s->layer->encoding);
    return code;
}

/* --- the layout
 * -------------------------------------------------------------------------------
 */

static mlg_code lay_out(stream *s, const mlg_population_options *o, mlg_err *err)
{
    const mlg_column *columns[SLOTS_MAX];
    csv_layout *l = &s->layout;
    csv_axes axes;

    if (cells_columns(s->p, columns + SLOT_NUMBERS, s->layer, o, err) != MLG_OK ||
        csv_find_axes(&axes, s->layer, &o->read, err) != MLG_OK)
        return err->code;
    columns[SLOT_X] = axes.x;
    columns[SLOT_Y] = axes.y;
    s->axis[SLOT_X] = axes.x->name;
    s->axis[SLOT_Y] = axes.y->name;
    l->delimiter = *s->layer->delimiter;
    l->n_columns = s->layer->n_columns;
    l->n_slots = SLOT_NUMBERS + s->p->feed.n_numbers;
    l->slot_of = s->slot_of = calloc(l->n_columns, 1);
    if (!s->slot_of)
        return readers_no_memory(err);
    for (size_t slot = 0; slot < l->n_slots; slot++) {
        size_t column = (size_t)(columns[slot] - s->layer->columns);

        if (!s->slot_of[column])
            s->slot_of[column] = (uint8_t)(1 + slot);
        l->same[slot] = s->slot_of[column] - 1;
        l->n_read = column >= l->n_read ? column + 1 : l->n_read;
    }
    return MLG_OK;
}

/* --- pieces ---------------------------------------------------------------------------------
 */

static csv_chunk *new_chunk(stream *s)
{
    if (s->n_chunks == s->room_chunks) {
        size_t room = 2 * s->room_chunks + 40;
        csv_chunk *more = realloc(s->chunks, room * sizeof *more);

        if (!more)
            return NULL;
        memset(more + s->room_chunks, 0, (room - s->room_chunks) * sizeof *more);
        s->chunks = more;
        s->room_chunks = room;
    }
    return &s->chunks[s->n_chunks++];
}

/* Cuts `now` into pieces of whole rows; what is left begins the next run. */
static mlg_code cut(stream *s, mlg_err *err)
{
    const char *at = s->now.at + s->start, *end = s->now.at + s->now.n;

    s->n_chunks = 0;
    while (at < end) {
        size_t piece = s->step < PIECE ? s->step : PIECE;
        const char *least = (size_t)(end - at) > piece ? at + piece : end;
        const char *stop = csv_cut(at, least, end, s->layout.delimiter, s->quoted);
        csv_chunk *c;

        if (!stop && !s->last)
            break;
        stop = stop ? stop : end;
        if (!(c = new_chunk(s)))
            return readers_no_memory(err);
        c->layout = &s->layout;
        c->text = at;
        c->n_text = (size_t)(stop - at);
        at = stop;
    }
    buf_clear(&s->next);
    buf_add(&s->next, at, (size_t)(end - at));
    s->next_quoted = s->quoted && has_quote(at, (size_t)(end - at));
    if (s->next.broken)
        return readers_no_memory(err);
    return s->next.n > LONGEST ? too_long(err) : MLG_OK;
}

/* The run after the one at hand. */
static mlg_code read_next(stream *s, mlg_err *err)
{
    size_t before = s->next.n;

    if (read_on(s, &s->next, s->step, &s->next_last, err) != MLG_OK)
        return mlg_at(err, s->layer->name, 0);
    s->next_quoted |= has_quote(s->next.at + before, s->next.n - before);
    return MLG_OK;
}

static mlg_code read_piece(void *from, size_t i, mlg_batch *out, mlg_err *err)
{
    stream *s = from;
    csv_chunk *c;

    *out = (mlg_batch){ 0 };
    if (s->reading && !i)
        return read_next(s, err);
    c = &s->chunks[i - s->reading];
    if (csv_chunk_read(c) != MLG_OK)
        return readers_no_memory(err);
    *out = (mlg_batch){ c->n, c->points, c->numbers };
    return MLG_OK;
}

/* --- runs -----------------------------------------------------------------------------------
 */

static void tell_events(stream *s, const csv_chunk *c)
{
    char shown[60];

    for (size_t i = 0; i < c->n_events; i++) {
        const csv_event *e = &c->events[i];
        const char *text = c->said.at + e->text;

        cells_tell(s->p, e->what, s->so_far + e->row + 1,
                   e->slot <= SLOT_Y ? s->axis[e->slot] : "",
                   readers_quote(shown, sizeof shown, text, strlen(text)));
    }
}

/* The run at hand is over, its pieces to be accounted for in their order; what was read
 * meanwhile is the next one. */
static mlg_code move_on(stream *s, mlg_err *err)
{
    buf swap = s->now;

    for (size_t i = 0; i < s->n_chunks; i++) {
        const csv_chunk *c = &s->chunks[i];

        tell_events(s, c);
        s->so_far += (int64_t)c->n;
        if (c->ended == CSV_OPEN_QUOTE)
            return mlg_fail(err, MLG_EDATA,
                            _("a quoted cell that starts in this record is never closed"));
        if (!s->p->told)
            s->layer->n_without_geometry += c->without;
    }
    s->ended = s->last;
    s->now = s->next;
    s->next = swap;
    s->start = 0;
    s->last = s->next_last;
    s->quoted = s->next_quoted;
    return MLG_OK;
}

static mlg_code read_again(stream *s, mlg_err *err)
{
    mlg_code code = file_in_again(s->file, err);

    buf_clear(&s->now);
    s->raw.n = 0;
    s->begins = true;
    s->last = false;
    while (code == MLG_OK && s->now.n < s->header && !s->last)
        code = read_on(s, &s->now, s->step, &s->last, err);
    return code;
}

/* A pass starts behind the header; the first one with what opening the file has read. */
static mlg_code begin(stream *s, mlg_err *err)
{
    mlg_code code = MLG_OK;

    s->so_far = 0;
    s->fresh = s->ended = false;
    s->start = s->header;
    if (s->p->told)
        code = read_again(s, err);
    if (code == MLG_OK)
        s->quoted = s->start < s->now.n && has_quote(s->now.at + s->start, s->now.n - s->start);
    return code;
}

/* What only the whole text could tell. */
static mlg_code conclude(stream *s, mlg_diag *diag, mlg_err *err)
{
    mlg_layer *layer = s->layer;

    s->fresh = true;
    if (s->p->told)
        return MLG_OK;
    layer->n = (size_t)s->so_far;
    if (s->digest)
        digest_end(s->digest, layer->sources[0].sha256);
    digest_free(s->digest);
    s->digest = NULL;
    if (s->doubtful)
        mlg_diag_add(diag, MLG_WARNING, "text-encoding", layer->name, 0,
                     N_("holds bytes that are not valid %s"), layer->encoding);
    return cells_end(s->p, diag, err);
}

static mlg_code next_run(void *from, size_t *pieces, mlg_diag *diag, mlg_err *err)
{
    stream *s = from;
    mlg_code code = s->fresh ? begin(s, err) : move_on(s, err);

    *pieces = 0;
    if (code == MLG_OK && !s->ended)
        code = cut(s, err);
    if (code == MLG_OK && !s->ended) {
        s->reading = !s->last;
        *pieces = s->n_chunks + s->reading;
    }
    if (code == MLG_OK && !*pieces)
        code = conclude(s, diag, err);
    if (code == MLG_OK)
        return MLG_OK;
    return mlg_at(err, s->layer->name, code == MLG_EDATA ? s->so_far + 1 : 0);
}

mlg_code csv_cells_open(mlg_population *p, const char *path, const mlg_population_options *o,
                        size_t step, mlg_diag *diag, mlg_err *err)
{
    stream *s = calloc(1, sizeof *s);
    mlg_code code;

    if (!s)
        return readers_no_memory(err);
    p->feed.from = s;
    p->feed.next = next_run;
    p->feed.piece = read_piece;
    p->close = stream_close;
    *s = (stream){
        .p = p, .layer = p->own, .step = step ? step : STEP, .fresh = true, .begins = true
    };
    s->layer->n_sources = 1;
    snprintf(s->layer->sources[0].name, sizeof s->layer->sources[0].name, "%s",
             file_base(path));
    if (o->read.digest && !(s->digest = digest_new()))
        return readers_no_memory(err);
    code = file_in_open(&s->file, path, err);
    if (code == MLG_OK)
        code = read_on(s, &s->now, STEP, &s->last, err);
    if (code == MLG_OK)
        code = read_header(s, &o->read, diag, err);
    return code == MLG_OK ? lay_out(s, o, err) : code;
}
