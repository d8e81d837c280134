#include "io/csv_chunk.h"

#include "base/text.h"
#include "io/csv.h"

#include <stdlib.h>
#include <string.h>

/* What a slot of the row at hand holds. */
enum { IS_EMPTY, IS_NUMBER, IS_MISSING, IS_UNREADABLE };

static void add_event(csv_chunk *c, fault what, size_t slot)
{
    if (c->n_events == c->room_events) {
        size_t room = 2 * c->room_events + 64;
        csv_event *more = realloc(c->events, room * sizeof *more);

        if (!more) {
            c->code = MLG_ENOMEM;
            return;
        }
        c->events = more;
        c->room_events = room;
    }
    c->events[c->n_events++] =
        (csv_event){ (uint32_t)c->n, (uint8_t)what, (uint8_t)slot, c->at[slot] };
}

/* --- cells ----------------------------------------------------------------------------------
 */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The cell as UTF-8. */
static void decode(csv_chunk *c, const char *text, size_t n)
{
    const char *nul = n ? memchr(text, '\0', n) : NULL;

    if (nul) {
        n = (size_t)(nul - text);
        add_event(c, TEXT_NUL, 0);
    }
    buf_clear(&c->cell_text);
    if (!csv_decode(c->layout->encoding, &c->cell_text, text, n))
        add_event(c, TEXT_ENCODING, 0);
    while (c->cell_text.n && is_blank(c->cell_text.at[c->cell_text.n - 1]))
        c->cell_text.n--;
    buf_char(&c->cell_text, '\0');
    c->cell_text.n--;
}

/* A cell that counts and is not plainly a number. */
static void look_at(csv_chunk *c, size_t slot, const char *text, size_t n)
{
    const char *said;

    decode(c, text, n);
    said = c->cell_text.at;
    if (c->cell_text.broken) {
        c->code = MLG_ENOMEM;
        return;
    }
    while (is_blank(*said))
        said++;
    c->state[slot] = text_number(said, &c->value[slot]) ? IS_NUMBER
                     : text_is_missing(said)            ? IS_MISSING
                                                        : IS_UNREADABLE;
    if (c->state[slot] == IS_NUMBER || !*said)
        return;
    c->at[slot] = (uint32_t)c->said.n;
    buf_text(&c->said, said);
    buf_char(&c->said, '\0');
}

/* The usual number, at the head of a longer text: up to 15 digits, hence exact, as text_number
 * reads them. `at` is moved behind it. */
static inline bool quick_number(const char **at, double *value)
{
    static const double power[16] = { 1,   1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                      1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };
    bool negative = **at == '-';
    const char *s = *at + negative, *from = s;
    uint64_t digits = 0;
    size_t n, decimals = 0;

    for (unsigned d; (d = (unsigned)(unsigned char)*s - '0') < 10; s++)
        digits = digits * 10 + d;
    n = (size_t)(s - from);
    if (*s == '.') {
        from = ++s;
        for (unsigned d; (d = (unsigned)(unsigned char)*s - '0') < 10; s++)
            digits = digits * 10 + d;
        decimals = (size_t)(s - from);
        n += decimals;
    }
    if (!n || n > 15)
        return false;
    *value = (double)digits;
    if (decimals)
        *value /= power[decimals];
    if (negative)
        *value = -*value;
    *at = s;
    return true;
}

/* --- rows -----------------------------------------------------------------------------------
 */

static bool make_room(csv_chunk *c)
{
    size_t room = 2 * c->room + 1024, numbers = c->layout->n_slots - SLOT_NUMBERS;
    mlg_xy *points = realloc(c->points, room * sizeof *points);
    double *more;

    if (points)
        c->points = points;
    more = points ? realloc(c->numbers, room * numbers * sizeof *more) : NULL;
    if (!more)
        return false;
    c->numbers = more;
    c->room = room;
    return true;
}

/* Something about the row must be told. */
static void tell_point(csv_chunk *c, bool x, bool y)
{
    c->without++;
    for (size_t slot = SLOT_X; slot <= SLOT_Y; slot++)
        if (c->state[slot] == IS_UNREADABLE)
            add_event(c, AXIS_UNREADABLE, slot);
    if (x && y)
        add_event(c, POINT_IMPOSSIBLE, 0);
    else if (x || y)
        add_event(c, POINT_INCOMPLETE, 0);
    else if (c->state[SLOT_X] != IS_UNREADABLE && c->state[SLOT_Y] != IS_UNREADABLE)
        add_event(c, POINT_BLANK, 0);
}

/* The row at hand, of `cell` cells, is complete. */
static void keep_row(csv_chunk *c)
{
    const csv_layout *l = c->layout;
    double *numbers;
    mlg_xy p;
    bool x, y;

    if (c->n == c->room && !make_room(c)) {
        c->code = MLG_ENOMEM;
        return;
    }
    if (c->cell < l->n_columns)
        add_event(c, ROW_SHORT, 0);
    if (c->too_long)
        add_event(c, ROW_LONG, 0);
    for (size_t slot = 0; slot < l->n_slots; slot++) {
        size_t from = l->same[slot];

        c->state[slot] = c->state[from];
        c->value[slot] = c->value[from];
        c->at[slot] = c->at[from];
    }
    x = c->state[SLOT_X] == IS_NUMBER;
    y = c->state[SLOT_Y] == IS_NUMBER;
    p = (mlg_xy){ c->value[SLOT_X], c->value[SLOT_Y] };
    if (!x || !y || !readers_possible(p)) {
        tell_point(c, x, y);
        p = (mlg_xy){ NAN, NAN };
    }
    c->points[c->n] = p;
    numbers = c->numbers + c->n * (l->n_slots - SLOT_NUMBERS);
    for (size_t slot = SLOT_NUMBERS; slot < l->n_slots; slot++) {
        bool read = c->state[slot] == IS_NUMBER;
        double number = read ? c->value[slot] : NAN;
        fault f = read ? cells_clean(&number) : PEOPLE_UNREADABLE;

        if (f)
            add_event(c, f, slot);
        numbers[slot - SLOT_NUMBERS] = number;
    }
    c->n++;
}

