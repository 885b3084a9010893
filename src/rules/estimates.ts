import type { InstallStep } from '../ecosystems/contract.ts';
import type { SourceFacts } from '../facts/source-facts.ts';
import type { Saving } from './contract.ts';

/** A fault that costs nothing until it hurts. */
export const RISK: Saving = { unit: 'byte', low: 0, likely: 0, high: 0, basis: 'computed' };

/** A guess with its range, as factors of what is likely. */
export function estimate(unit: Saving['unit'], likely: number, low: number, high: number): Saving {
  const round = (factor: number) => Math.round(likely * factor);
  return { unit, low: round(low), likely: Math.round(likely), high: round(high), basis: 'estimated' };
}

/**
 * Installed bytes a package adds to a slim base with all it depends on, without recommended ones: sums of Installed-Size as apt
 * resolves them on Debian 12 (amd64), read 2026-11-21.
 */
const INSTALLED_MB: Readonly<Record<string, number>> = {
  autoconf: 3,
  binutils: 34,
  'build-essential': 268,
  cargo: 670,
  clang: 405,
  cmake: 89,
  curl: 6,
  'default-libmysqlclient-dev': 39,
  'g++': 261,
  gcc: 180,
  gfortran: 248,
  git: 54,
  golang: 465,
  'golang-go': 465,
  'libc6-dev': 24,
  'libpq-dev': 17,
  'libssl-dev': 12,
  'libxml2-dev': 116,
  make: 2,
  'python3-dev': 88,
  rustc: 651,
  wget: 4,
};

/** Packages share most of what they depend on: the heaviest alone is likely, all of them apart the most. Unknown ones weigh nothing. */
export function estimatePackages(packages: readonly string[]): Saving {
  const weights = packages.map((p) => (INSTALLED_MB[p] ?? 0) * 1e6);
  const heaviest = Math.max(0, ...weights);
  const sum = weights.reduce((a, b) => a + b, 0);
  return { unit: 'byte', low: heaviest * 0.8, likely: heaviest, high: sum * 1.2, basis: 'estimated' };
}

/** How many packages a step asks for by name: lines of its requirements, modules of go.mod, words of the command. */
export function countPackages(step: InstallStep, facts: SourceFacts): number {
  if (step.ecosystem === 'go') return facts.goMod?.requires.length ?? 0;
  const listed = step.manifests.flatMap(
    (m) => facts.requirements(m.replace(/^(\.\/)+/, '').replace(/^\/.*\//, '')) ?? [],
  );
  return step.packages.length + listed.filter((r) => r.is === 'package').length;
}

/** Time an install takes again when its layer is lost: 2 s and 1.5 s a package; a fifth on a near mirror, five times that where wheels are big or compiled. */
export function estimateInstallMs(packages: number): Saving {
  return estimate('ms', 2000 + 1500 * packages, 0.2, 5);
}
