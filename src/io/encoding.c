#include "io/encoding.h"

#include "base/i18n.h"
#include "base/text.h"

#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum way { WAY_UTF8, WAY_CP1252, WAY_ICONV } way;

struct encoding {
    way way;
    bool keeps_ascii;
    char name[40];
    iconv_t cd; /* WAY_ICONV */
};

static const struct alias {
    const char *said; /* letters and digits only, lower case */
    const char *name;
} aliases[] = {
    { "utf8", "UTF-8" },         { "65001", "UTF-8" },        { "utf8bom", "UTF-8" },
    { "1252", "CP1252" },        { "cp1252", "CP1252" },      { "windows1252", "CP1252" },
    { "win1252", "CP1252" },     { "ansi1252", "CP1252" },    { "ansi", "CP1252" },
    { "latin1", "ISO-8859-1" },  { "latin2", "ISO-8859-2" },  { "latin9", "ISO-8859-15" },
    { "ascii", "CP1252" },       { "usascii", "CP1252" },     { "koi8r", "KOI8-R" },
    { "koi8u", "KOI8-U" },       { "big5", "BIG5" },          { "shiftjis", "SHIFT_JIS" },
    { "sjis", "SHIFT_JIS" },     { "euckr", "EUC-KR" },       { "eucjp", "EUC-JP" },
    { "euccn", "EUC-CN" },       { "gb2312", "EUC-CN" },      { "gbk", "GBK" },
    { "macroman", "MACINTOSH" }, { "macintosh", "MACINTOSH" }
};

/* The DBF language drivers (dBASE, FoxPro, ESRI) that name a code page. */
static const struct driver {
    unsigned char ldid;
    const char *name;
} drivers[] = {
    { 0x01, "CP437" },  { 0x02, "CP850" },  { 0x03, "CP1252" }, { 0x04, "MACINTOSH" },
    { 0x08, "CP865" },  { 0x09, "CP437" },  { 0x0A, "CP850" },  { 0x0B, "CP437" },
    { 0x0D, "CP437" },  { 0x0E, "CP850" },  { 0x0F, "CP437" },  { 0x10, "CP850" },
    { 0x11, "CP437" },  { 0x12, "CP850" },  { 0x13, "CP932" },  { 0x14, "CP850" },
    { 0x15, "CP437" },  { 0x16, "CP850" },  { 0x17, "CP865" },  { 0x18, "CP437" },
    { 0x19, "CP437" },  { 0x1A, "CP850" },  { 0x1B, "CP437" },  { 0x1C, "CP863" },
    { 0x1D, "CP850" },  { 0x1F, "CP852" },  { 0x22, "CP852" },  { 0x23, "CP852" },
    { 0x24, "CP860" },  { 0x25, "CP850" },  { 0x26, "CP866" },  { 0x37, "CP850" },
    { 0x40, "CP852" },  { 0x4D, "CP936" },  { 0x4E, "CP949" },  { 0x4F, "CP950" },
    { 0x50, "CP874" },  { 0x58, "CP1252" }, { 0x59, "CP1252" }, { 0x64, "CP852" },
    { 0x65, "CP866" },  { 0x66, "CP865" },  { 0x67, "CP861" },  { 0x6A, "CP737" },
    { 0x6B, "CP857" },  { 0x6C, "CP863" },  { 0x78, "CP950" },  { 0x79, "CP949" },
    { 0x7A, "CP936" },  { 0x7B, "CP932" },  { 0x7C, "CP874" },  { 0x86, "CP737" },
    { 0x87, "CP852" },  { 0x88, "CP857" },  { 0xC8, "CP1250" }, { 0xC9, "CP1251" },
    { 0xCA, "CP1254" }, { 0xCB, "CP1253" }, { 0xCC, "CP1257" }
};

const char *encoding_of_ldid(unsigned ldid)
{
    for (size_t i = 0; i < sizeof drivers / sizeof *drivers; i++)
        if (drivers[i].ldid == ldid)
            return drivers[i].name;
    return NULL;
}

