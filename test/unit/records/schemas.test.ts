import { readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import { schemaFiles } from '../../../harness/records/writeSchemas.ts';

const folder = new URL('../../../docs/schemas/', import.meta.url);

t.test('the published schemas are those of the records (npm run schemas)', async (t) => {
  const files = schemaFiles();
  t.strictSame(readdirSync(folder).toSorted(), [...files.keys()].toSorted());
  for (const [name, text] of files) t.equal(readFileSync(new URL(name, folder), 'utf8'), text, name);
});

t.test('what people write may leave defaults out; what pinproof writes has them all', async (t) => {
  const files = schemaFiles();
  t.strictSame(JSON.parse(files.get('suite.schema.json') ?? '').required, ['base', 'workloads']);
  t.match(JSON.parse(files.get('verdict.schema.json') ?? '').required, ['format']);
  t.match(files.get('suite.schema.json'), /draft-07/);
});
