import { expect, it } from 'vitest';
import { bytesToText, textToBytes } from '../model/bytes.ts';
import { substituteBases } from './substitute-bases.ts';

it('replaces images in FROM and COPY --from, variables expanded, and no stage names', () => {
  const file = textToBytes(
    'ARG V=3.11\nFROM python:$V AS python\nFROM python\nCOPY --from=tools:1 /a /a\nCOPY --from=python /b /b\n',
  );
  const images = { 'python:3.11': 'stand-in:x', 'tools:1': 'other:2', python: 'never' };
  expect(bytesToText(substituteBases(file, {}, images))).toBe(
    'ARG V=3.11\nFROM stand-in:x AS python\nFROM python\nCOPY --from=other:2 /a /a\nCOPY --from=python /b /b\n',
  );
});
