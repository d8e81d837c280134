#include "report/html.h"

#include "base/i18n.h"
#include "base/text.h"
#include "maillage/version.h"
#include "report/words.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* --- text -------------------------------------------------------------------------------- */

/* Bytes of the character at `text`, or 0: not UTF-8, or nothing that XML may contain. */
static size_t character(const char *text, size_t left)
{
    unsigned char c = (unsigned char)text[0];
    size_t n = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;

    if (c < 0x20)
        return c == '\t' || c == '\n' || c == '\r';
    if (c == 0x7F || n > left || !text_is_utf8(text, n))
        return 0;
    if (n == 2 && c == 0xC2 && (unsigned char)text[1] < 0xA0) /* C1 controls */
        return 0;
    return n == 3 && (!memcmp(text, "\xEF\xBF\xBE", 3) || !memcmp(text, "\xEF\xBF\xBF", 3)) ? 0
                                                                                            : n;
}

static void add(html *h, const char *text, size_t left)
{
    size_t n;

    for (; left; text += n, left -= n) {
        n = character(text, left);
        if (n == 1 && strchr("&<>\"'", *text)) {
            buf_text(&h->out, "&#");
            buf_int(&h->out, *text);
            buf_char(&h->out, ';');
        } else if (n) {
            buf_add(&h->out, text, n);
        } else {
            buf_text(&h->out, "\xEF\xBF\xBD");
            n = 1;
        }
    }
}

void html_text(html *h, const char *text)
{
    add(h, text, strlen(text));
}

static void say(html *h, const char *format, va_list args)
{
    char small[1024];
    va_list again;
    int n;

    va_copy(again, args);
    n = vsnprintf(small, sizeof small, format, args);
    if (n >= 0 && (size_t)n < sizeof small) {
        html_text(h, small);
    } else if (n >= 0) {
        buf whole = { 0 };

        if (buf_room(&whole, (size_t)n)) {
            vsnprintf(whole.at, (size_t)n + 1, format, again);
            html_text(h, whole.at);
        }
        h->out.broken |= whole.broken;
        buf_free(&whole);
    }
    va_end(again);
}

void html_say(html *h, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    say(h, format, args);
    va_end(args);
}

/* --- elements ---------------------------------------------------------------------------- */

/* Elements that stand within a line; the others end one, so that pages compare by line. */
static bool in_line(const char *name)
{
    static const char *const names[] = { "a",  "b",    "bdi",  "code",   "em",    "small",
                                         "td", "th",   "span", "strong", "tspan", "abbr",
                                         "dt", "text", "li",   "sup",    "wbr" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(names[i], name))
            return true;
    return false;
}

static void start(html *h, const char *name, va_list args)
{
    const char *key, *value;

    buf_char(&h->out, '<');
    buf_text(&h->out, name);
    while ((key = va_arg(args, const char *))) {
        if (!(value = va_arg(args, const char *)))
            continue;
        buf_char(&h->out, ' ');
        buf_text(&h->out, key);
        buf_text(&h->out, "=\"");
        html_text(h, value);
        buf_char(&h->out, '"');
    }
}

void html_open(html *h, const char *name, ...)
{
    va_list args;

    assert(h->depth < HTML_DEPTH);
    va_start(args, name);
    start(h, name, args);
    va_end(args);
    buf_char(&h->out, '>');
    h->open[h->depth++] = name;
}

void html_empty(html *h, const char *name, ...)
{
    va_list args;

    va_start(args, name);
    start(h, name, args);
    va_end(args);
    buf_text(&h->out, "/>");
    if (!in_line(name))
        buf_char(&h->out, '\n');
}

void html_close(html *h)
{
    const char *name;

    assert(h->depth);
    name = h->open[--h->depth];
    buf_text(&h->out, "</");
    buf_text(&h->out, name);
    buf_char(&h->out, '>');
    if (!in_line(name))
        buf_char(&h->out, '\n');
}

void html_element(html *h, const char *name, const char *text)
{
    html_open(h, name, NULL);
    html_text(h, text);
    html_close(h);
}

/* Words longer than any column may be broken every so many characters. */
void html_name(html *h, const char *text)
{
    enum { BREAK = 24 };
    size_t from = 0, at = 0, characters = 0;

    html_open(h, "bdi", NULL);
    for (; text[at]; at++) {
        if ((text[at] & 0xC0) == 0x80)
            continue;
        if (characters == BREAK) {
            add(h, text + from, at - from);
            html_empty(h, "wbr", NULL);
            from = at;
            characters = 0;
        }
        characters = text[at] == ' ' ? 0 : characters + 1;
    }
    add(h, text + from, at - from);
    html_close(h);
}

void html_p(html *h, const char *format, ...)
{
    va_list args;

    html_open(h, "p", NULL);
    va_start(args, format);
    say(h, format, args);
    va_end(args);
    html_close(h);
}

