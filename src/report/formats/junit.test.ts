import { expect, test } from 'vitest';
import { createLanguage } from '../../language/create-language.ts';
import type { VerificationRecord } from '../../record/verification.ts';
import { renderJunit } from './junit.ts';

const DIGEST = `sha256:${'0'.repeat(64)}`;
const record: VerificationRecord = {
  schema: 'plimsoll.dev/verify/1',
  image: { name: 'a<b>:1', digest: DIGEST, configDigest: DIGEST, platform: 'linux/amd64' },
  how: 'running',
  verdict: 'broken',
  causes: [{ code: 'closure-entry-missing', args: { program: '/a"&\u0001', searched: [] }, of: 'start' }],
  hints: [],
  healthcheck: 'none',
  probes: [
    {
      id: 'GET /?a=1&b=2',
      outcome: 'fail',
      cause: { message: { code: 'status-changed', args: { probe: 'x', was: 200, is: 500 } } },
    },
    { id: 'alive', outcome: 'pass' },
    { id: 'GET /x', outcome: 'not-run' },
  ],
};

test('a case for the files and one for each probe; what is not well in XML is written otherwise', () => {
  const text = renderJunit(record, createLanguage('en'));
  expect(text).toContain('<testsuites tests="4" failures="2" errors="0" skipped="1">');
  expect(text).toContain(
    '<testcase name="GET /?a=1&amp;b=2" classname="a&lt;b&gt;:1"><failure message="x: answered 200 before, answers 500 now"/>',
  );
  expect(text).toContain('<testcase name="alive" classname="a&lt;b&gt;:1"/>');
  expect(text).toContain('<testcase name="GET /x" classname="a&lt;b&gt;:1"><skipped message="not asked: GET /x"/>');
  expect(text).toMatch(/<failure message="it cannot start: [^<>"]*&quot;&amp;[^<>"]*"\/>/);
  expect([...text].every((char) => char === '\n' || char >= ' ')).toBe(true);
});

test('where nothing was run there is one case', () => {
  const { probes: _, ...rest } = record;
  const text = renderJunit({ ...rest, how: 'static', verdict: 'unverified', causes: [] }, createLanguage('ko'));
  expect(text).toContain('<testsuites tests="1" failures="0" errors="0" skipped="0">');
});
