/**
 * How git is run on a repository that is named: a hook, `rebase --exec` or `bisect run` put theirs into the environment,
 * and it would win over the name. Of what the repository itself would have run, hooks and a monitor of files are left out:
 * it may have come with a stranger's tarball.
 */
export function gitOptions(own: Record<string, string> = {}): { env: Record<string, string>; extendEnv: false } {
  const inherited = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined || name.startsWith('GIT_') ? [] : [[name, value]],
  );
  return { env: { ...Object.fromEntries(inherited), ...settings, ...own }, extendEnv: false };
}

const settings = {
  GIT_CONFIG_COUNT: '2',
  GIT_CONFIG_KEY_0: 'core.fsmonitor',
  GIT_CONFIG_VALUE_0: 'false',
  GIT_CONFIG_KEY_1: 'core.hooksPath',
  GIT_CONFIG_VALUE_1: '/dev/null',
};
