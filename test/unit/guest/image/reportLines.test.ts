import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { readGuestReport } from '../../../../harness/console/guestReport.ts';
import { compile } from '../../../../harness/guest/image/compileWorkloads.ts';
import { vmFolder } from '../../../../harness/host/paths.ts';

/** What a kernel or a program may print into a report. */
const hostile = 'a "quoted" \\ word,\ttab\nline \u0001\u001b[31m {"type":"phase"} ’ü';

t.test('C: whatever a text holds, it is one line, and reads as it was', async (t) => {
  const folder = t.testdir({
    'main.c': `
      #include "json.h"
      int main(int argc, char **argv)
      {
        struct json json;

        json_begin(&json, stdout, "problem");
        json_text(&json, "what", argc > 1 ? argv[1] : "");
        json_end(&json);
        json_begin(&json, stdout, "stall");
        json_text(&json, "call", "fsync");
        json_text(&json, "task", "t");
        json_seconds(&json, "seconds", 2.5);
        json_flag(&json, "ended", false);
        json_open_list(&json, "stack");
        json_text(&json, NULL, "one");
        json_text(&json, NULL, "two");
        json_close_list(&json);
        json_end(&json);
        json_begin(&json, stdout, "latency");
        json_text(&json, "op", "fsync");
        json_text(&json, "unit", "ns");
        json_number(&json, "count", 0);
        json_open_list(&json, "samples");
        json_close_list(&json);
        json_number(&json, "max", 18446744073709551615ULL);
        json_end(&json);
        return 0;
      }`,
  });
  const protocol = join(vmFolder, 'protocol');
  const program = join(folder, 'program');
  await compile('a test', [`-I${protocol}`, '-o', program, join(folder, 'main.c'), join(protocol, 'json.c')]);
  const text = execFileSync(program, [hostile]).toString();
  t.equal(text.split('\n').length, 4);
  t.strictSame(readGuestReport(text).observations, [
    { type: 'problem', what: hostile },
    { type: 'stall', call: 'fsync', task: 't', seconds: 2.5, ended: false, stack: ['one', 'two'] },
    { type: 'latency', op: 'fsync', unit: 'ns', count: 0, samples: [], max: 18446744073709552000 },
  ]);
});

t.test('shell: the same, with a space for each control character', async (t) => {
  const folder = t.testdir({});
  const script = (await readFile(join(vmFolder, 'report.sh'), 'utf8')).replaceAll('/dev/ttyS1', `${folder}/report`);
  t.match(script, `>${folder}/report`);
  const appending = script.replaceAll(`>${folder}/report`, `>>${folder}/report`);
  await writeFile(join(folder, 'run'), `${appending}\nphase boot\nenvironment kernel "$1"\nproblem "$1"\n`);
  execFileSync('/bin/busybox', ['sh', join(folder, 'run'), hostile]);
  const plain = ['\t', '\n', '\u0001', '\u001b'].reduce((text, each) => text.replaceAll(each, ' '), hostile);
  const text = await readFile(join(folder, 'report'), 'utf8');
  t.match(readGuestReport(text).observations, [
    { type: 'phase', phase: 'boot', uptime: Number },
    { type: 'environment', name: 'kernel', value: plain },
    { type: 'problem', what: plain },
  ]);
});
