#include "enforce/kernel_cifs_stack.hpp"

#include "enforce/modprobe_files.hpp"
#include "enforce/modprobe_lines.hpp"
#include "service/errno_error.hpp"
#include "service/proc_text.hpp"
#include "service/unique_fd.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace gpseal::agent {

using cifs_flags::Record;
using policy::EncryptionMandate;

namespace {

constexpr std::size_t record_limit = 512;
constexpr std::size_t modprobe_limit = std::size_t{64} << 10U;
constexpr std::size_t modules_limit = std::size_t{4} << 20U;
constexpr std::string_view too_old =
    "this kernel knows no \"must seal\": mounts with the option seal encrypt, the guard "
    "cuts all others";

/// One write is one setting. Errc::unsupported: the kernel does not know the value.
Result<void> write_flags(const std::filesystem::path& file, std::uint32_t flags)
{
    const UniqueFd fd(::open(file.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC));
    if (!fd) {
        return fail(errno_error("cannot open", file));
    }
    const auto text = cifs_flags::text_of(flags) + "\n";
    if (::write(fd.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size())) {
        return {};
    }
    return errno == EINVAL ? fail(Errc::unsupported, "this kernel does not know " + cifs_flags::text_of(flags), file)
                           : fail(errno_error("cannot write", file));
}

TextEdit edit_for(EncryptionMandate mandate)
{
    return [mandate](std::string_view text) {
        return Result<std::string>(mandate == EncryptionMandate::required ? modprobe_lines::insert(text)
                                                                          : modprobe_lines::remove(text));
    };
}

ConfigChange flags_change(const std::string& target, std::uint32_t before, std::uint32_t after)
{
    return {.target = target,
            .diff = "--- " + target + "\n+++ " + target + "\n@@ -1 +1 @@\n-" + cifs_flags::text_of(before) + "\n+" +
                    cifs_flags::text_of(after) + "\n",
            .loosens = cifs_flags::seals(before) && !cifs_flags::seals(after)};
}

/// Whether cifs, which is there, is part of the kernel itself and reads no modprobe.d: it is no module.
bool is_built_in(const std::filesystem::path& modules)
{
    const auto text = read_proc_text(modules, modules_limit);
    return text ? !text->starts_with("cifs ") && text->find("\ncifs ") == std::string::npos
                : text.error().code == Errc::not_found; // a kernel without modules
}

} // namespace

/// What the running kernel's flags are; nullopt: cifs is not loaded, or not ours to look at.
struct KernelCifsStack::Flags {
    std::optional<std::uint32_t> now;
    std::string boot;
    std::optional<Record> record; ///< of this start of the machine
    bool at_load = false;         ///< our lines are in modprobe.d
};

KernelPlaces KernelPlaces::of(const RootedPaths& paths)
{
    if (!paths.live()) {
        return {};
    }
    return {.proc_cifs = "/proc/fs/cifs", .boot_id = "/proc/sys/kernel/random/boot_id", .modules = "/proc/modules"};
}

KernelCifsStack::KernelCifsStack(RootedPaths paths) : paths_(std::move(paths)), places_(KernelPlaces::of(paths_)) {}

KernelCifsStack::KernelCifsStack(RootedPaths paths, KernelPlaces places)
    : paths_(std::move(paths)), places_(std::move(places))
{
}

EditedFile KernelCifsStack::load_file() const
{
    return {.path = paths_.under("/etc/modprobe.d/gpseal.conf"), .limit = modprobe_limit, .ours = true};
}

Result<KernelCifsStack::Flags> KernelCifsStack::look() const
{
    Flags flags;
    if (places_.proc_cifs.empty()) {
        return flags;
    }
    const auto text = read_proc_text(flags_file(), record_limit);
    if (!text) {
        return text.error().code == Errc::not_found ? Result<Flags>(flags) : fail(text.error());
    }
    flags.now = cifs_flags::parse(*text);
    if (!flags.now) {
        return fail(Errc::malformed, "is not a number: " + *text, flags_file());
    }
    const auto boot = read_proc_text(places_.boot_id, record_limit);
    flags.boot = boot ? boot->substr(0, boot->find('\n')) : std::string();
    const auto kept = read_text(record_file(), record_limit);
    auto record = kept ? cifs_flags::parse_record(*kept, record_file().native()) : fail(kept.error());
    if (record && !flags.boot.empty() && record->boot == flags.boot) {
        flags.record = *std::move(record);
    }
    const auto lines = read_text(load_file().path, modprobe_limit);
    flags.at_load = lines && modprobe_lines::state(*lines) != modprobe_lines::State::absent;
    return flags;
}

std::uint32_t KernelCifsStack::wanted_flags(const Flags& flags, const WantedState& wanted) const
{
    if (wanted.mandate == EncryptionMandate::none) {
        return cifs_flags::restored(*flags.now, flags.record, flags.at_load);
    }
    const bool refused = flags.record && flags.record->refused;
    return refused || cifs_flags::seals(*flags.now) ? *flags.now : *flags.now | cifs_flags::must_seal;
}

