/* Pairs found through places and words against every two sites in turn. */
#include "test.h"

#include "analysis/identity/names.h"
#include "analysis/identity/pairs.h"
#include "analysis/identity/squares.h"
#include "dice.h"
#include "made.h"

enum { ROUNDS = 40, MOST = 250, CROWD = 900, SELDOM = 20 };

static const char *const words[] = { "Bobine",     "Moulin", "Coursive", "Tracteur",
                                     "Passerelle", "Quai",   "Fabrique", "Numérique",
                                     "Étoile",     "Ruche" };
static const char *const before[] = { "", "La ", "Association ", "SCIC ", "Fablab ", "Le " };

/* A name, sometimes with a letter doubled. */
static void draw_name(dice *d, char *out, size_t size)
{
    const char *one = words[dice_int(d, 0, 9)], *other = words[dice_int(d, 0, 9)];

    snprintf(out, size, "%s%s%s%s", before[dice_int(d, 0, 5)], one,
             dice_int(d, 0, 2) ? "" : " ", dice_int(d, 0, 2) ? "" : other);
    if (dice_int(d, 0, 4) == 0 && strlen(out) > 6) {
        size_t at = strlen(out) - 2;

        memmove(out + at + 1, out + at, strlen(out + at) + 1);
    }
}

static mlg_sites *draw(world *w, dice *d, int most)
{
    made m = made_new("sites.csv", "EPSG:2154", "id|nom|insee_com|precision");
    int n = dice_int(d, most / 2, most),
        spread = most == CROWD ? 900 : dice_int(d, 1, 4) * 3000;

    for (int i = 0; i < n; i++) {
        char cells[160], called[80];

        draw_name(d, called, sizeof called);
        snprintf(cells, sizeof cells, "%d|%s|%s%d|%s", dice_int(d, 0, n), called,
                 dice_int(d, 0, 3) ? "3201" : "", dice_int(d, 1, 9),
                 dice_int(d, 0, 3)   ? "0"
                 : dice_int(d, 0, 1) ? "locality"
                                     : "commune");
        made_point(&m, 700000 + floor(dice_in(d, 0, spread)),
                   6600000 + floor(dice_in(d, 0, spread)), cells);
    }
    return world_sites(w, &m, NULL);
}

/* The definition in maillage/identity.h. */
static bool is_pair(const mlg_sites *s, const plane *l93, uint32_t a, uint32_t b)
{
    bool id = *mlg_site_id(s, a) && !strcmp(mlg_site_id(s, a), mlg_site_id(s, b));
    bool points = s->location[a] == MLG_POINT && s->location[b] == MLG_POINT;
    bool near =
        points && plane_ground(l93, s->at[a], s->at[b]) <=
                      MLG_IDENTITY_NEAR_M + fmin(s->radius[a], 1000) + fmin(s->radius[b], 1000);
    bool commune =
        *mlg_site_commune(s, a) && !strcmp(mlg_site_commune(s, a), mlg_site_commune(s, b));
    place_name l, r;

    name_read(&l, mlg_site_name(s, a), "");
    name_read(&r, mlg_site_name(s, b), "");
    return (near || commune) && (id || name_similarity(&l, &r) >= MLG_IDENTITY_ALIKE);
}

static void every_pair(void **state)
{
    dice d = dice_new("every_pair");
    size_t found = 0, missed = 0, wrong = 0;
    plane *l93 = world_plane(PLANE_MAINLAND);

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        world w = world_new();
        mlg_sites *s = draw(&w, &d, round % SELDOM ? MOST : CROWD);
        mlg_pair *pairs[2] = { NULL, NULL };
        size_t n[2], crowded, at = 0;
        mlg_err err = { 0 };

        for (unsigned t = 0; t < 2; t++) {
            mlg_identity_options how = { MLG_IDENTITY_NEAR_M, MLG_IDENTITY_ALIKE, 1 + 3 * t };

            assert_ok(pairs_find(&pairs[t], &n[t], &crowded, s, &how, w.planes, &err));
        }
        assert_int_equal(n[0], n[1]);
        for (size_t i = 0; i < n[0]; i++) {
            assert_int_equal(pairs[0][i].a, pairs[1][i].a);
            assert_int_equal(pairs[0][i].b, pairs[1][i].b);
            assert_int_equal(pairs[0][i].evidence, pairs[1][i].evidence);
        }
        for (uint32_t a = 0; a < s->n; a++)
            for (uint32_t b = a + 1; b < s->n; b++) {
                bool listed = at < n[0] && pairs[0][at].a == a && pairs[0][at].b == b;
                bool due = is_pair(s, l93, a, b);

                at += listed;
                found += listed && due;
                missed += due && !listed;
                wrong += listed && !due;
            }
        assert_int_equal(at, n[0]);
        free(pairs[0]);
        free(pairs[1]);
        mlg_sites_free(s);
        world_free(&w);
    }
    plane_close(l93);
    printf("every_pair: %zu found, %zu missed, %zu wrong\n", found, missed, wrong);
    assert_true(found > 1000);
    assert_int_equal(wrong, 0);
    /* Crowds are cut up by words and, beyond 64, by the alphabet. */
    assert_true(missed * 100 <= found);
}

/* Two squares that hold points near each other are met, and once only; also where the points
 * spread so far that squares must grow. */
static void every_neighbour(void **state)
{
    static const double spreads[] = { 0, 10, 400, 3000, 1e9 };
    enum { N = 400 };
    dice d = dice_new("every_neighbour");

    (void)state;
    for (size_t round = 0; round < sizeof spreads / sizeof *spreads; round++) {
        mlg_xy at[2 * N];
        uint32_t items[N], square_of[2 * N], ahead[SQUARES_AHEAD];
        unsigned char(*met)[N] = calloc(N, sizeof *met);
        squares s;

        for (uint32_t i = 0; i < N; i++) {
            items[i] = 2 * i + 1;
            at[2 * i] = (mlg_xy){ NAN, NAN };
            at[2 * i + 1] = (mlg_xy){ dice_in(&d, -spreads[round], spreads[round]),
                                      dice_in(&d, -spreads[round], spreads[round]) };
        }
        assert_true(squares_new(&s, at, items, N, 100));
        for (uint32_t q = 0; q < s.n; q++) {
            for (size_t i = s.from[q]; i < s.from[q + 1]; i++) {
                square_of[s.item[i]] = q;
                assert_true(s.at[i].x == at[s.item[i]].x && s.at[i].y == at[s.item[i]].y);
            }
            for (size_t k = squares_ahead(&s, q, ahead); k--;)
                assert_int_equal(met[q][ahead[k]]++, 0);
        }
        assert_int_equal(s.from[s.n], N);
        for (size_t a = 1; a < 2 * N; a += 2)
            for (size_t b = 1; b < a; b += 2) {
                uint32_t p = square_of[a], q = square_of[b];

                if (hypot(at[a].x - at[b].x, at[a].y - at[b].y) <= 100 && p != q)
                    assert_int_equal(met[p][q] + met[q][p], 1);
                assert_true(met[p][q] + met[q][p] <= 1);
            }
        free(met);
        squares_release(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_pair),
                                        cmocka_unit_test(every_neighbour) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
