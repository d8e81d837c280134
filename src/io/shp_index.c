#include "io/shp_index.h"

#include "base/i18n.h"

#include <stdlib.h>
#include <string.h>

enum { NOW_AND_THEN = 1 << 22 }; /* bytes */

static void put_big(char *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (char)(value >> (24 - 8 * i));
}

/* --- which one -------------------------------------------------------------------------- */

/* Told every so many bytes. */
typedef struct pace {
    void (*passed)(void *arg);
    void *arg;
    uint64_t n;
} pace;

static void step(pace *p, uint64_t bytes)
{
    p->n += bytes;
    if (!p->passed || p->n < NOW_AND_THEN)
        return;
    p->passed(p->arg);
    p->n = 0;
}

/* Does the index agree with the .shp? Records may be in any order (editors append), but none
 * lies outside and they are not, together, larger than the file: one record is not read
 * a million times. */
static bool shx_usable(blob shx, blob shp, pace p)
{
    uint64_t total = 0;

    if (shx.size < SHP_HEADER || (shx.size - SHP_HEADER) % 8 ||
        shp_big(shx.data) != SHP_MAGIC || (uint64_t)shp_big(shx.data + 24) * 2 != shx.size ||
        shp_little(shx.data + 32) != shp_little(shp.data + 32))
        return false;
    for (size_t at = SHP_HEADER; at < shx.size; at += 8) {
        uint64_t from = (uint64_t)shp_big(shx.data + at) * 2;
        uint64_t size = (uint64_t)shp_big(shx.data + at + 4) * 2;

        if (from < SHP_HEADER || from + 8 > shp.size || size > shp.size - from - 8 ||
            shp_big(shp.data + from + 4) != size / 2)
            return false;
        total += size + 8;
        step(&p, size + 8);
    }
    return total <= shp.size - SHP_HEADER;
}

/* Walk the record headers; they must lead to the end of the file. */
static mlg_code count_records(size_t *n, blob shp, pace p, mlg_err *err)
{
    *n = 0;
    for (size_t at = SHP_HEADER; at < shp.size; ++*n) {
        uint64_t content = at + 8 <= shp.size ? (uint64_t)shp_big(shp.data + at + 4) * 2 : 0;

        if (content < 4 || content > shp.size - at - 8) {
            mlg_fail(err, MLG_EDATA,
                     _("byte %zu does not start a record, and there is no usable .shx "
                       "that would say where the record is"),
                     at);
            return mlg_at(err, NULL, (int64_t)*n + 1);
        }
        at += 8 + content;
        step(&p, 8 + content);
    }
    return MLG_OK;
}

mlg_code shp_index_choose(size_t *n, blob shp, blob *shx, void (*passed)(void *arg), void *arg,
                          mlg_diag *diag, mlg_err *err)
{
    pace p = { passed, arg, 0 };
    bool missing = !shx->data;

    if (!missing && shx_usable(*shx, shp, p)) {
        *n = (shx->size - SHP_HEADER) / 8;
        return MLG_OK;
    }
    *shx = (blob){ 0 };
    if (count_records(n, shp, p, err) != MLG_OK)
        return err->code;
    if (missing)
        mlg_diag_add(diag, MLG_NOTE, "shx-rebuilt", shp.name, 0,
                     N_("has no .shx; the records were found without it"));
    else
        mlg_diag_add(diag, MLG_WARNING, "shx-rebuilt", shp.name, 0,
                     N_("its .shx does not agree with it; the records were found without it"));
    return MLG_OK;
}

char *shx_rebuild(blob shp, size_t n)
{
    char *shx = malloc(SHP_HEADER + 8 * n);
    size_t at = SHP_HEADER;

    if (!shx)
        return NULL;
    memcpy(shx, shp.data, SHP_HEADER);
    put_big(shx + 24, (uint32_t)((SHP_HEADER + 8 * n) / 2));
    for (size_t i = 0; i < n; i++) {
        uint32_t content = shp_big(shp.data + at + 4);

        put_big(shx + SHP_HEADER + 8 * i, (uint32_t)(at / 2));
        put_big(shx + SHP_HEADER + 8 * i + 4, content);
        at += 8 + 2 * (size_t)content;
    }
    return shx;
}

/* --- small ones ------------------------------------------------------------------------- */

static void begin(buf *b, blob shp)
{
    buf_clear(b);
    buf_add(b, shp.data, SHP_HEADER);
}

static void end(buf *b)
{
    if (!b->broken)
        put_big(b->at + 24, (uint32_t)(b->n / 2));
}

/* False: the file is not any more what it was. */
static bool cut_one(shp_cutter *c, buf *shp, buf *shx)
{
    size_t from =
        c->shx.data ? 2 * (size_t)shp_big(c->shx.data + SHP_HEADER + 8 * c->next) : c->at;
    size_t size = from + 8 <= c->shp.size ? 8 + 2 * (size_t)shp_big(c->shp.data + from + 4) : 0;
    char entry[8];

    if (!size || size > c->shp.size - from)
        return false;
    put_big(entry, (uint32_t)(shp->n / 2));
    put_big(entry + 4, (uint32_t)(size - 8) / 2);
    buf_add(shp, c->shp.data + from, size);
    buf_add(shx, entry, sizeof entry);
    c->at = from + size;
    c->next++;
    return true;
}

size_t shp_cut(shp_cutter *c, size_t most, size_t size, buf *shp, buf *shx)
{
    size_t n = 0;

    if (!c->next)
        c->at = SHP_HEADER;
    begin(shp, c->shp);
    begin(shx, c->shp);
    while (n < most && shp->n < size && c->next < c->n && cut_one(c, shp, shx))
        n++;
    end(shp);
    end(shx);
    return shp->broken || shx->broken ? 0 : n;
}
