/* Preloaded into every process of a namespace (/etc/ld.so.preload): to the time of day and to the time since boot is
 * added what /run/clock-shift says, two numbers of eight bytes, in seconds: a clock that is set, a machine that slept.
 * The file is mapped, so that a confined process, which may open nothing, follows too. A timer set to a point of time
 * since boot is set to where the kernel's own clock has it. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static const char clock_file[] = "/run/clock-shift";
static const volatile int64_t* shift; /* of the time of day, of the time since boot */

__attribute__((constructor)) static void begin(void)
{
    const int file = open(clock_file, O_RDONLY | O_CLOEXEC);
    if (file >= 0) {
        void* mapped = mmap(NULL, 2 * sizeof *shift, PROT_READ, MAP_SHARED, file, 0);
        shift = mapped == MAP_FAILED ? NULL : mapped;
        close(file);
    }
}

static int64_t wall(void)
{
    return shift != NULL ? shift[0] : 0;
}
static int64_t boot(void)
{
    return shift != NULL ? shift[1] : 0;
}

int clock_gettime(clockid_t clock, struct timespec* now)
{
    const int code = (int)syscall(SYS_clock_gettime, clock, now);
    if (code == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        now->tv_sec += wall();
    } else if (code == 0 && clock == CLOCK_BOOTTIME) {
        now->tv_sec += boot();
    }
    return code;
}

time_t time(time_t* at)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (at != NULL) {
        *at = now.tv_sec;
    }
    return now.tv_sec;
}

int gettimeofday(struct timeval* at, void* zone)
{
    (void)zone;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    at->tv_sec = now.tv_sec;
    at->tv_usec = now.tv_nsec / 1000;
    return 0;
}

int timerfd_settime(int timer, int flags, const struct itimerspec* wanted, struct itimerspec* old)
{
    struct itimerspec real = *wanted;
    if ((flags & TFD_TIMER_ABSTIME) != 0 && (real.it_value.tv_sec != 0 || real.it_value.tv_nsec != 0)) {
        real.it_value.tv_sec -= boot();
        if (real.it_value.tv_sec <= 0) { /* long ago; nothing at all would be never */
            real.it_value.tv_sec = 0;
            real.it_value.tv_nsec = 1;
        }
    }
    return (int)syscall(SYS_timerfd_settime, timer, flags, &real, old);
}
