import t from 'tap';
import { z } from 'zod';
import { PinproofError } from '../../../harness/text/errors.ts';
import { nearest } from '../../../harness/text/nearest.ts';
import { readYaml } from '../../../harness/text/yaml.ts';

const schema = z.strictObject({
  base: z.strictObject({ source: z.string() }),
  flavour: z.enum(['plain', 'debug']).default('plain'),
  workloads: z
    .array(
      z.union([
        z.string().regex(/^[a-z-]+$/, 'a name'),
        z.strictObject({ name: z.string(), syncs: z.number().optional() }),
      ]),
    )
    .min(1),
});

function mistakeIn(text: string): string {
  try {
    readYaml(text, 's.yaml', schema);
  } catch (error) {
    if (error instanceof PinproofError) return error.message;
    throw error;
  }
  return 'none';
}

const good = 'base: {source: x}\nworkloads: [a]\n';

t.test('a value knows where its parts stand', (t) => {
  const { value, where } = readYaml('base:\n  source: x\nworkloads:\n  - a\n  - {name: b}\n', 's.yaml', schema);
  t.same(value, { base: { source: 'x' }, flavour: 'plain', workloads: ['a', { name: 'b' }] });
  t.equal(where(['base', 'source']), 's.yaml:2:11');
  t.equal(where(['workloads', 1, 'name']), 's.yaml:5:12');
  t.equal(where(['workloads', 1, 'syncs']), 's.yaml:5:5', 'what is not there is where it would be');
  t.end();
});

t.test('every mistake has a place, what was expected, and the nearest word', (t) => {
  t.equal(mistakeIn(good), 'none');
  t.match(
    mistakeIn(`${good}flavour: debg\n`),
    /^s\.yaml:3:10: "flavour": .*"plain"\|"debug"\n {2}-> perhaps debug; there is plain, debug$/,
  );
  t.match(
    mistakeIn(`${good}flavor: debug\n`),
    /^s\.yaml:3:1: there is no field "flavor" here\n {2}-> perhaps flavour;/,
  );
  t.match(
    mistakeIn('base: {sorce: x}\nworkloads: [a]\n'),
    /^s\.yaml:1:8: there is no field "sorce" here\n {2}-> perhaps source;/,
  );
  t.match(
    mistakeIn('base: {source: x, sorce: y}\nworkloads: [a]\n'),
    /^s\.yaml:1:19: there is no field "sorce" here\n {2}-> perhaps source;/,
  );
  t.match(mistakeIn('base: x\nworkloads: [a]\n'), /^s\.yaml:1:7: "base": expected object, received string/);
  t.match(
    mistakeIn('base: {source: x}\nworkloads: [a, 3]\n'),
    /^s\.yaml:2:16: "workloads\.1": expected string or object/,
  );
  t.match(mistakeIn('base: {source: x}\nworkloads: [a, A B]\n'), /^s\.yaml:2:16: "workloads\.1": a name/);
  t.match(
    mistakeIn('base: {source: x}\nworkloads:\n  - {name: a, sync: 3}\n'),
    /^s\.yaml:3:15: there is no field "sync" here\n {2}-> perhaps syncs;/,
  );
  t.match(mistakeIn('base: {source: x}\nworkloads: []\n'), /^s\.yaml:2:12: "workloads": /);
  t.match(mistakeIn('workloads: [a]\n'), /^s\.yaml:1:1: "base": expected object/);
  t.match(mistakeIn('base: [\n'), /^s\.yaml:\d+:\d+: Flow sequence/);
  t.match(mistakeIn('a: 1\na: 2\n'), /^s\.yaml:2:1: Map keys must be unique/);
  t.match(mistakeIn('base: {source: x}\nworkloads: *none\n'), /^s\.yaml:2:12: Unresolved alias/);
  t.match(mistakeIn('\ufeffbase: {source: x}\r\nworklods: [a]\r\n'), /^s\.yaml:2:1: there is no field "worklods"/);
  t.match(mistakeIn(''), /^s\.yaml:1:1: the file: expected object/);
  t.end();
});

t.test('the nearest word', (t) => {
  const words = ['ext4', 'xfs', 'btrfs', 'rdma-write-writeback'];
  t.equal(nearest('btfs', words), 'btrfs');
  t.equal(nearest('xsf', words), 'xfs', 'letters swapped');
  t.equal(nearest('rdma-write-writebak', words), 'rdma-write-writeback');
  t.equal(nearest('zfs', ['ext4']), undefined);
  t.equal(nearest('EXT4', words), 'ext4');
  t.end();
});

t.test('aliases that would fill the memory are a mistake of the file, and one that is there may be used', (t) => {
  const names = [...'abcdefgh'];
  const list = (alias: string): string => `[${new Array(9).fill(alias).join(', ')}]`;
  const lines = names.map((name, index) => `${name}: &${name} ${list(index === 0 ? 'x' : `*${names[index - 1]}`)}\n`);
  t.match(mistakeIn(lines.join('')), /^s\.yaml: Excessive alias count/);
  t.equal(readYaml('base: {source: &s x}\nworkloads: [*s]\n', 's.yaml', schema).value.workloads[0], 'x');
  t.end();
});
