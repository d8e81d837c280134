#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 64 * 1024 };

typedef struct block {
    struct block *next;
    size_t used, room;
    max_align_t bytes[];
} block;

struct arena {
    block *first;
};

arena *arena_new(void)
{
    return calloc(1, sizeof(arena));
}

void arena_free(arena *a)
{
    if (!a)
        return;
    for (block *b = a->first; b;) {
        block *next = b->next;
        free(b);
        b = next;
    }
    free(a);
}

void *arena_alloc(arena *a, size_t size)
{
    const size_t unit = alignof(max_align_t);
    block *b = a->first;
    void *at;

    if (size > SIZE_MAX - BLOCK - sizeof *b)
        return NULL;
    size = (size + unit - 1) / unit * unit;
    if (!b || b->room - b->used < size) {
        size_t room = size > BLOCK / 4 ? size : BLOCK;

        b = calloc(1, sizeof *b + room);
        if (!b)
            return NULL;
        b->room = room;
        if (room == size && a->first) { /* a big one: keep filling the current block */
            b->next = a->first->next;
            a->first->next = b;
        } else {
            b->next = a->first;
            a->first = b;
        }
    }
    at = (char *)b->bytes + b->used;
    b->used += size;
    return at;
}

char *arena_text_n(arena *a, const char *text, size_t n)
{
    char *copy = arena_alloc(a, n + 1);

    if (copy)
        memcpy(copy, text, n);
    return copy;
}

char *arena_text(arena *a, const char *text)
{
    return arena_text_n(a, text, strlen(text));
}
