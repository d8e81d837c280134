#include "base/digest.h"
#include "base/i18n.h"
#include "base/par.h"
#include "io/cells.h"
#include "io/dbf.h"
#include "io/files.h"
#include "io/shp_index.h"

#include <stdlib.h>

/* Records of one small shapefile, how many of them are read side by side, and bytes of shapes
 * that are enough for one. */
enum { PIECE = 8192, PIECES = 16, ENOUGH = 1 << 20 };

/* Some records, as a shapefile of their own. */
typedef struct piece {
    size_t first; /* records of the file before it, deleted ones too */
    buf shp, shx, dbf;
    mlg_layer *layer;
    double *numbers;
    size_t room; /* rows */
    shp_told told;
    mlg_diag of_numbers;
} piece;

/* A shapefile on its way through memory: cut into small ones, each read as any shapefile is. */
typedef struct stream {
    mlg_population *p;
    mlg_layer *layer; /* what the file without its records makes */
    readers_files files;
    shp_cutter cutter;
    dbf_room *table; /* NULL: none */
    size_t columns[SLOTS_MAX];
    size_t most; /* records of a piece */
    piece pieces[PIECES];
    size_t n_pieces;
    mlg_diag of_table;
    bool fresh;     /* a pass begins */
    int64_t so_far; /* rows of the pass in the runs before */
} stream;

/* --- pieces ----------------------------------------------------------------------------- */

/* What the pages of the files hold was looked at, and need not stay in memory. */
static void let_go(void *arg)
{
    const stream *s = arg;

    for (size_t i = 0; i < s->files.n; i++)
        file_let_go(&s->files.files[i]);
}

static void piece_forget(piece *c)
{
    mlg_layer_free(c->layer);
    c->layer = NULL;
    mlg_diag_release(&c->told.of_file);
    mlg_diag_release(&c->told.of_deleted);
    mlg_diag_release(&c->told.of_shapes);
    mlg_diag_release(&c->told.of_table);
    mlg_diag_release(&c->of_numbers);
}

static void stream_close(void *from)
{
    stream *s = from;

    for (size_t i = 0; i < PIECES; i++) {
        piece *c = &s->pieces[i];

        piece_forget(c);
        buf_free(&c->shp);
        buf_free(&c->shx);
        buf_free(&c->dbf);
        free(c->numbers);
    }
    dbf_close(s->table);
    readers_close(&s->files);
    mlg_diag_release(&s->of_table);
    free(s);
}

/* The next records, `most` at most. */
static mlg_code cut(stream *s, piece *c, size_t most, mlg_err *err)
{
    size_t n;

    piece_forget(c);
    c->first = s->cutter.next;
    n = shp_cut(&s->cutter, most, ENOUGH, &c->shp, &c->shx);
    if (c->shp.broken || c->shx.broken ||
        (s->table && !dbf_cut(&c->dbf, s->table, s->files.parts.dbf, c->first, n)))
        return readers_no_memory(err);
    return n || !most ? MLG_OK : mlg_fail(err, MLG_EIO, _("changed while it was being read"));
}

/* As the file itself is read: same names, same encoding. */
static mlg_code read_piece(piece *c, const stream *s, const shp_files *also,
                           const mlg_read_options *o, mlg_layer *layer, mlg_err *err)
{
    const shp_files *all = &s->files.parts;
    shp_files files = { .shp = { all->shp.name, c->shp.at, c->shp.n },
                        .shx = { all->shx.name, c->shx.at, c->shx.n },
                        .dbf = { all->dbf.name, c->dbf.at, c->dbf.n },
                        .prj = also->prj,
                        .cpg = also->cpg,
                        .guess = also->guess };

    return shp_read_apart(layer, &files, o, 1, &c->told, err);
}

static mlg_code read_rows(piece *c, const stream *s, mlg_err *err)
{
    const mlg_read_options o = { .encoding = s->layer->encoding };
    const mlg_column *columns[SLOTS_MAX];
    size_t n = s->p->feed.n_numbers;

    c->layer = readers_layer(s->layer->name, s->layer->format);
    if (!c->layer)
        return readers_no_memory(err);
    if (read_piece(c, s, &(shp_files){ 0 }, &o, c->layer, err) != MLG_OK) {
        err->record += err->record ? (int64_t)c->first : 0;
        return err->code;
    }
    if (c->layer->n > c->room) {
        free(c->numbers);
        c->numbers = malloc(c->layer->n * n * sizeof *c->numbers);
        c->room = c->numbers ? c->layer->n : 0;
        if (!c->numbers)
            return readers_no_memory(err);
    }
    for (size_t k = 0; k < n; k++)
        columns[k] = &c->layer->columns[s->columns[k]];
    cells_numbers(c->numbers, c->layer, columns, n, &c->of_numbers);
    return MLG_OK;
}

static mlg_code next_piece(void *from, size_t i, mlg_batch *out, mlg_err *err)
{
    stream *s = from;
    piece *c = &s->pieces[i];

    if (read_rows(c, s, err) != MLG_OK)
        return mlg_at(err, s->layer->name, 0);
    *out = (mlg_batch){ c->layer->n, c->layer->points, c->numbers };
    return MLG_OK;
}

/* --- runs ------------------------------------------------------------------------------- */

/* Of the first pass. */
static bool tell(stream *s, piece *c)
{
    s->layer->n_without_geometry += c->layer->n_without_geometry;
    return mlg_diag_append_part(&s->p->of_rows, &c->told.of_deleted, (int64_t)c->first) &&
           mlg_diag_append_part(&s->p->of_points, &c->told.of_shapes, s->so_far) &&
           mlg_diag_append_part(&s->of_table, &c->told.of_table, s->so_far) &&
           mlg_diag_append_part(&s->p->of_numbers, &c->of_numbers, s->so_far);
}

