import * as v from 'valibot';
import { Problem } from '../../model/problem.ts';
import type { ImageView } from '../contract.ts';
import { type Descriptor, isAttestation, ManifestDocument } from './image-documents.ts';
import { parseDocument } from './read-document.ts';

const STATEMENT = 'application/vnd.in-toto+json';
const PREDICATE = 'in-toto.io/predicate-type';

/** Published limits of one image's statements of one kind: the manifests they stand in, themselves, and the bytes of both. */
export const STATEMENT_LIMITS = { manifests: 16, statements: 16, bytes: 16 << 20 } as const;

/** After one of these the next would only be waited for as well. */
const NETWORK: ReadonlySet<string> = new Set(['registry-unreachable', 'registry-too-slow']);

/** Attestations of this manifest among what its index holds. */
export function attestationsOf(manifests: readonly Descriptor[], digest: string): readonly Descriptor[] {
  return manifests.filter((one) => isAttestation(one) && one.annotations?.['vnd.docker.reference.digest'] === digest);
}

interface From {
  readonly source: string;
  /** Bytes of a descriptor, checked against it. */
  read(descriptor: Descriptor): Promise<Uint8Array>;
}

/** A view's members about its statements; none where nothing attests it. */
export function statementsOf(
  attestations: readonly Descriptor[],
  from: From,
): Pick<ImageView, 'statements' | 'unreadStatements'> {
  if (attestations.length === 0) return {};
  const unreadByKind = new Map<string, number>();
  const read = async (kind: string) => {
    const { found, unread } = await readStatements(attestations, kind, from);
    unreadByKind.set(kind, unread);
    return found;
  };
  return {
    statements: read,
    async unreadStatements(kind) {
      if (!unreadByKind.has(kind)) await read(kind);
      return unreadByKind.get(kind) ?? 0;
    },
  };
}

/**
 * The statements of one kind that an image's attestations hold, each once. An image can be read without them: what is not there, damaged or
 * beyond the limits is counted and passed over.
 * @param kind beginning of the predicate's type: `https://slsa.dev/provenance/`
 */
async function readStatements(
  attestations: readonly Descriptor[],
  kind: string,
  from: From,
): Promise<{ readonly found: readonly unknown[]; readonly unread: number }> {
  const reader = limitedReader(from);
  const found: unknown[] = [];
  for (const attestation of attestations) {
    const manifest = await reader.take('manifests', ManifestDocument, attestation);
    for (const layer of manifest?.layers ?? []) {
      if (layer.mediaType !== STATEMENT || !layer.annotations?.[PREDICATE]?.startsWith(kind)) continue;
      const statement = await reader.take('statements', v.unknown(), layer);
      if (statement !== undefined) found.push(statement);
    }
  }
  return { found, unread: reader.unread() };
}

/** Reads each document once, as far as `STATEMENT_LIMITS` go. */
function limitedReader({ source, read }: From) {
  const seen = new Set<string>();
  const left: Record<keyof typeof STATEMENT_LIMITS, number> = { ...STATEMENT_LIMITS };
  let unread = 0;
  let isCut = false;
  return {
    unread: () => unread,
    /** @returns undefined for what was taken before, or cannot be read */
    async take<T>(
      what: 'manifests' | 'statements',
      schema: v.GenericSchema<unknown, T>,
      descriptor: Descriptor,
    ): Promise<T | undefined> {
      const { digest, size } = descriptor;
      if (seen.has(digest)) return undefined;
      seen.add(digest);
      if (isCut || left[what] === 0 || left.bytes < size) {
        unread += 1;
        return undefined;
      }
      left[what] -= 1;
      left.bytes -= size;
      try {
        return parseDocument(schema, await read(descriptor), { source, name: digest });
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        isCut = NETWORK.has(error.code);
        unread += 1;
        return undefined;
      }
    },
  };
}
