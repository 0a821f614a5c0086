import t from 'tap';
import { judgeRun } from '../../../../harness/judge/verdict.ts';
import { troubleItems } from '../../../../harness/report/comment/parts.ts';
import { renderMarkdown } from '../../../../harness/report/markdown.ts';
import { claimNotes } from '../../../../harness/report/terminal/claims.ts';
import { renderVerdict } from '../../../../harness/report/terminal/terminal.ts';
import { aRun } from '../../../fixtures/run.ts';

const verdict = judgeRun(
  aRun({
    candidates: {
      mine: {
        claims: [
          { passes: 'rdma-write-writeback', why: 'it does' },
          { fails: 'rdma-write-writeback', why: 'it was thought to' },
          { passes: 'late-write', why: 'nobody runs that here' },
        ],
      },
    },
  }),
);
const summary = 'Claims of mine: 1 confirmed, 1 refuted, 1 not tested';
const refuted = /Refuted: mine claims that rdma-write-writeback fails; 1 of 1 cells do not: .*: pass$/;

t.test('claims are counted, and those that are refuted are told in words', async (t) => {
  const [first, second, ...rest] = claimNotes(verdict);
  t.same(first, { text: summary, refuted: false });
  t.match(second, { text: refuted, refuted: true });
  t.same(rest, []);
});

t.test('a reader finds them at the terminal, in the job summary, and in the comment', async (t) => {
  const options = { runFolder: 'runs/1', width: 200, colour: false, unicode: true };
  t.match(renderVerdict(verdict, options), `  ${summary}\n  Refuted: mine claims`);
  t.match(renderMarkdown(verdict, { runFolder: 'runs/1', limit: 10_000 }), `${summary}\n\nRefuted: mine claims`);
  const [trouble] = troubleItems(verdict);
  t.match(trouble?.text, /^\*\*Refuted: mine claims that rdma-write-writeback fails; .*\*\*$/);
});
