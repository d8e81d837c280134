#include "geo/exact.h"

#include <math.h>

/* An exact sum kept as non-overlapping doubles of increasing size. */
typedef struct expansion {
    double part[12];
    int n;
} expansion;

static void add(expansion *e, double x)
{
    int kept = 0;

    for (int i = 0; i < e->n; i++) {
        double sum = x + e->part[i], virtual = sum - x;
        double rest = (x - (sum - virtual)) + (e->part[i] - virtual);

        if (rest != 0)
            e->part[kept++] = rest;
        x = sum;
    }
    if (x != 0)
        e->part[kept++] = x;
    e->n = kept;
}

static void add_product(expansion *e, double x, double y)
{
    double product = x * y;

    add(e, fma(x, y, -product));
    add(e, product);
}

/* (a-c) x (b-c) expanded, so that every term is a product of input numbers. */
static int exact_orientation(mlg_xy a, mlg_xy b, mlg_xy c)
{
    expansion e = { .n = 0 };

    add_product(&e, a.x, b.y);
    add_product(&e, -a.y, b.x);
    add_product(&e, b.x, c.y);
    add_product(&e, -b.y, c.x);
    add_product(&e, c.x, a.y);
    add_product(&e, -c.y, a.x);
    if (!e.n)
        return 0;
    return e.part[e.n - 1] > 0 ? 1 : -1;
}

int orientation(mlg_xy a, mlg_xy b, mlg_xy c)
{
    static const double bound = 3.3306690738754716e-16; /* (3 + 16u)u, u = 2^-53 */
    double left = (a.x - c.x) * (b.y - c.y), right = (a.y - c.y) * (b.x - c.x);
    double det = left - right, doubt = bound * (fabs(left) + fabs(right));

    if (det > doubt)
        return 1;
    if (det < -doubt)
        return -1;
    return exact_orientation(a, b, c);
}

bool on_segment(mlg_xy a, mlg_xy b, mlg_xy p)
{
    if ((p.x < a.x && p.x < b.x) || (p.x > a.x && p.x > b.x) || (p.y < a.y && p.y < b.y) ||
        (p.y > a.y && p.y > b.y))
        return false;
    return orientation(a, b, p) == 0;
}