static void begin_row(csv_chunk *c)
{
    memset(c->state, IS_EMPTY, c->layout->n_slots);
    memset(c->at, 0, c->layout->n_slots * sizeof *c->at);
    c->cell = 0;
    c->any = c->too_long = false;
}

/* --- rows of any kind ------------------------------------------------------------------------
 */

static void take_cell(void *cell, size_t n, void *arg)
{
    csv_chunk *c = arg;
    const csv_layout *l = c->layout;
    const char *text = cell;
    size_t slot = c->cell < l->n_read ? l->slot_of[c->cell] : 0;

    c->any |= n && *text; /* what follows a NUL is left out */
    c->too_long |= n && *text && c->cell >= l->n_columns;
    c->cell++;
    if (n && slot)
        look_at(c, slot - 1, text, n);
}

/* ";;;;", as spreadsheets leave below a table, is no row. */
static void take_row(int newline, void *arg)
{
    csv_chunk *c = arg;

    (void)newline;
    if (c->any)
        keep_row(c);
    else
        add_event(c, ROW_EMPTY, 0);
    begin_row(c);
}

/* --- plain rows
 * -------------------------------------------------------------------------------
 */

/* The end of the cell without the break of its line. */
static const char *cell_end(const char *at, char delimiter)
{
    while (*at != delimiter && *at != '\n')
        at++;
    return at;
}

/* One more try at the row: its cells one by one. */
static void plain_row_slowly(csv_chunk *c, const char *at)
{
    const char *from = at, *stop;
    bool blank = true;

    begin_row(c);
    for (; *at != '\n'; at++)
        blank &= is_blank(*at) && *at != c->layout->delimiter;
    if (blank)
        return;
    for (;; from = stop + 1) {
        const char *end = stop = cell_end(from, c->layout->delimiter);

        while (end > from && is_blank(end[-1]))
            end--;
        while (from < end && is_blank(*from))
            from++;
        take_cell((void *)(uintptr_t)from, (size_t)(end - from), c);
        if (*stop == '\n')
            break;
    }
    take_row('\n', c);
}

/* The row at hand is nothing but numbers. False: something is to be told of it. */
static bool keep_numbers(csv_chunk *c)
{
    const csv_layout *l = c->layout;
    size_t n = l->n_slots - SLOT_NUMBERS;
    mlg_xy p = { c->value[l->same[SLOT_X]], c->value[l->same[SLOT_Y]] };
    bool fine = readers_possible(p);

    if (c->n == c->room && !make_room(c)) {
        c->code = MLG_ENOMEM;
        return true;
    }
    c->points[c->n] = p;
    for (size_t k = 0; k < n; k++) {
        double number = c->value[l->same[SLOT_NUMBERS + k]];

        fine &= number >= 0 && number <= MLG_MOST_PEOPLE;
        c->numbers[c->n * n + k] = number;
    }
    c->n += fine;
    return fine;
}

/* One row of a text that holds neither quotes nor NUL and breaks its lines by "\n" or "\r\n";
 * returns the start of the next. Most have a plain number wherever one counts. */
static const char *plain_row(csv_chunk *c, const char *row)
{
    const csv_layout *l = c->layout;
    const char *at = row;
    size_t cell = 0;
    bool odd = false;

    do {
        size_t slot = cell < l->n_read ? l->slot_of[cell] : 0;

        if (slot) {
            odd |= !quick_number(&at, &c->value[slot - 1]);
            odd |= *at != l->delimiter && *at != '\n' && *at != '\r';
        }
        at = cell_end(at, l->delimiter);
        cell++;
    } while (*at++ != '\n');
    if (odd || cell != l->n_columns || !keep_numbers(c))
        plain_row_slowly(c, row);
    return at;
}

static bool is_plain(const char *text, size_t n)
{
    const char *end = text + n;

    if (!n || end[-1] != '\n' || memchr(text, '"', n) || memchr(text, '\0', n))
        return false;
    while ((text = memchr(text, '\r', (size_t)(end - text))))
        if (*++text != '\n')
            return false;
    return true;
}

mlg_code csv_chunk_read(csv_chunk *c)
{
    const csv_sink sink = { take_cell, take_row, c, &c->code };
    const char *at = c->text, *end = at + c->n_text;

    c->n = c->n_events = c->without = 0;
    c->code = MLG_OK;
    c->ended = CSV_READ;
    buf_clear(&c->said);
    buf_char(&c->said, '\0');
    begin_row(c);
    if (is_plain(c->text, c->n_text))
        while (at < end && c->code == MLG_OK)
            at = plain_row(c, at);
    else
        c->ended = csv_rows(c->text, c->n_text, c->layout->delimiter, &sink);
    if (c->ended == CSV_NO_MEMORY || c->said.broken)
        c->code = MLG_ENOMEM;
    return c->code;
}

void csv_chunk_release(csv_chunk *c)
{
    free(c->points);
    free(c->numbers);
    free(c->events);
    buf_free(&c->said);
    buf_free(&c->cell_text);
}
