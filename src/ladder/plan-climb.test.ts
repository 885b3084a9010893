import { describe, expect, it } from 'vitest';
import { factsOf } from '../../test/kit/facts.ts';
import type { RungFiles } from '../facts/source-facts.ts';
import { bytesToText } from '../model/bytes.ts';
import { message } from '../model/message.ts';
import { digestOf } from '../model/sha256.ts';
import { NO_EDIT, type Technique } from '../techniques/contract.ts';
import { TECHNIQUES } from '../techniques/registry.ts';
import { planClimb } from './plan-climb.ts';

const PLAN = digestOf('plan');
const FILES = {
  'requirements.txt': 'flask==3.0\n',
  'app.py': 'from flask import Flask\napp = Flask("a")\n',
  'docs/a.md': 'x',
};
const DOCKERFILE = [
  'FROM python:3.11',
  'WORKDIR /app',
  'COPY . .',
  'RUN pip install -r requirements.txt',
  'CMD ["python", "app.py"]',
  '',
].join('\n');

function plan(dockerfile: string, techniques: readonly Technique[] = TECHNIQUES) {
  const read = (files: RungFiles) =>
    factsOf(bytesToText(files.dockerfile), FILES, files.ignore ? { ignore: bytesToText(files.ignore) } : {});
  const found = factsOf(dockerfile, FILES).files;
  return planClimb(found, read, techniques, PLAN);
}

describe('planClimb', () => {
  it('decides every technique, hardening last, in words of its own', () => {
    const { plan: digest, steps } = plan(DOCKERFILE);
    expect(digest).toBe(PLAN);
    expect(steps.map((s) => s.technique).toSorted()).toEqual(TECHNIQUES.map((t) => t.id).toSorted());
    expect(steps.at(-1)?.group).toBe('hardening');
    expect(steps.find((s) => s.technique === 'slim-base')).toMatchObject({ applies: 'yes' });
    for (const step of steps) expect(step.because.code).not.toBe('');
  });

  it('asks each technique of the text that the ones before would leave', () => {
    const asked: string[] = [];
    const spy: Technique = {
      ...(TECHNIQUES.find((t) => t.id === 'numeric-user') as Technique),
      applies(facts) {
        asked.push(bytesToText(facts.files.dockerfile));
        return { is: 'no', because: message('context-holds-nothing-to-ignore', {}) };
      },
      edit: () => NO_EDIT,
    };
    const slim = TECHNIQUES.find((t) => t.id === 'slim-base') as Technique;
    plan(DOCKERFILE, [spy, slim]);
    expect(asked[0]).toContain('python:3.11-slim');
  });

  it('takes nothing to do for no', () => {
    const idle: Technique = { ...(TECHNIQUES[0] as Technique), applies: () => ({ is: 'yes' }), edit: () => NO_EDIT };
    expect(plan(DOCKERFILE, [idle]).steps).toMatchObject([
      { applies: 'no', because: { code: 'plan-nothing-to-edit' } },
    ]);
  });

  it('takes an edit that would break the file for no, and goes on', () => {
    const breaking: Technique = {
      ...(TECHNIQUES[0] as Technique),
      applies: () => ({ is: 'yes' }),
      edit: () => ({ dockerfile: [{ range: { start: 0, end: 16 }, text: 'NOT AN INSTRUCTION' }] }),
    };
    const slim = TECHNIQUES.find((t) => t.id === 'slim-base') as Technique;
    expect(plan(DOCKERFILE, [breaking, slim]).steps).toMatchObject([{ applies: 'no' }, { applies: 'yes' }]);
  });
});
