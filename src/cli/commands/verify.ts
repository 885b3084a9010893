import { randomUUID } from 'node:crypto';
import type { VerificationRecord } from '../../record/verification.ts';
import { renderJunit } from '../../report/formats/junit.ts';
import { renderVerification } from '../../report/render-verification.ts';
import { labelsOf, repositoryOf, tagOf } from '../../trial/contract.ts';
import { describeVerification } from '../../verify/describe-verification.ts';
import { verifyByRunning } from '../../verify/verify-by-running.ts';
import { chooseEngine } from '../choose-engine.ts';
import { composeTrial } from '../compose.ts';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { type LookedAtImage, lookAtNamed } from '../look-at-named.ts';
import { putInEngine } from '../put-in-engine.ts';
import { readProbes } from '../read-probes.ts';
import { tellProgress } from '../tell-progress.ts';
import { writeResult } from '../write-result.ts';
import type { VerifyFlags } from './verify-flags.ts';

/** Whether an image works, is broken, or cannot be told; exits with 1 where it is broken, with 5 where it was run and cannot be told. */
export async function verify(context: CliContext, flags: VerifyFlags, typed: string): Promise<void> {
  // Before the images, which may take long: a mistyped file is told at once.
  const asked = await readProbes(context, flags.probes, !flags.static);
  const opened: LookedAtImage[] = [];
  const look = async (name: string) => {
    const image = await lookAtNamed(context, flags, name);
    opened.push(image);
    return image;
  };
  try {
    const image = await look(typed);
    const against = flags.against === undefined ? undefined : await look(flags.against);
    const record = flags.static
      ? describeVerification(image, against)
      : await run(context, flags, asked, image, against);
    if (flags.format === 'junit') context.process.stdout.write(renderJunit(record, context.language));
    else writeResult(context, flags.format, record, (options) => renderVerification(record, options));
    context.process.exitCode = exitCodeOf(record);
  } finally {
    for (const { close } of opened) await close();
  }
}

function exitCodeOf({ verdict, how }: VerificationRecord): number {
  if (verdict === 'broken') return EXIT.findings;
  return verdict === 'unverified' && how === 'running' ? EXIT.cannotTell : EXIT.fine;
}

async function run(
  context: CliContext,
  flags: VerifyFlags,
  asked: Awaited<ReturnType<typeof readProbes>>,
  image: LookedAtImage,
  against: LookedAtImage | undefined,
): Promise<VerificationRecord> {
  const world = await composeTrial({
    env: context.process.env,
    engine: chooseEngine(flags),
    callLog: context.process.env['PLIMSOLL_ENGINE_LOG'],
    signal: context.signal,
    on: tellProgress(context),
  });
  const { runner, store } = world.engine;
  const id = `verify-${randomUUID().slice(0, 8)}`;
  const enter = async (one: LookedAtImage, as: string) => ({
    ...one,
    tag: await putInEngine(store, one.view, one.imageName, tagOf(id, as)),
  });
  try {
    const [tagged, base] = [await enter(image, 'image'), against && (await enter(against, 'against'))];
    const wish = { ...asked, labels: labelsOf(id), name: `plimsoll-${id}`, signal: context.signal };
    return await verifyByRunning({ ...world, runner }, tagged, base, wish);
  } finally {
    await runner.sweep(labelsOf(id), repositoryOf(id));
  }
}