char *html_id(html *h, char *id, const char *prefix)
{
    snprintf(id, 40, "%.24s-%u", prefix, ++h->made);
    return id;
}

void html_section(html *h, const char *id, int level, const char *title)
{
    html_open(h, "section", "id", id, (char *)NULL);
    html_element(h, level == 2 ? "h2" : "h3", title);
}

/* --- tables ------------------------------------------------------------------------------ */

static const char *look(unsigned looks)
{
    static const char *const names[] = { NULL, "n", "s", "n s" };

    return names[looks & 3];
}

/* A line above the heads that stands for the caption on paper, where heads are repeated. */
static void whose_line(html *h, const char *whose, const char *caption, unsigned n)
{
    char columns[16];

    snprintf(columns, sizeof columns, "%u", n);
    html_open(h, "tr", "class", "whose", NULL);
    html_open(h, "th", "scope", "colgroup", "colspan", columns, NULL);
    html_name(h, whose);
    html_say(h, " \xC2\xB7 %s", caption);
    html_close(h);
    html_close(h);
}

void html_table(html *h, const char *id, const char *klass, const char *caption,
                const html_column *columns, unsigned n)
{
    html_table_of(h, id, klass, NULL, caption, columns, n);
}

void html_table_of(html *h, const char *id, const char *klass, const char *whose,
                   const char *caption, const html_column *columns, unsigned n)
{
    assert(n && n <= HTML_COLUMNS);
    html_open(h, "table", "id", id, "class", klass, (char *)NULL);
    html_element(h, "caption", caption);
    html_open(h, "thead", NULL);
    if (whose)
        whose_line(h, whose, caption, n);
    html_open(h, "tr", NULL);
    for (unsigned i = 0; i < n; i++) {
        h->looks[i] = columns[i].look;
        html_open(h, "th", "scope", "col", "class", look(columns[i].look), (char *)NULL);
        html_text(h, columns[i].title);
        html_close(h);
    }
    html_close(h);
    html_close(h);
    html_open(h, "tbody", NULL);
    h->n_columns = n;
}

static void row_end(html *h)
{
    if (h->in_row)
        html_close(h);
    h->in_row = false;
    h->cell = 0;
}

void html_row(html *h)
{
    row_end(h);
    html_open(h, "tr", NULL);
    h->in_row = true;
}

void html_cell_open(html *h)
{
    const char *klass = look(h->looks[h->cell < h->n_columns ? h->cell : 0]);

    if (h->cell)
        html_open(h, "td", "class", klass, (char *)NULL);
    else
        html_open(h, "th", "scope", "row", "class", klass, (char *)NULL);
    h->cell++;
}

void html_cell(html *h, const char *text)
{
    html_cell_open(h);
    html_text(h, text);
    html_close(h);
}

void html_cell_say(html *h, const char *format, ...)
{
    va_list args;

    html_cell_open(h);
    va_start(args, format);
    say(h, format, args);
    va_end(args);
    html_close(h);
}

void html_cell_number(html *h, double value, int decimals)
{
    char text[WORDS_NUMBER];

    html_cell(h, words_number(text, value, decimals));
}

void html_cell_count(html *h, size_t n)
{
    html_cell_number(h, (double)n, 0);
}

void html_table_end(html *h)
{
    row_end(h);
    html_close(h);
    html_close(h);
}

/* --- the page ---------------------------------------------------------------------------- */

void html_page(html *h, const char *title, const char *style)
{
    char generator[64];

    snprintf(generator, sizeof generator, "maillage %s", mlg_version(MLG_VERSION_MAILLAGE));
    buf_text(&h->out, "<!DOCTYPE html>\n");
    html_open(h, "html", "lang", words_language(), NULL);
    buf_char(&h->out, '\n');
    html_open(h, "head", NULL);
    html_empty(h, "meta", "charset", "utf-8", NULL);
    html_empty(h, "meta", "http-equiv", "Content-Security-Policy", "content",
               "default-src 'none'; style-src 'unsafe-inline'", NULL);
    html_empty(h, "meta", "name", "viewport", "content", "width=device-width, initial-scale=1",
               NULL);
    html_empty(h, "meta", "name", "generator", "content", generator, NULL);
    html_element(h, "title", title);
    html_open(h, "style", NULL); /* CSS of ours: no character to escape in it */
    buf_text(&h->out, html_style);
    if (style)
        buf_text(&h->out, style);
    html_close(h);
    html_close(h);
    html_open(h, "body", NULL);
    buf_char(&h->out, '\n');
}

mlg_code html_page_end(html *h, mlg_err *err)
{
    while (h->depth)
        html_close(h);
    return h->out.broken ? mlg_fail(err, MLG_ENOMEM, _("out of memory")) : MLG_OK;
}

void html_free(html *h)
{
    buf_free(&h->out);
    *h = (html){ 0 };
}
