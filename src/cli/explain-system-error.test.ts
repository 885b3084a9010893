import { expect, test } from 'vitest';
import { createLanguage } from '../language/create-language.ts';
import type { Problem } from '../model/problem.ts';
import { renderProblem } from '../report/render-problem.ts';
import { explainSystemError } from './explain-system-error.ts';

const refused = { code: 'ENOSPC', syscall: 'write' };

test.each(['en', 'ko'] as const)('a full disk is told with the folder, where it is known (%s)', (name) => {
  const error = Object.assign(new Error('ENOSPC: no space left on device, write'), refused);
  const say = (problem: unknown) => renderProblem(problem as Problem, createLanguage(name));
  expect(say(explainSystemError(Object.assign(error, { path: '/tmp/plimsoll-image-x' })))).toContain(
    '(/tmp/plimsoll-image-x)',
  );
  expect(say(explainSystemError(Object.assign(new Error('ENOSPC'), refused)))).not.toContain('(');
});
