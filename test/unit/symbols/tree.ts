import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A tree of a few functions, compiled as kbuild does it: in build/, with sources named from there. */

const sources: Record<string, string> = {
  'include/inner.h': `
int sink(int);
extern volatile int after;
static inline __attribute__((always_inline)) int inner(int x)
{
	return sink(x); /* in inner */
}
`,
  'mm/gup.c': `
#include "../include/inner.h"
static inline __attribute__((always_inline)) int middle(int x)
{
	return inner(x + 1); /* in middle */
}
__attribute__((noinline)) int outer(int x)
{
	int y = middle(x); /* in outer */
	after = y; /* behind the call */
	return y + 1;
}
static __attribute__((noinline)) int show(int x)
{
	return sink(x) + 1; /* show of gup.c */
}
int gup(int x) { return show(x) + outer(x); }
`,
  'mm/slub.c': `
#include "../include/inner.h"
static __attribute__((noinline)) int show(int x)
{
	return sink(x) * sink(x + 5) + sink(x + 9); /* show of slub.c */
}
__attribute__((noreturn)) void stop(void);
__attribute__((noinline)) void dies(int x)
{
	after = x;
	stop(); /* the end of dies */
}
int slub(int x) { return show(x); }
__attribute__((aligned(256))) int padded(int x) { after = x; return x; }
`,
  'init/main.c': `
#include "../include/inner.h"
volatile int after;
int gup(int), slub(int), padded(int);
void dies(int);
__attribute__((noinline, noreturn)) void stop(void) { for (;;) after = 1; }
__attribute__((noinline)) int sink(int x) { after = x; return after; }
int kernel_init(void) { dies(gup(1) + slub(2) + padded(3)); return 0; }
`,
  'fs/mod.c': `
int printk(int);
int mod_read(int x)
{
	return printk(x) + 1; /* in mod_read */
}
__attribute__((section(".init.text"))) int mod_init(int x)
{
	return printk(x + 1) + 2; /* in mod_init */
}
`,
};

const flags = ['-g', '-O2', '-fcf-protection=none', '-fno-pic', '-fno-reorder-functions', '-falign-functions=1'];

export class Tree {
  readonly folder: string;
  readonly vmlinux: string;
  readonly modules: string;

  constructor(folder: string) {
    this.folder = folder;
    this.modules = join(folder, 'modules');
    this.vmlinux = join(folder, 'build', 'vmlinux');
    for (const [name, text] of Object.entries(sources)) this.write(name, text);
    mkdirSync(join(folder, 'build'));
    mkdirSync(join(folder, 'modules', 'kernel', 'fs'), { recursive: true });
    const objects = ['../init/main.c', '../mm/gup.c', '../mm/slub.c'];
    this.gcc('-nostdlib', '-static', '-no-pie', '-Wl,-e,kernel_init', '-o', 'vmlinux', ...objects);
    this.gcc('-c', '-o', '../modules/kernel/fs/my-mod.ko', '../fs/mod.c');
  }

  gcc(...args: string[]): void {
    execFileSync('gcc', [...flags, ...args], { cwd: join(this.folder, 'build') });
  }

  write(name: string, text: string): void {
    mkdirSync(dirname(join(this.folder, name)), { recursive: true });
    writeFileSync(join(this.folder, name), text);
  }

  /** The line of a source that holds a comment. */
  line(file: string, comment: string): number {
    const index = readFileSync(join(this.folder, file), 'utf8')
      .split('\n')
      .findIndex((line) => line.includes(`/* ${comment} */`));
    if (index < 0) throw new Error(`${file} has no ${comment}`);
    return index + 1;
  }

  /**
   * The place that the kernel prints for the return address of a function's first call, from the disassembly.
   * @param nth of the functions of that name, in the order of their addresses
   */
  returnFrom(caller: string, { object = this.vmlinux, nth = 0 } = {}): string {
    const functions = disassembled(object);
    const own = functions.filter(({ name }) => name === caller)[nth];
    if (own === undefined) throw new Error(`${object} has no ${caller}`);
    const { start } = own;
    const next = functions.find((each) => each.start > start)?.start ?? start + 0x100;
    const call = own.instructions.findIndex(({ text }) => text.startsWith('call'));
    if (call < 0) throw new Error(`${caller} calls nothing`);
    const back = own.instructions[call + 1]?.address ?? next;
    return `${caller}+0x${(back - start).toString(16)}/0x${(next - start).toString(16)}`;
  }

  /** The place behind the last byte of a function: what a `? func` guess is that points to the next one. */
  behind(name: string): string {
    const functions = disassembled(this.vmlinux);
    const index = functions.findIndex((each) => each.name === name);
    const size = ((functions[index + 1]?.start ?? 0) - (functions[index]?.start ?? 0)).toString(16);
    return `${name}+0x${size}/0x${size}`;
  }
}

interface Disassembled {
  name: string;
  start: number;
  instructions: { address: number; text: string }[];
}

function disassembled(object: string): Disassembled[] {
  const functions: Disassembled[] = [];
  for (const line of execFileSync('objdump', ['-d', '--no-show-raw-insn', object], { encoding: 'utf8' }).split('\n')) {
    const [, start, name] = /^([0-9a-f]{16}) <(.+)>:$/.exec(line) ?? [];
    if (start !== undefined) functions.push({ name: name ?? '', start: Number.parseInt(start, 16), instructions: [] });
    const [, address, text] = /^ +([0-9a-f]+):\t(\w.*)$/.exec(line) ?? [];
    if (address !== undefined)
      functions.at(-1)?.instructions.push({ address: Number.parseInt(address, 16), text: text ?? '' });
  }
  return functions;
}
