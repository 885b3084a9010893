import { describe, expect, it } from 'vitest';
import { HELD_BUILDS } from './cases.ts';
import type { HeldBuild } from './contract.ts';
import { chainOf, type Instruction, instructionsOf, type Stage, stagesOf } from './instructions.ts';

const MAKES_A_LAYER = /^\s*(RUN|COPY|ADD|WORKDIR)\b/i;

/** What some Dockerfile of the corpus must have. */
const FEATURES: readonly (readonly [string, RegExp])[] = [
  ['several RUN', /^RUN.*\nRUN.*\nRUN/m],
  ['exec form', /^RUN \[/m],
  ['a comment in a continuation', /\\\n\s*#.*\n/],
  ['RUN heredoc', /^RUN <<EOF$/m],
  ['RUN heredoc with an interpreter', /^RUN <<'SCRIPT'\n#!/m],
  ['here-document within RUN, other files beside', /^RUN .*cat <<FIRST.*&& echo/m],
  ['COPY of a file', /^COPY in\/a\.txt/m],
  ['COPY of a folder', /^COPY in\/tree /m],
  ['COPY JSON form', /^COPY \[/m],
  ['COPY --chmod', /^COPY --chmod=/m],
  ['COPY --chown', /^COPY --chown=/m],
  ['COPY --link', /^COPY --link /m],
  ['COPY --from by name', /^COPY --from=[a-z]/m],
  ['COPY --from by number', /^COPY --from=\d/m],
  ['COPY --link --from', /^COPY --link --from=/m],
  ['COPY heredoc', /^COPY <<EOF/m],
  ['ADD', /^ADD in\/a\.txt/m],
  ['ADD of a tar', /^ADD \S+\.tar/m],
  ['a stage on a stage', /^FROM base AS (\w+)$[\s\S]*^FROM \1/m],
  ['ARG', /^ARG NAME=/m],
  ['ENV filled in', /^ENV DEST=[\s\S]*^COPY .*\$\{DEST\}/m],
  ['ARG before FROM', /^ARG (\w+)=.*\n(?:ARG .*\n)*FROM \$\{\1\}/],
  ['WORKDIR', /^WORKDIR \//m],
  ['relative WORKDIR', /^WORKDIR [a-z]/m],
  ...['USER', 'LABEL', 'EXPOSE', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'VOLUME', 'STOPSIGNAL', 'SHELL'].map(
    (keyword) => [`${keyword} between layers`, new RegExp(`^RUN(.|\\n)*^${keyword} (.|\\n)*^RUN`, 'm')] as const,
  ),
  ['comments and blanks in front', /^\n#.*\n[\s\S]*?\n\nFROM/],
  ['lower case', /^run /m],
  ['CRLF', /^FROM base\r\n[\s\S]*\\\r\n/m],
  ['escape directive', /^# escape=`\n/],
  ['deletes later', /^RUN rm (-r )?\/opt/m],
  ['only chmod', /^RUN chmod \d+ \S+$/m],
  ['bind mount of the context', /--mount=type=bind,source=/],
  ['bind mount of a stage', /--mount=type=bind,from=/],
  ['cache mount', /--mount=type=cache/],
  ['tmpfs mount', /--mount=type=tmpfs/],
  ['the same RUN twice', /^(RUN echo .*)\n\1$/m],
  ['a RUN that changes nothing', /^RUN true$/m],
  ['the same COPY in two stages', /^(COPY in\/.*)$[\s\S]*^FROM [\s\S]*^\1$/m],
];

function named(build: HeldBuild): (readonly [string, number])[] {
  const hidden = (build.truth.hidden ?? []).map(({ path, line }) => [path, line] as const);
  return [...Object.entries(build.truth.lines), ...hidden];
}

/** Files an instruction copies: those of the context below its sources, the text of other stages it names. */
function copied(build: HeldBuild, stages: readonly Stage[], instruction: Instruction): string {
  const from = /--from=(\w+)/.exec(instruction.text)?.[1];
  if (from !== undefined) {
    return (
      (stages.find((stage) => stage.name === from) ?? stages[Number(from)])?.instructions
        .map((i) => i.text)
        .join('\n') ?? ''
    );
  }
  const sources = instruction.text.split(/[\s"[\],]+/).map((word) => word.replace(/\/$/, ''));
  const files = Object.entries(build.files).filter(([path]) =>
    sources.some((source) => path === source || path.startsWith(`${source}/`) || isMatch(source, path)),
  );
  return files.map(([path, content]) => (path.endsWith('.tar') ? `${path} ${content}` : path)).join('\n');
}

function isMatch(pattern: string, path: string): boolean {
  const [start = '', end = ''] = pattern.split('*');
  return pattern.includes('*') && path.startsWith(start) && path.endsWith(end);
}

/** The whole path, or its name where the folder is said elsewhere (WORKDIR, a folder copied, a name in a shell variable). */
function isSpokenOf(path: string, text: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const stem = name.replace(/\.\w+$/, '').replace(/-\d+$/, '');
  const folder = path.slice(0, -name.length - 1);
  const words = new RegExp(`\\b${stem}\\b|/${folder}(?=\\s|$)`, 'm');
  return text.includes(`/${path}`) || text.includes(name) || words.test(text);
}

/** Files a RUN's redirections name in full. */
function redirected(instruction: Instruction): string[] {
  const targets = instruction.text.matchAll(/>{1,2}\s*"?\/([\w./-]+)(?![\w./$-])/g);
  return [...targets].map((match) => match[1] ?? '').filter((path) => path !== 'dev/null');
}

describe('the corpus of builds', () => {
  it('has builds enough, each by its own id', () => {
    expect(HELD_BUILDS.length).toBeGreaterThanOrEqual(14);
    expect(new Set(HELD_BUILDS.map((build) => build.id)).size).toBe(HELD_BUILDS.length);
  });

  it.each(FEATURES)('has %s', (_, pattern) => {
    expect(HELD_BUILDS.filter((build) => pattern.test(build.dockerfile)).map((build) => build.id)).not.toEqual([]);
  });

  it('has an unused stage, and a target that is not the last', () => {
    const has = (test: (build: HeldBuild) => boolean) => HELD_BUILDS.some(test);
    expect(has((build) => build.target !== undefined && build.target !== stagesOf(build).at(-1)?.name)).toBe(true);
    expect(
      has((build) => /AS unwanted$/m.test(build.dockerfile) && !/(FROM |from=)unwanted/.test(build.dockerfile)),
    ).toBe(true);
  });

  describe.each(HELD_BUILDS.map((build) => [build.id, build] as const))('%s', (_, build) => {
    const stages = stagesOf(build);
    const chain = chainOf(build);
    const namedFiles = named(build);
    const { lines, hidden = [], folders = {}, absent = [] } = build.truth;
    const texts = build.dockerfile.split(/\r?\n/);

    it('needs nothing but base and scratch, and no frontend of its own', () => {
      const names = ['base', 'scratch', ...stages.map((stage) => stage.name)];
      for (const stage of stages) expect(names).toContain(stage.from);
      expect(stages.map((stage) => stage.name)).not.toContain('base');
      expect(build.dockerfile).not.toMatch(/^#\s*syntax\s*=/im);
      expect(Object.keys(build.files)).not.toContain('Dockerfile');
    });

    it('names lines where an instruction of the image starts that can make a layer', () => {
      const starts = new Set(instructionsOf(build.dockerfile).map((instruction) => instruction.line));
      const inChain = new Set(chain.map((instruction) => instruction.line));
      const all = [
        ...namedFiles.map(([, line]) => line),
        ...hidden.map((item) => item.byLine),
        ...Object.values(folders),
      ];
      expect(all.length).toBeGreaterThan(0);
      for (const line of all) {
        expect(texts[line - 1]).toMatch(MAKES_A_LAYER);
        expect(starts).toContain(line);
        expect(inChain).toContain(line);
      }
    });

    it('names paths that the instruction, or what it copies, speaks of', () => {
      for (const [path, line] of namedFiles) {
        const instruction = chain.find((item) => item.line === line);
        if (instruction === undefined) throw new Error(`line ${line} of ${build.id} is no instruction of the image`);
        expect({
          path,
          line,
          said: isSpokenOf(path, `${instruction.text}\n${copied(build, stages, instruction)}`),
        }).toEqual({
          path,
          line,
          said: true,
        });
        expect(path).not.toMatch(/^\//);
      }
    });

    it('hides what was there, in order, up to the line that is alive', () => {
      const at = (line: number) => chain.findIndex((instruction) => instruction.line === line);
      for (const item of hidden) {
        expect(at(item.byLine)).toBeGreaterThan(at(item.line));
        const later = hidden.filter((other) => other.path === item.path && at(other.line) > at(item.line));
        const live = lines[item.path];
        if (later.length === 0 && live !== undefined) expect(at(live)).toBeGreaterThanOrEqual(at(item.byLine));
        for (const other of later) expect(at(other.line)).toBeGreaterThanOrEqual(at(item.byLine));
      }
      const keys = hidden.map((item) => `${item.path} ${item.line}`);
      expect(new Set(keys).size).toBe(keys.length);
    });

    it('speaks of every file the shell writes in full, at each line that writes it', () => {
      const paths = new Set(namedFiles.map(([path]) => path));
      for (const instruction of chain.filter((item) => item.keyword === 'RUN')) {
        for (const path of redirected(instruction)) {
          expect([...paths, ...absent]).toContain(path);
          const isNamed = namedFiles.some(([other, line]) => other === path && line === instruction.line);
          expect({ path, isNamed: isNamed || absent.includes(path) }).toEqual({ path, isNamed: true });
        }
      }
      for (const path of absent) expect([...paths]).not.toContain(path);
    });

    it('has no two equal contents in its context', () => {
      const contents = Object.values(build.files);
      expect(new Set(contents).size).toBe(contents.length);
    });
  });
});
