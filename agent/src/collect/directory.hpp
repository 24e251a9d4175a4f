#pragma once

#include <gpseal/base/result.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::agent {

/// One object as a search returned it.
struct DirectoryEntry {
    std::string dn;
    std::map<std::string, std::vector<std::string>, std::less<>> attributes; ///< names in lower case; values are bytes

    /// The first value; nullopt: the attribute was not returned.
    [[nodiscard]] std::optional<std::string> value(std::string_view name) const;
};

enum class SearchScope { base, subtree };

struct DirectorySearch {
    std::string base;
    SearchScope scope = SearchScope::base;
    std::string filter = "(objectClass=*)";
    std::vector<std::string> attributes;
    bool security_descriptor = false; ///< asks for owner, group and DACL: without it nobody but an admin gets any
};

/// nothing in it: the search completed and found nothing.
using DirectoryAnswer = Result<std::vector<DirectoryEntry>>;

/// A domain controller's directory. Tests give a fake.
class Directory {
public:
    Directory() = default;
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;
    virtual ~Directory() = default;

    /// Answers in the order of the searches, which are all sent before the first answer is waited for. Errc::not_found:
    /// the base is not there or may not be seen; any other error: the search did not complete.
    [[nodiscard]] virtual std::vector<DirectoryAnswer> search(const std::vector<DirectorySearch>& searches) = 0;
};

/// A value as it must stand in a search filter ([RFC 4515] 3).
[[nodiscard]] std::string escape_filter_value(std::string_view value);

} // namespace gpseal::agent
