#include "io/csv_rows.h"

#include <csv.h>
#include <string.h>

enum { CELL_STEP = 1 << 16 };

char csv_sniff(const char *text, size_t n)
{
    static const char known[] = "\t;,|";
    size_t count[sizeof known - 1] = { 0 }, best = 0, i = 0;
    bool quoted = false;

    for (size_t k = 0; k < n && text[k] && strchr(" \t\r\n", text[k]); k++)
        if (text[k] == '\r' || text[k] == '\n')
            i = k + 1; /* lines of blanks come before the first one */
    for (; i < n && (quoted || (text[i] != '\r' && text[i] != '\n')); i++) {
        const char *found = text[i] ? strchr(known, text[i]) : NULL;

        if (text[i] == '"')
            quoted = !quoted;
        else if (found && !quoted)
            count[found - known]++;
    }
    for (size_t k = 1; k < sizeof known - 1; k++)
        if (count[k] > count[best])
            best = k;
    return count[best] ? known[best] : ',';
}

static const char *next_of(const char *at, const char *end, char c)
{
    const char *found = at < end ? memchr(at, c, (size_t)(end - at)) : NULL;

    return found ? found : end;
}

/* --- where rows end -------------------------------------------------------------------------
 */

static bool is_break(char c)
{
    return c == '\n' || c == '\r';
}

/* `line`: the next '\n', or `end`. "\r\n" is one break. */
static const char *first_break(const char *at, const char *line, const char *end)
{
    const char *cr = next_of(at, line, '\r');

    return cr + 1 < line ? cr + 1 : line < end ? line + 1 : cr < end ? cr + 1 : NULL;
}

/* As libcsv reads them: a quote opens a cell only where it starts; in a quoted cell it ends it
 * before a delimiter or a line break, blanks aside, and is a character elsewhere. */
static const char *row_end(const char *at, const char *end, char delimiter)
{
    enum { BEFORE, PLAIN, QUOTED, AFTER_QUOTE } state = BEFORE;
    bool blanks = false;

    for (; at < end; at++) {
        char c = *at;

        if (state == QUOTED) {
            if ((at = next_of(at, end, '"')) == end)
                return NULL;
            state = AFTER_QUOTE;
            blanks = false;
        } else if (is_break(c)) {
            return at + 1;
        } else if (c == delimiter) {
            state = BEFORE;
        } else if (c == ' ' || c == '\t') {
            blanks = true;
        } else if (state == BEFORE) {
            state = c == '"' ? QUOTED : PLAIN;
        } else if (state == AFTER_QUOTE) {
            state = c == '"' && blanks ? AFTER_QUOTE : QUOTED;
            blanks = false;
        }
    }
    return NULL;
}

static const char *last_break(const char *at, const char *end)
{
    while (end > at && !is_break(end[-1]))
        end--;
    return end > at ? end : NULL;
}

const char *csv_cut(const char *at, const char *least, const char *end, char delimiter,
                    bool quoted)
{
    const char *line = at, *quote = at; /* the next ones, or `end` */
    const char *stop = NULL, *from = least > at ? least - 1 : at;

    if (!quoted)
        return (stop = first_break(from, next_of(from, end, '\n'), end)) ? stop
                                                                         : last_break(at, end);
    for (from = at; from && from < end && (!stop || stop < least);) {
        if (line <= from)
            line = next_of(from, end, '\n');
        if (quote <= from)
            quote = next_of(from, end, '"');
        from = quote < line ? row_end(from, end, delimiter) : first_break(from, line, end);
        stop = from ? from : stop;
    }
    return stop;
}

/* --- rows -----------------------------------------------------------------------------------
 */

/* Where the parsing of a text stands. Most lines hold no quote and are split right here, as
 * libcsv would but many times faster; the others go to libcsv, until it is back at the start
 * of a row. */
typedef struct lines {
    const csv_sink *sink;
    char delimiter;
    const char *at, *end;
    const char *quote, *cr; /* the next ones, or `end` */
    struct csv_parser parser;
    int between_rows; /* the parser's state there */
} lines;

/* A tab may be the delimiter. */
static void trim(const char **from, const char **to, char delimiter)
{
    while (*to > *from && ((*to)[-1] == ' ' || ((*to)[-1] == '\t' && delimiter != '\t')))
        --*to;
    while (*to > *from && (**from == ' ' || (**from == '\t' && delimiter != '\t')))
        ++*from;
}

static void split_line(const lines *l, const char *from, const char *to)
{
    const csv_sink *s = l->sink;

    trim(&from, &to, l->delimiter);
    if (from == to)
        return;
    for (;;) {
        const char *cell = from, *stop = from, *next;

        while (stop < to && *stop != l->delimiter)
            stop++;
        next = stop;
        trim(&cell, &stop, l->delimiter);
        s->cell((void *)(uintptr_t)cell, (size_t)(stop - cell), s->arg);
        if (next == to)
            break;
        from = next + 1;
    }
    s->row('\n', s->arg);
}

static bool take_line(lines *l)
{
    const csv_sink *s = l->sink;
    const char *line_end = next_of(l->at, l->end, '\n'), *from = l->at;

    l->at = line_end < l->end ? line_end + 1 : line_end;
    if (l->quote < from)
        l->quote = next_of(from, l->end, '"');
    if (l->cr < from)
        l->cr = next_of(from, l->end, '\r');
    if (l->parser.pstate != l->between_rows || l->quote < l->at || l->cr + 1 < line_end)
        return csv_parse(&l->parser, from, (size_t)(l->at - from), s->cell, s->row, s->arg) ==
               (size_t)(l->at - from);
    split_line(l, from, l->cr < line_end ? l->cr : line_end);
    return true;
}

csv_said csv_rows(const char *text, size_t n, char delimiter, const csv_sink *sink)
{
    lines l = { .sink = sink, .delimiter = delimiter, .at = text, .end = text + n };
    csv_said said = CSV_READ;

    l.quote = next_of(text, l.end, '"');
    l.cr = next_of(text, l.end, '\r');
    if (csv_init(&l.parser, 0))
        return CSV_NO_MEMORY;
    l.between_rows = l.parser.pstate;
    csv_set_delim(&l.parser, (unsigned char)delimiter);
    csv_set_blk_size(&l.parser, CELL_STEP);
    while (said == CSV_READ && l.at < l.end && *sink->code == MLG_OK)
        said = take_line(&l) ? CSV_READ : CSV_NO_MEMORY;
    /* Stray quotes inside a cell are forgiven; a quoted cell without end is not. */
    csv_set_opts(&l.parser, CSV_STRICT | CSV_STRICT_FINI);
    if (said == CSV_READ && *sink->code == MLG_OK &&
        csv_fini(&l.parser, sink->cell, sink->row, sink->arg))
        said = CSV_OPEN_QUOTE;
    csv_free(&l.parser);
    return said;
}
