#include "enforce/file_edit.hpp"

#include "enforce/unified_diff.hpp"

namespace gpseal::agent {

namespace {

constexpr int max_attempts = 4;

/// The file as it is, and as it shall be.
struct Change {
    std::optional<FileIdentity> seen; ///< nullopt: there is no such file
    std::string before;
    std::string after;
};

Result<Change> work_out(const EditedFile& file, const TextEdit& edit)
{
    const auto seen = identify(file.path);
    if (!seen) {
        return fail(seen.error());
    }
    Change change{.seen = *seen, .before = {}, .after = {}};
    if (!change.seen && !file.ours) {
        return change;
    }
    if (change.seen) {
        auto text = read_text(file.path, file.limit);
        if (!text) {
            return fail(text.error());
        }
        change.before = *std::move(text);
    }
    auto after = edit(change.before);
    if (!after) {
        return fail(after.error().code, after.error().message, file.path);
    }
    change.after = *std::move(after);
    return change;
}

Result<void> carry_out(const EditedFile& file, const Change& change)
{
    std::error_code error;
    if (file.ours && change.seen && change.after.empty() && !std::filesystem::is_symlink(file.path, error)) {
        return remove_expected(file.path, *change.seen);
    }
    if (!change.seen) {
        if (auto made = make_folder(file.path.parent_path(), 0755); !made) {
            return made;
        }
    }
    return replace_file(file.path, change.after, {.expected = change.seen});
}

} // namespace

Result<std::optional<ConfigChange>> plan_edit(const EditedFile& file, const TextEdit& edit, bool loosens)
{
    const auto change = work_out(file, edit);
    if (!change) {
        return fail(change.error());
    }
    if (change->after == change->before) {
        return std::optional<ConfigChange>{};
    }
    return ConfigChange{.target = file.path.string(),
                        .diff = unified_diff(file.path.string(), change->before, change->after),
                        .loosens = loosens};
}

Result<void> apply_edit(const EditedFile& file, const TextEdit& edit)
{
    Result<void> done;
    for (int attempt = 0; attempt < max_attempts; ++attempt) {
        const auto change = work_out(file, edit);
        if (!change) {
            return fail(change.error());
        }
        if (change->after == change->before) {
            return discard_temporary(file.path);
        }
        done = carry_out(file, *change);
        if (done || done.error().code != Errc::conflict) {
            return done;
        }
    }
    return done;
}

} // namespace gpseal::agent
