/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Writes one line of a guest's report: "# pinproof " and a JSON object. Nothing
 * else in C writes JSON.
 */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stdio.h>

struct json {
	FILE *to;
	/* Whether the next value is the first in its object or list. */
	bool first;
};

/* Begins a line; its first member is the type of the observation. */
void json_begin(struct json *json, FILE *to, const char *type);

/* Add a member. In a list, where a value has no key, the key is NULL. */
void json_text(struct json *json, const char *key, const char *text);
void json_number(struct json *json, const char *key, unsigned long long number);
void json_seconds(struct json *json, const char *key, double seconds);
void json_flag(struct json *json, const char *key, bool flag);

/* Begin a member that is a list, and end it. */
void json_open_list(struct json *json, const char *key);
void json_close_list(struct json *json);

/* Ends the line, and flushes the stream. */
void json_end(struct json *json);

#endif
