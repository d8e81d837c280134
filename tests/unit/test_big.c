#include "test.h"

#include "base/big.h"

#include <stdint.h>
#include <stdlib.h>

enum { MANY = 3000000 }; /* large enough for large pages */

static void small_and_large(void **state)
{
    (void)state;
    for (size_t n = 1; n <= MANY; n *= MANY / 2) {
        uint32_t *zeros = big_zeroed(n, sizeof *zeros), *array = big_new(n, sizeof *array);

        assert_non_null(zeros);
        assert_non_null(array);
        for (size_t i = 0; i < n; i++) {
            assert_int_equal(zeros[i], 0);
            array[i] = (uint32_t)i;
        }
        array = big_resized(array, 2 * n, sizeof *array);
        assert_non_null(array);
        for (size_t i = 0; i < n; i++)
            assert_int_equal(array[i], i);
        free(zeros);
        free(array);
    }
}

/* What no memory holds is refused, and what was to grow is still there. */
static void too_large(void **state)
{
    char *array = big_new(1, 8);

    (void)state;
    assert_non_null(array);
    *array = 'x';
    assert_null(big_new(SIZE_MAX / 2, 4));
    assert_null(big_zeroed(SIZE_MAX / 2, 4));
    assert_null(big_resized(array, SIZE_MAX / 2, 4));
    assert_int_equal(*array, 'x');
    free(array);
}

/* It grows as needed, keeps what it holds, and stays as it was when it cannot. */
static void grows(void **state)
{
    uint32_t *list = NULL, *before;
    size_t room = 0;

    (void)state;
    assert_true(big_room((void **)&list, &room, 0, sizeof *list));
    assert_null(list);
    for (size_t n = 0; n < MANY; n++) {
        assert_true(big_room((void **)&list, &room, n + 1, sizeof *list) && room > n);
        list[n] = (uint32_t)n;
    }
    for (size_t n = 0; n < MANY; n++)
        assert_int_equal(list[n], n);
    before = list;
    assert_false(big_room((void **)&list, &room, SIZE_MAX / 2, sizeof *list));
    assert_true(list == before && list[MANY - 1] == MANY - 1);
    free(list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_and_large),
        cmocka_unit_test(too_large),
        cmocka_unit_test(grows),
    };

    return cmocka_run_group_tests_name("big", tests, NULL, NULL);
}
