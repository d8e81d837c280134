#include "test.h"

#include "report/html.h"
#include "report/svg.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void test_text(void **state)
{
    static const struct {
        const char *what, *in, *want;
    } rows[] = {
        { "plain", "Café n° 1", "Café n° 1" },
        { "markup", "<b a='1'>&\"", "&#60;b a=&#39;1&#39;&#62;&#38;&#34;" },
        { "an entity stays text", "&amp;", "&#38;amp;" },
        { "tab and newline", "a\tb\nc", "a\tb\nc" },
        { "controls", "a\x01\x1F\x7F", "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD" },
        { "C1 control", "\xC2\x85", "\xEF\xBF\xBD\xEF\xBF\xBD" },
        { "no-break space", "\xC2\xA0", "\xC2\xA0" },
        { "not UTF-8", "\xE9t\xE9", "\xEF\xBF\xBDt\xEF\xBF\xBD" },
        { "cut character", "a\xE2\x80", "a\xEF\xBF\xBD\xEF\xBF\xBD" },
        { "surrogate", "\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD" },
        { "not a character", "\xEF\xBF\xBF", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD" },
        { "beyond the first plane", "\xF0\x9F\x8F\xA0", "\xF0\x9F\x8F\xA0" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        html h = { 0 };

        html_text(&h, rows[i].in);
        assert_string_equal(h.out.at, rows[i].want);
        html_free(&h);
    }
}

static void test_elements(void **state)
{
    html h = { 0 };
    char id[40];

    (void)state;
    html_open(&h, "td", "class", (char *)NULL, "title", "a\"b", (char *)NULL);
    html_name(&h, "<x>");
    html_name(&h, "short words that together are long enough");
    html_name(&h, "ééééééééééééééééééééééééé<");
    html_close(&h);
    html_empty(&h, "line", "x", "1", NULL);
    html_p(&h, "%d & %s", 3, "\"");
    assert_string_equal(html_id(&h, id, "a"), "a-1");
    assert_string_equal(html_id(&h, id, "a"), "a-2");
    assert_string_equal(
        h.out.at,
        "<td title=\"a&#34;b\"><bdi>&#60;x&#62;</bdi><bdi>short words that together are long "
        "enough</bdi><bdi>éééééééééééééééééééééééé<wbr/>é&#60;</bdi></td><line x=\"1\"/>"
        "\n<p>3 &#38; &#34;</p>\n");
    html_free(&h);
}

/* Longer than the room that sentences are made in at first. */
static void test_long_sentence(void **state)
{
    static char text[5000];
    html h = { 0 };

    (void)state;
    memset(text, '<', sizeof text - 1);
    html_say(&h, "%s!", text);
    assert_int_equal(h.out.n, 5 * (sizeof text - 1) + 1);
    html_free(&h);
}

static void test_table(void **state)
{
    static const html_column columns[] = { { "who", 0 }, { "how many", HTML_NUMBER } };
    html h = { 0 };

    (void)state;
    html_table(&h, NULL, NULL, "Some", columns, 2);
    html_row(&h);
    html_cell(&h, "a&b");
    html_cell_count(&h, 1234);
    html_row(&h);
    html_cell(&h, "b");
    html_cell_number(&h, NAN, 1);
    html_table_end(&h);
    assert_int_equal(h.depth, 0);
    assert_non_null(strstr(h.out.at, "<caption>Some</caption>"));
    assert_non_null(strstr(h.out.at, "<th scope=\"col\" class=\"n\">how many</th>"));
    assert_non_null(strstr(h.out.at, "<tr><th scope=\"row\">a&#38;b</th><td class=\"n\">"
                                     "1\xE2\x80\xAF"
                                     "234</td></tr>"));
    assert_non_null(strstr(h.out.at, "<td class=\"n\">\xE2\x80\x93</td></tr>"));
    html_free(&h);
}

static const char *const rows[] = { "2015, \"a<b\"", "2024" };
static const char *const columns[] = { "< 300 m", "<= 300 m" };

static void charts(html *h)
{
    static const svg_key keys[] = { { SVG_DARK, "QPV" },
                                    { SVG_MIDDLE, "outside" },
                                    { SVG_STRIPE, "either" },
                                    { SVG_DOTS, "undetermined" },
                                    { SVG_WHITE, "neither" } };
    static const svg_range ranges[] = { { "QPV half", 3, 5, 2, 7, 6 },
                                        { "The other", 6, 6, 6, 6, NAN } };
    static const double values[] = { 3, 4, 2, 2, 1, 0, 0, 0, 0, 100 };
    static const svg_cell cells[] = { { "98-141", "kept", SVG_DARK, true },
                                      { "1-2", NULL, SVG_STRIPE, false },
                                      { "1-2", "not kept", SVG_DOTS, false },
                                      { "1-2", "", SVG_WHITE, false } };

    svg_draw_ranges(h, &(svg_ranges){ .title = "Ranges",
                                      .description = "a & b",
                                      .sure = "sure",
                                      .wide = "with uncertainty",
                                      .target = "target",
                                      .unit = "sites",
                                      .most = 12,
                                      .rows = ranges,
                                      .n = 2 });
    svg_draw_bars(h, &(svg_bars){ .title = "Bars",
                                  .description = "<d>",
                                  .caption = "what",
                                  .labels = rows,
                                  .keys = keys,
                                  .values = values,
                                  .n = 2,
                                  .n_keys = 5 });
    svg_draw_grid(h, &(svg_grid){ .title = "Grid",
                                  .description = "d",
                                  .columns = columns,
                                  .rows = rows,
                                  .cells = cells,
                                  .n_columns = 2,
                                  .n_rows = 2,
                                  .keys = keys,
                                  .n_keys = 5 });
}

static size_t count(const char *text, const char *what)
{
    size_t n = 0;

    for (const char *at = text; (at = strstr(at, what)); at++)
        n++;
    return n;
}

/* What a screen reader needs, what a printer needs, and no number gone astray. */
static void test_page(void **state)
{
    html h = { 0 };
    mlg_err err = { 0 };

    (void)state;
    html_page(&h, "A <page>", NULL);
    charts(&h);
    assert_ok(html_page_end(&h, &err));
    assert_int_equal(count(h.out.at, "<svg "), 3);
    assert_int_equal(count(h.out.at, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox="), 3);
    assert_int_equal(count(h.out.at, "role=\"img\""), 3);
    assert_int_equal(count(h.out.at, "<desc "), 3);
    assert_int_equal(count(h.out.at, "<pattern "), 2); /* once a page */
    assert_int_equal(count(h.out.at, "nan"), 0);
    assert_int_equal(count(h.out.at, "inf"), 0);
    assert_int_equal(count(h.out.at, "<script"), 0);
    assert_int_equal(count(h.out.at, "src="), 0);
    assert_int_equal(count(h.out.at, "href="), 0);
    assert_non_null(strstr(h.out.at, "<title>A &#60;page&#62;</title>"));
    assert_int_equal(h.depth, 0);
    if (getenv("MLG_SHOW")) { /* to be looked at */
        FILE *f = fopen(getenv("MLG_SHOW"), "w");

        assert_non_null(f);
        fputs(h.out.at, f);
        fclose(f);
    }
    html_free(&h);
}

/* Whatever the figures: nothing, one value, more than the axis holds. */
static void test_degenerate(void **state)
{
    static const svg_range ranges[] = { { "", 0, 0, 0, 0, 0 }, { "x", 9, 9, 9, 9, 20 } };
    html h = { 0 };

    (void)state;
    for (int most = 0; most < 2; most++)
        svg_draw_ranges(&h, &(svg_ranges){ .title = "",
                                           .description = "",
                                           .sure = "",
                                           .wide = "",
                                           .target = "",
                                           .most = most,
                                           .rows = ranges,
                                           .n = 2 });
    assert_int_equal(count(h.out.at, "nan"), 0);
    assert_int_equal(h.depth, 0);
    html_free(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),          cmocka_unit_test(test_elements),
        cmocka_unit_test(test_long_sentence), cmocka_unit_test(test_table),
        cmocka_unit_test(test_page),          cmocka_unit_test(test_degenerate),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
