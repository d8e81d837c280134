#ifndef MLG_ARENA_H
#define MLG_ARENA_H
#include <stddef.h>

/* Many small allocations, one free. Single-threaded. NULL means out of memory. */
typedef struct arena arena;

arena *arena_new(void);
void arena_free(arena *a); /* NULL is fine */

void *arena_alloc(arena *a, size_t size); /* zeroed, aligned for any type */
char *arena_text(arena *a, const char *text);
char *arena_text_n(arena *a, const char *text, size_t n);
#endif
