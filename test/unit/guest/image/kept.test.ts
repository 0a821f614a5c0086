import { mkdir, readdir, readFile, rename, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { keptProduct, type Recipe } from '../../../../harness/guest/image/kept.ts';

/** Files that a product is made from, older than a file system's clock step; the product is what they hold. */
async function aWorkshop(t: Test) {
  const folder = t.testdir({ library: 'one', other: 'two', cache: {} });
  await sleep(2100);
  const library = join(folder, 'library');
  const places = [library, join(folder, 'other'), join(folder, 'appears')];
  let made = 0;
  const recipe: Recipe = {
    cache: join(folder, 'cache'),
    folder: 'images',
    file: 'image',
    origin: async () => 'sources',
    make: async () => {
      made += 1;
      const texts = await Promise.all(places.map((path) => readFile(path, 'utf8').catch(() => '')));
      return { bytes: Buffer.from(texts.join(' ')), read: places };
    },
  };
  /** What the product holds, and whether it had to be made. */
  const product = async (over: Partial<Recipe> = {}) => {
    const before = made;
    const { path } = await keptProduct({ ...recipe, ...over });
    return [await readFile(path, 'utf8'), made > before ? 'made' : 'recalled'];
  };
  return { folder, library, recipe, product };
}

t.test('a product is recalled while all that it was made from is as it was', async (t) => {
  const { folder, library, recipe, product } = await aWorkshop(t);
  t.same(await product(), ['one two ', 'made']);
  t.same(await product(), ['one two ', 'recalled']);
  t.same(await product({ origin: async () => 'other sources' }), ['one two ', 'made']);
  t.same(await product({ folder: 'plugins' }), ['one two ', 'made'], 'another kind of product');

  // Of the same size and time, as dpkg and rsync would put it there.
  const { mtime } = await stat(library);
  await writeFile(join(folder, 'new'), 'ONE');
  await utimes(join(folder, 'new'), mtime, mtime);
  await rename(join(folder, 'new'), library);
  t.same(await product(), ['ONE two ', 'made'], 'another file at the same place');
  await writeFile(join(folder, 'appears'), 'three');
  t.same(await product(), ['ONE two three', 'made'], 'a file where there was none');
  await rm(join(folder, 'other'));
  t.same(await product(), ['ONE  three', 'made'], 'none where there was one');
  const { path } = await keptProduct(recipe);
  t.match(path, /images\/[0-9a-f]{20}\/image$/);
});

t.test('a cached product, or its name, that is damaged or gone is made again', async (t) => {
  const { recipe, product } = await aWorkshop(t);
  await product();
  const { path } = await keptProduct(recipe);
  const names = join(recipe.cache, 'image-names');
  const [name = ''] = await readdir(names);
  for (const [what, damage] of [
    ['cut', () => truncate(path, 2)],
    ['with other bytes', () => writeFile(path, 'ONE TWO ')],
    ['gone', () => rm(join(path, '..'), { recursive: true })],
    ['its name empty', () => writeFile(join(names, name, 'name.json'), '')],
    ['its name of another version', () => writeFile(join(names, name, 'name.json'), '{"product":"x"}')],
    ['its name gone', () => rm(names, { recursive: true })],
  ] as const) {
    await damage();
    t.same(await product(), ['one two ', 'made'], what);
    t.same(await product(), ['one two ', 'recalled'], what);
  }
  t.same(await readdir(join(recipe.cache, 'images')), [path.split('/').at(-2)]);
});

t.test('what changes while a product is made is not believed afterwards', async (t) => {
  const { library, recipe, product } = await aWorkshop(t);
  const make = async (scratch: string) => {
    const made = await recipe.make(scratch);
    await writeFile(library, 'new');
    return made;
  };
  t.same(await product({ make }), ['one two ', 'made']);
  t.same(await product(), ['new two ', 'made'], 'a file that was read');

  await sleep(2100);
  let edits = 0;
  const origin = async () => `edit ${edits++}`;
  t.same(await product({ origin }), ['new two ', 'made']);
  edits = 0;
  t.same(await product({ origin }), ['new two ', 'made'], 'a source');
});

t.test('where nobody knows what was read, a product is made each time', async (t) => {
  const { recipe, product } = await aWorkshop(t);
  const make = async (scratch: string) => ({ ...(await recipe.make(scratch)), read: undefined });
  t.same(await product({ make }), ['one two ', 'made']);
  t.same(await product({ make }), ['one two ', 'made']);
});

t.test('several at once make the same', async (t) => {
  const { folder, product } = await aWorkshop(t);
  await mkdir(join(folder, 'cache', 'images'));
  const all = await Promise.all(Array.from({ length: 8 }, () => product()));
  t.same(new Set(all.map(([text]) => text)), new Set(['one two ']));
  t.same(await product(), ['one two ', 'recalled']);
});
