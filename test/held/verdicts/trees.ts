import type { HeldTree } from './contract.ts';
import { ALPINE_TREES } from './trees-alpine.ts';
import { DOTNET_TREES } from './trees-dotnet.ts';

/** Recorded from what .NET and Alpine publish: neither can be built here. */
export const RECORDED_TREES: readonly HeldTree[] = [...DOTNET_TREES, ...ALPINE_TREES];
