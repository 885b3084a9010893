const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;
const STEP = 1000;
const DIGITS = 3;

/** @param bytes whole bytes @returns decimal units with three significant digits: `0 B`, `1.62 GB`, `588 MB`, `11.0 MB`; `–` where it is no number */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return '–';
  const sign = bytes < 0 ? '-' : '';
  let value = Math.abs(bytes);
  let unit = 0;
  while (unit < UNITS.length - 1 && roundsUpToStep(value, unit)) {
    value /= STEP;
    unit += 1;
  }
  return `${sign}${unit === 0 ? String(Math.round(value)) : threeDigits(value)} ${UNITS[unit] ?? ''}`;
}

/** 999.5 kB shows as 1000 kB: it belongs to the next unit already. */
function roundsUpToStep(value: number, unit: number): boolean {
  return (unit === 0 ? Math.round(value) : Number(value.toPrecision(DIGITS))) >= STEP;
}

function threeDigits(value: number): string {
  return value >= STEP ? String(Math.round(value)) : value.toPrecision(DIGITS);
}
