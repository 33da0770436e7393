#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds and runs a network of four validators on this machine, until Ctrl-C.

# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

rpc_port=${JOULE_RPC_PORT:-9944}
p2p_port=${JOULE_P2P_PORT:-30333}
prometheus_port=${JOULE_PROMETHEUS_PORT:-9615}

names=(alice bob charlie dave)
start_seconds_max=120
stop_seconds_max=30
log_lines=20

usage() {
    cat <<END
Usage: scripts/localnet.sh [--keep]

Runs the validators ${names[*]} of the chain \`local\` on 127.0.0.1, until Ctrl-C.
Their session keys are well known; the keys that name them in the network are generated.

  --keep   Keep the directory of databases, keys and logs, rather than remove it at the end.
  --help   Show this.

Environment:
  JOULE_LOCALNET_DIR      Directory of databases, keys and logs. It is kept, and a network that ran
                          in it goes on. Without it, a fresh directory is made.
  JOULE_RPC_PORT          JSON-RPC port of alice; the others follow. Now $rpc_port.
  JOULE_P2P_PORT          Network port of alice; the others follow. Now $p2p_port.
  JOULE_PROMETHEUS_PORT   Metrics port of alice; the others follow. Now $prometheus_port.
END
}

# is_open PORT: whether something listens on this port of this machine.
is_open() {
    (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# check_ports: fails if a port is no number or taken.
check_ports() {
    local variable port i
    for variable in rpc_port p2p_port prometheus_port; do
        port=${!variable}
        if [[ ! $port =~ ^[1-9][0-9]{0,4}$ ]] || ((port + ${#names[@]} > 65536)); then
            fail "JOULE_${variable^^} is $port, which is no port. Set it to one, such as 9944."
        fi
        for i in "${!names[@]}"; do
            if is_open $((port + i)); then
                fail "Port $((port + i)) is taken. Stop what listens there, or set" \
                    "JOULE_${variable^^} to the first of ${#names[@]} free ports."
            fi
        done
    done
}

# start I: starts validator I in the background, with a key of its own.
start() {
    local name=${names[$1]} port=$((p2p_port + $1)) key peer bootnodes=()
    key=$directory/$name/node-key
    mkdir -p "$directory/$name"
    if [[ ! -s $key ]]; then
        (umask 077 && "$binary" key generate-node-key --chain local --file "$key" 2>/dev/null) \
            || fail "No key could be written to $key. Is there room in $directory?"
    fi
    peer=$("$binary" key inspect-node-key --file "$key") \
        || fail "$key holds no key of a node. Remove it and start again."
    if (($1 == 0)); then
        first=/ip4/127.0.0.1/tcp/$port/p2p/$peer
    else
        bootnodes=(--bootnodes "$first")
    fi
    "$binary" --chain local --validator "--$name" --base-path "$directory/$name" \
        --node-key-file "$key" --listen-addr "/ip4/127.0.0.1/tcp/$port" --no-mdns \
        "${bootnodes[@]}" --rpc-port $((rpc_port + $1)) \
        --prometheus-port $((prometheus_port + $1)) \
        </dev/null >"$directory/$name.log" 2>&1 &
    pids+=("$!")
}

# runs PID: whether this process, which this script started, still runs.
runs() {
    grep -qx "$1" <<<"$(jobs -rp)"
}

# How many validators answer JSON-RPC.
answering() {
    local i count=0
    for i in "${!names[@]}"; do
        if is_open $((rpc_port + i)); then
            ((count += 1))
        fi
    done
    echo "$count"
}

table() {
    local i format='%-8s  %-20s  %-8s  %-8s  %s\n'
    # shellcheck disable=SC2059
    printf "$format" NAME JSON-RPC P2P PID LOG
    for i in "${!names[@]}"; do
        # shellcheck disable=SC2059
        printf "$format" "${names[$i]}" "ws://127.0.0.1:$((rpc_port + i))" $((p2p_port + i)) \
            "${pids[$i]}" "$directory/${names[$i]}.log"
    done
}

# stop: ends the processes that this script started, and no others.
stop() {
    local status=$? pid deadline=$((SECONDS + stop_seconds_max))
    trap - EXIT
    trap '' INT TERM HUP
    if ((${#pids[@]} > 0)); then
        say "Stopping"
    fi
    for pid in "${pids[@]}"; do
        if runs "$pid"; then
            kill -TERM "$pid" 2>/dev/null || true
        fi
    done
    for pid in "${pids[@]}"; do
        while runs "$pid" && ((SECONDS < deadline)); do
            sleep 0.2
        done
        if runs "$pid"; then
            kill -KILL "$pid" 2>/dev/null || true
        fi
        wait "$pid" 2>/dev/null || true
    done
    if ((keep)); then
        say "Databases, keys and logs are in $directory"
    else
        rm -rf "$directory"
    fi
    exit "$status"
}

keep=0
for argument in "$@"; do
    case "$argument" in
        --keep) keep=1 ;;
        --help) usage && exit ;;
        *) fail "$argument is not an argument of this script. --help lists them." ;;
    esac
done

check_ports
binary=$("$root/scripts/build.sh")
check_ports

if [[ -n ${JOULE_LOCALNET_DIR:-} ]]; then
    keep=1
    mkdir -p "$JOULE_LOCALNET_DIR"
    directory=$(cd "$JOULE_LOCALNET_DIR" && pwd)
else
    directory=$(mktemp -d "${TMPDIR:-/tmp}/joule-localnet.XXXXXX")
fi

pids=()
trap stop EXIT
trap 'exit 0' INT TERM HUP
say "Starting ${names[*]}"
for i in "${!names[@]}"; do
    start "$i"
done

deadline=$((SECONDS + start_seconds_max))
ready=0
while true; do
    for i in "${!names[@]}"; do
        if ! runs "${pids[$i]}"; then
            tail -n "$log_lines" "$directory/${names[$i]}.log" >&2
            keep=1
            fail "${names[$i]} has ended. Its log ends as above; see what it says."
        fi
    done
    if ((!ready)) && (($(answering) == ${#names[@]})); then
        ready=1
        table
        say "The network runs; Ctrl-C stops it"
    elif ((!ready && SECONDS >= deadline)); then
        keep=1
        fail "Not every validator answers after $start_seconds_max s. See the logs in $directory."
    fi
    sleep 1
done
