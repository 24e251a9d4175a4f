# shellcheck shell=bash
# A man between this machine and SYSVOL; --force, so that files are read: HOW|SECONDS|REASON
while IFS='|' read -r how most reason; do
    # shellcheck disable=SC2086 # words
    attack 445 "$attacks/relay.py" 20445 445 $how
    suffers "SMB relay, $how" "$most" "could not be read: .*$reason" --force
    truce
done <<'END'
flip 1|10|NT_STATUS_
flip 2|10|session setup failed
flip 4|10|tree connect failed
flip-all 6|10|NT_STATUS_DECRYPTION_FAILED
cut 1|10|NT_STATUS_CONNECTION_DISCONNECTED
cut 4|10|NT_STATUS_CONNECTION_DISCONNECTED
cut 7|10|NT_STATUS_CONNECTION_DISCONNECTED
huge 4|30|said nothing for
stall 1|30|said nothing for
stall 6|30|said nothing for
drip 5|30|said nothing for
downgrade 0202|10|protocol negotiation failed
downgrade 0210|10|session setup failed
clear|10|session setup failed
END
recovers "SMB relay"

# Another server in its place, that takes everybody, signs nothing, and has a SYSVOL of its own in which nothing is
# required.
# shellcheck disable=SC2016 # within the node
dc 'mkdir -p /run/liar/{private,lock,state,cache,pid,ncalrpc,sysvol}; cp -r /var/lib/samba/sysvol/. /run/liar/sysvol/
"$MAKE_POL" "/run/liar/sysvol/$LAB_DOMAIN/Policies/$(guid A)/Machine/Registry.pol" disabled; chmod -R a+rX /run/liar/sysvol
cat >/run/liar/smb.conf <<CONF
[global]
    netbios name = LIAR
    workgroup = LIAR
    security = user
    map to guest = bad user
    guest account = nobody
    server signing = disabled
    smb encrypt = off
    bind interfaces only = no
    private dir = /run/liar/private
    lock directory = /run/liar/lock
    state directory = /run/liar/state
    cache directory = /run/liar/cache
    pid directory = /run/liar/pid
    ncalrpc dir = /run/liar/ncalrpc
[sysvol]
    path = /run/liar/sysvol
    guest ok = yes
    read only = yes
CONF'
attack 445 bash -c 'smbd --configfile=/run/liar/smb.conf --foreground --no-process-group --port=20445 >/run/liar/log 2>&1 &
    until (exec 3<>/dev/tcp/127.0.0.1/20445) 2>/dev/null; do sleep 0.1; done; echo ready; wait'
is "the other server gives its SYSVOL to anybody" \
    "$("$here/on" dc smbclient --no-pass --port=20445 --configfile=/dev/null //127.0.0.1/sysvol -c ls 2>&1 | grep -c "$LAB_DOMAIN")" 1
suffers "another SMB server" 10 'could not be read: .*session setup failed' --force
dc "links $OU B; pol B disabled 2"
suffers "another SMB server while the domain relaxes" 10 'could not be read: .*session setup failed'
relaxes "another SMB server"
