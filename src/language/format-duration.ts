const SECOND = 1000;
const MINUTE = 60;
const HOUR = 60;

/** What a stretch of time is shown as: whole minutes and seconds from a minute on, tenths below, milliseconds under a tenth. */
export type DurationParts =
  | { readonly is: 'ms'; readonly ms: number }
  | { readonly is: 'seconds'; readonly seconds: string }
  | { readonly is: 'minutes'; readonly minutes: number; readonly seconds: number }
  | { readonly is: 'hours'; readonly hours: number; readonly minutes: number };

/** @returns undefined where it is no length of time */
export function splitDuration(ms: number): DurationParts | undefined {
  if (!Number.isFinite(ms) || ms < 0) return undefined;
  if (ms < 99.5) return { is: 'ms', ms: Math.round(ms) };
  const tenths = (ms / SECOND).toFixed(1);
  if (Number(tenths) < MINUTE) return { is: 'seconds', seconds: tenths };
  const seconds = Math.round(ms / SECOND);
  const minutes = Math.floor(seconds / MINUTE);
  if (minutes < HOUR) return { is: 'minutes', minutes, seconds: seconds % MINUTE };
  const allMinutes = Math.round(seconds / MINUTE);
  return { is: 'hours', hours: Math.floor(allMinutes / HOUR), minutes: allMinutes % HOUR };
}

/** The form of table cells, the same in every language: `40ms`, `0.9s`, `3m40s`, `1h05m`. */
export function formatDuration(ms: number): string {
  const parts = splitDuration(ms);
  switch (parts?.is) {
    case 'ms':
      return `${parts.ms}ms`;
    case 'seconds':
      return `${parts.seconds}s`;
    case 'minutes':
      return `${parts.minutes}m${twoDigits(parts.seconds)}s`;
    case 'hours':
      return `${parts.hours}h${twoDigits(parts.minutes)}m`;
    default:
      return '–';
  }
}

function twoDigits(n: number): string {
  return String(n).padStart(2, '0');
}
