import { describe, expect, it } from 'vitest';
import { edited, spared } from '../../test/kit/techniques.ts';
import { slimBase } from './slim-base.ts';

describe('slim-base', () => {
  it.each([
    ['FROM python:3.11\n', 'FROM python:3.11-slim\n'],
    ['From python\n', 'From python:slim\n'],
    ['FROM python:3.11-bookworm AS a\n', 'FROM python:3.11-slim-bookworm AS a\n'],
    ['ARG V=3.11\nFROM python:${V}\n', 'ARG V=3.11\nFROM python:${V}-slim\n'],
    ['FROM python:3.11 AS a\nFROM a\n', 'FROM python:3.11-slim AS a\nFROM a\n'],
  ])('%j becomes %j', (before, after) => {
    expect(edited(slimBase, before)).toBe(after);
  });

  it.each([
    'FROM python:3.11-slim\n',
    'FROM python:3.11-alpine\n',
    'FROM golang:1.24\n',
    'FROM scratch\n',
    'FROM x/y\n',
  ])('spares %j', (text) => spared(slimBase, text));
});
