import { expect, test } from 'vitest';
import { nameChoices } from './name-choices.ts';

const [ONE, TWO] = [`sha256:${'1'.repeat(64)}`, `sha256:${'2'.repeat(64)}`];
const x = (platform: string, digest: string) => ({ names: ['1', 'docker.io/library/x:1'], platform, digest });

test.each([
  ['the whole name, not its tag beside it', [x('linux/amd64', ONE)], ['docker.io/library/x:1 (linux/amd64)']],
  [
    'platforms of one name',
    [x('linux/amd64', ONE), x('linux/arm64', TWO)],
    ['docker.io/library/x:1 (linux/amd64)', 'docker.io/library/x:1 (linux/arm64)'],
  ],
  ['every name of an image', [{ names: ['a:1', 'b:1'], platform: '', digest: ONE }], ['a:1', 'b:1']],
  ['a platform where there is no name', [{ names: [], platform: 'linux/amd64', digest: ONE }], ['linux/amd64']],
  [
    'the digest only where nothing else tells them apart',
    [x('linux/amd64', ONE), x('linux/amd64', TWO), { names: [], platform: '', digest: ONE }],
    [`docker.io/library/x:1 (linux/amd64) ${ONE}`, `docker.io/library/x:1 (linux/amd64) ${TWO}`, ONE],
  ],
])('lists %s', (_, choices, listed) => {
  expect(nameChoices(choices)).toEqual(listed);
});
