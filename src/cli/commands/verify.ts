import { computeClosure } from '../../facts/closure/compute-closure.ts';
import type { ImageView } from '../../image/contract.ts';
import { surveyImage } from '../../image/survey-image.ts';
import { renderVerification } from '../../report/render-verification.ts';
import { describeVerification, type LookedAt } from '../../verify/describe-verification.ts';
import { composeIndexCache } from '../compose-stored-image.ts';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { openNamed } from '../read-image.ts';
import { type ReadLimits, withLimitHint } from '../read-limits.ts';
import { tellProgress } from '../tell-progress.ts';
import { writeResult } from '../write-result.ts';
import type { VerifyFlags } from './verify-flags.ts';

/** Whether an image works, is broken, or cannot be told; exits with 1 where it is broken. */
export async function verify(context: CliContext, flags: VerifyFlags, typed: string): Promise<void> {
  const { view, close, limits } = await openNamed(context, flags, typed);
  try {
    const record = describeVerification(await lookAt(context, typed, view, limits));
    writeResult(context, flags.format, record, (options) => renderVerification(record, options));
    context.process.exitCode = record.verdict === 'broken' ? EXIT.findings : EXIT.fine;
  } catch (error) {
    throw withLimitHint(error);
  } finally {
    await close();
  }
}

async function lookAt(context: CliContext, name: string, view: ImageView, limits: ReadLimits): Promise<LookedAt> {
  const say = tellProgress(context);
  const survey = await surveyImage(view, {
    cache: composeIndexCache(context.process.env),
    limits: limits.tar,
    signal: context.signal,
    onLayer: (layer, { contentBytes }, isRecalled) => {
      if (!isRecalled) say({ is: 'layer-read', layer, layers: view.layers.length, contentBytes });
    },
  });
  return { name, view, findings: computeClosure(survey) };
}
