#include "io/shp.h"

#include "base/file.h"
#include "base/i18n.h"
#include "io/shp_index.h"

#include <shapefil.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- files in memory, for shapelib --------------------------------------------------- */

typedef struct memory {
    const char *data;
    size_t size, at;
} memory;

/* SAHooks carries no pointer of ours: what FOpen may open, and what Error said, belong to
 * the thread that is inside a shapelib call. */
static _Thread_local struct {
    const char *name;
    memory file;
} offered[2];
static _Thread_local char said[160];

/* From 1.6 on, shapelib has version macros and these hooks have more arguments. */
#ifdef SHAPELIB_VERSION_NUMBER
#define ALSO_USER_DATA , void *user_data
#define WRITTEN        const void
#define IGNORE_USER    (void)user_data
#else
#define ALSO_USER_DATA
#define WRITTEN     void
#define IGNORE_USER (void)0
#endif

static SAFile memory_open(const char *name, const char *access ALSO_USER_DATA)
{
    (void)access;
    IGNORE_USER;
    for (size_t i = 0; i < 2; i++) {
        if (offered[i].name && !strcmp(offered[i].name, name)) {
            memory *m = malloc(sizeof *m);

            if (m)
                *m = offered[i].file;
            return (SAFile)m;
        }
    }
    return NULL;
}

static SAOffset memory_read(void *to, SAOffset size, SAOffset n, SAFile handle)
{
    memory *m = (memory *)handle;
    size_t left = m->size - m->at, whole;

    if (size == 1) /* nearly always: no division */
        whole = n < left ? n : left;
    else if (n == 1)
        whole = size <= left;
    else
        whole = size && n > left / size ? left / size : n;
    if (whole)
        memcpy(to, m->data + m->at, whole * size);
    m->at += whole * size;
    return whole;
}

static SAOffset memory_write(WRITTEN *from, SAOffset size, SAOffset n, SAFile handle)
{
    (void)from, (void)size, (void)n, (void)handle;
    return 0;
}

static SAOffset memory_seek(SAFile handle, SAOffset offset, int whence)
{
    memory *m = (memory *)handle;
    size_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? m->at : m->size;

    if (offset > m->size - base)
        return 1;
    m->at = base + offset;
    return 0;
}

static SAOffset memory_tell(SAFile handle)
{
    return ((memory *)handle)->at;
}

static int memory_flush(SAFile handle)
{
    (void)handle;
    return 0;
}

static int memory_close(SAFile handle)
{
    free(handle);
    return 0;
}

static int memory_remove(const char *name ALSO_USER_DATA)
{
    (void)name;
    IGNORE_USER;
    return -1;
}

static void listen(const char *message)
{
    readers_quote(said, sizeof said, message, strlen(message));
}

static double no_atof(const char *text)
{
    (void)text; /* numbers are read as text, never by shapelib */
    return 0;
}

static SAHooks memory_hooks(void)
{
    return (SAHooks){ .FOpen = memory_open,
                      .FRead = memory_read,
                      .FWrite = memory_write,
                      .FSeek = memory_seek,
                      .FTell = memory_tell,
                      .FFlush = memory_flush,
                      .FClose = memory_close,
                      .Remove = memory_remove,
                      .Error = listen,
                      .Atof = no_atof };
}

static void offer(size_t slot, const char *name, const char *data, size_t size)
{
    offered[slot].name = name;
    offered[slot].file = (memory){ data, size, 0 };
}

static void offer_nothing(void)
{
    offered[0].name = offered[1].name = NULL;
}

/* --- shapes --------------------------------------------------------------------------- */

struct shp_room {
    SHPHandle handle;
    blob shp, index;
    char *shx; /* rebuilt; NULL: the file's own */
    const file *mapped;
    size_t looked_at; /* bytes, since pages were given back */
    SHPObject *object;
    int *part; /* of a polygon that is read without shapelib */
    size_t room_part;
    int type;
    size_t n;
};

