#ifndef MLG_BUF_H
#define MLG_BUF_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* A growing run of bytes, always NUL-terminated once something was added. Running
 * out of memory is remembered (`broken`) and checked once, at the end. */
typedef struct buf {
    char *at;
    size_t n, room;
    bool broken;
} buf;

void buf_free(buf *b);  /* releases the bytes; the buf is empty and usable again */
void buf_clear(buf *b); /* forgets the content, keeps the room */

/* Make room for `more` bytes and the NUL; false when broken. Results of a million rows
 * are written through the four functions below, hence inline. */
bool buf_grow(buf *b, size_t more);

static inline bool buf_room(buf *b, size_t more)
{
    return (b->room > more && b->n < b->room - more) || buf_grow(b, more);
}

/* Most texts are short: two copies of a fixed size that may overlap beat a call. */
static inline void buf_copy(char *to, const char *from, size_t n)
{
    if (n > 16) {
        memcpy(to, from, n);
    } else if (n >= 8) {
        memcpy(to, from, 8);
        memcpy(to + n - 8, from + n - 8, 8);
    } else if (n >= 4) {
        memcpy(to, from, 4);
        memcpy(to + n - 4, from + n - 4, 4);
    } else {
        for (size_t i = 0; i < n; i++)
            to[i] = from[i];
    }
}

static inline void buf_add(buf *b, const void *from, size_t n)
{
    if (!n || !buf_room(b, n))
        return;
    buf_copy(b->at + b->n, from, n);
    b->n += n;
    b->at[b->n] = '\0';
}

static inline void buf_text(buf *b, const char *text)
{
    buf_add(b, text, strlen(text));
}

static inline void buf_char(buf *b, char c)
{
    if (!buf_room(b, 1))
        return;
    b->at[b->n++] = c;
    b->at[b->n] = '\0';
}

void buf_int(buf *b, int64_t value);

/* `value` rounded half away from zero to `decimals` (0 to 9) digits after a point,
 * never in scientific notation, never "-0"; the locale plays no part. */
void buf_fixed(buf *b, double value, int decimals);

/* A longitude or latitude (7 decimals are 1 cm): zeros at the end say nothing, and go. */
void buf_degree(buf *b, double value, int decimals);

/* As a JSON string, quotes included: valid UTF-8 in, RFC 8259 out, `</` as `<\/`. */
void buf_json(buf *b, const char *text);

#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
void buf_printf(buf *b, const char *format, ...);
#endif
