import type { VerificationRecord } from '../record/verification.ts';

declare module '../model/message.ts' {
  interface Messages {
    /** First line of what `verify` says. `causes` and `probes` are counts. */
    'verify-result': {
      name: string;
      verdict: VerificationRecord['verdict'];
      how: VerificationRecord['how'];
      causes: number;
    };
    'verify-against': { name: string };
    'verify-cause': { of: VerificationRecord['causes'][number]['of']; said: { code: string; args: unknown } };
    'verify-evidence': { evidence: string };
    'verify-cure': { cure: { code: string; args: unknown } };
    'verify-heading': { of: 'hints' | 'probes' };
    'verify-probe': { id: string; outcome: 'pass' | 'as-before' | 'fail' | 'not-run' };
    'verify-coverage': { probed: number; known: number };
    /** What both images took, and how often each was read. */
    'verify-measure': {
      of: keyof NonNullable<VerificationRecord['measures']>;
      is: number;
      n: number;
      was: number;
      wasN: number;
    };
    'verify-healthcheck': { is: Exclude<VerificationRecord['healthcheck'], 'none'> };
    /** What to do next where nothing was run. */
    'verify-next-run': { name: string };
  }
}