/* Letters and digits, lower case. A name is ASCII, whatever the locale. */
static void squeeze(char *out, size_t size, const char *name)
{
    size_t used = 0;

    for (; *name && used + 1 < size; name++) {
        char c = *name;

        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            out[used++] = c;
    }
    out[used] = '\0';
}

/* "iso88592", "88592", "oem850", "ansi1250", "windows1251", "1251" as iconv says them. */
static bool numbered(char *out, size_t size, const char *squeezed)
{
    static const char *const before[] = { "iso",     "oem", "ansi", "cp",
                                          "windows", "win", "ibm",  "ms" };
    const char *digits = squeezed;

    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        size_t n = strlen(before[i]);

        if (!strncmp(squeezed, before[i], n) && squeezed[n] >= '0' && squeezed[n] <= '9') {
            digits = squeezed + n;
            break;
        }
    }
    if (!*digits || digits[strspn(digits, "0123456789")])
        return false;
    if (!strncmp(digits, "8859", 4) && digits[4])
        snprintf(out, size, "ISO-8859-%s", digits + 4);
    else
        snprintf(out, size, "CP%s", digits);
    return true;
}

/* iconv takes suffixes ("//TRANSLIT") and looks names up in files: only plain names pass. */
static bool plain_name(const char *name)
{
    size_t n = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                            "0123456789_.:-");

    return n && n < sizeof((encoding *)0)->name && !name[n];
}

static bool open_iconv(encoding *e, const char *name)
{
    static const char letters[] = "AZaz09 ";
    buf back = { 0 };

    if (!plain_name(name) || (e->cd = iconv_open("UTF-8", name)) == (iconv_t)-1)
        return false;
    e->way = WAY_ICONV;
    snprintf(e->name, sizeof e->name, "%s", name);
    encoding_add(e, &back, letters, sizeof letters - 1);
    e->keeps_ascii =
        back.n == sizeof letters - 1 && !memcmp(back.at, letters, sizeof letters - 1);
    buf_free(&back);
    return true;
}

static bool open_named(encoding *e, const char *name)
{
    e->keeps_ascii = true;
    if (!strcmp(name, "UTF-8")) {
        e->way = WAY_UTF8;
    } else if (!strcmp(name, "CP1252") || !strcmp(name, "ISO-8859-1")) {
        /* Files that declare ISO-8859-1 hold CP1252's quotes and œ; never control characters.
         */
        e->way = WAY_CP1252;
    } else {
        return open_iconv(e, name);
    }
    snprintf(e->name, sizeof e->name, "%s", name);
    return true;
}

static bool open_any(encoding *e, const char *name)
{
    char squeezed[40], made[48];

    squeeze(squeezed, sizeof squeezed, name);
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (!strcmp(squeezed, aliases[i].said))
            return open_named(e, aliases[i].name);
    if (numbered(made, sizeof made, squeezed) && open_named(e, made))
        return true;
    return open_named(e, name);
}

mlg_code encoding_open(encoding **out, const char *name, mlg_err *err)
{
    encoding *e = calloc(1, sizeof *e);

    *out = NULL;
    if (!e)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    if (open_any(e, name)) {
        *out = e;
        return MLG_OK;
    }
    free(e);
    return mlg_fail(
        err, MLG_EDATA,
        _("encoding \"%.40s\" is not known: UTF-8, CP1252, ISO-8859-15, CP850, BIG5 "
          "and the other names of iconv -l are; give the right one with --encoding"),
        plain_name(name) ? name : "?");
}

void encoding_free(encoding *e)
{
    if (!e)
        return;
    if (e->way == WAY_ICONV)
        iconv_close(e->cd);
    free(e);
}

const char *encoding_name(const encoding *e)
{
    return e->name;
}

bool encoding_is_utf8(const encoding *e)
{
    return e->way == WAY_UTF8;
}

