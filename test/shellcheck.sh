#!/bin/sh
# Reads every shell script of the project for mistakes; part of `npm run check`.
set -eu
cd "$(dirname "$0")/.."
shellcheck harness/*.sh test/*.sh .ci/run
# What runs in the guest: it reads the settings of a disk and of a file system from files that only the guest has (SC1090,
# SC1091, SC2154), and `done` is the name of a phase (SC1010).
shellcheck --shell=sh --exclude=SC1010,SC1090,SC1091,SC2154 vm/init vm/prepare vm/report.sh
