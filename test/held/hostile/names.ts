import { latin1 } from './build.ts';
import type { HostileCase, Latin1 } from './contract.ts';

/** Image names (63): a strict grammar, and never a part of a shell's line or an option. */

const GRAMMAR = 'distribution/reference regexp.go; snyk CVE-2022-22984';
const HEX = '0123456789abcdef'.repeat(4);

/** A name as the user typed it, in UTF-8. */
const typed = (text: string): Latin1 => latin1(text);

const NO_NAMES: readonly (readonly [id: string, text: string])[] = [
  ['long-option', '--help'],
  ['short-option', '-v'],
  ['option-with-a-value', '--output=/tmp/x'],
  ['command-in-brackets', '$(id)'],
  ['command-behind-a-name', 'debian$(touch${IFS}x)'],
  ['backticks', 'debian`id`'],
  ['semicolon', 'a;b'],
  ['ampersands', 'a&&b'],
  ['pipe', 'a|b'],
  ['arrow', 'a>b'],
  ['newline-within', 'a\nb'],
  ['newline-behind', 'debian\n'],
  ['carriage-return', 'debian\r'],
  ['nul', 'debian\0'],
  ['blank-within', 'a b'],
  ['blank-in-front', ' debian'],
  ['quote', "a'b"],
  ['double-quote', 'a"b'],
  ['backslash', 'a\\b'],
  ['percent', 'debian%0a'],
  ['star', 'debian:*'],
  ['escape-sequence', 'debian\u001b[2J'],
  ['empty', ''],
  ['only-a-tag', ':12'],
  ['only-a-digest', `@sha256:${HEX}`],
  ['empty-tag', 'debian:'],
  ['two-tags', 'debian:12:13'],
  ['tag-with-a-dash-in-front', 'debian:-rf'],
  ['tag-of-129', `debian:${'t'.repeat(129)}`],
  ['digest-too-short', 'debian@sha256:abc'],
  ['digest-climbs', 'debian@sha256:../../etc/passwd'],
  ['two-digests', `debian@sha256:${HEX}@sha256:${HEX}`],
  ['capital-in-the-path', 'registry.test/App'],
  ['two-slashes', 'registry.test//app'],
  ['slash-behind', 'registry.test/app/'],
  ['climbs', 'registry.test/../app'],
  ['two-dots', 'registry.test/a..b'],
  ['three-underscores', 'registry.test/a___b'],
  ['dash-behind', 'registry.test/app-'],
  ['with-a-scheme', 'https://registry.test/app'],
  ['with-a-user', 'user:password@registry.test/app'],
  ['port-no-number', 'registry.test:http/app'],
  ['path-of-256', `registry.test/${'a'.repeat(256)}`],
  ['letter-of-another-alphabet', 'registry.test/\u0430pp'],
  ['digits-of-another-alphabet', 'debian:\u0661\u0662'],
  ['mark-that-turns-text', 'debian\u202e21'],
  ['blank-of-no-width', 'debian\u200b'],
];

const NAMES: readonly (readonly [id: string, text: string])[] = [
  ['short', 'debian'],
  ['tag', 'debian:12'],
  ['everything', `registry.test:5000/a/b_c/d__e-f.g:T_ag.1-2@sha256:${HEX}`],
  ['dashes', 'registry.test/a--b---c'],
  ['localhost', 'localhost/app'],
  ['address', '127.0.0.1:5000/app'],
  ['address-of-ipv6', '[2001:db8::1]:5000/app'],
  ['tag-of-128', `debian:_${'t'.repeat(127)}`],
  ['digits', '0a/1b:2'],
];

/** Long names that an expression without an anchor or with a choice too many takes for ever over. */
const SLOW: readonly (readonly [id: string, text: string])[] = [
  ['slow-dashes', `registry.test/${'a-'.repeat(50_000)}!`],
  ['slow-letters', `${'a'.repeat(100_000)}!`],
  ['slow-slashes', `${'a/'.repeat(50_000)}!`],
  ['slow-dots', `${'a.'.repeat(50_000)}!/x`],
];

export const NAME_CASES: readonly HostileCase[] = [
  ...[...NO_NAMES, ...SLOW].map(
    ([id, text]): HostileCase => ({
      number: 63,
      id: `name-${id}`,
      says: 'Text that is no image name: nobody is asked for it and no program is started with it',
      source: GRAMMAR,
      medium: { is: 'name', text: typed(text) },
      answer: { is: 'refused', because: 'bad-name' },
      ceilings: { seconds: 2, outputKb: 20 },
      network: { mostRequests: 0 },
      ...(text.includes('\u001b') ? { neverPrinted: [{ text: '\u001b[2J', where: 'anywhere' as const }] } : {}),
    }),
  ),
  ...NAMES.map(
    ([id, text]): HostileCase => ({
      number: 63,
      id: `name-good-${id}`,
      says: 'An image name',
      source: GRAMMAR,
      medium: { is: 'name', text: typed(text) },
      answer: { is: 'accepted' },
    }),
  ),
];