bool encoding_keeps_ascii(const encoding *e)
{
    return e->keeps_ascii;
}

bool encoding_is_ascii(const char *text, size_t n)
{
    enum { BLOCK = 4096 };

    for (size_t from = 0; from < n; from += BLOCK) {
        size_t to = n - from < BLOCK ? n : from + BLOCK;
        unsigned char any = 0;

        for (size_t i = from; i < to; i++)
            any |= (unsigned char)text[i];
        if (any & 0x80)
            return false;
    }
    return true;
}

/* Bytes of an unfinished character at the end: 0 to 3. */
static size_t unfinished(const char *text, size_t n)
{
    for (size_t back = 1; back <= 3 && back <= n; back++) {
        unsigned char c = (unsigned char)text[n - back];

        if (c >= 0xC2 && c <= 0xF4)
            return back < (c < 0xE0 ? 2u : c < 0xF0 ? 3u : 4u) ? back : 0;
        if ((c & 0xC0) != 0x80)
            return 0;
    }
    return 0;
}

utf8_look encoding_look(const char *text, size_t n)
{
    size_t tail;

    if (encoding_is_ascii(text, n))
        return LOOKS_ASCII;
    if (text_is_utf8(text, n))
        return LOOKS_UTF8;
    tail = unfinished(text, n);
    return tail && text_is_utf8(text, n - tail) ? LOOKS_CUT_UTF8 : LOOKS_OTHER;
}

static encoded add_cp1252(buf *out, const char *text, size_t n)
{
    static const char undefined[] = "\x81\x8D\x8F\x90\x9D";
    encoded said = ENCODED;

    for (size_t i = 0; i < sizeof undefined - 1; i++)
        if (n && memchr(text, undefined[i], n))
            said = ENCODED_DOUBTFUL;
    text_from_cp1252(out, text, n);
    return said;
}

static encoded add_utf8(buf *out, const char *text, size_t n)
{
    switch (encoding_look(text, n)) {
    case LOOKS_CUT_UTF8:
        buf_add(out, text, n - unfinished(text, n));
        return ENCODED_CUT;
    case LOOKS_OTHER:
        add_cp1252(out, text, n);
        return ENCODED_DOUBTFUL;
    default:
        buf_add(out, text, n);
        return ENCODED;
    }
}

/* `left`: bytes of an unfinished character at the end. */
static encoded add_iconv(encoding *e, buf *out, const char *text, size_t n, size_t *left)
{
    char some[512], *from = (char *)(uintptr_t)text; /* iconv does not write there */
    encoded said = ENCODED;

    for (*left = 0; n;) {
        char *to = some;
        size_t room = sizeof some, done = iconv(e->cd, &from, &n, &to, &room);

        buf_add(out, some, sizeof some - room);
        if (done != (size_t)-1 || errno == E2BIG)
            continue;
        if (errno == EINVAL) {
            *left = n;
            return said == ENCODED ? ENCODED_CUT : said;
        }
        buf_text(out, "\xEF\xBF\xBD");
        said = ENCODED_DOUBTFUL;
        from++;
        n--;
    }
    return said;
}

encoded encoding_add(encoding *e, buf *out, const char *text, size_t n)
{
    size_t left;

    if (e->way == WAY_UTF8)
        return add_utf8(out, text, n);
    if (e->way == WAY_CP1252)
        return add_cp1252(out, text, n);
    iconv(e->cd, NULL, NULL, NULL, NULL);
    return add_iconv(e, out, text, n, &left);
}

encoded encoding_add_part(encoding *e, buf *out, const char *text, size_t n, bool first,
                          size_t *left)
{
    if (e->way != WAY_ICONV) {
        *left = e->way == WAY_UTF8 ? unfinished(text, n) : 0;
        return encoding_add(e, out, text, n - *left);
    }
    if (first)
        iconv(e->cd, NULL, NULL, NULL, NULL);
    return add_iconv(e, out, text, n, left);
}
