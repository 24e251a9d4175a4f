#include "probe/name_resolver.hpp"

#include "service/errno_error.hpp"
#include "service/unique_fd.hpp"

#include <sys/eventfd.h>

#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

namespace gpseal::agent {

struct NameResolver::Shared {
    explicit Shared(int descriptor) : event(descriptor) {}

    void post(Answer answer)
    {
        const std::lock_guard lock(mutex);
        --running;
        ready.push_back(std::move(answer));
        (void)::eventfd_write(event.get(), 1); // full means readable, which is all it has to say
    }

    std::mutex mutex;
    std::vector<Answer> ready;
    std::size_t running = 0;
    UniqueFd event;
};

Result<NameResolver> NameResolver::make()
{
    const int event = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (event < 0) {
        return fail(errno_error("cannot wait for names", {}));
    }
    return NameResolver(std::make_shared<Shared>(event));
}

bool NameResolver::has_room() const
{
    const std::lock_guard lock(shared_->mutex);
    return shared_->running < max_lookups;
}

Result<void> NameResolver::ask(std::uint64_t token, const std::string& name, std::uint16_t port)
{
    {
        const std::lock_guard lock(shared_->mutex);
        ++shared_->running;
    }
    try {
        std::thread([shared = shared_, token, name, port] {
            shared->post({token, resolve_server(name, port)});
        }).detach();
    } catch (const std::system_error&) {
        const std::lock_guard lock(shared_->mutex);
        --shared_->running;
        return fail(Errc::io, "cannot start a thread to look the name up");
    }
    return {};
}

int NameResolver::descriptor() const
{
    return shared_->event.get();
}

std::vector<NameResolver::Answer> NameResolver::answers()
{
    eventfd_t count = 0;
    (void)::eventfd_read(descriptor(), &count);
    const std::lock_guard lock(shared_->mutex);
    return std::exchange(shared_->ready, {});
}

} // namespace gpseal::agent
