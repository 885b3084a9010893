import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { HeldOrdinary, HeldPair, HeldSide } from '../contract.ts';
import { docker, type Ran } from './docker.ts';

const STAND_INS = ['debian:bookworm', 'debian:bookworm-slim', 'python:3.11', 'python:3.11-slim', 'golang:1.24'];
const BUILD_MS = 900_000;

/** What an image is made of. */
export type Recipe = HeldSide & { readonly tag: string };

export function recipeOfSide(pair: HeldPair, side: 'broken' | 'working'): Recipe {
  const { dockerfile, files } = pair[side];
  return { tag: `held-${pair.id}:${side}`, dockerfile, files: { ...pair.files, ...files } };
}

export function recipeOfOrdinary({ id, dockerfile, files }: HeldOrdinary): Recipe {
  return { tag: `held-ordinary-${id}:works`, dockerfile, files };
}

/** @param dir its context is written below @returns code 0 where the engine has it under its tag */
export function buildImage({ tag, dockerfile, files }: Recipe, dir: string): Ran {
  const context = join(dir, tag.replace(':', '-'));
  for (const [path, text] of Object.entries({ ...files, Dockerfile: dockerfile })) {
    mkdirSync(dirname(join(context, path)), { recursive: true });
    writeFileSync(join(context, path), text);
  }
  const bases = STAND_INS.flatMap((name) => ['--build-context', `${name}=docker-image://standin-${name}`]);
  return docker(['buildx', 'build', '--quiet', '--load', '--tag', tag, ...bases, context], BUILD_MS);
}

export function removeImages(...recipes: readonly Recipe[]): void {
  docker(['image', 'rm', '--force', ...recipes.map(({ tag }) => tag)]);
}
