/** The tokens that GitHub Actions gives to programs of a workflow, and those that people set. */
const secrets = ['GITHUB_TOKEN', 'GH_TOKEN', 'ACTIONS_RUNTIME_TOKEN', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'] as const;

/**
 * Takes the tokens out of our environment, before anything is started: no program that pinproof runs inherits them.
 * @returns GITHUB_TOKEN, if it is set
 */
export function takeToken(environment: NodeJS.ProcessEnv): string | undefined {
  const token = environment['GITHUB_TOKEN']?.trim();
  for (const name of secrets) delete environment[name];
  return token === '' ? undefined : token;
}
