#!/bin/sh
# Installs what is missing: Debian packages through apt, named first, and this project's npm packages.
# Plain sh, for it runs before anything else is there. `npm start` and `npm test` call it, the latter with a list of its own.
set -eu
cd "$(dirname "$0")/.."

# The same test as `pinproof doctor` makes (harness/cli/verbs/doctor.ts): a file, or a program in $PATH.
have() {
	case $1 in
	/*) [ -e "$1" ] ;;
	*) PATH="$PATH:/usr/sbin:/sbin" command -v "$1" >/dev/null 2>&1 ;;
	esac
}

missing=
for list in harness/debian-packages.txt "$@"; do
	while read -r package proof _; do
		case $package in '' | '#'*) continue ;; esac
		have "$proof" || missing="$missing $package"
	done <"$list"
done

if [ -n "$missing" ]; then
	echo "pinproof needs these Debian packages, which are not installed:"
	for package in $missing; do echo "  $package"; done
	if ! command -v apt-get >/dev/null 2>&1; then
		echo "pinproof: there is no apt-get here; install what these packages hold by hand" >&2
		exit 69
	fi
	sudo=
	if [ "$(id -u)" -ne 0 ]; then
		if ! command -v sudo >/dev/null 2>&1; then
			echo "pinproof: not root, and no sudo; as root: apt-get install$missing" >&2
			exit 69
		fi
		sudo=sudo
	fi
	echo "Installing them with ${sudo:+$sudo }apt-get."
	# An old package list is the usual reason why an install fails: fetch it first.
	$sudo apt-get update -qq
	# shellcheck disable=SC2086 # one word a package
	$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
	case $(qemu-system-x86_64 --version) in
	*" version 7."*) echo "This QEMU gives cells one processor. A newer one gives them two: npx pinproof doctor says how." ;;
	esac
fi

# npm writes this file when it is done; an interrupted install leaves none, or an old one.
# shellcheck disable=SC3013 # dash and busybox both know -nt
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
	npm ci --no-audit --no-fund
	# tap takes its own TypeScript plugin out by building itself anew, and its first run would still have it.
	PATH="$PWD/node_modules/.bin:$PATH" tap build
fi
