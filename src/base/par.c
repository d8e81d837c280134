#include "par.h"

#include "base/stop.h"

#include <pthread.h>
#include <stdatomic.h>

/* A hand takes several indices at a time, fewer when there are few of them. */
enum { MAX_CHUNK = 256, SHARES = 8, MAX_THREADS = 64 };

typedef struct loop {
    const par_job *job;
    size_t n, chunk;
    atomic_size_t next; /* first index nobody has taken */
    atomic_size_t stop; /* smallest index known to fail */
} loop;

typedef struct hand {
    pthread_t thread;
    loop *loop;
    void *worker;
    size_t failed_at;
    mlg_err err;
} hand;

static void lower(atomic_size_t *value, size_t candidate)
{
    size_t seen = atomic_load(value);

    while (candidate < seen && !atomic_compare_exchange_weak(value, &seen, candidate))
        ;
}

static void *work(void *arg)
{
    hand *h = arg;
    loop *l = h->loop;

    for (;;) {
        size_t from = atomic_fetch_add(&l->next, l->chunk);
        size_t to = from + l->chunk < l->n ? from + l->chunk : l->n;

        if (from >= l->n || from > atomic_load(&l->stop))
            return NULL;
        for (size_t i = from; i < to; i++) {
            if (stop_check(&h->err) != MLG_OK || l->job->run(h->worker, i, &h->err) != MLG_OK) {
                h->failed_at = i;
                lower(&l->stop, i);
                return NULL;
            }
        }
    }
}

mlg_code par_for(size_t n, unsigned threads, const par_job *job, void *shared, mlg_err *err)
{
    hand hands[MAX_THREADS];
    loop l = { .job = job, .n = n };
    unsigned opened = 0, started = 0;
    hand *first = NULL;
    mlg_code code = MLG_OK;

    if (threads < 1)
        threads = 1;
    if (threads > MAX_THREADS)
        threads = MAX_THREADS;
    l.chunk = n / ((size_t)threads * SHARES);
    l.chunk = l.chunk < 1 ? 1 : l.chunk > MAX_CHUNK ? MAX_CHUNK : l.chunk;
    atomic_init(&l.next, 0);
    atomic_init(&l.stop, n);

    for (; opened < threads; opened++) {
        hands[opened] = (hand){ .loop = &l, .failed_at = n, .worker = shared };
        if (job->open && (code = job->open(&hands[opened].worker, shared, err)) != MLG_OK)
            goto out;
    }
    for (started = 1; started < opened; started++)
        if (pthread_create(&hands[started].thread, NULL, work, &hands[started]))
            break;   /* fewer hands, same result */
    work(&hands[0]); /* the calling thread is hand 0 */
    for (unsigned i = 1; i < started; i++)
        pthread_join(hands[i].thread, NULL);

    for (unsigned i = 0; i < opened; i++)
        if (hands[i].failed_at < n && (!first || hands[i].failed_at < first->failed_at))
            first = &hands[i];
    if (first) {
        *err = first->err;
        code = err->code;
    }
out:
    while (opened-- && job->close)
        job->close(hands[opened].worker);
    return code;
}
