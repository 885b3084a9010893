import type { Language } from '../../language/contract.ts';
import { message } from '../../model/message.ts';
import type { VerificationCauseRecord, VerificationRecord } from '../../record/verification.ts';

/** A verdict as CI systems read test results: one case for the files, one for each probe. Ends with one line break. */
export function renderJunit(record: VerificationRecord, { say }: Language): string {
  const { image, causes, probes = [], verdict } = record;
  const ofFiles = causes.filter(({ of }) => of !== 'answer');
  const cases = [
    renderCase('files', image.name, tellCauses(ofFiles, say)),
    ...probes.map(({ id, outcome, cause }) => {
      const said = cause === undefined ? say(message('verify-probe', { id, outcome })) : say(cause.message);
      if (outcome === 'fail') return renderCase(id, image.name, said);
      return renderCase(id, image.name, '', outcome === 'pass' ? undefined : said);
    }),
  ];
  const failures = Number(ofFiles.length > 0) + probes.filter(({ outcome }) => outcome === 'fail').length;
  const skipped = probes.filter(({ outcome }) => outcome === 'not-run' || outcome === 'as-before').length;
  const counts = `tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `<testsuite name="plimsoll verify ${escapeXml(image.name)}" ${counts}>`,
    `<properties><property name="verdict" value="${verdict}"/></properties>`,
    ...cases,
    '</testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function tellCauses(causes: readonly VerificationCauseRecord[], say: Language['say']): string {
  return causes.map(({ of, code, args }) => say(message('verify-cause', { of, said: { code, args } }))).join('\n');
}

function renderCase(name: string, image: string, failure: string, skipped?: string): string {
  const open = `<testcase name="${escapeXml(name)}" classname="${escapeXml(image)}"`;
  if (failure !== '') return `${open}><failure message="${escapeXml(failure)}"/></testcase>`;
  return skipped === undefined ? `${open}/>` : `${open}><skipped message="${escapeXml(skipped)}"/></testcase>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
};

/** Characters that XML 1.0 cannot hold in any form become U+FFFD. */
function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"\n]/g, (char) => ENTITIES[char] ?? char);
}
