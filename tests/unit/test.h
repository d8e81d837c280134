#ifndef MLG_TEST_H
#define MLG_TEST_H
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "maillage/error.h"

/* cmocka 1.1.5 (Debian 12) compares floats, which is half a metre in Lambert-93. */
#define assert_near(a, b, eps) assert_true(fabs((double)(a) - (double)(b)) <= (eps))

#define assert_ok(call)                                                                        \
    do {                                                                                       \
        char why_[480];                                                                        \
        if ((call) != MLG_OK)                                                                  \
            fail_msg("%s: %s", #call, mlg_err_text(&err, why_, sizeof why_));                  \
    } while (0)
#endif
