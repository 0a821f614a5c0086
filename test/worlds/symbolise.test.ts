import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { cellSymboliser } from '../../harness/pipeline/stages/symbolise.ts';
import type { Event } from '../../harness/records/events.ts';
import { type BuiltTree, builtTreeSchema } from '../../harness/records/run/build.ts';
import { cellRecordSchema } from '../../harness/records/run/cell.ts';
import { inputError } from '../../harness/text/errors.ts';
import { aCell, aRecord } from '../fixtures/records.ts';
import { aSplat } from '../unit/judge/detectors/facts.ts';
import { Tree } from '../unit/symbols/tree.ts';
import { World } from './helpers.ts';

const folder = t.testdir({});
const tree = new Tree(folder);
const outer = tree.returnFrom('outer');
const splat = { ...aSplat('warning', 'WARNING in outer'), function: 'outer', text: ` ${outer}` };

const built = (key: string, vmlinux: string): BuiltTree =>
  builtTreeSchema.parse({
    outcome: 'built',
    key,
    source: 's',
    release: '6.1',
    vmlinux,
    config: '',
    log: '',
    seconds: 1,
    objects: 1,
    warnings: [],
    addedWarnings: [],
  });

t.test(
  'splats of cells have the lines of their own tree; where there is none they stay, and that is told once',
  async (t) => {
    const told: Event[] = [];
    const cache = t.testdir({});
    const controller = new AbortController();
    const symbolise = cellSymboliser({
      stage: 'run',
      build: {
        format: 'pinproof.build/1',
        toolchain: 'x',
        trees: {
          base: built('k1', tree.vmlinux),
          gone: built('k2', `${folder}/none`),
          failed: { outcome: 'failed', stage: 'build', message: 'x' },
        },
      },
      run: { path: folder },
      cache,
      tell: (event) => told.push(event),
      signal: controller.signal,
    });
    const of = (id: string) => aRecord([splat as never], { cell: aCell({ tree: id }) });
    const record = cellRecordSchema.parse(await symbolise(of('base')));
    t.match(record.observations, [
      {
        text: ` ${outer}`,
        locations: [{ at: outer, frames: [{ file: 'include/inner.h' }, {}, { file: 'mm/gup.c' }] }],
      },
    ]);
    t.same(told, []);
    t.same(readdirSync(join(cache, 'symbols')), ['k1.json'], 'answers are kept by build');
    const nowhere = aRecord([{ ...splat, text: ' bpf_prog_1+0x1/0x2' } as never]);
    t.strictSame(await symbolise(nowhere), nowhere, 'nothing known, nothing added');
    for (const id of ['gone', 'gone', 'failed']) t.strictSame(await symbolise(of(id)), of(id), id);
    t.match(told, [
      { type: 'warning', stage: 'run', subject: 'gone', text: /^splats have no lines: .*none: .*cannot be read/ },
    ]);
    t.equal(told.length, 1);
    controller.abort(inputError({ what: 'interrupted' }));
    await t.rejects(symbolise(aRecord([{ ...splat, text: tree.returnFrom('dies') } as never])), /interrupted/);
  },
);

t.test('parse --vmlinux and --modules', async (t) => {
  const world = new World(t.testdir({}));
  const place = `${tree.returnFrom('mod_read', { object: `${tree.modules}/kernel/fs/my-mod.ko` })} [my_mod]`;
  const text = [
    'BUG: kernel NULL pointer dereference, address: 0',
    `RIP: 0010:${outer}`,
    'Call Trace:',
    ` ${place}`,
    ' </TASK>',
  ];
  const console = world.write('console.log', text.map((line, index) => `[    1.00000${index}] ${line}\n`).join(''));

  const lines = await world.pinproof('parse', '--vmlinux', tree.vmlinux, console);
  t.equal(lines.code, 0, lines.stderr);
  const behind = `mm/gup.c:${tree.line('mm/gup.c', 'behind the call')}`;
  t.ok(
    lines.stdout.includes(` in outer (${behind}) (truncated)\n`) || lines.stdout.includes(` in outer (${behind})\n`),
    lines.stdout,
  );
  t.ok(lines.stdout.includes(`RIP: 0010:${outer} (${behind})\n`));
  t.ok(lines.stdout.includes(`   ${place}\n`));
  t.equal(lines.stderr, `pinproof: ${console}: ${place} is in no module that was found and has debug information\n`);

  const json = await world.pinproof('parse', '--vmlinux', tree.vmlinux, '--modules', tree.modules, '--json', console);
  t.same([json.code, json.stderr], [0, '']);
  t.match(JSON.parse(json.stdout)[0].reports[0].locations, [
    { at: outer },
    { at: place, frames: [{ file: 'fs/mod.c' }] },
  ]);

  const foreign = world.write(
    'foreign.log',
    `BUG: kernel NULL pointer dereference, address: 0\n ${outer}\n gup+0x1/0x2\n sink+0x1/0x2\n`,
  );
  const other = await world.pinproof('parse', '--vmlinux', tree.vmlinux, foreign);
  t.equal(other.code, 0);
  t.notMatch(other.stdout, /gup\.c/);
  t.match(other.stderr, /^pinproof: .*foreign\.log: .*vmlinux is of another build: .*\n$/);

  const clean = world.write('clean.log', '[    1.000000] all is well\n');
  for (const [args, message] of [
    [['--vmlinux', console, clean], /console\.log: this is not an ELF file/],
    [['--vmlinux', tree.vmlinux, '--modules', 'none', console], /none: the folder of modules cannot be read/],
    [['--modules', tree.modules, console], /modules alone .*\n {2}-> give --vmlinux/],
  ] as const) {
    const { code, stdout, stderr } = await world.pinproof('parse', ...args);
    t.same([code, stdout], [2, ''], args.join(' '));
    t.match(stderr, message);
  }
});

t.test('a run whose kernel has no debug information says so, and is judged', async (t) => {
  const world = new World(t.testdir({}));
  const suite = world.suite('oops', { bad: world.behaviour('bad', 'mmap-store-writeback', 'oops') });
  const { code, stderr } = await world.pinproof('run', suite);
  t.equal(code, 1, stderr);
  t.match(
    stderr,
    /bad: splats have no lines: .*vmlinux: the file has no debug information/,
    'the fake kernel has none',
  );
});
