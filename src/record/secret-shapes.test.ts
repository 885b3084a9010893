import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact, redactLines } from './redact.ts';

describe('a value that goes on', () => {
  it.each([
    ['export DB_PASSWORD="hun\\"ter2 more" x', 'export DB_PASSWORD="***" x'],
    ['login --password "hun\\"ter2 more" x', 'login --password "***" x'],
    ['{"password":"hun\\"ter2 more","a":1}', '{"password":"***","a":1}'],
    ['ENV PASSWORD=\\\n  hunter2\nRUN x', 'ENV PASSWORD=\\\n  ***\nRUN x'],
    ['ENV PASSWORD=hun\\\nter2 A=b\nRUN x', 'ENV PASSWORD=***\\\n A=b\nRUN x'],
    ['ENV PASSWORD="hun\\\r\nter2" A=b\nRUN x', 'ENV PASSWORD="***"\\\n A=b\nRUN x'],
    ['ENV PASSWORD \\\n  hunter2\nRUN x', 'ENV PASSWORD \\\n  ***\nRUN x'],
    ['ENV PASSWORD hun \\\n  ter2\nRUN x', 'ENV PASSWORD ***\\\n\nRUN x'],
    ['RUN x --password hun\\\nter2 y', 'RUN x --password ***\\\n y'],
    ["RUN curl -u \\\n 'bob:hunter2' \\\n x", "RUN curl -u \\\n 'bob:***' \\\n x"],
  ])('is hidden as a whole: %j', (text, clean) => expect(redact(text)).toBe(clean));

  it.each(['ENV PASSWORD=\\\n  $OTHER\nRUN x', 'RUN TOKEN="$(cat \\"a b\\")" x', 'RUN TOKEN=\\\n && x'])(
    'stays where it is a reference or nothing: %j',
    (text) => expect(redact(text)).toBe(text),
  );

  it('leaves every line where it is', () => {
    const part = fc.constantFrom(
      ...['\\', '\n', '\r\n', '"', "'", ' ', 'a', 'PASSWORD', '=', 'ENV ', '--token', 'curl -u b:'],
    );
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const text = parts.join('');
        expect(redactLines(text)).toHaveLength(text.split(/\r?\n/).length);
      }),
    );
  });
});