Result<StackPlan> KernelCifsStack::plan(const WantedState& wanted)
{
    const auto flags = look();
    if (!flags) {
        return fail(flags.error());
    }
    StackPlan plan;
    if (flags->now && wanted_flags(*flags, wanted) != *flags->now) {
        plan.changes.push_back(flags_change(flags_file().string(), *flags->now, wanted_flags(*flags, wanted)));
    }
    auto lines = plan_edit(load_file(), edit_for(wanted.mandate), wanted.mandate == EncryptionMandate::none);
    if (!lines) {
        return fail(lines.error());
    }
    if (*lines) {
        plan.changes.push_back(**std::move(lines));
    }
    return plan;
}

Result<void> KernelCifsStack::tighten_flags(const Flags& flags) const
{
    const auto wish = *flags.now | cifs_flags::must_seal;
    const bool told = flags.record && flags.record->refused;
    const bool by_our_lines = flags.at_load && !flags.record;
    if (told || (cifs_flags::seals(*flags.now) && (flags.record || by_our_lines))) {
        return {};
    }
    const auto keep = [&](bool refused) {
        const auto made = make_folder(paths_.state(), 0700);
        const Record record{.boot = flags.boot, .before = *flags.now, .refused = refused};
        return made ? replace_file(record_file(), text_of(record), {.mode = 0600, .refuse_foreign = true}) : made;
    };
    if (auto kept = keep(false); !kept) {
        return kept; // what cannot be taken back is not begun
    }
    if (cifs_flags::seals(*flags.now)) {
        return {};
    }
    if (auto written = write_flags(flags_file(), wish); !written) {
        return written.error().code == Errc::unsupported ? keep(true) : written;
    }
    const auto now = look();
    return now && now->now && !cifs_flags::seals(*now->now)
               ? fail(Errc::io, "the kernel took the value and does not show it", flags_file().native())
               : Result<void>();
}

Result<void> KernelCifsStack::restore_flags(const Flags& flags) const
{
    const auto before = cifs_flags::restored(*flags.now, flags.record, flags.at_load);
    return before == *flags.now ? Result<void>() : write_flags(flags_file(), before);
}

Result<void> KernelCifsStack::apply(const WantedState& wanted, const std::optional<Loosening>& loosening)
{
    const auto planned = plan(wanted);
    if (!planned) {
        return fail(planned.error());
    }
    if (planned->loosens() && !loosening) {
        return fail(Errc::refused, "would take \"must seal\" from the kernel without leave to loosen",
                    load_file().path.native());
    }
    const auto flags = look();
    if (!flags) {
        return fail(flags.error());
    }
    const bool required = wanted.mandate == EncryptionMandate::required;
    auto done = !flags->now ? Result<void>() : required ? tighten_flags(*flags) : restore_flags(*flags);
    if (done || required) { // what is loaded now may fail; what is loaded next is another matter
        auto edited = apply_edit(load_file(), edit_for(wanted.mandate));
        done = done ? std::move(edited) : std::move(done);
    }
    return done && !required ? remove_file(record_file()) : done;
}

ConfiguredState KernelCifsStack::flags_row(const WantedState& wanted) const
{
    const bool required = wanted.mandate == EncryptionMandate::required;
    ConfiguredState row{.stack = std::string(name()),
                        .target = "kernel cifs SecurityFlags",
                        .wanted = required ? "must seal" : "as the administrator set them"};
    const auto flags = look();
    if (places_.proc_cifs.empty()) {
        row.found = "not looked at under --root";
    } else if (!flags) {
        row.found = "unknown: " + describe(flags.error());
        row.known = false;
    } else if (!flags->now) {
        row.found = "not applicable: cifs is not loaded";
    } else {
        row.found = cifs_flags::text_of(*flags->now);
        row.drift = required ? !cifs_flags::seals(*flags->now) : wanted_flags(*flags, wanted) != *flags->now;
        if (row.drift && required && flags->record && flags->record->refused) {
            row.found += "; " + std::string(too_old);
            row.guard_covers = true;
        }
    }
    return row;
}

ConfiguredState KernelCifsStack::load_row(const WantedState& wanted) const
{
    using modprobe_lines::State;
    const auto wish = wanted.mandate == EncryptionMandate::required ? State::intact : State::absent;
    const auto file = load_file().path;
    ConfiguredState row{.stack = std::string(name()),
                        .target = "gpseal's lines in " + file.string(),
                        .wanted = std::string(to_string(wish))};
    const auto text = read_text(file, modprobe_limit);
    if (!text && text.error().code != Errc::not_found) {
        row.found = "unknown: " + describe(text.error());
        row.known = false;
        return row;
    }
    const auto state = modprobe_lines::state(text ? std::string_view(*text) : std::string_view());
    row.found = to_string(state);
    row.drift = state != wish;
    const bool ours_intact = state == State::intact && wish == State::intact;
    const auto flags = look();
    if (ours_intact && flags && flags->now && is_built_in(places_.modules)) {
        row.found += "; cifs is built into this kernel, so its flags wait for the first run after a start";
        row.drift = row.guard_covers = true;
    } else if (const auto other = other_install_line(paths_); ours_intact && other) {
        row.found += "; another line says how cifs is loaded: " + *other;
        row.drift = row.guard_covers = true;
    }
    return row;
}

std::vector<ConfiguredState> KernelCifsStack::judge(const WantedState& wanted)
{
    return {flags_row(wanted), load_row(wanted)};
}

} // namespace gpseal::agent