/* The run at hand is over, its pieces to be accounted for in their order. */
static mlg_code move_on(stream *s, mlg_err *err)
{
    for (size_t i = 0; i < s->n_pieces; i++) {
        if (!s->p->told && !tell(s, &s->pieces[i]))
            return readers_no_memory(err);
        s->so_far += (int64_t)s->pieces[i].layer->n;
    }
    return MLG_OK;
}

static void begin(stream *s)
{
    s->cutter.next = 0;
    s->so_far = 0;
    s->fresh = false;
}

static mlg_code conclude(stream *s, mlg_diag *diag, mlg_err *err)
{
    s->fresh = true;
    if (s->p->told)
        return MLG_OK;
    s->layer->n = (size_t)s->so_far;
    if (!mlg_diag_append(&s->p->of_points, &s->of_table))
        return readers_no_memory(err);
    return cells_end(s->p, diag, err);
}

static mlg_code next_run(void *from, size_t *pieces, mlg_diag *diag, mlg_err *err)
{
    stream *s = from;
    mlg_code code = s->fresh ? MLG_OK : move_on(s, err);

    if (s->fresh)
        begin(s);
    for (s->n_pieces = 0;
         code == MLG_OK && s->n_pieces < PIECES && s->cutter.next < s->cutter.n; s->n_pieces++)
        code = cut(s, &s->pieces[s->n_pieces], s->most, err);
    let_go(s);
    *pieces = s->n_pieces;
    if (code == MLG_OK && !*pieces)
        code = conclude(s, diag, err);
    return code == MLG_OK ? MLG_OK : mlg_at(err, s->layer->name, 0);
}

/* --- opening ---------------------------------------------------------------------------- */

/* A first way through the files, for what must be known before: do they belong together, and
 * what are their texts in? */
typedef struct look {
    stream *s;
    const mlg_read_options *options;
    mlg_diag *diag;
    dbf_look texts;
} look;

static mlg_code look_through(look *l, mlg_err *err)
{
    stream *s = l->s;
    shp_files *files = &s->files.parts;
    mlg_code code;

    s->cutter = (shp_cutter){ .shp = files->shp, .shx = files->shx };
    code = shp_index_choose(&s->cutter.n, files->shp, &s->cutter.shx, let_go, s, l->diag, err);
    if (code == MLG_OK && files->dbf.data)
        code = dbf_open(&s->table, files->dbf, err);
    if (code == MLG_OK && s->table)
        code = shp_check_counts(files, s->cutter.n, dbf_count(s->table), err);
    if (code != MLG_OK || !s->table || l->options->encoding)
        return code;
    for (size_t i = 0; i < s->cutter.n; i += PIECE) {
        dbf_look_at(&l->texts, s->table, i, i + PIECE < s->cutter.n ? i + PIECE : s->cutter.n);
        let_go(s);
    }
    files->guess = dbf_guess(&l->texts);
    return MLG_OK;
}

static mlg_code run_look(void *worker, size_t i, mlg_err *err)
{
    look *l = worker;

    return i ? readers_digest(l->s->layer, &l->s->files, err) : look_through(l, err);
}

static mlg_code open_columns(stream *s, const mlg_population_options *o, mlg_err *err)
{
    const mlg_column *columns[SLOTS_MAX];

    if (cells_columns(s->p, columns, s->layer, o, err) != MLG_OK)
        return err->code;
    for (size_t k = 0; k < s->p->feed.n_numbers; k++)
        s->columns[k] = (size_t)(columns[k] - s->layer->columns);
    return MLG_OK;
}

/* The layer of a shapefile without records, and what is told of the file whatever they are. */
static mlg_code read_head(stream *s, const mlg_population_options *o, mlg_diag *diag,
                          mlg_err *err)
{
    piece *head = &s->pieces[0];
    mlg_code code = cut(s, head, 0, err);

    if (code == MLG_OK)
        code = read_piece(head, s, &s->files.parts, &o->read, s->layer, err);
    if (code == MLG_OK)
        code = open_columns(s, o, err);
    if (!mlg_diag_append(code == MLG_OK ? &s->p->of_points : diag, &head->told.of_shapes) ||
        !mlg_diag_append(code == MLG_OK ? &s->of_table : diag, &head->told.of_table))
        return readers_no_memory(err);
    return code;
}

mlg_code shp_cells_open(mlg_population *p, const char *path, const mlg_population_options *o,
                        size_t step, mlg_diag *diag, mlg_err *err)
{
    static const par_job job = { .run = run_look };
    stream *s = calloc(1, sizeof *s);
    look l = { s, &o->read, diag, { 0 } };
    shape_kind kind = SHAPE_NULL;
    mlg_code code;

    if (!s)
        return readers_no_memory(err);
    s->p = p;
    s->layer = p->own;
    s->most = step ? step / 28 + 1 : PIECE;
    s->fresh = true;
    code = readers_open(&s->files, path, err);
    if (code == MLG_OK)
        code = shp_check(&kind, s->files.parts.shp, err);
    if (code != MLG_OK || kind != SHAPE_POINT) {
        stream_close(s);
        return code;
    }
    p->feed.from = s;
    p->feed.next = next_run;
    p->feed.piece = next_piece;
    p->close = stream_close;
    readers_sources(s->layer, &s->files);
    code = par_for(1 + o->read.digest, o->read.digest ? o->threads : 1, &job, &l, err);
    return code == MLG_OK ? read_head(s, o, diag, err) : code;
}
