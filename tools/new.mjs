// npm run new rule|technique <id> : a declaration with a failing example, its sentences in both languages and its place in the registry.
// Changes nothing when the id is bad or taken, or when a file is not as expected.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTool, ToolProblem } from './run-command.mjs';
import { ROOT } from './setup.mjs';

const USAGE = 'usage: npm run new rule|technique <id>';
const ID = /^[a-z][a-z0-9]*(-[a-z0-9]+)+$/;

const PLANS = new Map([
  ['rule', planRule],
  ['technique', planTechnique],
]);

await runTool(async ([kind, id, ...rest]) => {
  const plan = PLANS.get(kind);
  const refusal =
    plan === undefined || id === undefined || rest.length > 0
      ? USAGE
      : ID.test(id) && id.length <= 60
        ? takenBy(id)
        : `"${id}" is no id: two or more words in lower case with - between them, naming ${
            kind === 'rule' ? 'the bad thing (apt-lists-left-behind)' : 'the result (runtime-stage-split)'
          }`;
  if (refusal !== undefined) {
    console.error(refusal);
    return 2;
  }
  const { created, changed, advice } = plan(id);
  for (const [file, text] of [...created, ...changed]) writeFileSync(join(ROOT, file), text);
  for (const [file] of created) console.log(`created ${file}`);
  for (const [file] of changed) console.log(`changed ${file}`);
  console.log(advice);
  return 0;
});

/** Files of both rooms and codes of sentences: a rule's id is also what is said of it. */
function takenBy(id) {
  const file = ['src/rules', 'src/techniques'].map((room) => `${room}/${id}.ts`).find((f) => existsSync(join(ROOT, f)));
  if (file !== undefined) return `${id} exists: ${file}`;
  const folder = 'src/language/en';
  const said = readdirSync(join(ROOT, folder)).find((f) => readText(`${folder}/${f}`).includes(`'${id}':`));
  return said === undefined ? undefined : `${id} is taken: it is a sentence of ${folder}/${said}`;
}

function planRule(id) {
  const name = camelCase(id);
  const registry = addSorted(readText('src/rules/registry.ts'), {
    line: `import { ${name} } from './${id}.ts';`,
    among: /^import .*$/gm,
    by: (line) => /'\.\/(.*)\.ts'/.exec(line)?.[1] ?? '',
  });
  return {
    created: [[`src/rules/${id}.ts`, ruleText(id, name)]],
    changed: [
      ['src/rules/registry.ts', addSorted(registry, { line: `  ${name},`, among: /^ {2}\w+,$/gm, by: kebabCase })],
      ['src/language/en/rules.ts', addSentence('src/language/en/rules.ts', `  '${id}': () => '${words(id)}',`)],
      ['src/language/ko/rules.ts', addSentence('src/language/ko/rules.ts', `  '${id}': () => '${words(id)}',`)],
    ],
    advice: `Now: npx vitest run --project unit src/rules fails until src/rules/${id}.ts catches its bad example. npx tsc -p . names what else must know it. Then: node tools/docs.mjs`,
  };
}

function planTechnique(id) {
  const name = camelCase(id);
  const registry = addSorted(readText('src/techniques/registry.ts'), {
    line: `import { ${name} } from './${id}.ts';`,
    among: /^import .*$/gm,
    by: (line) => /'\.\/(.*)\.ts'/.exec(line)?.[1] ?? '',
  });
  const code = `nothing-for-${id}`;
  const named = (language) => {
    const file = `src/language/${language}/techniques.ts`;
    const names = replaceOnce(
      readText(file),
      /(TECHNIQUE_NAMES[^;]*?)\n\};/,
      `$1\n  '${id}': '${words(id)}',\n};`,
      file,
    );
    return [file, addSentence(file, `  '${code}': () => '${words(id)}: nothing to do',`, names)];
  };
  const contract = 'src/techniques/contract.ts';
  return {
    created: [
      [`src/techniques/${id}.ts`, techniqueText(id, name, code)],
      [`src/techniques/${id}.test.ts`, techniqueTestText(id, name)],
    ],
    changed: [
      [contract, replaceOnce(readText(contract), /(export type TechniqueId =[^;]*);/, `$1\n  | '${id}';`, contract)],
      [
        'src/techniques/registry.ts',
        replaceOnce(registry, /(TECHNIQUES[^\]]*\] = \[[^\]]*)\];/, `$1  ${name},\n];`, 'src/techniques/registry.ts'),
      ],
      named('en'),
      named('ko'),
    ],
    advice: `Now: npx vitest run --project unit src/techniques/${id}.test.ts fails until the technique does its work. It comes last in the climb: move its line in src/techniques/registry.ts to its place. npx tsc -p . names what else must know it. Then: node tools/docs.mjs`,
  };
}

