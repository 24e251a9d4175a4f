#include "admx_document.hpp"
#include "icase.hpp"

#include <gpseal/admx/policy_comments.hpp>
#include <gpseal/base/utf.hpp>

#include <algorithm>
#include <array>
#include <optional>

namespace gpseal::admx {

namespace {

std::string quoted(std::string_view text)
{
    return '"' + printable(text.substr(0, 120)) + '"';
}

/// The ID of $(resource.ID), or of $(string.ID) as ADMX files write it.
std::optional<std::string_view> referenced_id(std::string_view text)
{
    text = trimmed(text);
    for (const std::string_view opening : {"$(resource.", "$(string."}) {
        if (text.size() > opening.size() && equals_icase(text.substr(0, opening.size()), opening) &&
            text.ends_with(')')) {
            return text.substr(opening.size(), text.size() - opening.size() - 1);
        }
    }
    return std::nullopt;
}

/// One CMTX file while it is read.
class CommentsReader {
public:
    explicit CommentsReader(const ReadContext& context) : context_(context) {}

    std::vector<PolicyComment> read(XmlNode root)
    {
        read_prefixes(child(root, XmlName::policy_namespaces));
        read_strings(child(child(root, XmlName::resources), XmlName::string_table));
        std::vector<PolicyComment> comments;
        for (const auto group : child(root, XmlName::comments)) {
            if (group.name() != XmlName::adm_template) {
                continue;
            }
            for (const auto entry : group) {
                if (entry.name() == XmlName::comment) {
                    read_comment(entry, comments);
                }
            }
        }
        return comments;
    }

private:
    void read_prefixes(XmlNode node)
    {
        for (const auto entry : node) {
            if (entry.name() == XmlName::using_) {
                prefixes_.emplace(attribute(entry, XmlName::prefix), attribute(entry, XmlName::namespace_));
            }
        }
    }

    void read_strings(XmlNode table)
    {
        for (const auto entry : table) {
            if (entry.name() == XmlName::string &&
                !strings_.emplace(attribute(entry, XmlName::id), text_of(entry, context_.pool)).second) {
                context_.warn(entry, "duplicate_id",
                              "string " + quoted(attribute(entry, XmlName::id)) + " is defined again",
                              "the first one counts; rename or remove this one");
            }
        }
    }

    void read_comment(XmlNode node, std::vector<PolicyComment>& comments)
    {
        const auto reference = trimmed(attribute(node, XmlName::policy_ref));
        const auto colon = reference.find(':');
        const auto name = reference.substr(colon == std::string_view::npos ? 0 : colon + 1);
        if (name.empty()) {
            context_.warn(node, "missing_attribute", "a comment does not say on which policy it is, and is left out",
                          "write policyRef=\"prefix:policy\"");
            return;
        }
        comments.push_back({.policy_namespace = std::string(namespace_of(node, reference, colon)),
                            .policy = std::string(name),
                            .text = std::string(text_behind(node))});
    }

    std::string_view namespace_of(XmlNode node, std::string_view reference, std::size_t colon)
    {
        const auto prefix = colon == std::string_view::npos ? std::string_view{} : reference.substr(0, colon);
        const auto found = prefixes_.find(prefix);
        if (found == prefixes_.end()) {
            context_.warn(node, "unknown_prefix", "no namespace is declared for the prefix of " + quoted(reference),
                          "declare the prefix with <using> in policyNamespaces");
            return {};
        }
        return found->second;
    }

    std::string_view text_behind(XmlNode node)
    {
        const auto text = attribute(node, XmlName::comment_text);
        const auto id = referenced_id(text);
        if (!id) {
            return text;
        }
        const auto found = strings_.find(*id);
        if (found == strings_.end()) {
            context_.warn(node, "missing_string", "string " + quoted(*id) + " is not in the file",
                          "add it to the stringTable");
            return {};
        }
        return found->second;
    }

    const ReadContext& context_;
    IcaseMap<std::string_view> prefixes_;
    IcaseMap<std::string_view> strings_;
};

/// The finding that says why a file is refused, as the error that it is.
Error refusal(const Diagnostics& findings)
{
    const auto found = std::find_if(findings.begin(), findings.end(),
                                    [](const Finding& finding) { return finding.severity == Severity::error; });
    return found == findings.end() ? Error{.code = Errc::malformed, .message = "the file cannot be read"}
                                   : Error{.code = Errc::malformed, .message = found->message, .where = found->where};
}

} // namespace

const PolicyComment* PolicyComments::of(std::string_view policy_namespace, std::string_view policy) const
{
    const auto found = std::find_if(comments.begin(), comments.end(), [&](const PolicyComment& comment) {
        return equals_icase(comment.policy, policy) && equals_icase(comment.policy_namespace, policy_namespace);
    });
    return found == comments.end() ? nullptr : &*found;
}

Result<PolicyComments> read_comments(Document document)
{
    DocumentLog log(std::move(document.path));
    TextPool pool;
    const ReadContext context{.log = log, .pool = pool};
    XmlTree tree;
    const auto root = open_text(document.bytes, log) ? parse_xml(tree, XmlName::policy_comments, log, pool) : XmlNode{};
    if (!root) {
        return fail(refusal(log.take()));
    }
    PolicyComments result{.comments = CommentsReader(context).read(root)};
    result.findings = log.take();
    return result;
}

} // namespace gpseal::admx
