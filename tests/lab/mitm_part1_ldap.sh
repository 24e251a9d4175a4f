# shellcheck shell=bash
# A server without a key of the domain in the domain controller's place: HOW|SECONDS|REASON
while IFS='|' read -r how most reason; do
    # shellcheck disable=SC2086 # words
    attack 389 "$attacks/ldap_liar.py" 20389 $how
    suffers "LDAP server, $how" "$most" "$reason"
    truce
done <<'END'
code 7|10|could not agree on a sealed session: Authentication method not supported
code 8|10|could not agree on a sealed session: Strong(er) authentication required
code 49|10|could not agree on a sealed session: Invalid credentials
code 3|10|could not agree on a sealed session: Time limit exceeded
code 4|10|could not agree on a sealed session: Size limit exceeded
code 11|10|could not agree on a sealed session: Administrative limit exceeded
success|10|accepted a session that is not sealed
done|10|what came is no answer to what was asked
referral|10|sends us to another server, which is never followed
garbage|10|what came was not signed by the domain controller
huge|10|what came was not signed by the domain controller
hang|30|its directory did not say everything within
drip|30|its directory did not say everything within
close|10|the connection ended
END
recovers "LDAP server"

# A man between this machine and the real directory.
while IFS='|' read -r how most reason; do
    # shellcheck disable=SC2086 # words
    attack 389 "$attacks/relay.py" 20389 389 ldap-$how
    suffers "LDAP relay, $how" "$most" "$reason"
    truce
done <<'END'
layer|10|invalid Message Integrity Check
flip 1|10|what came was not signed by the domain controller
flip 3|10|what came was not signed by the domain controller
flip-all 2|10|what came was not signed by the domain controller
cut 2|10|the connection ended
cut 4|10|the connection ended
huge 2|10|the connection ended
stall 3|30|its directory did not say everything within
drip 2|30|its directory did not say everything within
END
dc "links $OU B"
attack 389 "$attacks/relay.py" 20389 389 ldap-cut 4
suffers "LDAP relay, cut while the domain relaxes" 10 'the connection ended'
relaxes "LDAP relay"
