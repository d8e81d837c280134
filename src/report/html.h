#ifndef MLG_HTML_H
#define MLG_HTML_H
#include "base/buf.h"
#include "maillage/error.h"

/* A page of HTML that any XML parser reads too: every element closed, every text and value
 * escaped, whatever the names in the data. Nothing from outside, no script, so that it can be
 * sent, kept and printed; the same bytes for the same calls. Names of elements and attributes
 * are literals of ours. Running out of memory is remembered in `out` and told at the end. */
enum { HTML_DEPTH = 32, HTML_COLUMNS = 16 };

/* How the cells of a column look; combined with |. */
enum { HTML_PLAIN = 0, HTML_NUMBER = 1 /* to the right, digits aligned */, HTML_SMALL = 2 };

typedef struct html_column {
    const char *title; /* in the language of outputs */
    unsigned look;
} html_column;

typedef struct html {
    buf out;
    const char *open[HTML_DEPTH]; /* elements not yet closed */
    unsigned depth;
    unsigned looks[HTML_COLUMNS], n_columns, cell; /* of the table being written */
    bool in_row;
    unsigned made, drawings; /* identifiers and drawings so far */
} html;

/* <name a="1" b="2"> for html_open(h, "name", "a", "1", "b", "2", NULL); a NULL value leaves
 * its attribute out, hence (char *)NULL at the end of a list that may contain one. */
#if defined(__GNUC__)
#define HTML_LIST __attribute__((sentinel))
#else
#define HTML_LIST
#endif
HTML_LIST void html_open(html *h, const char *name, ...);
HTML_LIST void html_empty(html *h, const char *name, ...); /* <name a="1"/> */
void html_close(html *h);                                  /* the last one opened */

void html_text(html *h, const char *text);
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
void html_say(html *h, const char *format, ...);
void html_element(html *h, const char *name, const char *text); /* <name>text</name> */

/* A name out of the data: its direction of writing stays inside it. */
void html_name(html *h, const char *text);

/* <p>, its sentence in the language of outputs. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
void html_p(html *h, const char *format, ...);

/* "prefix-12", new in this page; `id` has room for 40. Returns `id`. */
char *html_id(html *h, char *id, const char *prefix);

/* A section with its heading (level 2 or 3); ends with html_close. */
void html_section(html *h, const char *id, int level, const char *title);

/* A table with caption and column heads, repeated on each printed page. A row's first cell is
 * its heading; cells follow the columns. html_cell_open ... html_close for a cell with
 * elements in it. `id` and `klass` may be NULL. */
void html_table(html *h, const char *id, const char *klass, const char *caption,
                const html_column *columns, unsigned n);
/* Likewise; on each printed page the heads begin with whose table it is (NULL: nobody's). */
void html_table_of(html *h, const char *id, const char *klass, const char *whose,
                   const char *caption, const html_column *columns, unsigned n);
void html_row(html *h); /* ends the former one */
void html_cell_open(html *h);
void html_cell(html *h, const char *text);
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
void html_cell_say(html *h, const char *format, ...);
void html_cell_count(html *h, size_t n);
void html_cell_number(html *h, double value, int decimals); /* not finite: a dash */
void html_table_end(html *h);

/* Everything before and after the content: an empty page in, a whole document out. `style`
 * is CSS added to the house's (screen, and A4 with page breaks where they belong); NULL: none.
 */
extern const char html_style[]; /* the house's CSS (html_style.c) */
void html_page(html *h, const char *title, const char *style);
mlg_code html_page_end(html *h, mlg_err *err);
void html_free(html *h);
#endif
