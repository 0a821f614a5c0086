import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { z } from 'zod';
import { World } from './helpers.ts';
import { type Step, writeSteps } from './patches.ts';

const schema = z.fromJSONSchema(
  JSON.parse(readFileSync(new URL('../../docs/schemas/series.schema.json', import.meta.url), 'utf8')),
);
const append = (file: string, after: string, text: string): Step => ({ file, from: after, to: `${after}${text}` });
const unused = (name: string): string => `\nstatic int ${name}(void)\n{\n\treturn 0;\n}\n`;
const gup = 'return sizeof(pin_user_pages);\n}\n';
const fops = 'GUEST("dio-read-into-mapping", "pass");\n';

t.test('which patch brings a warning and which takes one away; what is built is never built again', async (t) => {
  const world = new World(t.testdir({}));
  const series = writeSteps(world, 'mine', [
    append('mm/gup.c', 'int pinned_pages(void);\n', '\n/* moves all below */\n'),
    append('mm/gup.c', gup, unused('forgotten')),
    append('block/fops.c', fops, '/* nothing */\n'),
    { file: 'mm/gup.c', from: unused('forgotten'), to: '' },
  ]);
  const suite = world.suite('mine', { mine: series });
  const first = await world.pinproof('check-series', suite);
  t.equal(first.code, 1, first.stderr);
  t.match(
    first.stdout,
    /^pinproof · mine\n\n {2}mine, on .*, 6\.1\.0-fake\n\n {2}1 {2}✓ builds {9}mine: step 1\n {2}2 {2}✗ 1 new warning {2}mine: step 2\n {7}\+ mm\/gup\.c:\d+: .forgotten. defined but not used \[-Wunused-function\]\n {2}3 {2}✓ builds .*\n {2}4 .*\n {7}- mm\/gup\.c:\d+: .forgotten. defined/,
  );
  t.match(first.stdout, /\n {2}Each of 4 patches builds; 1 new warning\n$/);
  const record = world.record('series.json');
  t.ok(schema.safeParse(record).success, 'as its published schema has it');
  t.match(
    record.candidates.mine.patches,
    [
      { number: 1, name: '0001-step.patch', messageIds: ['1@example.org'], outcome: 'built', objects: 1, against: 0 },
      { number: 2, objects: 1, against: 1 },
      { number: 3, objects: 1, addedWarnings: [], goneWarnings: [] },
      { number: 4, objects: 1, addedWarnings: [], goneWarnings: [{ file: 'mm/gup.c' }] },
    ],
    'each compiles what it touches itself, and not what those before it touched',
  );
  t.same(world.guests(), [], 'no guest runs');
  t.equal(readdirSync(join(world.cache, 'trees')).length, 1, 'of the trees only the base is kept');
  t.same(world.debris(), []);

  world.forget();
  const again = await world.pinproof('check-series', suite, '--json');
  t.same([again.code, world.made()], [1, []], 'all is recalled');
  t.same(JSON.parse(again.stdout).candidates, record.candidates);

  await world.pinproof('build', join(world.cwd, 'pinproof-out', 'latest'));
  t.same(world.made(), [], 'the tree up to the last patch is the candidate');
});

t.test('a patch that does not build, and the next that mends it', async (t) => {
  const world = new World(t.testdir({}));
  const series = writeSteps(world, 'mine', [
    append('mm/gup.c', gup, 'int undeclared(void)\n{\n\treturn missing;\n}\n'),
    { file: 'mm/gup.c', from: 'return missing;', to: 'return 0;' },
    append('block/fops.c', fops, unused('late')),
  ]);
  const { code, stdout, stderr } = await world.pinproof('check-series', '--base', world.kernel, '--series', series);
  t.equal(code, 1, stderr);
  t.match(
    stdout,
    /1 {2}✗ does not build .*\n {7}mm\/gup\.c:\d+: the tree does not build\n {9}mm\/gup\.c:\d+:\d+: error: .missing. undeclared/,
  );
  t.match(stdout, /2 {2}✗ 1 new warning .*\n {7}\+ mm\/gup\.c:\d+: no previous prototype|2 {2}✓ builds/);
  t.match(stdout, /3 {2}✗ 1 new warning .*\n {7}\+ block\/fops\.c:\d+: .late. defined but not used/);
  t.match(stdout, /\n {2}2 of 3 patches build; 1 new warning\n/);
  const { patches } = world.record('series.json').candidates.candidate;
  t.match(patches, [{ outcome: 'failed', stage: 'build' }, { against: 0 }, { against: 2 }]);
  t.match(world.latest(patches[0].log), /error: .missing. undeclared/);
});

t.test('a patch that does not apply ends it, and says where', async (t) => {
  const world = new World(t.testdir({}));
  const series = writeSteps(world, 'mine', [
    append('block/fops.c', fops, '/* one */\n'),
    append('block/fops.c', '/* one */\n', '/* two */\n'),
    append('block/fops.c', '/* two */\n', '/* three */\n'),
  ]);
  const second = join(series, '0002-step.patch');
  writeFileSync(second, readFileSync(second, 'utf8').replaceAll('/* one */', '/* other */'));
  const { code, stdout } = await world.pinproof('check-series', world.suite('mine', { mine: series }));
  t.equal(code, 1);
  t.match(stdout, /1 {2}✓ builds {8}/);
  t.match(
    stdout,
    /2 {2}✗ does not apply {2}mine: step 2\n {7}block\/fops\.c, hunk 1 of 1 .*does not apply\n {9}Tried on .*, behind 1 other of its series\.\n/,
  );
  t.match(stdout, /3 {2}– not tried .*\n\n {2}1 of 3 patches build; none brings a warning\n/);
});

t.test('a base that does not build, and a suite without a series', async (t) => {
  const world = new World(t.testdir({}));
  const series = writeSteps(world, 'mine', [append('block/fops.c', fops, '/* one */\n')]);
  const suite = world.suite('mine', { mine: series });
  const none = await world.pinproof('check-series', world.suite('none', {}));
  t.equal(none.code, 2);
  t.match(none.stderr, /no candidate has a series/);
  world.write('kernel/mm/page-writeback.c', 'int broken(');
  const broken = await world.pinproof('check-series', suite);
  t.equal(broken.code, 3);
  t.match(broken.stderr, /the tree does not build without the series\n/);
});

t.test('a series from git needs no base: its own is the commit before it', async (t) => {
  const world = new World(t.testdir({}));
  const { spawnSync } = await import('node:child_process');
  const git = (...args: string[]): void => {
    const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.org'];
    spawnSync('git', ['-C', world.kernel, ...identity, ...args], { env: { PATH: process.env['PATH'] } });
  };
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message=start');
  git('tag', 'v1');
  world.write('kernel/mm/gup.c', `${readFileSync(join(world.kernel, 'mm/gup.c'), 'utf8')}${unused('forgotten')}`);
  git('commit', '--quiet', '--all', '--message=mm: forget it');
  const { code, stdout, stderr } = await world.pinproof('check-series', '--series', 'git:../kernel#v1..HEAD');
  t.equal(code, 1, stderr);
  t.match(stdout, /candidate, on [0-9a-f]+ [0-9a-f]{12}, 6\.1\.0-fake\n/);
  t.match(stdout, /1 {2}✗ 1 new warning {2}mm: forget it\n {7}\+ mm\/gup\.c/);
  const plan = world.record('plan.json');
  t.match(Object.values(plan.origins), [/^git:kernel#[0-9a-f]{40}\.\.[0-9a-f]{40}$/]);
});
