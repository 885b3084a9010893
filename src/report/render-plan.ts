import type { ClimbPlan, PlannedStep } from '../ladder/plan-climb.ts';
import type { Language } from '../language/contract.ts';
import { message } from '../model/message.ts';
import { sayTechnique } from './say-row.ts';
import { padText, textWidth, wrapText } from './width.ts';

declare module '../model/message.ts' {
  interface Messages {
    'plan-title': { dockerfile: string; digest: string };
    'plan-applies': { applies: PlannedStep['applies'] };
    'plan-foot': { steps: number };
  }
}

/** What would be tried, one line for each technique: whether it applies, and why. */
export function renderPlan(
  plan: ClimbPlan,
  options: { readonly language: Language; readonly width: number; readonly dockerfile: string },
): string {
  const { language, width } = options;
  const names = plan.steps.map((s) => sayTechnique(s.technique, language));
  const words = plan.steps.map((s) => language.say(message('plan-applies', { applies: s.applies })));
  const digits = String(plan.steps.length).length;
  const [nameWidth, wordWidth] = [widest(names), widest(words)];
  const indent = digits + nameWidth + wordWidth + 7;
  const lines = plan.steps.flatMap((step, i) => {
    const cells = [names[i] ?? '', words[i] ?? ''].map((text, k) =>
      padText(text, [nameWidth, wordWidth][k] ?? 0, 'left'),
    );
    const head = ` ${[String(i + 1).padStart(digits), ...cells].join('  ')}  `;
    const [first = '', ...rest] = sayReasons(step, language).flatMap((text) => wrapText(text, width - indent));
    return [head + first, ...rest.map((line) => ' '.repeat(indent) + line)];
  });
  const title = language.say(message('plan-title', { dockerfile: options.dockerfile, digest: plan.plan }));
  const count = plan.steps.filter((s) => s.applies === 'yes').length;
  const foot = wrapText(language.say(message('plan-foot', { steps: count })), width - 1).map((line) => ` ${line}`);
  return `${[` ${title}`, '', ...lines, '', ...foot].map((line) => line.trimEnd()).join('\n')}\n`;
}

function widest(column: readonly string[]): number {
  return Math.max(0, ...column.map((text) => textWidth(text)));
}

function sayReasons(step: PlannedStep, language: Language): readonly string[] {
  const reason = language.say(step.because);
  const first =
    step.cure === undefined
      ? reason
      : language.say(message('report-cure', { cause: reason, cure: language.say(step.cure) }));
  return [first, ...step.notes.map((note) => language.say(note))];
}
