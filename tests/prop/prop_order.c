#include "test.h"

#include "base/order.h"
#include "dice.h"

#include <stdlib.h>

/* By key, and equal keys as they came. */
static void sorted_and_stable(void **state)
{
    static const size_t sizes[] = { 0, 1, 2, 3, 1000, 70000 };
    static const uint32_t spans[] = { 1, 2, 3000, 5000000, UINT32_MAX };
    dice d = dice_new("sorted and stable");

    (void)state;
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        for (size_t k = 0; k < sizeof spans / sizeof *spans; k++) {
            size_t n = sizes[s];
            uint32_t *keys = malloc((n + 1) * sizeof *keys), *order;

            for (size_t i = 0; i < n; i++)
                keys[i] = UINT32_MAX - (uint32_t)(dice_next(&d) % spans[k]);
            order = order_by_key(keys, n);
            assert_non_null(order);
            for (size_t i = 1; i < n; i++) {
                assert_true(keys[order[i - 1]] <= keys[order[i]]);
                assert_true(keys[order[i - 1]] != keys[order[i]] || order[i - 1] < order[i]);
            }
            free(keys);
            free(order);
        }
    }
}

static void keys_of_texts(void **state)
{
    (void)state;
    assert_int_equal(text_key(""), 2166136261u); /* FNV-1a's own test vectors */
    assert_int_equal(text_key("a"), 0xE40C292Cu);
    assert_int_equal(text_key("foobar"), 0xBF9CF968u);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sorted_and_stable),
        cmocka_unit_test(keys_of_texts),
    };

    return cmocka_run_group_tests_name("order", tests, NULL, NULL);
}
