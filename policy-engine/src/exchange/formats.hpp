#pragma once

#include "exchange/source_document.hpp"

#include <string>
#include <string_view>

namespace gpseal::policy::exchange {

// One reader and one writer a format. A reader gets decoded text. A writer takes one entry after the other; `add` says
// what has no form in the format ("a REG_DWORD with 2 bytes of data"), or nothing; `finish` gives the file's bytes.

[[nodiscard]] Result<SourceDocument> read_lgpo_text(std::string_view text, std::string_view origin);
[[nodiscard]] Result<SourceDocument> read_reg_file(std::string_view text, std::string_view origin);
[[nodiscard]] Result<SourceDocument> read_policy_rules(std::string text, std::string_view origin);
[[nodiscard]] Result<SourceDocument> read_json(const std::string& text, std::string_view origin);

class LgpoTextWriter {
public:
    explicit LgpoTextWriter(const ExportOptions& options);
    [[nodiscard]] std::string add(const RegistryInstruction& entry);
    [[nodiscard]] std::string finish() &&;

private:
    std::string scope_;
    std::string out_;
};

class RegFileWriter {
public:
    explicit RegFileWriter(const ExportOptions& options);
    [[nodiscard]] std::string add(const RegistryInstruction& entry);
    [[nodiscard]] std::string finish() &&;

private:
    void open(const std::string& key);
    [[nodiscard]] std::string add_deleted_key(const std::string& key, const RegistryInstruction& entry);
    [[nodiscard]] std::string add_value(const std::string& key, const RegistryInstruction& entry,
                                        Utf16Bytes value_name);

    std::string root_;
    std::string open_key_; ///< of the section that takes values now; empty: none
    std::string out_;
};

/// Of the format's XML, with its references: bounds the tree before it is built.
inline constexpr std::size_t max_policy_rules_tags = 2'000'000;

class PolicyRulesWriter {
public:
    explicit PolicyRulesWriter(const ExportOptions& options);
    [[nodiscard]] std::string add(const RegistryInstruction& entry);
    [[nodiscard]] std::string finish() &&;

private:
    PolicyScope scope_;
    std::string tail_; ///< of every element: where the entry comes from
    std::size_t tags_; ///< and references, as the reader counts them
    std::string out_;
};

class JsonWriter {
public:
    explicit JsonWriter(const ExportOptions& options);
    [[nodiscard]] std::string add(const RegistryInstruction& entry);
    [[nodiscard]] std::string finish() &&;

private:
    std::string out_;
    bool first_ = true;
};

} // namespace gpseal::policy::exchange
