/* A long CSV taken apart on several threads, against the same on one: the same columns, points,
 * warnings and refusals. */
#include "test.h"

#include "base/buf.h"
#include "dice.h"
#include "read_bytes.h"

/* Mostly plain rows, some with all that a row can have; `odd` of a thousand cells. */
static void add_rows(buf *text, dice *d, size_t size, char delimiter, const char *line, int odd)
{
    static const char *const words[] = { "",
                                         "Fabrique de l'Erdre",
                                         "\"a \"\"b\"\" c\"",
                                         "\xC3\xA9t\xC3\xA9",
                                         "\"deux\nlignes\"",
                                         "NA",
                                         "x\"y",
                                         "\xE9t\xE9",
                                         "\"  \"",
                                         "\xC3\x83\xC2\xA9" };

    for (int row = 1; text->n < size; row++) {
        int cells = dice_int(d, 0, 999) < odd ? dice_int(d, 0, 7) : 5;

        for (int c = 0; c < cells; c++) {
            if (c)
                buf_char(text, delimiter);
            if (dice_int(d, 0, 999) < odd)
                buf_text(text, words[dice_int(d, 0, 9)]);
            else if (c < 2)
                buf_printf(text, "%d", row);
            else
                buf_printf(text, "%.2f", dice_in(d, 1e5, 1e6));
        }
        buf_text(text, line);
    }
}

static void compare_columns(const mlg_layer *a, const mlg_layer *b)
{
    assert_int_equal(a->n, b->n);
    assert_int_equal(a->n_columns, b->n_columns);
    assert_int_equal(a->n_without_geometry, b->n_without_geometry);
    assert_int_equal(a->geometry, b->geometry);
    for (size_t c = 0; c < a->n_columns; c++) {
        assert_string_equal(a->columns[c].name, b->columns[c].name);
        for (size_t i = 0; i < a->n; i++)
            if (strcmp(mlg_cell(&a->columns[c], i), mlg_cell(&b->columns[c], i)))
                fail_msg("column %zu, row %zu: '%s' on one thread, '%s' on several", c, i + 1,
                         mlg_cell(&a->columns[c], i), mlg_cell(&b->columns[c], i));
    }
    if (a->points)
        assert_memory_equal(a->points, b->points, a->n * sizeof *a->points);
}

static void compare_told(const mlg_diag *a, const mlg_diag *b)
{
    char one[400], other[400];

    assert_int_equal(a->n, b->n);
    for (size_t g = 0; g < a->n; g++) {
        assert_string_equal(a->groups[g].kind, b->groups[g].kind);
        assert_int_equal(a->groups[g].count, b->groups[g].count);
        assert_int_equal(a->groups[g].n_items, b->groups[g].n_items);
        for (size_t i = 0; i < a->groups[g].n_items; i++) {
            assert_int_equal(a->groups[g].items[i].record, b->groups[g].items[i].record);
            assert_string_equal(mlg_diag_text(&a->groups[g].items[i], one, sizeof one),
                                mlg_diag_text(&b->groups[g].items[i], other, sizeof other));
        }
    }
}

static void threads_change_nothing(void **state)
{
    static const char *const lines[] = { "\n", "\r\n", "\n\n" };
    dice d = dice_new("threads change nothing");
    int refused = 0;

    (void)state;
    for (int round = 0; round < 10; round++) {
        char delimiter = ",;\t"[dice_int(&d, 0, 2)];
        const char *line = lines[dice_int(&d, 0, 2)];
        buf text = { 0 };
        outcome one, other;
        size_t size = (size_t)dice_int(&d, 2 << 20, 5 << 19);
        int odd = dice_int(&d, 0, 2) ? dice_int(&d, 0, 20) : 0;

        if (dice_int(&d, 0, 2) == 0)
            buf_printf(&text, "\xEF\xBB\xBF%s", dice_int(&d, 0, 1) ? "\n  \n" : "");
        buf_printf(&text, "id%cnom%cx%cy%cz%s", delimiter, delimiter, delimiter, delimiter,
                   line);
        add_rows(&text, &d, size, delimiter, line, odd);
        if (round % 5 == 4)
            buf_printf(&text, "1%c\"never closed\n2,3\n", delimiter);
        assert_false(text.broken);
        one = read_blob(csv_read_bytes, text.at, text.n, NULL);
        other = read_blob(csv_read_bytes, text.at, text.n, &(mlg_read_options){ .threads = 4 });
        assert_int_equal(!one.layer, !other.layer);
        if (one.layer) {
            compare_columns(one.layer, other.layer);
            compare_told(&one.diag, &other.diag);
        } else {
            refused++;
            assert_int_equal(one.err.code, other.err.code);
            assert_int_equal(one.err.record, other.err.record);
            assert_string_equal(one.err.what, other.err.what);
        }
        outcome_free(&one);
        outcome_free(&other);
        buf_free(&text);
    }
    if (refused < 2 || refused > 7)
        fail_msg("%d refused", refused);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_change_nothing),
    };

    return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
