#include "doctor_spec.hpp"

namespace gpseal::app {

using agent::ExitCode;

CommandSpec doctor_command()
{
    return {
        .words = {"doctor"},
        .summary = "check this machine, and say how to mend what is wrong",
        .description =
            "Goes from what gpseal stands on to what it achieves: programs, kernel and its SMB client, gpseal.conf, "
            "the "
            "state folder and smb.conf, keytab, DNS, Kerberos, LDAP and encryption of the domain controllers, the "
            "clock, gpseald and "
            "the socket of gpseal-fetch, the last run, a release, "
            "every setting, what passes over the settings, and whether a request in the clear is cut. Each check is "
            "ok, a problem with one thing to do about it, or unknown with the reason.\n\n"
            "It changes nothing. Without root it says what it could not see. What the guard holds is no problem here; "
            "gpseal status lists it.\n\n"
            "Exit code 1: there is a problem; 4: none, but something is unknown.",
        .options = {{.name = "offline", .help = "ask neither DNS nor domain controllers"}},
        .examples = {{"gpseal doctor", "as root: all of it"},
                     {"gpseal doctor --offline --json", "for a script, on a machine without its network"}},
        .exits = {ExitCode::ok, ExitCode::not_compliant, ExitCode::usage, ExitCode::unknown, ExitCode::not_applied,
                  ExitCode::refused},
        .run = run_doctor};
}

} // namespace gpseal::app
