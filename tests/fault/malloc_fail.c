/* Preloaded into one program: its N-th allocation (GPSEAL_FAIL_MALLOC=N) fails; with N+ (…=N+) all from there on. What
 * that program starts goes without. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);

static atomic_long left = -1;
static int all;

__attribute__((constructor)) static void begin(void)
{
    const char *wish = getenv("GPSEAL_FAIL_MALLOC");
    unsetenv("LD_PRELOAD");
    if (wish != NULL) {
        all = strchr(wish, '+') != NULL;
        atomic_store(&left, atol(wish));
    }
}

static int fails(void)
{
    if (atomic_load(&left) < 0) {
        return 0;
    }
    const long now = atomic_fetch_sub(&left, 1);
    if (now == 1 || (now < 1 && all)) {
        if (all) {
            atomic_store(&left, 1);
        }
        errno = ENOMEM;
        return 1;
    }
    return 0;
}

void *malloc(size_t size) { return fails() ? NULL : __libc_malloc(size); }
void *calloc(size_t count, size_t size) { return fails() ? NULL : __libc_calloc(count, size); }
void *realloc(void *old, size_t size) { return fails() ? NULL : __libc_realloc(old, size); }