static shape_kind kind_of(int type)
{
    switch (type) {
    case SHPT_NULL:
        return SHAPE_NULL;
    case SHPT_POINT:
    case SHPT_POINTZ:
    case SHPT_POINTM:
        return SHAPE_POINT;
    case SHPT_POLYGON:
    case SHPT_POLYGONZ:
    case SHPT_POLYGONM:
        return SHAPE_POLYGON;
    case SHPT_MULTIPOINT:
    case SHPT_MULTIPOINTZ:
    case SHPT_MULTIPOINTM:
        return SHAPE_MULTIPOINT;
    default:
        return SHAPE_OTHER;
    }
}

static bool known_type(uint32_t type)
{
    return type == SHPT_ARC || type == SHPT_ARCZ || type == SHPT_ARCM ||
           type == SHPT_MULTIPATCH ||
           (type <= SHPT_MULTIPOINTM && kind_of((int)type) != SHAPE_OTHER);
}

mlg_code shp_check(shape_kind *kind, blob shp, mlg_err *err)
{
    uint64_t declared;

    if (shp.size < SHP_HEADER || shp_big(shp.data) != SHP_MAGIC)
        return mlg_fail(err, MLG_EDATA, _("is not a shapefile"));
    declared = (uint64_t)shp_big(shp.data + 24) * 2;
    if (declared > shp.size)
        return mlg_fail(err, MLG_EDATA,
                        _("is cut short: declares %llu bytes and holds %zu; copy it again"),
                        (unsigned long long)declared, shp.size);
    if (!known_type(shp_little(shp.data + 32)))
        return mlg_fail(err, MLG_EDATA, _("declares shape type %u, which no shapefile has"),
                        shp_little(shp.data + 32));
    *kind = kind_of((int)shp_little(shp.data + 32));
    return MLG_OK;
}

static void let_go(void *arg)
{
    const shp_room *room = arg;

    if (room->mapped)
        file_let_go(room->mapped);
}

static mlg_code choose_index(shp_room *room, mlg_diag *diag, mlg_err *err)
{
    blob *shx = &room->index;
    mlg_code code = shp_index_choose(&room->n, room->shp, shx, let_go, room, diag, err);

    if (code != MLG_OK || shx->data)
        return code;
    room->shx = shx_rebuild(room->shp, room->n);
    if (!room->shx)
        return readers_no_memory(err);
    *shx = (blob){ room->shp.name, room->shx, SHP_HEADER + 8 * room->n };
    return MLG_OK;
}

mlg_code shp_open(shp_room **out, const shp_files *files, mlg_diag *diag, mlg_err *err)
{
    blob shp = files->shp;
    shp_room *room = calloc(1, sizeof *room);
    SAHooks hooks = memory_hooks();
    shape_kind kind;
    mlg_code code;

    *out = NULL;
    if (!room)
        return readers_no_memory(err);
    room->shp = shp;
    room->index = files->shx;
    room->mapped = files->mapped;
    code = shp_check(&kind, shp, err);
    if (code == MLG_OK)
        code = choose_index(room, diag, err);
    if (code == MLG_OK) {
        offer(0, "layer.shp", shp.data, shp.size);
        offer(1, "layer.shx", room->index.data, room->index.size);
        *said = '\0';
        room->handle = SHPOpenLL("layer.shp", "rb", &hooks);
        offer_nothing();
        if (!room->handle)
            code = mlg_fail(err, MLG_EDATA, _("is not a readable shapefile (%s)"), said);
    }
    if (code != MLG_OK) {
        shp_close(room);
        return code;
    }
    SHPSetFastModeReadObject(room->handle, 1);
    room->type = (int)shp_little(shp.data + 32);
    *out = room;
    return MLG_OK;
}

void shp_close(shp_room *room)
{
    if (!room)
        return;
    if (room->object)
        SHPDestroyObject(room->object);
    if (room->handle)
        SHPClose(room->handle);
    free(room->shx);
    free(room->part);
    free(room);
}

size_t shp_count(const shp_room *room)
{
    return room->n;
}

shape_kind shp_kind(const shp_room *room)
{
    return kind_of(room->type);
}

