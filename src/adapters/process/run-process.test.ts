import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runProcess } from './run-process.ts';

const NODE = process.execPath;
const script = (code: string, ...args: string[]) => [NODE, '-e', code, ...args];

/** A killed process whose new parent has not collected it yet is a zombie (Z): dead all the same. */
function stateOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.[0] ?? 'gone';
  } catch {
    return 'gone';
  }
}

describe('runProcess', () => {
  it('gives exit code and both streams', async () => {
    const r = await runProcess(script('console.log("a"); console.error("b"); process.exitCode = 3'));
    expect(r).toMatchObject({ ended: 'exited', exitCode: 3, stdout: 'a\n', stderr: 'b\n', truncated: false });
  });

  it('hands arguments over as they are: no shell reads them', async () => {
    const r = await runProcess(script('console.log(JSON.stringify(process.argv.slice(1)))', '$(id)', '; ls', '*', ''));
    expect(JSON.parse(r.stdout)).toEqual(['$(id)', '; ls', '*', '']);
  });

  it('says that a program is missing as a value', async () => {
    expect(await runProcess(['plimsoll-no-such-program'])).toMatchObject({ ended: 'not-found', exitCode: undefined });
    expect(await runProcess([])).toMatchObject({ ended: 'not-found' });
    expect(await runProcess(['ls'], { cwd: '/no/such/dir' })).toMatchObject({ ended: 'not-found' });
  });

  it('gives only the variables it is told to', async () => {
    const r = await runProcess(script('console.log(Object.keys(process.env).join())'), { env: { ONE: '1' } });
    expect(r.stdout.trim()).toBe('ONE');
  });

  it('feeds text and streams', async () => {
    const cat = script('process.stdin.pipe(process.stdout)');
    expect((await runProcess(cat, { input: 'hello' })).stdout).toBe('hello');
    const stream = (async function* () {
      for (let i = 0; i < 50; i++) yield Buffer.alloc(10_000, 97);
    })();
    expect((await runProcess(cat, { input: stream })).stdout).toHaveLength(500_000);
  });

  it('leaves no listener behind for a piece that had to wait', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on('warning', onWarning);
    const stream = (async function* () {
      for (let i = 0; i < 30; i++) yield Buffer.alloc(200_000, 'a');
    })();
    await runProcess(script('process.stdin.pipe(process.stdout)'), { input: stream });
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', onWarning);
    expect(warnings).toEqual([]);
  });
  it('outlives a program that does not read its input', async () => {
    const r = await runProcess(script('process.exit(0)'), { input: Buffer.alloc(5_000_000) });
    expect(r.exitCode).toBe(0);
  });

  it('keeps the tail of an output without end', async () => {
    const r = await runProcess(
      script(
        'let n=0; const w=()=>{ while(n<200000) if(!process.stdout.write((n++)+"\\n")) return }; process.stdout.on("drain",w); w()',
      ),
      { maxOutputBytes: 1000 },
    );
    expect(r.truncated).toBe(true);
    expect(Buffer.byteLength(r.stdout)).toBe(1000);
    expect(r.stdout.endsWith('199999\n')).toBe(true);
  });

  it('gives lines of both streams, also cut characters and the last one without an end', async () => {
    const seen: string[] = [];
    await runProcess(
      script(
        'const b=Buffer.from("가나\\r\\n다"); process.stdout.write(b.subarray(0,2)); setTimeout(()=>process.stdout.write(b.subarray(2)),50); console.error("e")',
      ),
      { onLine: (line, stream) => seen.push(`${stream}:${line}`) },
    );
    expect(seen.toSorted()).toEqual(['stderr:e', 'stdout:가나', 'stdout:다']);
  });

  it('ends the whole group when aborted', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'plimsoll-process-'));
    try {
      const file = join(dir, 'pid');
      const child = 'require("fs").writeFileSync(process.argv[1], String(process.pid)); setInterval(()=>{},1000)';
      const parent = `const {spawn}=require("child_process"); spawn(process.execPath,["-e",${JSON.stringify(child)},process.argv[1]],{stdio:"inherit"}); setInterval(()=>{},1000)`;
      const abort = new AbortController();
      const running = runProcess(script(parent, file), { signal: abort.signal });
      while (!existsSync(file) || readFileSync(file, 'utf8') === '') await new Promise((r) => setTimeout(r, 20));
      abort.abort();
      expect(await running).toMatchObject({ ended: 'aborted' });
      const pid = Number(readFileSync(file, 'utf8'));
      expect(stateOf(pid)).toMatch(/^(gone|Z|X)$/);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it('kills what does not listen', async () => {
    const r = await runProcess(script('process.on("SIGTERM",()=>{}); console.log("up"); setInterval(()=>{},1000)'), {
      timeoutMs: 300,
    });
    expect(r).toMatchObject({ ended: 'timeout', signal: 'SIGKILL' });
  }, 15_000);

  it('does not start at all when aborted before', async () => {
    const r = await runProcess(script('process.exit(0)'), { signal: AbortSignal.abort() });
    expect(r.ended).toBe('aborted');
  });

  it('does not wait for a grandchild that keeps the streams', async () => {
    const r = await runProcess(['sh', '-c', 'sleep 20 & exit 4'], { timeoutMs: 15_000 });
    expect(r).toMatchObject({ ended: 'exited', exitCode: 4 });
    expect(r.ms).toBeLessThan(10_000);
  });
});
