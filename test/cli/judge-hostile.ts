import type { HostileCase } from '../held/hostile/contract.ts';
import { layDown } from '../hostile/held/judge-images.ts';
import { type Metered, meter } from '../kit/meter.ts';

/** Which ceilings were passed; the time is CPU time, which other work on the machine does not change. */
export function passedCeilings({ ceilings }: HostileCase, { cpuSeconds, maxRssBytes, out, err }: Metered): string[] {
  const { rssMb = Infinity, seconds = Infinity, outputKb = Infinity } = ceilings ?? {};
  const taken = [
    ['s', cpuSeconds, seconds],
    ['MB', maxRssBytes / 1e6, rssMb],
    ['kB', (out.length + err.length) / 1000, outputKb],
  ] as const;
  return taken
    .filter(([, value, limit]) => value > limit)
    .map(([unit, value, limit]) => `${value} ${unit}, at most ${limit}`);
}

const PRINTABLE = /^[\x20-\x7e]+$/;

/**
 * Reads an image's input with the program as users have it: whether it reads or refuses as stated, in one line, within the ceilings, without
 * printing what must not be printed, and naming what must be named. @param dir an empty folder @returns what is wrong, and what it took
 */
export function judgeByProgram(
  item: HostileCase,
  program: string,
  dir: string,
): { readonly wrong: readonly string[]; readonly took: Metered } {
  const { form, path } = layDown(item, dir);
  const tag = item.ask?.tag === undefined ? '' : `:${item.ask.tag}`;
  const platform = item.ask?.platform === undefined ? [] : ['--platform', item.ask.platform];
  const env = { PATH: process.env['PATH'], HOME: dir, XDG_CACHE_HOME: dir, COLUMNS: '120' };
  const words = [program, 'inspect', ...platform, `${form}:${path}${tag}`];
  const took = meter([process.execPath, ...words, '--format', 'json'], { env, cwd: dir });
  const wrong = [...compareEnd(item, took), ...passedCeilings(item, took)];
  if (item.neverPrinted === undefined) return { wrong, took };
  const asText = meter([process.execPath, ...words], { env, cwd: dir });
  for (const { text, where } of item.neverPrinted) {
    const said = Buffer.from(text, 'latin1').toString();
    const seen = where === 'anywhere' ? took.out + took.err + asText.out : where === 'terminal' ? asText.out : '';
    if ((seen + asText.err).includes(said)) wrong.push(`printed ${JSON.stringify(said)} (${where})`);
  }
  return { wrong, took };
}

function compareEnd({ answer }: HostileCase, { code, out, err }: Metered): string[] {
  if (answer.is !== 'refused' && answer.is !== 'read') return [`an image cannot be ${answer.is}`];
  const mayRefuse = answer.is === 'refused' || answer.orRefused !== undefined;
  if (code === 0) {
    const record = JSON.parse(out) as { readonly schema?: string };
    return answer.is === 'read' && record.schema === 'plimsoll.dev/inspect/1' ? [] : ['read, wanted refused'];
  }
  const wrong = mayRefuse ? [] : [`refused: ${err.slice(0, 300)}`];
  if (code !== 2 && code !== 3) wrong.push(`ends with ${code}: ${err.slice(0, 300)}`);
  if (out !== '' || !/^plimsoll: [a-z0-9-]+: [^\n]+\n$/.test(err)) wrong.push(`no single line: ${err.slice(0, 300)}`);
  const names = answer.is === 'refused' ? answer.names : undefined;
  // A blob is named by its path in the layout as well.
  const named = names?.replace(/^sha256:/, '');
  if (named !== undefined && PRINTABLE.test(named) && !err.includes(named))
    wrong.push(`does not name ${names}: ${err}`);
  return wrong;
}
