// SPDX-License-Identifier: GPL-2.0
/* Debian's fio. */
#include "pinproof.h"
#include "tool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The part of the file that fio reads into, and the part behind it that it writes to. */
#define BLOCK (64UL << 10)
#define DEPTH 8UL
#define STORED_AT (1UL << 20)
#define STORED_SIZE (128UL << 10)

enum { MOST_ARGUMENTS = 64, LEAST_SYNCS = 4 };
#define LEAST_BYTES (1UL << 20)

/*
 * The number behind the last of several keys, each looked for behind the one
 * before: fio's JSON is of one shape.
 */
static long number(const char *json, const char *const keys[])
{
	char quoted[64];

	for (; *keys; keys++) {
		snprintf(quoted, sizeof(quoted), "\"%s\" : ", *keys);
		json = strstr(json, quoted);
		if (!json)
			give_up("fio's JSON lacks a number", 0);
		json += strlen(quoted);
	}
	return strtol(json, NULL, 10);
}
#define NUMBER(json, ...) number(json, (const char *const[]){ __VA_ARGS__, NULL })

/* From a job's name to the end. */
static const char *job(const char *json, const char *name)
{
	char key[64];
	const char *found;

	snprintf(key, sizeof(key), "\"jobname\" : \"%s\"", name);
	found = strstr(json, key);
	if (!found)
		give_up("fio's JSON lacks a job", 0);
	return found;
}

/* A job's errors, by its own count, as a check. */
static void check_job(const struct tool *tool, const char *json, const char *name)
{
	const char *from = job(json, name);
	long error = NUMBER(from, "error"), count = NUMBER(from, "total_err");
	long first = count ? NUMBER(from, "first_error") : error;
	const char *words = last_words(tool);

	if (!error && !count)
		check(true, "fio, job %s", name);
	else
		check(false, "fio, job %s: %ld errors, the first %s%s%s", name, count ? count : 1,
		      strerrorname_np(first) ?: "without a name", *words ? "; " : "", words);
}

/*
 * Runs fio with jobs behind what all have in common, and returns its JSON.
 * Threads, because preload/ has shared memory for nothing else. The kernel's clock: its own
 * would try the processor's for a while. An error is counted, and the job goes
 * on: one of those that fio takes for such, EIO and EILSEQ, or btrfs's EUCLEAN,
 * of reads, writes and syncs, and checks (fio has no name for EUCLEAN).
 */
static const char *run_fio(struct tool *tool, const char *const jobs[])
{
	char seed[32], output[256], to[300], *arguments[MOST_ARGUMENTS] = {
		"fio", "--output-format=json", to, "--eta=never", "--thread", "--clocksource=clock_gettime",
		"--disk_util=0", "--invalidate=0", "--continue_on_error=all", "--ignore_error=5:84:117,5:84:117,5:84:117", seed,
	};
	int count = 11, code;
	const char *json;

	snprintf(seed, sizeof(seed), "--randseed=%ld", parameter("seed"));
	snprintf(output, sizeof(output), "%s/fio.json", text_parameter("state"));
	snprintf(to, sizeof(to), "--output=%s", output);
	while (*jobs && count < MOST_ARGUMENTS - 1)
		arguments[count++] = (char *)*jobs++;
	start_tool(tool, "fio", arguments, true);
	code = wait_tool(tool);
	json = text_of(output);
	/* Its JSON has jobs that failed, too; without any job fio did not come that far. */
	if (!strstr(json, "\"jobname\"")) {
		check(false, "fio ended with %d: %s", code, last_words(tool));
		give_up("fio wrote no JSON", 0);
	}
	check(code < 128, "fio ended with %d", code);
	return json;
}

/*
 * O_DIRECT reads of a slow disk into a shared mapping, eight at a time, and
 * beside them a job that writes to the same file behind the mapped part, with
 * fdatasync after each write, so that fio's own buffers are written back while
 * reads into them are under way. First the disk is filled, by fio too, at random:
 * a page that is read again unchanged proves nothing.
 */
void fio_mapping(void)
{
	char source[128], memory[300], target[300], runtime[32], sizes[4][32];
	const char *const jobs[] = {
		"--name=fill", source, "--rw=write", "--direct=1", sizes[0], "--size=4M", "--ioengine=psync",
		"--name=read", "--stonewall", "--time_based", runtime, source, "--rw=read", "--direct=1", sizes[0],
		"--size=4M", sizes[1], "--ioengine=libaio", memory,
		"--name=store", "--time_based", runtime, target, "--rw=randwrite", "--bs=4k", sizes[2], sizes[3], "--ioengine=psync",
		"--fdatasync=1", NULL,
	};
	long read, syncs;
	struct tool tool;
	struct file file;
	const char *json;

	/* A page more than fio's blocks: it maps one to align them in. */
	open_file(&file, STORED_AT + STORED_SIZE);
	snprintf(source, sizeof(source), "--filename=%s", text_parameter("source"));
	snprintf(memory, sizeof(memory), "--mem=mmapshared:%s", file_path());
	snprintf(target, sizeof(target), "--filename=%s", file_path());
	snprintf(runtime, sizeof(runtime), "--runtime=%ld", parameter("seconds"));
	snprintf(sizes[0], sizeof(sizes[0]), "--bs=%lu", BLOCK);
	snprintf(sizes[1], sizeof(sizes[1]), "--iodepth=%lu", DEPTH);
	snprintf(sizes[2], sizeof(sizes[2]), "--offset=%lu", STORED_AT);
	snprintf(sizes[3], sizeof(sizes[3]), "--size=%lu", STORED_SIZE);
	json = run_fio(&tool, jobs);
	read = NUMBER(job(json, "read"), "read", "io_bytes");
	/* With --fdatasync total_ios of its syncs stays 0, and those that failed have no latency. */
	syncs = NUMBER(job(json, "store"), "sync", "lat_ns", "N") + NUMBER(job(json, "store"), "total_err");
	count_progress(COUNT_BYTES_READ, read);
	count_progress(COUNT_SYNCS, syncs);
	if (read >= (long)LEAST_BYTES && syncs >= LEAST_SYNCS)
		count_progress(COUNT_TOOLS_WORKED, 1);
	check_job(&tool, json, "fill");
	check_job(&tool, json, "read");
	check_job(&tool, json, "store");
	/* Nothing writes any more: what was read into the mapping must be on the disk. */
	memcpy(file.model, file.mapping, file.size);
	close_file(&file);
}

/* O_DIRECT writes with a checksum in each block, and reads that look at them. */
void fio_verify(void)
{
	char target[300];
	const char *const jobs[] = {
		"--name=verify", target, "--rw=randwrite", "--direct=1", "--bs=16k", "--size=2M", "--ioengine=libaio",
		"--iodepth=4", "--verify=crc32c", "--do_verify=1", NULL,
	};
	long written, read;
	struct tool tool;
	const char *json;

	snprintf(target, sizeof(target), "--filename=%s", file_path());
	json = run_fio(&tool, jobs);
	written = NUMBER(job(json, "verify"), "write", "io_bytes");
	read = NUMBER(job(json, "verify"), "read", "io_bytes");
	count_progress(COUNT_BYTES_WRITTEN, written);
	count_progress(COUNT_BYTES_READ, read);
	if (written >= (long)LEAST_BYTES && read >= (long)LEAST_BYTES)
		count_progress(COUNT_TOOLS_WORKED, 1);
	check_job(&tool, json, "verify");
}
