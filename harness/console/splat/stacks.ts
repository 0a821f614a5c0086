import type { SplatFormat } from '../../kinds/splats/format.ts';
import { type Frame, frameOf, instructionPointerOf, isTraceTitle } from '../trace/frame.ts';
import { isRoot } from '../trace/functions.ts';

/** One backtrace of a report. */
export interface Stack {
  frames: Frame[];
  /** It goes down to where thread or system call began: `</TASK>` stands below it, or that function. */
  whole: boolean;
  /** RCU's own grace period thread: never the one that stalls. */
  aside: boolean;
}

/** Lines of sanitisers about whose memory it was: no longer where it happened. */
const history =
  /^(?:Allocated by|Freed by|Allocated:|Freed:|Uninit was|Last potentially|Local variable|The buggy address|kfence-#)/;
const otherCpu = /^(?:NMI backtrace for cpu|Task dump for CPU)/;

/** The backtraces of a report, in their order; what an interrupt came upon stands in one with it. */
export function stacksOf(body: readonly string[], { bare, traceAfter }: SplatFormat): Stack[] {
  const stacks: Stack[] = [];
  let armed = traceAfter === undefined;
  let aside = false;
  let current: Stack | undefined;
  const begin = (other = aside): void => {
    current = { frames: [], whole: false, aside: other };
    stacks.push(current);
  };
  if (bare) begin();
  body.forEach((line, index) => {
    if (traceAfter?.test(line)) armed = true;
    if (/grace-period kthread stack dump/.test(line)) aside = true;
    else if (otherCpu.test(line) || line.startsWith('Sending NMI')) aside = false;
    if (!armed) return;
    if (current !== undefined && otherCpu.test(line)) begin();
    if (current !== undefined && history.test(line)) begin(true);
    // riscv, arm64 up to 4.8, and arm with CONFIG_ARM_UNWIND in 6.1 print no title
    if (
      current === undefined &&
      /^(?:\[<[0-9a-f]+>\]| [\w.$]+ from) /.test(line) &&
      !/ at:$/.test(body[index - 1] ?? '')
    )
      begin();
    if (isTraceTitle(line)) {
      if (current === undefined || current.frames.length > 0) begin();
      return;
    }
    if (current === undefined) return;
    if (/^\s*<\/TASK>$/.test(line)) current.whole = true;
    // Within a backtrace the pointer of what was interrupted is one more frame.
    const name = current.frames.length > 0 ? instructionPointerOf(line) : undefined;
    const frame = name === undefined ? frameOf(line) : { name, certain: true };
    if (frame === undefined) return;
    current.frames.push(frame);
    current.whole ||= isRoot(frame.name);
  });
  return stacks.filter(({ frames }) => frames.length > 0);
}
