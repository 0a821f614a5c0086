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

t.test('each field of each published schema has a description', async (t) => {
  for (const [name, text] of schemaFiles()) t.strictSame(undescribed(JSON.parse(text)), [], name);
});

t.test('a field without a description is found at any depth', async (t) => {
  const field = { type: 'string' };
  const nested = { type: 'object', properties: { field } };
  t.strictSame(undescribed(nested), ['.field']);
  t.strictSame(undescribed({ items: [nested, nested] }), ['[].field', '[].field']);
  t.strictSame(undescribed({ anyOf: [field, { additionalProperties: nested }] }), ['{}.field']);
  const definitions = { known: { ...field, description: 'text' }, unknown: nested };
  const properties = { a: { $ref: '#/definitions/known' }, b: { $ref: '#/definitions/unknown' } };
  t.strictSame(undescribed({ properties, definitions }), ['.b', '#unknown.field']);
});

/** A part of a JSON Schema, as far as fields can be within. */
interface Part {
  type?: string;
  description?: string;
  $ref?: string;
  properties?: Record<string, Part>;
  items?: Part | Part[];
  additionalProperties?: Part | boolean;
  anyOf?: Part[];
  oneOf?: Part[];
  allOf?: Part[];
  definitions?: Record<string, Part>;
}

/** Returns the paths of all fields of a schema that have no description, nor the definition that they refer to. */
function undescribed(part: Part, path = '', root = part): string[] {
  const described = (field: Part): boolean => {
    const name = field.$ref?.replace('#/definitions/', '');
    return (field.description ?? root.definitions?.[name ?? '']?.description ?? '') !== '';
  };
  const { properties = {}, items = [], additionalProperties: more, definitions = {} } = part;
  return [
    ...Object.entries(properties).flatMap(([name, field]) => [
      ...(described(field) ? [] : [`${path}.${name}`]),
      ...undescribed(field, `${path}.${name}`, root),
    ]),
    ...[items].flat().flatMap((each) => undescribed(each, `${path}[]`, root)),
    ...(typeof more === 'object' ? undescribed(more, `${path}{}`, root) : []),
    ...[part.anyOf, part.oneOf, part.allOf].flatMap((each = []) =>
      each.flatMap((branch) => undescribed(branch, path, root)),
    ),
    ...Object.entries(definitions).flatMap(([name, each]) => undescribed(each, `${path}#${name}`, root)),
  ];
}
