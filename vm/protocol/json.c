// SPDX-License-Identifier: GPL-2.0
#include "json.h"

static void write_string(FILE *to, const char *text)
{
	const unsigned char *at;

	fputc('"', to);
	for (at = (const unsigned char *)text; *at; at++) {
		if (*at < 0x20)
			fprintf(to, "\\u%04x", *at);
		else if (*at == '"' || *at == '\\')
			fprintf(to, "\\%c", *at);
		else
			fputc(*at, to);
	}
	fputc('"', to);
}

static void begin_value(struct json *json, const char *key)
{
	if (!json->first)
		fputc(',', json->to);
	json->first = false;
	if (!key)
		return;
	write_string(json->to, key);
	fputc(':', json->to);
}

void json_begin(struct json *json, FILE *to, const char *type)
{
	*json = (struct json){ .to = to, .first = true };
	fputs("# pinproof {", to);
	json_text(json, "type", type);
}

void json_text(struct json *json, const char *key, const char *text)
{
	begin_value(json, key);
	write_string(json->to, text);
}

void json_number(struct json *json, const char *key, unsigned long long number)
{
	begin_value(json, key);
	fprintf(json->to, "%llu", number);
}

void json_seconds(struct json *json, const char *key, double seconds)
{
	begin_value(json, key);
	fprintf(json->to, "%.2f", seconds);
}

void json_flag(struct json *json, const char *key, bool flag)
{
	begin_value(json, key);
	fputs(flag ? "true" : "false", json->to);
}

void json_open_list(struct json *json, const char *key)
{
	begin_value(json, key);
	fputc('[', json->to);
	json->first = true;
}

void json_close_list(struct json *json)
{
	fputc(']', json->to);
	json->first = false;
}

void json_end(struct json *json)
{
	fputs("}\n", json->to);
	fflush(json->to);
}
