// SPDX-License-Identifier: GPL-2.0
#include "settle.h"

bool halts(const unsigned char *code, size_t size)
{
	static const unsigned char HLT = 0xf4;

	return size == sizeof(HLT) && *code == HLT;
}
