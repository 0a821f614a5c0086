/** Every pair that text is set in has a contrast of 4.5 to 1 or more; the test in a browser computes them. */
export const colours = `
:root {
  color-scheme: light dark;
  --paper: #fafaf8; --panel: #ffffff; --ink: #1c2127; --quiet: #59626d; --line: #dfe2e6; --accent: #1d5fa6;
  --good: #17643a; --good-back: #e6f4ec; --bad: #a31f1b; --bad-back: #fcecea;
  --caution: #7a4a00; --caution-back: #fcf2dc; --dim-back: #eff1f3;
  --mark: #fff3d6; --mark-ink: #2b2005; --bar: #8a94a1;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #131619; --panel: #1a1e23; --ink: #e4e7ea; --quiet: #a2abb6; --line: #30363d; --accent: #86b7f2;
    --good: #7ed29c; --good-back: #15301f; --bad: #ff9b93; --bad-back: #3b1b19;
    --caution: #ecc06d; --caution-back: #33280f; --dim-back: #24292f;
    --mark: #33290f; --mark-ink: #f4e6c2; --bar: #77818d;
  }
}`;
