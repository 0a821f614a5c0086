# SPDX-License-Identifier: GPL-2.0
# Lines for the harness on ttyS1, a JSON object each (harness/records/observation.ts). Sourced.
# shellcheck shell=sh

report() { echo "# pinproof $1" >/dev/ttyS1; }

# The words come from the kernel; a quote or a backslash in them would spoil the line.
plain() { echo "$*" | tr -d '"\\\000-\037'; }

uptime() { cut -d' ' -f1 /proc/uptime; }

# $1: phase, $2: what, if there is more to say
phase() {
	report "{\"type\":\"phase\",\"phase\":\"$1\",\"uptime\":$(uptime)${2:+,\"what\":\"$(plain "$2")\"}}"
}

environment() { report "{\"type\":\"environment\",\"name\":\"$1\",\"value\":\"$(plain "$2")\"}"; }

# $1: scope, $2: name, $3: before or after, $4: value
counter() { report "{\"type\":\"counter\",\"scope\":\"$1\",\"name\":\"$2\",\"when\":\"$3\",\"value\":$4}"; }

problem() { report "{\"type\":\"problem\",\"what\":\"$(plain "$1")\"}"; }

# A line in the kernel's own log, so that the console tells what came before and after.
mark() { echo "pinproof: $1" >/dev/kmsg; }

# What the kernel should have done and did not: a test of its own, failed. A problem is ours, and proves nothing.
failed() { printf '1..1\nnot ok 1 - %s\n' "$(plain "$1")" >/dev/ttyS1; }