function readText(file) {
  return readFileSync(join(ROOT, file), 'utf8');
}

function camelCase(id) {
  return id.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
}

function kebabCase(line) {
  return line
    .trim()
    .replace(/,$/, '')
    .replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function words(id) {
  return id.replaceAll('-', ' ');
}

/** Puts a line among its kind, before the first that sorts behind it. */
function addSorted(text, { line, among, by }) {
  const lines = [...text.matchAll(among)];
  const next = lines.find((m) => by(m[0]) > by(line));
  const last = lines.at(-1);
  if (last === undefined) throw new ToolProblem(`no line like "${line.trim()}" to put it beside`);
  const at = next?.index ?? last.index + last[0].length + 1;
  return `${text.slice(0, at)}${line}\n${text.slice(at)}`;
}

function addSentence(file, line, text = readText(file)) {
  return replaceOnce(text, /\n\} satisfies Partial<Catalogue>;/, `\n${line}\n} satisfies Partial<Catalogue>;`, file);
}

/** @throws ToolProblem where the place is not there: a half-made declaration would be worse than none */
function replaceOnce(text, place, replacement, file) {
  if (!place.test(text)) throw new ToolProblem(`${file} is not as expected: nothing was changed`);
  return text.replace(place, replacement);
}

function ruleText(id, name) {
  const { version } = JSON.parse(readText('package.json'));
  return `import { message } from '../model/message.ts';
import type { Rule } from './contract.ts';
import { RISK } from './estimates.ts';
import { shippedInstructions } from './shipped-stages.ts';

declare module '../model/message.ts' {
  interface Messages {
    '${id}': { keyword: string };
  }
}

/** What is wrong, in one sentence. */
export const ${name}: Rule = {
  id: '${id}',
  aliases: [],
  state: 'preview',
  since: '${version}',
  about: {
    why: 'Why it matters, in bytes, seconds or risk.',
    whenToIgnore: 'When it is right to leave it.',
    saving: 'Where the figures of its saving come from.',
  },
  examples: {
    bad: [{ dockerfile: 'FROM debian:bookworm-slim\\nCMD ["date"]\\n' }],
    good: [{ dockerfile: 'FROM debian:bookworm-slim\\nUSER 65532\\nCMD ["date"]\\n' }],
  },
  sources: ['https://docs.docker.com/build/building/best-practices/'],
  check(facts) {
    return shippedInstructions(facts)
      .filter(() => false)
      .map(({ instruction }) => ({
        message: message('${id}', { keyword: instruction.keyword }),
        place: { in: 'dockerfile', line: instruction.startLine },
        saving: RISK,
      }));
  },
};
`;
}

function techniqueText(id, name, code) {
  return `import type { SourceFacts } from '../facts/source-facts.ts';
import { message } from '../model/message.ts';
import { type Applies, NO_EDIT, type Technique, type TechniqueEdit, YES } from './contract.ts';

declare module '../model/message.ts' {
  interface Messages {
    '${code}': Record<string, never>;
  }
}

/** What the result is like, in one sentence. */
export const ${name} = {
  id: '${id}',
  group: 'trunk',
  after: [],
  serves: [],
  applies,
  edit,
} satisfies Technique;

function applies(facts: SourceFacts): Applies {
  return edit(facts).dockerfile.length === 0 ? { is: 'no', because: message('${code}', {}) } : YES;
}

/** Idempotent: on its own result it gives nothing. */
function edit(_facts: SourceFacts): TechniqueEdit {
  return NO_EDIT;
}
`;
}

function techniqueTestText(id, name) {
  return `import { describe, expect, it } from 'vitest';
import { applied, factsOf } from '../../test/kit/facts.ts';
import { ${name} } from './${id}.ts';

describe('${id}', () => {
  it('does its work once', () => {
    const facts = factsOf('FROM debian:bookworm-slim\\nCMD ["date"]\\n');
    expect(${name}.applies(facts)).toEqual({ is: 'yes' });
    expect(applied(${name}, facts)).toEqual({ dockerfile: 'what it should become', ignore: undefined, again: 0 });
  });

  it('spares what needs nothing', () => {
    expect(${name}.applies(factsOf('FROM scratch\\nCOPY a /a\\n', { a: '' })).is).toBe('no');
  });
});
`;
}
