#include "proof_file.hpp"

#include "call_options.hpp"
#include "domain_facts.hpp"
#include "output_file.hpp"
#include "program.hpp"
#include "proof_exhibits.hpp"
#include "service/journal.hpp"
#include "service/sha256.hpp"
#include "source_file.hpp"

#include <gpseal/base/utf.hpp>

#include <sys/stat.h>

#include <ostream>
#include <string>
#include <vector>

namespace gpseal::app {

Result<void> check_proof(const Invocation& call)
{
    const auto name = text_option(call, "proof", "");
    if (name == standard_stream) {
        return fail(Errc::usage, "--proof takes a file's name: a proof is kept, and its hash with it");
    }
    if (auto checked = check_output(name); !checked) {
        return checked;
    }
    struct stat info {};
    constexpr mode_t of_others = 0077;
    if (::stat(name.c_str(), &info) == 0 && (info.st_mode & of_others) != 0) {
        return fail(Errc::refused, "is there already, and others than its owner have rights to it; name a new file",
                    name);
    }
    return {};
}

Result<void> save_proof(const Invocation& call, const agent::ComplianceReport& report)
{
    const auto name = text_option(call, "proof", "");
    const auto text = agent::proof_to_json(with_domain_facts(call.globals.paths, report),
                                           proof_exhibits(call.globals.paths), program_version);
    if (!text) {
        return fail(text.error());
    }
    constexpr mode_t owner_only = 0600;
    if (auto written = agent::replace_file(name, *text, {.mode = owner_only, .refuse_foreign = true}); !written) {
        return written;
    }
    const auto hash = agent::sha256_hex(*text);
    auto entry = agent::command_entry(agent::ChangeCause::other, "a proof was saved",
                                      {.target = name, .diff = "SHA-256 " + hash, .loosens = false});
    entry.run_id = report.run_id;
    if (auto noted = agent::record_changes(call.globals.paths, {entry}); !noted) {
        return noted;
    }
    if (!call.globals.quiet) {
        (call.globals.json ? call.err : call.out) << "Proof       " << printable(name) << ", SHA-256 " << hash << '\n';
    }
    return {};
}

} // namespace gpseal::app
