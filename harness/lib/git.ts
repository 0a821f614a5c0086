/**
 * How git is run on a repository that is named: a hook, `rebase --exec` or `bisect run` put theirs into the environment,
 * and it would win over the name.
 */
export function gitOptions(own: Record<string, string> = {}): { env: Record<string, string>; extendEnv: false } {
  const inherited = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined || name.startsWith('GIT_') ? [] : [[name, value]],
  );
  return { env: { ...Object.fromEntries(inherited), ...own }, extendEnv: false };
}
