#include "pol_file.hpp"

#include "source_file.hpp"

#include <gpseal/policy/registry_policy_file.hpp>

#include <chrono>

namespace gpseal::app {

namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds patience(10); ///< an edit takes milliseconds; ten of them in a row are one second

Result<policy::RegistryEntries> parse(const std::vector<std::byte>& bytes, const std::string& name)
{
    const auto file = policy::parse_registry_policy(bytes, name);
    if (!file) {
        return fail(file.error());
    }
    return policy::own(file->instructions);
}

/// The folder in which the file, or what a link of that name leads to, really lies.
fs::path folder_of(const fs::path& path)
{
    std::error_code ignored; // then opening the folder says what is wrong
    const auto real = fs::weakly_canonical(path, ignored);
    const auto folder = (ignored ? path : real).parent_path();
    return folder.empty() ? fs::path(".") : folder;
}

} // namespace

Result<policy::RegistryEntries> read_entries(const std::string& name)
{
    const auto bytes = read_source(name, policy::max_registry_policy_size);
    if (!bytes) {
        return fail(bytes.error());
    }
    return parse(*bytes, source_name(name));
}

Result<PolFile> PolFile::open(const std::string& name)
{
    if (name == standard_stream) {
        return fail(Errc::usage, "a file is edited in its place, and standard input has none; ./- names a file \"-\"");
    }
    auto lock = agent::FolderLock::acquire(folder_of(name), patience);
    if (!lock) {
        return fail(lock.error());
    }
    PolFile file(name, *std::move(lock));
    const auto identity = agent::identify(name); // before it is read: a change in between is noticed, too
    if (!identity) {
        return fail(identity.error());
    }
    file.identity_ = *identity;
    if (file.is_new()) {
        return file;
    }
    const auto bytes = agent::read_file(name, policy::max_registry_policy_size);
    if (!bytes) {
        return fail(bytes.error());
    }
    auto entries = parse(*bytes, name);
    if (!entries) {
        return fail(entries.error());
    }
    file.entries_ = *std::move(entries);
    return file;
}

Result<void> PolFile::write(const policy::RegistryEntries& entries) const
{
    const auto bytes = policy::serialize_registry_policy(entries);
    if (bytes.size() > policy::max_registry_policy_size) {
        return fail(Errc::limit_exceeded, "would be larger than 64 MiB", path_);
    }
    agent::ReplaceOptions options;
    options.expected = identity_;
    return agent::replace_file(path_, {reinterpret_cast<const char*>(bytes.data()), bytes.size()}, options);
}

} // namespace gpseal::app
