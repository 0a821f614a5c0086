import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { findModules } from '../../../harness/symbols/modules.ts';
import { Symboliser } from '../../../harness/symbols/symboliser.ts';
import { Tree } from './tree.ts';

const tree = new Tree(t.testdir({}));
const symboliser = new Symboliser({ vmlinux: tree.vmlinux });
const outer = tree.returnFrom('outer');

t.test('a return address is in the call before it: innermost first, files as the tree names them', async (t) => {
  const { locations, unknown, strangers } = await symboliser.locate([` ? ${outer}`, 'nothing here']);
  t.strictSame(locations, [
    [
      {
        at: outer,
        frames: [
          { function: 'inner', file: 'include/inner.h', line: tree.line('include/inner.h', 'in inner') },
          { function: 'middle', file: 'mm/gup.c', line: tree.line('mm/gup.c', 'in middle') },
          { function: 'outer', file: 'mm/gup.c', line: tree.line('mm/gup.c', 'in outer') },
        ],
      },
    ],
    [],
  ]);
  t.same([unknown, strangers], [[], []]);
});

t.test('an instruction pointer is the instruction itself', async (t) => {
  const { locations } = await symboliser.locate([`RIP: 0010:${outer}\n ${outer}`]);
  t.strictSame(locations[0], [
    {
      at: outer,
      frames: [{ function: 'outer', file: 'mm/gup.c', line: tree.line('mm/gup.c', 'behind the call') }],
    },
  ]);
});

t.test('static functions that share a name are told apart by their size', async (t) => {
  const both = [0, 1].map((nth) => tree.returnFrom('show', { nth }));
  const { locations } = await symboliser.locate([both.join('\n')]);
  t.strictSame(
    locations[0]?.map(({ frames }) => frames.at(-1)),
    [
      { function: 'show', file: 'mm/gup.c', line: tree.line('mm/gup.c', 'show of gup.c') },
      { function: 'show', file: 'mm/slub.c', line: tree.line('mm/slub.c', 'show of slub.c') },
    ],
  );
});

t.test('a call that never returns may end its function; what points into padding is no return address', async (t) => {
  const end = tree.returnFrom('dies');
  t.match(end, /^dies\+0x(\w+)\/0x\1$/, 'behind the last byte');
  const { locations, unknown } = await symboliser.locate([`${end}\n ? ${tree.behind('slub')}`]);
  t.strictSame(locations[0], [
    { at: end, frames: [{ function: 'dies', file: 'mm/slub.c', line: tree.line('mm/slub.c', 'the end of dies') }] },
  ]);
  t.same(unknown, [], 'slub is known, and has no line there');
});

t.test('a damaged place is left as it is; a console of another build gets no line at all', async (t) => {
  const right = [outer, ...[0, 1].map((nth) => tree.returnFrom('show', { nth }))];
  const damaged = await symboliser.locate([[...right, 'gup+0x1/0x2', 'bpf_prog_1+0x1/0x2'].join('\n')]);
  t.same(
    [damaged.locations[0]?.length, damaged.unknown.map(({ name }) => name), damaged.strangers],
    [3, ['gup', 'bpf_prog_1'], []],
  );
  const foreign = await symboliser.locate([[...right, 'gup+0x1/0x2', 'sink+0x1/0x2'].join('\n')]);
  t.same([foreign.locations, foreign.strangers], [[[]], [tree.vmlinux]]);
});

t.test('modules: each section has addresses of its own; without a folder their places are left', async (t) => {
  const object = join(tree.modules, 'kernel/fs/my-mod.ko');
  const [read, init] = ['mod_read', 'mod_init'].map((name) => `${tree.returnFrom(name, { object })} [my_mod]`);
  const text = `${outer}\n${read}\n${init}`;
  const modules = await findModules(tree.modules);
  t.same([...modules], [['my_mod', object]]);
  const { locations } = await new Symboliser({ vmlinux: tree.vmlinux, modules }).locate([text]);
  t.strictSame(locations[0]?.slice(1), [
    { at: read, frames: [{ function: 'mod_read', file: 'fs/mod.c', line: tree.line('fs/mod.c', 'in mod_read') }] },
    { at: init, frames: [{ function: 'mod_init', file: 'fs/mod.c', line: tree.line('fs/mod.c', 'in mod_init') }] },
  ]);
  const without = await symboliser.locate([text]);
  t.same([without.locations[0]?.length, without.unknown.map(({ at }) => at)], [1, [read, init]]);

  const debug = join(tree.modules, 'symbols', 'my-mod.ko.debug');
  mkdirSync(join(tree.modules, 'symbols'));
  renameSync(object, debug);
  execFileSync('objcopy', ['--strip-debug', debug, object]);
  t.same([...(await findModules(tree.modules))], [['my_mod', debug]], 'the one that tells lines');
  const stripped = new Symboliser({ vmlinux: tree.vmlinux, modules: new Map([['my_mod', object]]) });
  t.same((await stripped.locate([text])).locations[0]?.length, 1, 'one that is stripped is no trouble to others');
  await t.rejects(findModules(join(tree.folder, 'none')), { blame: 'input', message: /folder of modules.*/ });
});

t.test('what does not tell lines is a clear error', async (t) => {
  const stripped = join(tree.folder, 'stripped');
  execFileSync('objcopy', ['--strip-debug', tree.vmlinux, stripped]);
  writeFileSync(join(tree.folder, 'empty'), '');
  for (const [name, message] of [
    ['stripped', /has no debug information/],
    ['mm/gup.c', /not an ELF file/],
    ['empty', /not an ELF file/],
    ['mm', /not an ELF file/],
    ['none', /cannot be read/],
  ] as const)
    await t.rejects(
      new Symboliser({ vmlinux: join(tree.folder, name) }).locate([outer]),
      { blame: 'input', message },
      name,
    );
});

t.test('answers are kept by build, and are found without the kernel', async (t) => {
  const cache = t.testdir({});
  const vmlinux = join(cache, 'vmlinux');
  execFileSync('cp', [tree.vmlinux, vmlinux]);
  const kept = { cache, build: 'b1' };
  const text = [`RIP: 0010:${outer}`, `${tree.returnFrom('dies')}\n${outer}`, tree.behind('slub')];
  const first = await new Symboliser({ vmlinux, kept }).locate(text);
  rmSync(vmlinux);
  t.strictSame((await new Symboliser({ vmlinux, kept }).locate(text)).locations, first.locations);
  await t.rejects(new Symboliser({ vmlinux, kept: { cache, build: 'b2' } }).locate(text), 'another build');
  const record = join(cache, 'symbols', 'b1.json');
  writeFileSync(record, readFileSync(record, 'utf8').slice(0, 50));
  execFileSync('cp', [tree.vmlinux, vmlinux]);
  const again = await new Symboliser({ vmlinux, kept }).locate(text);
  t.strictSame(again.locations, first.locations, 'a damaged record is none');
  rmSync(vmlinux);
  const nothing = new Symboliser({ vmlinux, kept: { cache, build: 'b3' } });
  t.same((await nothing.locate([])).locations, []);
  t.notOk(existsSync(join(cache, 'symbols', 'b3.json')));
});
