# SPDX-License-Identifier: GPL-2.0
# Writes lines of the guest's report to ttyS1, a JSON object each (harness/records/run/observation.ts). Sourced by
# vm/init and vm/prepare; vm/protocol/json.h is the same for C.
# shellcheck shell=sh

# $1: a text. Prints it as a JSON string; control characters become spaces.
json_string() { printf '"%s"' "$(printf '%s' "$1" | tr '\000-\037' ' ' | sed 's/["\\]/\\&/g')"; }

# $1: the members of the object
report() { echo "# pinproof {$1}" >/dev/ttyS1; }

uptime() { cut -d' ' -f1 /proc/uptime; }

# $1: phase
phase() { report "\"type\":\"phase\",\"phase\":$(json_string "$1"),\"uptime\":$(uptime)"; }

# $1: name, $2: value
environment() { report "\"type\":\"environment\",\"name\":$(json_string "$1"),\"value\":$(json_string "$2")"; }

# $1: what went wrong with the set-up, so that the cell proves nothing
problem() { report "\"type\":\"problem\",\"what\":$(json_string "$1")"; }
