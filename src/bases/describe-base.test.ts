import { describe, expect, it } from 'vitest';
import { describeBase, lightVariantOf } from './describe-base.ts';

function light(name: string): string | undefined {
  const base = describeBase(name);
  return base && lightVariantOf(base);
}

describe('lightVariantOf (R03)', () => {
  it.each([
    ['python:3.11', 'python:3.11-slim'],
    ['python', 'python:slim'],
    ['python:latest', 'python:slim'],
    ['python:3.11-bookworm', 'python:3.11-slim-bookworm'],
    ['library/python:3.12.4', 'python:3.12.4-slim'],
    ['mirror.example:5000/library/python:3.12', 'mirror.example:5000/library/python:3.12-slim'],
    ['debian:bookworm', 'debian:bookworm-slim'],
  ])('%s → %s', (from, to) => {
    expect(light(from)).toBe(to);
  });

  it.each([
    'python:3.11-slim',
    'python:3.11-alpine3.20',
    'golang:1.24',
    'python:3.13-rc-windowsservercore',
    'python:3.11-rc',
    `python:3.11@sha256:${'a'.repeat(64)}`,
    'someone/python:3.11',
    '--help',
    '$(id)',
  ])('%s is spared', (name) => {
    expect(light(name)).toBeUndefined();
  });
});
