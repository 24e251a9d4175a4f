#include "enforce/kernel_cifs_stack.hpp"

#include "enforce/cifs_flags_file.hpp"
#include "enforce/modprobe_files.hpp"
#include "enforce/modprobe_lines.hpp"
#include "service/proc_text.hpp"

namespace gpseal::agent {

using cifs_flags::Record;
using policy::EncryptionMandate;

namespace {

constexpr std::size_t record_limit = 512;
constexpr std::size_t modprobe_limit = std::size_t{64} << 10U;
constexpr std::size_t modules_limit = std::size_t{4} << 20U;
constexpr std::string_view too_old =
    "this kernel knows no \"must seal\": only mounts with the option seal encrypt, the others are the guard's to cut";

TextEdit edit_for(std::uint32_t wish)
{
    return [wish](std::string_view text) { return Result<std::string>(modprobe_lines::insert(text, wish)); };
}

/// The demands on the kernel. What is not known of the policy leaves in place what stands of it.
std::uint32_t wish_of(const WantedState& wanted, std::uint32_t standing)
{
    using policy::WorkstationPolicy;
    const auto* const signing =
        wanted.workstation ? find_in_force(*wanted.workstation, WorkstationPolicy::require_signing) : nullptr;
    const bool signs = wanted.workstation ? signing != nullptr && signing->in_force.value_or(0) != 0
                                          : (standing & cifs_flags::must_sign) == cifs_flags::must_sign;
    return (wanted.mandate == EncryptionMandate::required ? cifs_flags::must_seal : 0) |
           (signs ? cifs_flags::must_sign : 0);
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
    std::uint32_t at_load = 0;    ///< what our lines in modprobe.d ask for

    /// What gpseal asks of the kernel so far, by either.
    [[nodiscard]] std::uint32_t standing() const { return at_load | (record ? record->ours : 0); }
    [[nodiscard]] std::uint32_t settled(std::uint32_t wish) const
    {
        return cifs_flags::settled(*now, record, at_load, wish);
    }
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
    const auto lines = read_text(load_file().path, modprobe_limit);
    flags.at_load = lines ? modprobe_lines::demands_in(*lines) : 0;
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
    return flags;
}

Result<StackPlan> KernelCifsStack::plan(const WantedState& wanted)
{
    const auto flags = look();
    if (!flags) {
        return fail(flags.error());
    }
    const auto wish = wish_of(wanted, flags->standing());
    StackPlan plan;
    if (flags->now && flags->settled(wish) != *flags->now) {
        plan.changes.push_back(cifs_flags_change(flags_file().string(), *flags->now, flags->settled(wish)));
    }
    auto lines = plan_edit(load_file(), edit_for(wish), (flags->at_load & ~wish) != 0);
    if (!lines) {
        return fail(lines.error());
    }
    if (*lines) {
        plan.changes.push_back(**std::move(lines));
    }
    return plan;
}

Result<void> KernelCifsStack::keep(const Record& record) const
{
    const auto made = make_folder(paths_.state(), 0700);
    return made ? replace_file(record_file(), text_of(record), {.mode = 0600, .refuse_foreign = true}) : made;
}

/// Demand by demand: one that this kernel does not know is no obstacle to the others.
Result<void> KernelCifsStack::meet(const Flags& flags, Record record, std::uint32_t wish) const
{
    auto now = *flags.now;
    for (const auto demand : cifs_flags::demands) {
        const bool seal = demand == cifs_flags::must_seal;
        if (cifs_flags::unmet(now, wish & demand) == 0 || (seal && record.refused)) {
            continue;
        }
        if (auto written = write_cifs_flags(flags_file(), now | demand); !written) {
            if (!seal || written.error().code != Errc::unsupported) {
                return written;
            }
            record.refused = true;
            return keep(record);
        }
        now |= demand;
        const auto shown = look();
        if (shown && shown->now && cifs_flags::unmet(*shown->now, demand) != 0) {
            return fail(Errc::io, "the kernel took the value and does not show it", flags_file().native());
        }
    }
    return {};
}

/// What cannot be taken back is not begun: the record comes first where more is asked, and last where less is.
Result<void> KernelCifsStack::set_flags(const Flags& flags, std::uint32_t wish) const
{
    const auto by_lines = flags.at_load & ~cifs_flags::unmet(*flags.now, flags.at_load);
    auto record = flags.record.value_or(
        Record{.boot = flags.boot, .before = *flags.now & ~cifs_flags::must_alone(by_lines), .ours = by_lines});
    if ((wish & ~record.ours) != 0) {
        record.ours |= wish;
        if (auto kept = keep(record); !kept) {
            return kept;
        }
    }
    if (auto met = meet(flags, record, wish); !met) {
        return met;
    }
    const auto after = look();
    if (!after || !after->now) {
        return after ? Result<void>() : fail(after.error());
    }
    // takes away only: what the kernel refused is not asked for twice
    if (const auto rest = after->settled(wish) & *after->now; rest != *after->now) {
        if (auto written = write_cifs_flags(flags_file(), rest); !written) {
            return written;
        }
    }
    if (wish == 0 || !after->record || after->record->ours == wish) {
        return {};
    }
    record = *after->record;
    record.ours = wish;
    return keep(record);
}

Result<void> KernelCifsStack::apply(const WantedState& wanted, const std::optional<Loosening>& loosening)
{
    const auto planned = plan(wanted);
    if (!planned) {
        return fail(planned.error());
    }
    if (planned->loosens() && !loosening) {
        return fail(Errc::refused, "would take \"must seal\" or \"must sign\" from the kernel without leave to loosen",
                    load_file().path.native());
    }
    const auto flags = look();
    if (!flags) {
        return fail(flags.error());
    }
    const auto wish = wish_of(wanted, flags->standing());
    auto done = flags->now ? set_flags(*flags, wish) : Result<void>();
    const bool only_more = (flags->at_load & ~wish) == 0;
    if (done || (wish != 0 && only_more)) { // what is loaded now may fail; what is loaded next is another matter
        auto edited = apply_edit(load_file(), edit_for(wish));
        done = done ? std::move(edited) : std::move(done);
    }
    return done && wish == 0 ? remove_file(record_file()) : done;
}

ConfiguredState KernelCifsStack::flags_row(const WantedState& wanted) const
{
    const auto flags = look();
    const auto wish = wish_of(wanted, flags ? flags->standing() : 0);
    ConfiguredState row{.stack = std::string(name()),
                        .target = "kernel cifs SecurityFlags",
                        .wanted = wish != 0 ? cifs_flags::words_of(wish) : "as the administrator set them"};
    if (places_.proc_cifs.empty()) {
        row.found = "not looked at under --root";
    } else if (!flags) {
        row.found = "unknown: " + describe(flags.error());
        row.known = false;
    } else if (!flags->now) {
        row.found = "not applicable: cifs is not loaded";
    } else {
        const auto missing = cifs_flags::unmet(*flags->now, wish);
        row.found = cifs_flags::text_of(*flags->now);
        row.drift = missing != 0 || flags->settled(wish) != *flags->now;
        if ((missing & cifs_flags::must_seal) != 0 && flags->record && flags->record->refused) {
            row.found += "; " + std::string(too_old);
            row.guard_covers = missing == cifs_flags::must_seal;
        }
    }
    return row;
}

ConfiguredState KernelCifsStack::load_row(const WantedState& wanted) const
{
    using modprobe_lines::State;
    const auto flags = look();
    const auto asked = wish_of(wanted, flags ? flags->standing() : 0);
    const auto wish = asked != 0 ? State::intact : State::absent;
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
    if (const auto held = text ? modprobe_lines::demands_in(*text) : 0; state == State::intact && held != asked) {
        row.found += "; they say " + cifs_flags::words_of(held);
        row.drift = true;
    }
    const bool ours_intact = state == State::intact && wish == State::intact && !row.drift;
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