bool shp_has_z_or_m(const shp_room *room)
{
    return room->type > SHPT_MULTIPOINT && room->type != SHPT_MULTIPATCH;
}

/* shapelib counts shapes from 0, and in what it was given: our record says it better. */
static void leave_out_number(char *text)
{
    char *at = strstr(text, " shape "), *digits = at ? at + strlen(" shape ") : NULL;
    size_t n = digits ? strspn(digits, "0123456789") : 0;

    if (n)
        memmove(digits - 1, digits + n, strlen(digits + n) + 1);
}

/* Where record i is, and its size, as the index says; it was found to be there. */
static const char *record(const shp_room *room, size_t i, size_t *size)
{
    const char *entry = room->index.data + SHP_HEADER + 8 * i;

    *size = 8 + 2 * (size_t)shp_big(entry + 4);
    return room->shp.data + 2 * (size_t)shp_big(entry);
}

static bool stretch_parts(shp_room *room, size_t n)
{
    int *more;

    if (n <= room->room_part)
        return true;
    more = realloc(room->part, 2 * n * sizeof *more);
    if (!more)
        return false;
    room->part = more;
    room->room_part = 2 * n;
    return true;
}

enum { POLYGON_HEAD = 52, GIVE_BACK = 1 << 22 };

/* A polygon without heights that is as it should be needs no copies: its vertices are taken
 * from where they are. Anything else is for shapelib to read, or to refuse. */
static bool plain_polygon(shp_room *room, const char *at, size_t size, shape *out)
{
    uint32_t n_parts, n;

    if (size < POLYGON_HEAD || shp_little(at + 8) != SHPT_POLYGON)
        return false;
    n_parts = shp_little(at + 44);
    n = shp_little(at + 48);
    if (!n || !n_parts || n > size / 16 || n_parts > size / 4 ||
        POLYGON_HEAD + 4 * (size_t)n_parts + 16 * (size_t)n > size ||
        !stretch_parts(room, n_parts))
        return false;
    for (uint32_t p = 0; p < n_parts; p++) {
        uint32_t start = shp_little(at + POLYGON_HEAD + 4 * (size_t)p);

        if (start >= n || (p ? start <= (uint32_t)room->part[p - 1] : start > 0))
            return false;
        room->part[p] = (int)start;
    }
    *out = (shape){ .kind = SHAPE_POLYGON,
                    .n = n,
                    .n_parts = n_parts,
                    .xy = at + POLYGON_HEAD + 4 * (size_t)n_parts,
                    .part = room->part };
    return true;
}

static double number_at(const char *at)
{
    uint64_t bits = (uint64_t)shp_little(at + 4) << 32 | shp_little(at);
    double number;

    memcpy(&number, &bits, sizeof number);
    return number;
}

void shape_vertices(const shape *s, size_t from, size_t to, mlg_xy *out)
{
    for (size_t i = from; i < to && s->xy; i++)
        out[i - from] = (mlg_xy){ number_at(s->xy + 16 * i), number_at(s->xy + 16 * i + 8) };
    for (size_t i = from; i < to && !s->xy; i++)
        out[i - from] = (mlg_xy){ s->x[i], s->y[i] };
}

mlg_code shp_shape(shp_room *room, size_t i, shape *out, mlg_err *err)
{
    size_t size;
    const char *at = record(room, i, &size);
    SHPObject *o;

    room->looked_at += size;
    if (room->looked_at > GIVE_BACK) {
        let_go(room);
        room->looked_at = 0;
    }
    if (plain_polygon(room, at, size, out))
        return MLG_OK;
    if (room->object)
        SHPDestroyObject(room->object); /* in fast mode: hand the one object back */
    *said = '\0';
    o = room->object = SHPReadObject(room->handle, (int)i);
    if (!o) {
        leave_out_number(said);
        mlg_fail(err, MLG_EDATA, _("the shape is corrupt (%s)"), *said ? said : "?");
        return mlg_at(err, NULL, (int64_t)i + 1);
    }
    *out = (shape){ .kind = kind_of(o->nSHPType),
                    .n = (size_t)o->nVertices,
                    .n_parts = (size_t)o->nParts,
                    .x = o->padfX,
                    .y = o->padfY,
                    .part = o->panPartStart };
    return MLG_OK;
}

