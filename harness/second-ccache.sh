#!/bin/sh
# ccache's prefix command (harness/compile/make/compilerCache.ts): the compiler, by way of a second cache that may be written.
unset CCACHE_DISABLE CCACHE_READONLY CCACHE_PREFIX CCACHE_TEMPDIR
export CCACHE_DIR="$SECOND_CCACHE_DIR" CCACHE_MAXSIZE="$SECOND_CCACHE_MAXSIZE"
exec ccache "$@"
