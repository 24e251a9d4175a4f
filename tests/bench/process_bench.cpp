// Wall time, processor time (its children's too) and peak memory of a whole process, over many runs.
//
// usage: bench_process RUNS PROGRAM [ARGUMENT…]

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

extern char** environ;

int main(int argc, char** argv)
{
    if (argc < 3) {
        std::fprintf(stderr, "usage: %s RUNS PROGRAM [ARGUMENT...]\n", argv[0]);
        return 2;
    }
    const int runs = std::atoi(argv[1]);
    posix_spawn_file_actions_t quiet;
    ::posix_spawn_file_actions_init(&quiet);
    ::posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
    std::vector<double> times;
    std::vector<double> processor;
    long peak_kib = 0;
    for (int i = 0; i < runs; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        pid_t pid = 0;
        int status = 0;
        rusage usage{};
        if (::posix_spawn(&pid, argv[2], &quiet, nullptr, argv + 2, environ) != 0 ||
            ::wait4(pid, &status, 0, &usage) != pid || !WIFEXITED(status)) {
            std::fprintf(stderr, "%s did not run to its end\n", argv[2]);
            return 1;
        }
        times.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
        const auto ms = [](const timeval& time) {
            return static_cast<double>(time.tv_sec) * 1000 + static_cast<double>(time.tv_usec) / 1000;
        };
        processor.push_back(ms(usage.ru_utime) + ms(usage.ru_stime));
        peak_kib = std::max(peak_kib, usage.ru_maxrss);
    }
    std::sort(times.begin(), times.end());
    std::sort(processor.begin(), processor.end());
    std::printf("wall min %.2f ms, median %.2f ms, max %.2f ms; cpu median %.2f ms; peak memory %.1f MB; %d runs\n",
                times.front(), times[times.size() / 2], times.back(), processor[processor.size() / 2],
                static_cast<double>(peak_kib) / 1024, runs);
    return 0;
}
