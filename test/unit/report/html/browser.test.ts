import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import t from 'tap';
import { aPage } from '../../../fixtures/page.ts';
import { skipBecause } from '../../../skipping.ts';
import { console as guestConsole, hostilePage, mixed } from './shapes.ts';

const program = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'chromium'))
  .find((path) => existsSync(path));
const site = 'dif1-dix1/ext4/rdma-write-writeback/1';
const other = 'dif1-dix1/xfs/operation-cost/1';
const schemes = ['light', 'dark'] as const;

if (program === undefined) t.comment('no chromium in $PATH (apt-get install chromium)');
t.test(
  'the page in Chromium',
  { skip: skipBecause(program === undefined && 'no chromium in $PATH (apt-get install chromium)') },
  async (t) => {
    const folder = t.testdir({
      'report.html': aPage(mixed, ({ cell }) => (cell.tree === 'bounce' ? guestConsole : '')),
      'hostile.html': hostilePage(),
    });
    const addressOf = (name: string): string => pathToFileURL(join(folder, name)).href;
    // Chromium's own sandbox needs user namespaces, which containers and root have not; what it opens is ours.
    const browser: Browser = await chromium.launch({ executablePath: program ?? '', args: ['--no-sandbox'] });
    t.teardown(() => browser.close());

    /** The page in a window of its own, and all that it complained about or asked for. */
    const open = async (
      hash = '',
      options: BrowserContextOptions = {},
      name = 'report.html',
    ): Promise<{ page: Page; complaints: string[] }> => {
      const address = addressOf(name);
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('dialog', async (dialog) => {
        complaints.push(dialog.message());
        await dialog.dismiss();
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('request', (request) => {
        if (request.url() !== `${address}${hash}` && request.url() !== address) complaints.push(request.url());
      });
      await page.goto(`${address}${hash}`);
      return { page, complaints };
    };
    const isOpen = (page: Page, id: string): Promise<boolean> =>
      page.evaluate((wanted) => document.getElementById(wanted)?.closest('details')?.open === true, id);
    const shown = (page: Page): Promise<number> => page.locator('details.cell:visible').count();
    const hashOf = (page: Page): Promise<string> => page.evaluate(() => location.hash);

    await t.test('it asks for nothing and complains of nothing', async (t) => {
      const { page, complaints } = await open();
      await page.waitForLoadState('networkidle');
      t.same(complaints, []);
      t.equal(await page.locator('h1').textContent(), 'Regression');
    });

    await t.test('nothing that a guest writes becomes more than text', async (t) => {
      const { page, complaints } = await open('', {}, 'hostile.html');
      await page.evaluate(() => {
        for (const details of document.querySelectorAll('details')) details.open = true;
      });
      await page.locator('.splats strong').first().click();
      t.same(complaints, []);
      t.equal(await page.locator('script').count(), 1);
      t.equal(await page.locator('img, iframe, textarea').count(), 0);
      t.equal(await page.evaluate(() => document.documentElement.scrollWidth), 1280);
    });

    await t.test('a link opens its cell, with its filter or without', async (t) => {
      const { page } = await open(`#${site}`);
      t.ok(await isOpen(page, site));
      t.notOk(await isOpen(page, other));
      t.equal(await page.evaluate(() => document.activeElement?.tagName), 'SUMMARY');
      const filtered = (await open(`#${other}?filesystem=xfs&text=OPERATION`)).page;
      t.ok(await isOpen(filtered, other));
      t.equal(await shown(filtered), 1);
      t.equal(await filtered.locator('#filter-filesystem').inputValue(), 'xfs');
    });

    await t.test('a link without a script opens its cell, too, and everything is there', async (t) => {
      const { page } = await open(`#${site}`, { javaScriptEnabled: false });
      t.equal(await shown(page), 6);
      t.ok(
        await page.locator('.console:visible').count(),
        'a console is seen, which is in the cell that was linked to',
      );
      t.notOk(await page.locator('#filters').isVisible());
    });

    await t.test('filters narrow matrix and cells alike, and stand in the address', async (t) => {
      const { page } = await open();
      await page.selectOption('#filter-verdict', 'refused, as claimed');
      t.equal(await shown(page), 2);
      t.equal(await page.locator('.matrix tbody tr:visible').count(), 1);
      t.equal(await page.locator('#shown').textContent(), '2 of 6 cells');
      t.equal(await hashOf(page), '#?verdict=refused%2C+as+claimed');
      await page.fill('#filter-text', 'guard tag');
      await page.selectOption('#filter-filesystem', 'ext4');
      t.equal(await shown(page), 1);
      const again = (await open(await hashOf(page))).page;
      t.equal(await shown(again), 1, 'whoever gets the link sees the same');
      await page.click('button[type=reset]');
      await page.waitForFunction(() => document.querySelector('#shown')?.textContent === '6 cells');
      t.equal(await shown(page), 6);
      await page.fill('#filter-text', 'no such text');
      t.equal(await shown(page), 0);
    });

    await t.test('the matrix and the verdict lead to cells, and back', async (t) => {
      const { page } = await open();
      await page.click(`a.entry[href="#${other}"]`);
      t.ok(await isOpen(page, other));
      t.equal(await hashOf(page), `#${other}`);
      await page.goBack();
      t.equal(await hashOf(page), '');
      await page.click('a[data-verdict="regressed"]');
      t.equal(await hashOf(page), '#matrix?verdict=regressed');
      t.equal(await shown(page), 4);
      await page.evaluate((id) => {
        location.hash = `#${id}?verdict=regressed`;
      }, 'dif1-dix1/ext4/mmap-store-writeback/1');
      await page.waitForFunction(() => document.activeElement?.tagName === 'SUMMARY');
      t.equal(await shown(page), 6, 'a link to a cell that is filtered out shows all');
    });

    await t.test('every control is reached by keyboard, in the order in which it stands, and seen to be', async (t) => {
      const { page } = await open();
      const controls = 'a[href], select, input, button, summary, [tabindex="0"]';
      const wanted = await page
        .locator(controls)
        .evaluateAll((all) => all.filter((each) => each.checkVisibility()).length);
      const order: number[] = [];
      for (let count = 0; count < wanted; count += 1) {
        await page.keyboard.press('Tab');
        const [index = -1, outlined = false] = await page.evaluate((selector) => {
          const focused = document.activeElement ?? document.body;
          const seen = getComputedStyle(focused).outlineStyle !== 'none';
          return [[...document.querySelectorAll(selector)].indexOf(focused), seen] as const;
        }, controls);
        t.ok(outlined, `control ${index} shows that it has the focus`);
        order.push(index);
      }
      t.equal(new Set(order).size, wanted);
      t.same(
        order,
        order.toSorted((a, b) => a - b),
      );
      await page.locator(`summary:has(+ [id="${site}"])`).focus();
      await page.keyboard.press('Enter');
      t.ok(await isOpen(page, site));
      t.equal(await hashOf(page), `#${site}`);
    });

    for (const colorScheme of schemes) {
      for (const width of [360, 1280]) {
        await t.test(`${colorScheme}, ${width} px: no horizontal scroll, and what axe asks for`, async (t) => {
          const { page, complaints } = await open('', { colorScheme, viewport: { width, height: 800 } });
          await page.evaluate(() => {
            for (const details of document.querySelectorAll('details')) details.open = true;
            // What is far below is laid out when it comes into sight; here all of it is looked at.
            document.styleSheets[0]?.insertRule('.group { content-visibility: visible !important }');
          });
          t.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
          await page.evaluate(axe.source);
          const { violations, passes, incomplete } = await page.evaluate(() => {
            const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
            return (globalThis as unknown as { axe: typeof axe }).axe.run(document, { runOnly: tags });
          });
          t.same(
            violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
            [],
          );
          for (const rule of ['color-contrast', 'region', 'label', 'select-name', 'landmark-one-main', 'heading-order'])
            t.ok(
              passes.some(({ id }) => id === rule),
              `${rule} was looked at`,
            );
          // Signs are single characters, whose contrast axe does not tell; the word beside each has the same colours.
          const unsure = incomplete.flatMap(({ id, nodes }) =>
            nodes.flatMap(({ html }) => (html.startsWith('<span class="sign"') ? [] : [`${id}: ${html}`])),
          );
          // On a narrow screen it does not tell that of what scrolls out of its box, either: the same text as on a wide one.
          if (width > 360) t.same(unsure, []);
          t.same(complaints, []);
          await keepScreenshot(page, `${colorScheme}-${width}`);
        });
      }
    }
  },
);

/** For people to look at; below .tap, where test artefacts are. */
async function keepScreenshot(page: Page, name: string): Promise<void> {
  const folder = join(import.meta.dirname, '../../../.tap/artefacts/report');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.png`), await page.screenshot({ fullPage: true }));
}