/* --- tables --------------------------------------------------------------------------- */

struct dbf_room {
    DBFHandle handle;
    blob body;
};

static mlg_code check_table(dbf_room *room, blob dbf, mlg_err *err)
{
    const DBFInfo *t = room->handle;
    size_t header = (size_t)t->nHeaderLength, width = (size_t)t->nRecordLength;
    size_t declared = (size_t)t->nRecords;
    size_t present = dbf.size > header ? (dbf.size - header) / width : 0;

    for (int i = 0; i < t->nFields; i++)
        if (t->panFieldOffset[i] < 1 || t->panFieldSize[i] < 0 ||
            (size_t)t->panFieldOffset[i] + (size_t)t->panFieldSize[i] > width)
            return mlg_fail(err, MLG_EDATA,
                            _("column %d does not fit in its records of %zu bytes"), i + 1,
                            width);
    if (present < declared)
        return mlg_fail(err, MLG_EDATA,
                        _("is cut short, or not a .dbf: declares %zu records of %zu bytes and "
                          "holds %zu"),
                        declared, width, present);
    room->body = (blob){ dbf.name, dbf.data + (declared ? header : 0), declared * width };
    return MLG_OK;
}

mlg_code dbf_open(dbf_room **out, blob dbf, mlg_err *err)
{
    dbf_room *room = calloc(1, sizeof *room);
    SAHooks hooks = memory_hooks();
    mlg_code code;

    *out = NULL;
    if (!room)
        return readers_no_memory(err);
    offer(0, "layer.dbf", dbf.data, dbf.size);
    *said = '\0';
    room->handle = dbf.size < XBASE_FLDHDR_SZ ? NULL : DBFOpenLL("layer.dbf", "rb", &hooks);
    offer_nothing();
    code = room->handle ? check_table(room, dbf, err)
                        : mlg_fail(err, MLG_EDATA,
                                   _("is not a readable .dbf: its header "
                                     "makes no sense"));
    if (code == MLG_OK) {
        *out = room;
        return MLG_OK;
    }
    dbf_close(room);
    return mlg_at(err, dbf.name, 0);
}

void dbf_close(dbf_room *room)
{
    if (!room)
        return;
    if (room->handle)
        DBFClose(room->handle);
    free(room);
}

size_t dbf_count(const dbf_room *room)
{
    return (size_t)room->handle->nRecords;
}

size_t dbf_field_count(const dbf_room *room)
{
    return (size_t)room->handle->nFields;
}

dbf_field dbf_field_at(const dbf_room *room, size_t field)
{
    const DBFInfo *t = room->handle;
    dbf_field f = { .type = t->pachFieldType[field],
                    .width = (size_t)t->panFieldSize[field],
                    .offset = (size_t)t->panFieldOffset[field] };

    memcpy(f.name, t->pszHeader + field * XBASE_FLDHDR_SZ, XBASE_FLDNAME_LEN_READ);
    return f;
}

unsigned dbf_ldid(const dbf_room *room)
{
    return (unsigned)room->handle->iLanguageDriver;
}

const char *dbf_record(dbf_room *room, size_t i)
{
    return DBFReadTuple(room->handle, (int)i);
}

blob dbf_body(const dbf_room *room)
{
    return room->body;
}

bool dbf_cut(buf *out, const dbf_room *room, blob dbf, size_t from, size_t n)
{
    const DBFInfo *t = room->handle;
    size_t header = (size_t)t->nHeaderLength, width = (size_t)t->nRecordLength;

    buf_clear(out);
    buf_add(out, dbf.data, header < dbf.size ? header : dbf.size);
    if (n)
        buf_add(out, room->body.data + from * width, n * width);
    for (int i = 0; !out->broken && i < 4; i++)
        out->at[4 + i] = (char)(n >> 8 * i);
    return !out->broken;
}
