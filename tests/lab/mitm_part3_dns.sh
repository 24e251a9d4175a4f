# shellcheck shell=bash
# The name service: HOW|SECONDS|REASON
long=$(printf 'a%.0s' {1..63})
while IFS='|' read -r how most reason; do
    read -r word name <<<"$how"
    attack 53 "$attacks/dns.py" 20053 "$word" "$name"
    suffers "DNS, ${how:0:40}" "$most" "$reason"
    truce
done <<END
srv attacker.corp.example|10|attacker.corp.example: is no domain controller of corp.example
srv 192.0.2.1|10|192.0.2.1: is no domain controller of corp.example
srv -oProxyCommand=x|10|no server whose name could be a host's
srv \\x2doProxyCommand\\x20touch\\x20x|10|no server whose name could be a host's
srv a\\x20b.corp.example|10|no server whose name could be a host's
srv \\x27\\x22\\x0a.corp.example|10|no server whose name could be a host's
srv a\\x00b.corp.example|10|no server whose name could be a host's
srv a/../b.corp.example|10|no server whose name could be a host's
srv $long.$long.$long.${long:2}|10|is no domain controller of corp.example: Kerberos knows no service ldap/aaaa
srv $long.$long.$long.$long|10|no server whose name could be a host's
no-srv|10|DNS has no SRV record of this name
nothing|10|DNS has no SRV record of this name
no-address|10|the name does not resolve
garbage|30|no DNS server answered
hang|30|no DNS server answered
stream|30|no DNS server gave it by TCP
END
recovers "DNS"
dc "links $OU B"
attack 53 "$attacks/dns.py" 20053 nothing
suffers "DNS, nothing while the domain relaxes" 10 'DNS has no SRV record'
relaxes "DNS"
