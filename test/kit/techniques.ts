import { expect } from 'vitest';
import type { Technique } from '../../src/techniques/contract.ts';
import { applied, factsOf } from './facts.ts';

export const PYTHON = { 'requirements.txt': 'flask==3.0.0\n', 'main.py': 'print(1)\n' };
export const GO = {
  'go.mod': 'module example.test/app\n\nrequire (\n\texample.test/lib v1.0.0\n)\n',
  'go.sum': '',
  'main.go': 'package main\nfunc main() {}\n',
};

export type Files = Readonly<Record<string, string>>;

export function edited(technique: Technique, dockerfile: string, files: Files = {}, ignore?: string): string {
  const result = applied(technique, factsOf(dockerfile, files, ignore === undefined ? {} : { ignore }));
  expect(result.again).toBe(0);
  return result.dockerfile;
}

export function spared(technique: Technique, dockerfile: string, files: Files = {}): void {
  const facts = factsOf(dockerfile, files);
  expect(technique.applies(facts).is).not.toBe('yes');
  expect(technique.edit(facts)).toEqual({ dockerfile: [] });
}
