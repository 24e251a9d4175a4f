#include "probe_spec.hpp"

namespace gpseal::app {

using agent::ExitCode;

OptionSpec timeout_option()
{
    return {.name = "timeout",
            .kind = ValueKind::text,
            .placeholder = "SECONDS",
            .help = "for one server, in all; default: 3"};
}

CommandSpec probe_command()
{
    return {
        .words = {"probe"},
        .summary = "say which servers a mandate to encrypt works with, and which it breaks",
        .description =
            "Asks servers what they can do with one packet each, an SMB2 NEGOTIATE: no credentials, no root, no share. "
            "A server works when it agreed on a dialect and a cipher, and breaks when it answered and cannot encrypt: "
            "SMB1 only, 2.0.2 or 2.1 only, encryption switched off, no common cipher. Everything else is unknown, with "
            "the reason. A server that refuses or hangs up is asked twice more, without 3.1.1 and for SMB1.\n\n"
            "Not to be known this way: whether a server requires encryption or only allows it, what single shares "
            "demand, DFS targets, and the other nodes behind a name.\n\n"
            "With --json there is one object a server, a line each, as the answers come. Exit code 1: a server "
            "breaks; 4: none breaks, but one is unknown.",
        .options = {{.name = "targets",
                     .kind = ValueKind::file,
                     .placeholder = "FILE",
                     .help = "servers from this file, one a line, # for comments; - is standard input"},
                    {.name = "from-mounts", .help = "the servers of this machine's SMB mounts, at their addresses"},
                    {.name = "from-fstab", .help = "the servers of the SMB mounts in /etc/fstab"},
                    {.name = "details",
                     .help = "ask for every dialect and cipher alone, too: up to eight more connections a server"},
                    timeout_option(),
                    {.name = "parallel",
                     .kind = ValueKind::text,
                     .placeholder = "N",
                     .help = "servers asked at once; default: 512, or as many as there are descriptors for"},
                    {.name = "i-own-this-network", .help = "allow networks, such as 192.0.2.0/24, as servers"}},
        .positional = PositionalSpec{.name = "server",
                                     .placeholder = "SERVER",
                                     .help = "a name or an address; SERVER:PORT for another port than 445",
                                     .many = true,
                                     .required = false},
        .examples = {{"gpseal probe nas.example.org 192.0.2.7:1445", "two servers"},
                     {"gpseal probe --from-mounts --from-fstab", "the servers that this machine uses"},
                     {"gpseal probe --targets servers.txt --json", "a list, for a script"}},
        .exits = {ExitCode::ok, ExitCode::not_compliant, ExitCode::usage, ExitCode::malformed, ExitCode::unknown,
                  ExitCode::not_applied},
        .run = run_probe};
}

} // namespace gpseal::app
