// SPDX-License-Identifier: GPL-2.0
#include "ids.h"

#define ID(name, id) [name] = id,
#define COUNTER_SCOPE(name, scope, id) [name] = scope,
#define COUNTER_ID(name, scope, id) [name] = id,

const char *comparison_id(enum comparison comparison)
{
	static const char *const ids[] = { COMPARISONS(ID) };

	return ids[comparison];
}

const char *call_id(enum call call)
{
	static const char *const ids[] = { CALLS(ID) };

	return ids[call];
}

const char *operation_id(enum operation operation)
{
	static const char *const ids[] = { OPERATIONS(ID) };

	return ids[operation];
}

const char *counter_id(enum counter counter)
{
	static const char *const ids[] = { COUNTERS(COUNTER_ID) };

	return ids[counter];
}

const char *counter_scope(enum counter counter)
{
	static const char *const scopes[] = { COUNTERS(COUNTER_SCOPE) };

	return scopes[counter];
}

const char *phase_id(enum phase phase)
{
	static const char *const ids[] = { PHASES(ID) };

	return ids[phase];
}

const char *mark_text(enum mark mark)
{
	static const char *const texts[] = { MARKS(ID) };

	return texts[mark];
}
